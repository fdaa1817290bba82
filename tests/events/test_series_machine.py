"""Changes of a series in any order, against a calendar on paper.

`Paper` is what somebody would keep with a pencil: a page per date, with the time and the room it has, and
a mark on what was written there by hand. It knows nothing of slots or plans. Whatever is changed, this
date, this and following, all, by hand, cancelled, another rhythm: what was written by hand stays, and
what was crossed out is never seen again.
"""

from dataclasses import dataclass, field
from datetime import date as Day
from datetime import datetime, time, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from events.models import CancelReason, Event, Kind, Occurrence
from events.models.planning import Edit
from rooms.models import Occupancy, Room
from tests.events.serial import change
from tests.factories import make_event, make_room, publish
from treff.house import when
from treff.house.recurrence import Recurrence, Weekly

NOON = datetime(2026, 3, 2, 12, tzinfo=when.ZONE)
FIRST = Day(2026, 3, 3)
WEEKS = 8  # over the night of 29 March
HOURS = st.integers(14, 19)
ROOMS = st.sampled_from(["Bleiche", "Webstube", "Küche"])


@dataclass
class Page:
    """One date on paper."""

    day: Day
    hour: int
    room: str
    time_by_hand: bool = False
    room_by_hand: bool = False
    crossed_out: bool = False


@dataclass
class Paper:
    """The calendar with a pencil, and the day it is."""

    pages: list[Page] = field(default_factory=list)
    today: Day = FIRST - timedelta(days=1)

    def ahead(self, since: Day | None = None) -> list[Page]:
        """Pages that can be changed: of the future, from a day on, not crossed out."""
        first = max(since or self.today, self.today + timedelta(days=1))
        return [page for page in self.pages if page.day >= first and not page.crossed_out]

    def last_room(self) -> str:
        """Where the last date is that takes place or took place and was not put there by hand."""
        open_pages = [page for page in self.pages if not page.crossed_out]
        rooms = [page.room for page in open_pages if not page.room_by_hand] or [
            page.room for page in open_pages
        ]
        return rooms[-1] if rooms else ""


class SeriesMachine(RuleBasedStateMachine):
    """Tuesdays from March to April."""

    paper: Paper
    event: Event
    rooms: dict[str, Room]

    @initialize()
    def begin(self) -> None:
        self.travel = time_machine.travel(NOON, tick=False)
        self.travel.start()
        Occupancy.objects.all().delete()  # of the example before
        self.rooms = {
            name: Room.objects.filter(name=name).first() or make_room(name)
            for name in ("Bleiche", "Webstube", "Küche")
        }
        self.event = make_event(kind=Kind.SERIES)
        weekly = Recurrence(Weekly((1,)), FIRST, count=WEEKS)
        change(self.event, Edit((time(18), time(19)), rooms=(self.rooms["Bleiche"],), recurrence=weekly))
        publish(self.event)
        days = [FIRST + timedelta(weeks=week) for week in range(WEEKS)]
        self.paper = Paper([Page(day, 18, "Bleiche") for day in days])

    def teardown(self) -> None:
        if hasattr(self, "travel"):
            self.travel.stop()

    def row(self, page: Page) -> Occurrence:
        start, end = when.day_bounds(page.day)
        return self.event.occurrences.get(starts_at__gte=start, starts_at__lt=end)

    def some(self, number: int) -> Page | None:
        ahead = self.paper.ahead()
        return ahead[number % len(ahead)] if ahead else None

    @rule(number=st.integers(0, 9), hour=HOURS)
    def move_one_by_hand(self, number: int, hour: int) -> None:
        if page := self.some(number):
            start = when.at(page.day, time(hour))
            row = self.row(page)
            row.move(start, start + timedelta(hours=1), by=None)
            page.time_by_hand |= page.hour != hour
            page.hour = hour

    @rule(number=st.integers(0, 9), room=ROOMS)
    def another_room_by_hand(self, number: int, room: str) -> None:
        if page := self.some(number):
            row = self.row(page)
            row.move(row.starts_at, row.ends_at, rooms=[self.rooms[room]], by=None)
            page.room_by_hand |= page.room != room
            page.room = room

    @rule(number=st.integers(0, 9))
    def cancel_one(self, number: int) -> None:
        if page := self.some(number):
            self.row(page).cancel(CancelReason.LEAD, by=None)
            page.crossed_out = True

    @rule(number=st.integers(0, 9), hour=HOURS, everything=st.booleans())
    def another_time_from_here_on(self, number: int, hour: int, everything: bool) -> None:  # noqa: FBT001 (drawn)
        if page := self.some(number):
            since = when.now() if everything else self.since(page)
            change(self.event, Edit(clock=(time(hour), time(hour + 1))), since)
            for each in self.paper.ahead(None if everything else page.day):
                each.hour = each.hour if each.time_by_hand else hour

    @rule(number=st.integers(0, 9), room=ROOMS)
    def another_room_from_here_on(self, number: int, room: str) -> None:
        if page := self.some(number):
            change(self.event, Edit(rooms=(self.rooms[room],)), self.since(page))
            for each in self.paper.ahead(page.day):
                each.room = each.room if each.room_by_hand else room

    @rule(more=st.integers(0, 2), hour=HOURS)
    def all_again_and_longer(self, more: int, hour: int) -> None:
        """The same rule, typed once more with a later end: a page is added, none comes back."""
        weeks = len(self.paper.pages) + more
        if weeks > 12 or not self.paper.ahead():
            return
        weekly = Recurrence(Weekly((1,)), FIRST, count=weeks)
        change(self.event, Edit((time(hour), time(hour + 1)), recurrence=weekly))
        room = self.paper.last_room()
        for each in self.paper.ahead():
            each.hour = each.hour if each.time_by_hand else hour
        for week in range(len(self.paper.pages), weeks):
            day = FIRST + timedelta(weeks=week)
            self.paper.pages.append(Page(day, hour, room))

    @precondition(lambda self: self.paper.ahead())
    @rule(weeks=st.integers(1, 2))
    def time_passes(self, weeks: int) -> None:
        self.paper.today += timedelta(weeks=weeks)
        self.travel.stop()
        moment = datetime.combine(self.paper.today, time(12), tzinfo=when.ZONE)
        self.travel = time_machine.travel(moment, tick=False)
        self.travel.start()

    def since(self, page: Page) -> datetime:
        row = self.row(page)
        return row.slot_at or row.starts_at

    @invariant()
    def the_house_says_what_the_paper_says(self) -> None:
        if not hasattr(self, "paper"):
            return
        found = [
            (
                when.local(date.starts_at).date(),
                when.local(date.starts_at).hour,
                " + ".join(room.name for room in date.rooms()),
                date.cancelled,
            )
            for date in self.event.occurrences.order_by("starts_at")
        ]
        written = [
            (page.day, page.hour, "" if page.crossed_out else page.room, page.crossed_out)
            for page in self.paper.pages
        ]
        assert found == written


@pytest.mark.django_db
def test_no_change_loses_what_was_written_by_hand_or_brings_back_what_was_crossed_out() -> None:
    run_state_machine_as_test(
        SeriesMachine,
        settings=settings(
            max_examples=8,
            stateful_step_count=12,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
