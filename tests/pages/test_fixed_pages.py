"""Pages that everybody may read, in three languages, however much or little the house has said."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.translation import override

from members import privacy
from members.privacy_words import SEEN_BY
from tests.visitors import queries
from treff.house.models import House

FIXED = ["/haus/", "/impressum/", "/datenschutz/", "/barrierefreiheit/", "/leichte-sprache/"]
QUERIES = {"/haus/": 4, "/impressum/": 1, "/datenschutz/": 1, "/barrierefreiheit/": 1, "/leichte-sprache/": 1}

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return House.objects.create(
        street="Bleichpfad 9", postcode="47799", phone="02151 000 100", email="hallo@treff.example"
    )


@pytest.mark.parametrize("prefix", ["", "/en", "/ar"])
@pytest.mark.parametrize("path", FIXED)
def test_everybody_may_read_it(client: Client, house: House, path: str, prefix: str) -> None:
    answer = client.get(prefix + path)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert page.count("<h1>") == 1
    assert "02151 000 100" in page
    assert f'<html lang="{prefix[1:] or "de"}" dir="{"rtl" if prefix == "/ar" else "ltr"}">' in page


@pytest.mark.parametrize("path", FIXED)
def test_it_works_while_nobody_has_described_the_house(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", FIXED)
def test_it_asks_the_database_little(client: Client, house: House, path: str) -> None:
    cache.clear()
    assert queries(client, path) == QUERIES[path]


@pytest.mark.parametrize("path", FIXED)
def test_nothing_can_be_sent_to_it(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_the_same_page_is_one_press_away_in_every_language(client: Client) -> None:
    page = client.get("/en/haus/?a=1").content.decode()

    assert '<a href="/haus/?a=1" lang="de" hreflang="de">' in page
    assert '<a href="/en/haus/?a=1" lang="en" hreflang="en" aria-current="true">' in page
    assert '<a href="/ar/haus/?a=1" lang="ar" hreflang="ar">' in page
    assert '<link rel="alternate" hreflang="ar" href="/ar/haus/?a=1">' in page


def test_a_query_cannot_break_out_of_the_address(client: Client) -> None:
    assert '"><script>' not in client.get('/haus/?a="><script>').content.decode()


def test_numbers_keep_their_order_on_the_arabic_page(client: Client, house: House) -> None:
    page = client.get("/ar/impressum/").content.decode()

    assert page.count("02151 000 100") == page.count(
        '<bdi dir="ltr"><a href="tel:+492151000100">02151 000 100'
    )


def test_the_privacy_page_shows_every_purpose_of_the_file(client: Client) -> None:
    page = client.get("/en/datenschutz/").content.decode()
    entries = privacy.for_page()

    assert len(entries) > 5
    for purpose in {str(entry.purpose) for entry in entries}:
        assert purpose.replace("'", "&#x27;") in page


def test_the_foot_leads_in_those_who_are_signed_out(client: Client) -> None:
    page = client.get("/en/haus/").content.decode()

    assert '<a href="/en/konto/einloggen/">Log in</a>' in page
    assert "/tresen/anrufe/" not in page
    assert "/admin/" not in page


def test_the_easy_page_says_the_period_that_the_program_keeps(client: Client) -> None:
    with override("de"):
        kept_for = privacy.period("events_signup")

    for path in ("/leichte-sprache/", "/ar/leichte-sprache/"):
        assert f"{kept_for} nach dem letzten Termin löschen wir" in client.get(path).content.decode()


def test_the_imprint_names_licence_and_source_of_the_program(client: Client) -> None:
    House.objects.create(source_url="https://example.org/quelltext")
    page = client.get("/impressum/").content.decode()

    assert "EUPL-1.2" in page
    assert 'href="https://example.org/quelltext"' in page


def test_the_page_on_privacy_names_those_who_see_a_name(client: Client) -> None:
    page = client.get("/en/datenschutz/").content.decode()
    section = page.split('id="wer-sieht"')[1].split("</section>")[0]

    for who in ("desk", "lead", "team"):
        with override("en"):
            assert str(SEEN_BY[who]) in section


def test_the_lists_on_privacy_have_the_comma_of_the_language(client: Client, house: House) -> None:
    for prefix, comma, foreign in (("", ", ", "، "), ("/ar", "، ", ", ")):
        cells = re.findall(r"<td [^>]*>([^<]*)</td>", client.get(f"{prefix}/datenschutz/").content.decode())
        assert any(comma in cell for cell in cells)
        assert not any(foreign in cell for cell in cells)
