"""What has to be done in the evening, on a phone without JavaScript, counted in presses.

A press is a link or a button that is activated; typing and ticking are none. From /angebote/ each job takes
four of them at most.
"""

from collections.abc import Callable, Iterator
from datetime import time

import pytest
import time_machine
from playwright.sync_api import Locator, Page
from pytest_django.live_server_helper import LiveServer

from events.models import Event, Kind, Occurrence, Place, Series
from events.models.event import State
from members.models import User
from tests.browser.conftest import Opening
from tests.browser.journeys import carry
from tests.events.organisers import draft_of, lead, speaker
from tests.events.serial import next_weekday
from tests.factories import YILDIZ, ask, in_days, make_date, make_event, make_room, on, publish
from tests.visitors import logged_in
from treff.house import when
from treff.house.models import House
from treff.house.recurrence import Weekly

pytestmark = pytest.mark.django_db(transaction=True)
MOST_PRESSES = 4
NOON, EVENING = time(12), time(18)


class Phone:
    """Somebody's browser, on the page of the own offers, and how often it was pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0
        page.goto("/angebote/")

    def press(self, what: str | Locator) -> None:
        found = self.page.locator(what) if isinstance(what, str) else what
        found.click()
        self.page.wait_for_load_state()
        self.presses += 1

    def press_link(self, url_ends_with: str) -> None:
        self.press(self.page.locator(f"main a[href$='{url_ends_with}']").first)

    def read(self) -> str:
        return self.page.locator("main").inner_text()


Phones = Callable[[User], Phone]


@pytest.fixture
def phone_of(open_page: Opening, live_server: LiveServer) -> Phones:
    House.objects.create(phone="02151 000 100", partners_need_approval=False)

    def of(user: User) -> Phone:
        page = open_page(script=False)
        carry(page, logged_in(user), live_server.url)
        return Phone(page)

    return of


@pytest.fixture
def noon() -> Iterator[None]:
    """It is noon today, so that this evening is still to come."""
    with time_machine.travel(on(when.today(), NOON), tick=True):
        yield


def tonight() -> Occurrence:
    """A date of this evening, in the workshop, with one person signed up."""
    date = make_date(starts_at=in_days(0, EVENING), capacity=8)
    date.set_rooms([make_room("Werkstatt")])
    ask(date, "Jerzy Kowalski")
    return date


# -- the five jobs ------------------------------------------------------------------------------


def test_a_new_course_begins_as_an_earlier_one_offered_once_more(phone_of: Phones) -> None:
    user = speaker()
    offer = publish(draft_of(user, "Deutsch"))
    phone = phone_of(user)
    phone.press(f"form[action='/angebote/{offer.public_id}/noch-einmal/'] button")
    say_tuesdays(phone.page, count=3)
    phone.press("form.plan button.btn:not(.plain)")
    phone.press("button[name=save]")
    phone.press("main form button.btn")
    assert phone.presses == MOST_PRESSES
    copy = Event.objects.latest("created_at")
    assert (copy.state, copy.occurrences.count()) == (State.PUBLISHED, 3)


@pytest.mark.usefixtures("noon")
def test_this_evening_is_cancelled(phone_of: Phones) -> None:
    date = tonight()
    phone = phone_of(lead(date.event, YILDIZ))
    phone.press_link(f"/{date.public_id}/")
    phone.press_link("/absagen/")
    phone.page.locator("label:has(input[value=lead])").click()
    phone.press("main form button.btn.stop")
    assert phone.presses <= MOST_PRESSES
    date.refresh_from_db()
    assert (date.cancelled, date.cancel_code) == (True, "lead")


@pytest.mark.usefixtures("noon")
def test_this_evening_moves_to_the_kitchen(phone_of: Phones) -> None:
    date, kitchen = tonight(), make_room("Küche")
    phone = phone_of(lead(date.event, YILDIZ))
    phone.press_link(f"/{date.public_id}/")
    phone.press_link("/verschieben/")
    phone.page.locator("label.choice", has_text="Werkstatt").click()
    phone.page.locator("label.choice", has_text="Küche").click()
    phone.press("main form button.btn")
    assert phone.presses <= MOST_PRESSES
    date.refresh_from_db()
    assert (date.rooms(), date.cancelled) == ([kitchen], False)


@pytest.mark.usefixtures("noon")
def test_somebody_at_the_door_is_put_on_the_list(phone_of: Phones) -> None:
    date = tonight()
    phone = phone_of(lead(date.event, YILDIZ))
    phone.press_link(f"/{date.public_id}/")
    phone.page.locator("[name=names]").fill("Olena")
    phone.press("main form:has([name=names]) button.btn")
    assert phone.presses <= MOST_PRESSES
    assert Place.objects.get(participant__name="Olena").occurrence == date
    assert "Olena steht auf der Liste." in phone.read()


@pytest.mark.usefixtures("noon")
def test_somebody_is_found_by_name(phone_of: Phones) -> None:
    date = tonight()
    phone = phone_of(lead(date.event, YILDIZ))
    phone.page.locator("[name=name]").fill("kowalski")
    phone.press("form[role=search] button")
    phone.press("main ul.people a")
    assert phone.presses <= MOST_PRESSES
    assert phone.page.url.split("#")[0].endswith(f"/{date.public_id}/leute/")
    assert "Jerzy Kowalski" in phone.page.locator("main li:target").inner_text()


# -- a series from its first word on ------------------------------------------------------------


def say_tuesdays(page: Page, *, count: int) -> None:
    """Fill in: every Tuesday from next week on, 18 to 19:30."""
    page.locator("[name=repeats][value=weekly]").check()
    page.locator("[name=first]").fill(f"{next_weekday(1)}")
    page.locator("[name=weekdays][value='1']").check()
    page.locator("label:has([name=ends][value=count])").click()
    page.locator("[name=count]").fill(f"{count}")
    page.locator("[name=start]").fill("18:00")
    page.locator("[name=end]").fill("19:30")


def test_a_series_is_said_looked_at_changed_from_a_date_on_and_loses_one(phone_of: Phones) -> None:
    workshop, kitchen = make_room("Werkstatt"), make_room("Küche")
    event = make_event("Nähtreff", kind=Kind.SERIES)
    phone = phone_of(lead(event, YILDIZ))
    page = phone.page
    page.goto(f"/angebote/{event.public_id}/termine/")
    say_tuesdays(page, count=4)
    page.locator("label.choice", has_text="Werkstatt").click()
    phone.press("form.plan button.btn:not(.plain)")
    assert page.locator(".plan-line.added").count() == 4
    assert not event.occurrences.exists()
    second = page.locator(".plan-line").nth(1)
    second.locator("summary").click()
    second.locator("select").select_option(label="Küche")
    phone.press("button[name=save]")
    dates = list(event.occurrences.order_by("starts_at"))
    assert [date.rooms() for date in dates] == [[workshop], [kitchen], [workshop], [workshop]]
    assert Series.objects.get().recurrence.rule == Weekly((1,))
    publish(event)

    page.goto(f"/angebote/{event.public_id}/")
    phone.press_link(f"/{dates[1].public_id}/")
    phone.press_link("/ab-hier/")
    page.locator("[name=start]").fill("17:00")
    page.locator("[name=end]").fill("18:30")
    phone.press("form.plan button.btn:not(.plain)")
    assert page.locator(".plan-line.changed").count() == 3
    phone.press("button[name=save]")
    assert clock_starts(event) == ["18:00", "17:00", "17:00", "17:00"]

    phone.press_link(f"/{dates[2].public_id}/")
    phone.press_link("/absagen/")
    page.locator("label:has(input[value=room])").click()
    phone.press("main form button.btn.stop")
    assert [date.cancelled for date in event.occurrences.order_by("starts_at")] == [False, False, True, False]
    assert event.occurrences.get(pk=dates[1].pk).rooms() == [kitchen]


def clock_starts(event: Event) -> list[str]:
    """When each date begins, by the clock in the hall."""
    dates = event.occurrences.order_by("starts_at")
    return [f"{when.local(date.starts_at):%H:%M}" for date in dates]
