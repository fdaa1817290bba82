"""The waiting list against a naive reading of its rule, in any order of events that may happen.

`House` below is written from the words on the page, not from the program: it serves whoever may be
served first, looks again from the front of the line, and stops when nobody is left. A machine lets
parties ask, cancel, and wait, changes the places, and lets time pass; after every step each place in
the database must be what the words say.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
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

from events.models import Event, Joins, Occurrence, Place, SignUp
from events.models.by_hand import overbook
from events.models.queue import admit_waiting
from tests.factories import ask, make_course, party

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
NOON = datetime(2027, 5, 10, 12, tzinfo=UTC)
DATES = range(3)
ASKED_FOR = st.sampled_from([None, None, *DATES])
"""The whole course, or one date."""
THRESHOLDS = [48 * HOUR + SECOND, 48 * HOUR, 2 * HOUR, 2 * HOUR - SECOND, timedelta(0)]

# -- the rule in words --------------------------------------------------------------------------------


@dataclass(eq=False)
class Group:
    """One sign-up: who waits for or holds which date."""

    splits: bool
    places: dict[tuple[int, int], str]
    """State of each person (number in the party) on each date."""

    def waiting(self, person: int | None = None) -> set[tuple[int, int]]:
        return {
            wish for wish, state in self.places.items() if state == "waiting" and person in (None, wish[0])
        }

    def people(self) -> list[int]:
        return sorted({person for person, _ in self.waiting()})


@dataclass(eq=False)
class House:
    """Places, the line in order of asking, and the clock."""

    now: datetime
    starts: list[datetime]
    capacity: list[int | None]
    reserve: list[int]
    line: list[Group] = field(default_factory=list)

    def coming(self, date: int) -> bool:
        return self.starts[date] > self.now

    def free(self, date: int) -> float:
        capacity = self.capacity[date]
        if capacity is None:
            return float("inf")
        taken = sum(
            group.places.get((person, date)) == "confirmed" for group in self.line for person in range(6)
        )
        return capacity - self.reserve[date] - taken

    def dates(self, group: Group) -> set[int]:
        """Coming dates for which somebody of the group waits."""
        return {date for _, date in group.waiting() if self.coming(date)}

    def hours_to_next(self, group: Group) -> float:
        return min((self.starts[date] - self.now) / HOUR for date in self.dates(group))

    def fits(self, wishes: set[tuple[int, int]]) -> bool:
        """On every coming date there is a free place for each."""
        wanted = [date for _, date in wishes if self.coming(date)]
        return bool(wanted) and all(self.free(date) >= wanted.count(date) for date in wanted)

    def may_be_served(self, group: Group, newcomer: Group | None) -> bool:
        """Nobody in front keeps this group waiting."""
        if not self.dates(group):
            return False
        if self.hours_to_next(group) < 2 and group is not newcomer:
            return False
        for earlier in self.line[: self.line.index(group)]:
            same_dates = self.dates(earlier) & self.dates(group)
            if same_dates and (self.hours_to_next(earlier) > 48 or self.hours_to_next(earlier) < 2):
                return False
        return True

    def serve_one(self, newcomer: Group | None) -> bool:
        """Serve the first that can be served; whether there was one."""
        for group in self.line:
            if not self.may_be_served(group, newcomer):
                continue
            shares = (
                [group.waiting(person) for person in group.people()] if group.splits else [group.waiting()]
            )
            for share in shares:
                if self.fits(share):
                    group.places |= {wish: "confirmed" for wish in share if self.coming(wish[1])}
                    return True
        return False

    def settle(self, newcomer: Group | None = None) -> None:
        while self.serve_one(newcomer):
            pass

    def number(self, group: Group) -> int | None:
        """Parties in front that wait for one of the same dates, and oneself."""
        if not self.dates(group):
            return None
        ahead = self.line[: self.line.index(group)]
        return 1 + sum(bool(self.dates(earlier) & self.dates(group)) for earlier in ahead)

    def give_back(self, group: Group, people: set[int], dates: set[int]) -> None:
        for (person, date), state in group.places.items():
            if person in people and date in dates and (self.coming(date) or state == "waiting"):
                group.places[person, date] = "cancelled"


# -- anything that may happen ------------------------------------------------------------------------


class Machine(RuleBasedStateMachine):
    """The same steps for the program and for the words."""

    def __init__(self) -> None:
        super().__init__()
        self.house = House(NOON, [NOON + 80 * HOUR + 30 * HOUR * n for n in DATES], [3] * 3, [0] * 3)
        self.clock = patch("django.utils.timezone.now", lambda: self.house.now)
        self.clock.start()
        self.course = make_course(dates=1, capacity=3)
        first = self.course.occurrences.get()
        Occurrence.objects.filter(pk=first.pk).update(starts_at=self.house.starts[0], ends_at=None)
        for start in self.house.starts[1:]:
            Occurrence.objects.create(event=self.course, starts_at=start, capacity=3)
        self.sign_ups: list[SignUp] = []
        self.shown: dict[int, int | None] = {}

    def teardown(self) -> None:
        self.clock.stop()

    @property
    def dates(self) -> list[Occurrence]:
        return list(self.course.occurrences.order_by("starts_at"))

    @initialize(
        first=st.lists(st.tuples(st.integers(1, 3), st.booleans(), ASKED_FOR), min_size=3, max_size=5)
    )
    def a_line_forms(self, first: list[tuple[int, bool, int | None]]) -> None:
        for people, splits, single in first:
            self.somebody_asks(people, splits, single)

    @rule(people=st.integers(1, 6), splits=st.booleans(), single=ASKED_FOR)
    def somebody_asks(self, people: int, splits: bool, single: int | None) -> None:  # noqa: FBT001 (hypothesis names them)
        wanted = list(DATES) if single is None else [single]
        joins = Joins.WHOLE if single is None else Joins.SINGLE
        Event.objects.filter(pk=self.course.pk).update(joins=joins)
        self.course.refresh_from_db()
        what = self.course if single is None else self.dates[single]
        group = Group(splits, {(person, date): "waiting" for person in range(people) for date in wanted})
        if self.refuses(group, wanted):
            with pytest.raises(ValidationError):
                ask(what, *party(people), splits=splits)
            return
        self.sign_ups.append(ask(what, *party(people), splits=splits))
        self.house.line.append(group)
        self.house.settle(newcomer=group)

    def refuses(self, group: Group, wanted: list[int]) -> bool:
        """The date or the course has begun, or the party could never fit."""
        if not all(self.house.coming(date) for date in wanted):
            return True
        people = len({person for person, _ in group.places})
        limits = [
            capacity - self.house.reserve[date]
            for date in wanted
            if (capacity := self.house.capacity[date]) is not None
        ]
        smallest = min((limit for limit in limits if limit > 0), default=people)
        return not group.splits and people > smallest

    @precondition(lambda self: self.sign_ups)
    @rule(data=st.data())
    def somebody_cancels(self, data: st.DataObject) -> None:
        chosen = data.draw(st.integers(0, len(self.sign_ups) - 1))
        group, sign_up = self.house.line[chosen], self.sign_ups[chosen]
        everybody = sorted({person for person, _ in group.places})
        people = set(data.draw(st.sampled_from([everybody, *([person] for person in everybody)])))
        dates = set(data.draw(st.sampled_from([list(DATES), *([date] for date in DATES)])))
        before = dict(group.places)
        self.house.give_back(group, people, dates)
        rows = list(sign_up.participants.order_by("position"))
        sign_up.cancel(
            participants=[rows[person].pk for person in people],
            dates=[self.dates[date].pk for date in dates],
        )
        if group.places != before:
            self.house.settle()

    @rule(date=st.sampled_from(DATES), capacity=st.sampled_from([None, *range(9)]), reserve=st.integers(0, 2))
    def places_change(self, date: int, capacity: int | None, reserve: int) -> None:
        kept = reserve if capacity is None else min(reserve, capacity)
        if self.dates[date].is_over:
            with pytest.raises(ValidationError):
                self.dates[date].set_capacity(capacity, kept, by=None)
            return
        self.dates[date].set_capacity(capacity, kept, by=None)
        self.house.capacity[date], self.house.reserve[date] = capacity, kept
        self.house.settle()

    @precondition(lambda self: self.sign_ups)
    @rule(data=st.data())
    def the_team_overbooks(self, data: st.DataObject) -> None:
        chosen = data.draw(st.integers(0, len(self.sign_ups) - 1))
        party = self.house.line[chosen]
        waits_for = [wish for wish in party.waiting() if self.house.coming(wish[1])]
        if not waits_for:
            with pytest.raises(ValidationError):
                overbook(self.sign_ups[chosen], "packt mit an", by=None)
            return
        overbook(self.sign_ups[chosen], "packt mit an", by=None)
        party.places |= dict.fromkeys(waits_for, "confirmed")

    @rule(hours=st.sampled_from([1, 7, 20, 31]))
    def hours_pass(self, hours: int) -> None:
        self.until(self.house.now + hours * HOUR)

    @rule(passed_over=st.sampled_from([0, 0, 0, 1, 3]))
    def a_threshold_comes(self, passed_over: int) -> None:
        """The next moment at which the rule changes, to the second; sometimes nobody looks at it."""
        moments = sorted(start - distance for start in self.house.starts for distance in THRESHOLDS)
        coming = [moment for moment in moments if moment > self.house.now]
        if len(coming) > passed_over:
            self.until(coming[passed_over])

    def until(self, moment: datetime) -> None:
        """Time passes, and the job of that minute looks at the queue."""
        self.house.now = max(moment, self.house.now)
        admit_waiting(self.course)
        self.house.settle()

    @invariant()
    def every_place_is_what_the_words_say(self) -> None:
        found = Place.objects.filter(participant__sign_up__event=self.course).values_list(
            "participant__sign_up", "participant__position", "occurrence__starts_at", "state"
        )
        assert {(sign_up, person, start): state for sign_up, person, start, state in found} == dict(
            self.said()
        )

    def said(self) -> Iterator[tuple[tuple[int, int, datetime], str]]:
        for sign_up, group in zip(self.sign_ups, self.house.line, strict=True):
            for (person, date), state in group.places.items():
                yield (sign_up.pk, person + 1, self.house.starts[date]), state

    @invariant()
    def every_number_is_the_place_in_the_line_and_never_grows(self) -> None:
        numbers = {sign_up.pk: sign_up.number() for sign_up in self.sign_ups}
        assert list(numbers.values()) == [self.house.number(group) for group in self.house.line]
        for sign_up, now in numbers.items():
            before = self.shown.get(sign_up)
            assert before is None or now is None or now <= before
        self.shown = numbers


@pytest.mark.django_db
def test_the_queue_does_what_the_words_on_the_page_say() -> None:
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=14,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
