"""Nobody reaches an offer that is not their own, whatever the address; and a host only the names it may see.

The addresses are walked, not listed: a new one is tried by itself, and fails here if it needs an
argument that nobody has thought of.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import override

from events.acts import DATE_ACTS, OFFER_ACTS
from events.acts.party import PARTY_ACTS
from events.models import Occurrence, SignUp
from tests.events.organisers import SEE_THE_NAMES, SEE_THE_OFFER, VISITORS, browser, host, speaker
from tests.factories import OLENA, ask, make_date, make_event
from tests.members.doing import LOG_IN
from tests.visitors import logged_in
from treff.house.models import House

pytestmark = pytest.mark.django_db

# Pages with names on them, or to people: 403 for a host who does not see the list.
OF_PEOPLE = {"own_people", "own_list", "own_walk_in", "own_party_act", "own_message"}


@pytest.fixture(autouse=True)
def house() -> House:
    return House.objects.create(phone="02151 000 100")


def patterns() -> dict[str, set[str]]:
    """Every address below /angebote/ by its name, with its arguments."""

    def walk(each: Any, route: str = "", space: str = "") -> Iterator[tuple[str, str, set[str]]]:
        if isinstance(each, URLResolver):
            inner = f"{each.namespace}:" if each.namespace else space
            for pattern in each.url_patterns:
                yield from walk(pattern, route + str(each.pattern), inner)
        elif isinstance(each, URLPattern):
            yield f"{space}{each.name}", route + str(each.pattern), set(each.pattern.converters)

    with override("de"):
        found = [entry for each in get_resolver().url_patterns for entry in walk(each)]
    return {
        name: arguments for name, route, arguments in found if route.removeprefix("^").startswith("angebote/")
    }


PATTERNS = patterns()


def arguments(date: Occurrence, sign_up: SignUp) -> dict[str, list[str]]:
    """What can stand in an address; where there are several, all of them are tried."""
    return {
        "offer": [date.event.public_id],
        "public_id": [date.public_id],
        "sign_up": [sign_up.public_id],
        "act": [act.path for act in (*DATE_ACTS, *OFFER_ACTS, *PARTY_ACTS) if act.path],
        "number": ["1", "5"],
        "language": ["de", "tr"],
    }


def addresses(name: str, known: dict[str, list[str]]) -> list[str]:
    unknown = PATTERNS[name] - known.keys()
    assert not unknown, f"{name} needs {unknown}: please say in `arguments` what can stand there"
    ways: list[dict[str, str]] = [{}]
    for argument in sorted(PATTERNS[name]):
        ways = [way | {argument: value} for way in ways for value in known[argument]]
    found = [address for way in ways if (address := address_of(name, way))]
    assert found, f"nothing in `arguments` leads to {name}"
    return found


def address_of(name: str, way: dict[str, str]) -> str:
    """The address; empty where a word cannot stand there, such as a verb of a date at an offer."""
    try:
        return reverse(name, kwargs=way)
    except NoReverseMatch:
        return ""


@pytest.fixture
def offer_of_another() -> tuple[Occurrence, SignUp]:
    """An offer of organisation B, with somebody who has signed up."""
    date = make_date(make_event("Tanzcafé"), capacity=1)
    date.event.publish(by=None)
    host(date.event)
    return date, ask(date, "Herr Kowalski")


@pytest.fixture
def of_organisation_a() -> Client:
    """Somebody who speaks for organisation A, which has an offer of its own."""
    mine = make_date(make_event("Nähwerkstatt")).event
    return logged_in(speaker(OLENA, host(mine, is_first=False)))


def test_the_walk_finds_the_pages() -> None:
    assert {
        "events:own_offers",
        "events:own_offer",
        "events:own_date",
        "events:own_people",
    } <= PATTERNS.keys()


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_a_representative_of_one_organisation_reaches_nothing_of_another(
    name: str, of_organisation_a: Client, offer_of_another: tuple[Occurrence, SignUp]
) -> None:
    for address in addresses(name, arguments(*offer_of_another)):
        for answer in (of_organisation_a.get(address), of_organisation_a.post(address, {"send": "1"})):
            if "offer" in PATTERNS[name]:
                assert answer.status_code == 404, address
            for word in ("Tanzcafé", "Kowalski"):
                assert word not in answer.content.decode(), address


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_the_signed_out_are_led_to_the_log_in(
    name: str, client: Client, offer_of_another: tuple[Occurrence, SignUp]
) -> None:
    for address in addresses(name, arguments(*offer_of_another)):
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith(LOG_IN)


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_in_arabic_each_page_leads_to_the_german_one(name: str) -> None:
    date = make_date(capacity=1)
    client = browser("staff", date.event)
    for address in addresses(name, arguments(date, ask(date, "Amina"))):
        answer = client.get(f"/ar{address}?seite=2")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{address}?seite=2")
        assert not client.get(f"/en{address}").headers.get("Location", "").startswith("/angebote/")
        assert client.post(f"/ar{address}", {}).headers.get("Location") != address


@pytest.mark.parametrize("who", VISITORS)
def test_story_10_who_sees_an_offer_and_who_the_names(who: str) -> None:
    """Two co-hosts: the first in line sees the list, the other only where its row says so."""
    date = make_date(capacity=1)
    sign_up = ask(date, "Herr Kowalski")
    client = browser(who, date.event)
    known = arguments(date, sign_up) | {"act": ["entfernen"]}
    offer = client.get(reverse("events:own_offer", args=[date.event.public_id]))
    assert offer.status_code == (200 if who in SEE_THE_OFFER else 404)
    for page in OF_PEOPLE:
        (address,) = addresses(f"events:{page}", known)
        status = 200 if who in SEE_THE_NAMES else 403 if who in SEE_THE_OFFER else 404
        answer = client.get(address)
        assert answer.status_code == status, address
        assert ("Kowalski" in answer.content.decode()) is (
            status == 200 and page in {"own_people", "own_list", "own_party_act"}
        )
        if status != 200:
            assert client.post(address).status_code == status, address


@pytest.mark.parametrize("who", VISITORS)
def test_story_10_a_name_is_found_by_those_who_may_see_it(who: str) -> None:
    date = make_date(capacity=1)
    ask(date, "Herr Kowalski")
    answer = browser(who, date.event).get(reverse("events:own_find"), {"name": "kowal"})
    assert answer.status_code == 200
    assert ("Kowalski" in answer.content.decode()) is (who in SEE_THE_NAMES)


@pytest.mark.parametrize("who", sorted(SEE_THE_OFFER))
def test_story_10_the_pages_of_a_date_lead_to_the_names_only_for_those_who_see_them(who: str) -> None:
    date = make_date(capacity=1)
    page = browser(who, date.event).get(
        reverse("events:own_date", args=[date.event.public_id, date.public_id])
    )
    address = reverse("events:own_people", args=[date.event.public_id, date.public_id])
    assert (address in page.content.decode()) is (who in SEE_THE_NAMES)
