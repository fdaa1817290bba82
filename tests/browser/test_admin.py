"""The team's pages in a real browser: on a phone without a script, and for eyes that need contrast."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from events.models import Event, Occurrence
from events.models.event import State
from members.models import Role, User
from tests.browser.conftest import DESK, PHONE, Opening, faults
from tests.browser.journeys import carry
from tests.events.team import said, typed
from tests.factories import KOWALSKI, OLENA, ask, in_days, make_date, make_room
from tests.members.doing import make_role
from tests.visitors import logged_in

pytestmark = pytest.mark.django_db(transaction=True)


def enter(page: Page, user: User, live_server: LiveServer) -> None:
    """This browser is logged in, second factor shown."""
    carry(page, logged_in(user), live_server.url)


def press(page: Page, msgid: str) -> None:
    """The one button of a page that asks."""
    page.get_by_role("button", name=said(msgid), exact=True).click()


def test_the_first_offer_is_written_and_published_on_a_phone_without_a_script(
    open_page: Opening, live_server: LiveServer
) -> None:
    room, start = make_room(), in_days(5)
    page = open_page(script=False)
    enter(page, make_role(Role.BOARD), live_server)
    page.goto("/admin/")
    page.get_by_role("link", name=said("Write a new event")).click()
    page.locator("#id_texts-0-title").fill("Nähwerkstatt")
    page.locator("#id_occurrences-0-starts_at").fill(typed(start))
    page.locator("#id_occurrences-0-ends_at").fill(typed(start + timedelta(hours=2)))
    page.locator("#id_occurrences-0-rooms").get_by_text(room.name).click()
    page.locator("#id_kind").select_option("single")
    page.locator("#id_topic").select_option("sewing")
    page.locator("#id_carried_by").select_option("residents")
    page.locator("input[name=_save]").click()
    page.get_by_role("link", name=said("Publish this event")).click()
    press(page, "Publish")
    event = Event.objects.get()
    assert (event.state, event.slug) == (State.PUBLISHED, "naehwerkstatt")
    assert event.occurrences.get().rooms() == [room]
    page.goto("/programm/")
    assert page.get_by_role("link", name="Nähwerkstatt").first.is_visible()


def test_a_refusal_on_a_phone_keeps_what_was_typed(open_page: Opening, live_server: LiveServer) -> None:
    date = make_date()
    page = open_page(script=False)
    enter(page, make_role(Role.STAFF), live_server)
    page.goto(f"/admin/events/occurrence/{date.pk}/cancel/")
    page.locator("#id_text").fill("Stromausfall")
    press(page, "Cancel this date")
    assert page.locator("#id_text").input_value() == "Stromausfall"
    assert not Occurrence.objects.get().cancelled
    page.locator("#id_code input[value=other]").check()
    press(page, "Cancel this date")
    assert Occurrence.objects.get().cancel_text == "Stromausfall"


def pages_of_the_team() -> list[str]:
    """The pages that are ours, and one list; the forms of records are Django's."""
    date = make_date(capacity=1)
    ask(date, "Jerzy", by=KOWALSKI)
    sign_up = ask(date, "Olena", by=OLENA)
    return [
        "",
        f"events/event/{date.event.pk}/change/",
        f"events/occurrence/{date.pk}/move/",
        f"events/signup/{sign_up.pk}/change/",
        "events/signup/",
    ]


def test_the_pages_of_the_team_fit_a_phone_and_the_strict_policy(
    open_page: Opening, live_server: LiveServer
) -> None:
    page = open_page()
    enter(page, make_role(Role.STAFF), live_server)
    for address in pages_of_the_team():
        page.goto(f"/admin/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_the_team_can_be_read_by_everybody(
    open_page: Opening, live_server: LiveServer, scheme: str
) -> None:
    page = open_page(size=DESK, color_scheme=scheme, bypass_csp=True)  # axe writes styles into the page
    enter(page, make_role(Role.STAFF), live_server)
    for address in pages_of_the_team():
        page.goto(f"/admin/{address}")
        assert faults(page) == [], address
