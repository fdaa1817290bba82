"""One source of words, two forms; every value keeps its own direction."""

import re
from html import unescape

import pytest
from pytest_django.fixtures import Settings

from tests.house.notices import AMINA, VALUES, a_house, a_notice, give_words, posted
from treff.house import letters
from treff.house.letters import Letter
from treff.house.models import Addressee

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    give_words(
        monkeypatch,
        settings,
        VALUES | {"why": "Diese Nachricht bekommen Sie, weil Sie sich angemeldet haben."},
    )
    a_house()


def letter(language: str = "en", name: str = "Amina") -> Letter:
    (notice,) = posted(a_notice(Addressee(name, "amina@example.org", "", language)))
    rendered = letters.render(notice)
    assert rendered is not None
    return rendered


def test_the_text_is_laid_out_in_paragraphs_and_nothing_is_escaped() -> None:
    assert letter().text == (
        "Hello Amina,\n\n"
        "Title: Nähen & Ändern\nPhone: 02151 000 100\nFirst & <last>: 2\n\n"
        "See: http://localhost:8000/anmeldung/k7m2xq9p.abc/\n\n"
        "Questions? Call us: 02151 000 100, Mo–Fr 9–12 Uhr. Or come to the desk.\n\n"
        "Your Treff am Bleichpfad\n"
        "Diese Nachricht bekommen Sie, weil Sie sich angemeldet haben.\n"
    )


def test_the_subject_is_one_line_without_marks() -> None:
    assert letter("ar").subject == "Trial: Di, 1. Dezember, 15–17 Uhr – Nähen & Ändern"


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_text_and_html_have_the_same_words(language: str) -> None:
    both = letter(language)
    body = both.html.partition("<main>")[2].partition("</main>")[0]
    words = unescape(re.sub(r"<[^>]+>", "", body)).split()
    assert words == both.text.translate(letters.MARKS).split()


def test_html_is_escaped_once_and_links_are_links() -> None:
    html = letter().html
    assert "First &amp; &lt;last&gt;: 2" in html
    assert "<bdi>Nähen &amp; Ändern</bdi>" in html
    link = "http://localhost:8000/anmeldung/k7m2xq9p.abc/"
    assert f'<a href="{link}" dir="ltr">{link}</a>' in html


def test_arabic_is_written_from_the_right_with_every_value_isolated() -> None:
    arabic = letter("ar", "أمينة")
    assert '<html lang="ar" dir="rtl">' in arabic.html
    assert "<bdi>02151 000 100</bdi>" in arabic.html
    assert "\u206802151 000 100\u2069" in arabic.text
    assert "\u2068http" not in arabic.text


@pytest.mark.parametrize("language", ["de", "en"])
def test_left_to_right_text_has_no_invisible_marks(language: str) -> None:
    both = letter(language)
    assert f'<html lang="{language}" dir="ltr">' in both.html
    assert both.text == both.text.translate(letters.MARKS)


@pytest.mark.parametrize(
    ("language", "read"),
    [("tr", "de"), ("de-simple", "de"), ("en", "en"), ("ar", "ar"), ("", "de"), ("xx", "de")],
)
def test_a_language_without_pages_is_written_to_in_german(language: str, read: str) -> None:
    assert letters.interface_language(language) == read


def test_who_gave_no_name_is_greeted_all_the_same() -> None:
    assert letter(name="").text.startswith("Hello,\n\n")


def test_a_value_cannot_bring_marks_or_html_along(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    give_words(monkeypatch, settings, VALUES | {"title": "\u2069<b>x</b>\u2068"})
    html = letter("ar").html
    assert "<bdi>&lt;b&gt;x&lt;/b&gt;</bdi>" in html


def test_the_mail_address_of_the_reader_is_not_in_the_words() -> None:
    both = letter()
    assert AMINA.email not in both.text + both.html


def test_a_name_never_becomes_a_paragraph_of_the_house() -> None:
    both = letter(name="Amina\r\n\r\nIhr Platz ist weg.\u2028Bitte zahlen.\x1b")
    assert both.text.startswith("Hello Amina Ihr Platz ist weg. Bitte zahlen.,\n\n")
    assert both.html.count("<p>") == 5


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_value_turns_nothing_around_and_hides_nothing(language: str) -> None:
    both = letter(language, "A\u202eb\u2067c\u200b\u202c")
    assert "Abc" in both.text
    assert set("\u202e\u2067\u200b\u202c").isdisjoint(both.text + both.html)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/pay",
        "http://localhost:8000.evil.example/",
        "http://localhost:8000@evil.example/",
    ],
)
def test_only_addresses_of_this_site_become_links(address: str) -> None:
    html = letter(name=address).html
    assert f"<bdi>{address}</bdi>" in html
    assert re.findall(r'href="([^"]+)"', html) == ["http://localhost:8000/anmeldung/k7m2xq9p.abc/"]
