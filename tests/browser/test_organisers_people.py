"""People on the organisers' pages in a real browser: two jobs for an evening, on a phone without a script."""

import datetime as dt

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from events.models import Occurrence, Place
from tests.browser.conftest import DESK, PHONE, Opening, faults
from tests.browser.journeys import carry
from tests.events.organisers import lead
from tests.factories import AMINA, KOWALSKI, ask, make_date
from tests.visitors import logged_in
from treff.house import when
from treff.house.models import House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def date() -> Occurrence:
    """A date of today that runs, with one place, and somebody who waits."""
    House.objects.create(phone="02151 000 100")
    date = make_date(capacity=1)
    ask(date, "Amina", by=AMINA)
    ask(date, "Herr Kowalski", by=KOWALSKI)
    begun = when.now() - dt.timedelta(minutes=1)
    Occurrence.objects.filter(pk=date.pk).update(starts_at=begun, ends_at=begun + dt.timedelta(hours=2))
    return Occurrence.objects.select_related("event").get(pk=date.pk)


def my_offers(page: Page, date: Occurrence) -> None:
    """The first page of somebody who runs the offer."""
    page.goto("/konto/einloggen/")
    carry(page, logged_in(lead(date.event)), page.url.removesuffix("konto/einloggen/"))
    page.goto("/angebote/")


def test_somebody_at_the_door_is_put_on_the_list_in_two_clicks(date: Occurrence, open_page: Opening) -> None:
    page = open_page(script=False)
    my_offers(page, date)
    page.locator("main .rows a").first.click()
    page.locator("main textarea[name=names]").fill("Olena")
    page.get_by_role("button", name="Auf die Liste").click()
    expect(page.locator("main")).to_contain_text("Olena steht auf der Liste. Eins über")
    assert Place.objects.confirmed().filter(participant__name="Olena", attendance="came", over=True).exists()


def test_somebody_is_found_by_name_in_two_clicks(date: Occurrence, open_page: Opening) -> None:
    page = open_page(script=False)
    my_offers(page, date)
    page.locator("main [role=search] input").fill("kowal")
    page.get_by_role("button", name="Suchen").click()
    expect(page.locator("main")).to_contain_text("Herr Kowalski")
    page.get_by_role("link", name="Zeigen").click()
    expect(page.locator("main li:target")).to_contain_text("02151 000201")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_about_people_have_no_fault(
    size: ViewportSize, date: Occurrence, open_page: Opening
) -> None:
    page = open_page(size=size)
    my_offers(page, date)
    offer, one = f"/angebote/{date.event.public_id}/", f"/angebote/{date.event.public_id}/{date.public_id}/"
    party = f"{one}leute/{date.event.sign_ups.earliest('rank').public_id}/"
    for address in (
        one,
        f"{one}leute/",
        f"{one}liste/",
        f"{one}dazu/",
        f"{party}entfernen/",
        f"{party}anderer-termin/",
        f"{party}reihenfolge/",
        f"{offer}nachricht/",
        "/angebote/finden/?name=amina",
        "/angebote/finden/?name=niemand",
    ):
        page.goto(address)
        assert faults(page) == [], address
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], address
