"""The organisers' pages of dates and people in a real browser: nobody is shut out, at either width."""

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Literal

import pytest
import time_machine
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from events.models import Event, Occurrence
from tests.browser.conftest import DESK, PHONE, Opening, faults
from tests.browser.journeys import carry
from tests.events.organisers import lead
from tests.factories import KOWALSKI, OLENA, ask, in_days, make_date, make_room, on
from tests.visitors import logged_in
from treff.house import when
from treff.house.models import House

pytestmark = pytest.mark.django_db(transaction=True)
Scheme = Literal["light", "dark"]


@pytest.fixture
def date() -> Iterator[Occurrence]:
    """A full date of this evening with somebody waiting, and one in a week; it is noon."""
    House.objects.create(phone="02151 000 100")
    with time_machine.travel(on(when.today(), time(12)), tick=True):
        date = make_date(starts_at=in_days(0, time(18)), capacity=1)
        date.set_rooms([make_room("Werkstatt")])
        ask(date, "Jerzy", by=KOWALSKI)
        ask(date, "Olena", by=OLENA)
        make_date(date.event, date.starts_at + timedelta(days=7), capacity=1)
        Event.objects.filter(pk=date.event_id).update(minimum=3)
        yield date


def pages(date: Occurrence) -> list[str]:
    offer = f"/angebote/{date.event.public_id}/"
    own = f"{offer}{date.public_id}/"
    sign_ups, of_a_party = date.event.sign_ups.all(), ["entfernen", "anderer-termin"]
    verbs = ["absagen", "verschieben", "ersetzen", "plaetze", "ab-hier", "leute", "liste", "dazu"]
    return [
        *(
            "/angebote/",
            "/angebote/finden/?name=olena",
            "/angebote/finden/?name=niemand",
            offer,
            own,
            f"{offer}nachricht/",
        ),
        *(f"{offer}termine/", f"{offer}termin-dazu/", f"{offer}alle-absagen/"),
        *(f"{own}{verb}/" for verb in verbs),
        *(f"{own}leute/{each.public_id}/{verb}/" for each in sign_ups for verb in of_a_party),
        f"{own}leute/{sign_ups.latest('rank').public_id}/reihenfolge/",
    ]


def what_is_wrong(page: Page) -> dict[int, list[str]]:
    """By width of the window, what axe finds, and whether the page is wider than the window."""
    found = {}
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        wide = page.evaluate("document.documentElement.scrollWidth") - size["width"]
        found[size["width"]] = faults(page) + ([f"{wide} px too wide"] if wide > 0 else [])
    return {width: what for width, what in found.items() if what}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_an_organiser_shuts_anybody_out(
    open_page: Opening, live_server: LiveServer, date: Occurrence, scheme: Scheme
) -> None:
    page = open_page(color_scheme=scheme)
    carry(page, logged_in(lead(date.event)), live_server.url)
    found = {}
    for path in pages(date):
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok, path
        found[path] = what_is_wrong(page)
    assert {path: what for path, what in found.items() if what} == {}


def test_no_page_that_is_looked_at_before_saving_shuts_anybody_out(
    open_page: Opening, live_server: LiveServer, date: Occurrence
) -> None:
    page = open_page()
    carry(page, logged_in(lead(date.event)), live_server.url)
    page.goto(f"/angebote/{date.event.public_id}/termine/")
    page.locator("[name=start]").fill("17:00")
    page.locator("[name=end]").fill("19:00")
    page.locator("form.plan button.btn:not(.plain)").click()
    page.locator(".plan-line summary").first.click()
    assert what_is_wrong(page) == {}
    page.goto(f"/angebote/{date.event.public_id}/nachricht/")
    page.locator("[name=subject]").fill("Bitte an Stoff denken")
    page.locator("textarea").fill("Wir nähen heute Taschen.")
    page.locator("main form button.btn:not(.plain)").click()
    page.locator("button[name=send]").wait_for()
    assert what_is_wrong(page) == {}
