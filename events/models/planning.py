"""Planning: what a rule, or a change of many dates, would do, date by date, before anything is saved.

One plan serves a new series, a longer one, another rule and another time or room. A date is known by
its slot, so it is changed in place and never made twice; one that was cancelled stays cancelled, and
what somebody changed on a date by hand stays as it is. Where the rule has other days, a date moves
within its week (or month); what finds no day falls out, what has no date yet is added. Dates that have
begun are not looked at. The plan changes nothing; `events.models.rearranging.carry_out` does what it says.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from datetime import datetime, time
from enum import StrEnum
from typing import Any

from events.models.changes import ROOMS, TIME, Shape, plain
from events.models.event import Event
from events.models.occurrence import Occurrence
from rooms.models import Room
from treff.house import when
from treff.house.recurrence import Recurrence, Slot, Weekly, slots


@dataclass(frozen=True)
class Edit:
    """What is to be different; None leaves it as it is. `clock` is start and end by the clock in the hall,
    `places` the number of places and how many of them are kept for the door."""

    clock: tuple[time, time | None] | None = None
    free_again: time | None = None
    rooms: tuple[Room, ...] | None = None
    place_text: str | None = None
    places: tuple[int | None, int] | None = None
    recurrence: Recurrence | None = None
    in_school_holidays: bool = True


class Fate(StrEnum):
    """What the plan does with a date."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    FALLS_OUT = "falls_out"
    STAYS_CANCELLED = "stays_cancelled"


@dataclass(frozen=True)
class Line:
    """One date of the plan. `date` None = it would be added, `new` None = it would fall out.

    `kept` are the parts that stay because somebody changed them by hand. `marks` and `taken` are looked
    up for the page: words such as "1. Weihnachtstag", and whether a room is in use then.
    """

    slot: datetime | None
    date: Occurrence | None
    old: Shape | None
    new: Shape | None
    kept: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    marks: tuple[str, ...] = ()
    taken: bool = False
    is_proposed: bool = True

    @property
    def key(self) -> str:
        """What the line is called in a form: the same on the page and after the press."""
        if self.date is not None:
            return self.date.public_id
        assert self.slot is not None
        return f"{self.slot:%Y%m%d%H%M}"

    @property
    def fate(self) -> Fate:
        if self.date is None:
            return Fate.ADDED
        if self.date.cancelled:
            return Fate.STAYS_CANCELLED
        if self.new is None:
            return Fate.FALLS_OUT
        return Fate.CHANGED if self.new.differs(self.old or self.new) else Fate.SAME

    @property
    def day(self) -> Day:
        """The local day it is on, or was."""
        shape = self.new or self.old
        assert shape is not None
        return when.local(shape.starts_at).date()

    @property
    def day_of_slot(self) -> Day:
        """The local day that the rule gave it."""
        assert self.slot is not None
        return when.local(self.slot).date()

    def shaped(self, *, rooms: tuple[Room, ...] | None, clock: tuple[time, time | None] | None) -> "Line":
        """The same line with other rooms or another time for this one date, which are its own then."""
        if self.new is None:
            return self
        new, own = self.new, set(self.own)
        if clock is not None:
            [slot] = slots([self.day], *clock)
            free = None if new.room_until is None else when.local(new.room_until).time()
            until = room_until(slot, free)
            new = replace(new, starts_at=slot.starts_at, ends_at=slot.ends_at, room_until=until)
        if rooms is not None:
            new = replace(new, rooms=rooms)
        own |= new.differs(self.new) & {TIME, ROOMS}
        return replace(self, new=new, own=frozenset(own))


def plan(event: Event, edit: Edit, since: datetime, now: datetime) -> list[Line]:
    """The dates of this event from `since` on (compared with their slots), as they would be.

    Raises ValidationError if the rule gives no day or very many, or a time that does not exist.
    """
    rows, others = affected(event, since, now)
    known = {day_of_slot(other) for other in others}
    if edit.recurrence is not None:
        given = [slot for slot in wanted_slots(edit) if when.local(slot.starts_at).date() not in known]
        pairs, free = match([row for row in rows if is_of(row, edit.recurrence)], given, edit.recurrence, now)
        stay = [row for row in rows if not is_of(row, edit.recurrence)]
    elif edit.clock is not None:
        pairs, free, stay = [(row, moved_slot(row, *edit.clock)) for row in rows], [], []
    else:
        pairs, free, stay = [], [], rows
    lines = [line_of(row, slot, edit) for row, slot in pairs]
    lines += [line_at(row, None, row.slot_at, edit) for row in stay]
    pattern, first = pattern_of(event, edit), max(since, now)
    lines += [added(slot, pattern, edit) for slot in free if slot.starts_at >= first]
    return sorted(lines, key=lambda line: (line.new or line.old or pattern).starts_at)


def affected(event: Event, since: datetime, now: datetime) -> tuple[list[Occurrence], list[Occurrence]]:
    """Dates with their slot from `since` on that have not begun, cancelled ones included; and all others."""
    dates = event.occurrences.with_seats().with_rooms().select_related("event").order_by("starts_at", "pk")
    rows, others = list[Occurrence](), list[Occurrence]()
    for date in dates:
        is_meant = date.starts_at > now and slot_of(date) >= since
        (rows if is_meant else others).append(date)
    return rows, others


def day_of_slot(date: Occurrence) -> Day:
    """The local day by which a date is known."""
    return when.local(slot_of(date)).date()


def slot_of(date: Occurrence) -> datetime:
    """The moment by which a date is known; its start, where no rule gave it."""
    return date.slot_at or date.starts_at


def wanted_slots(edit: Edit) -> list[Slot]:
    """What the rule gives. A weekly rule is asked from its Monday on, so that a date can move back to an
    earlier day of its week."""
    rule = edit.recurrence
    assert rule is not None, "asked only where there is a rule"
    assert edit.clock is not None, "a rule needs a time"
    if isinstance(rule.rule, Weekly) and rule.count is None:
        rule = replace(rule, first=when.week_of(rule.first)[0])
    return slots(rule.days(many=True), *edit.clock)


def moved_slot(row: Occurrence, start: time, end: time | None) -> Slot:
    """Where the slot of a date goes without another rule: the same day at another time."""
    [slot] = slots([day_of_slot(row)], start, end)
    return slot


Pairs = list[tuple[Occurrence, Slot | None]]
"""Dates with the slot that each gets; None where the rule has none for it."""


def match(
    rows: Sequence[Occurrence], given: Sequence[Slot], rule: Recurrence, now: datetime
) -> tuple[Pairs, list[Slot]]:
    """Which date of the rule gets which slot, and the slots that have no date yet.

    The same day first; then within the week, or the month, in order. A cancelled date keeps its slot for
    ever, so it never comes back.
    """
    by_day = {when.local(slot.starts_at).date(): slot for slot in given}
    found = {row.pk: by_day.pop(day_of_slot(row), None) for row in rows}
    spare: dict[Any, list[Slot]] = defaultdict(list)
    for day, slot in sorted(by_day.items()):
        if slot.starts_at > now:
            spare[period(day, rule)].append(slot)
    for row in rows:
        near = spare[period(day_of_slot(row), rule)]
        if near and found[row.pk] is None and not row.cancelled:
            found[row.pk] = near.pop(0)
    return [(row, found[row.pk]) for row in rows], [slot for near in spare.values() for slot in near]


def is_of(row: Occurrence, rule: Recurrence) -> bool:
    """Whether a date is the rule's: a rule gave it, and this one has begun by its day. What somebody added
    by hand is not, unless nobody ever said a rule; and what an earlier rule gave before is not."""
    by_rule = row.slot_at is not None or not row.own
    return by_rule and day_of_slot(row) >= when.week_of(rule.first)[0]


def period(day: Day, rule: Recurrence) -> tuple[int, int]:
    """Within it a date may change its day: the week of a weekly rule, else the month."""
    if isinstance(rule.rule, Weekly):
        year, week, _weekday = day.isocalendar()
        return year, week
    return day.year, day.month


def line_of(row: Occurrence, slot: Slot | None, edit: Edit) -> Line:
    """The line of a date with the slot it gets; without one it falls out, if a rule ever gave it."""
    if row.cancelled or (slot is None and row.slot_at is None):
        return line_at(row, None, row.slot_at, edit)
    if slot is None:
        return Line(row.slot_at, row, Shape.of(row), None, own=frozenset(row.own))
    is_known = row.slot_at is not None or edit.recurrence is not None
    return line_at(row, slot, slot.starts_at if is_known else None, edit)


def line_at(row: Occurrence, slot: Slot | None, known_by: datetime | None, edit: Edit) -> Line:
    """The line of a date that takes place, or stays cancelled; `slot` None leaves its time."""
    old, own = Shape.of(row), frozenset(row.own)
    wanted = reshaped(old, slot, edit)
    new = old if row.cancelled else wanted.taking(own, old)
    return Line(known_by, row, old, new, own & wanted.differs(old), own)


def reshaped(old: Shape, slot: Slot | None, edit: Edit) -> Shape:
    """A shape with what the edit says, at this slot."""
    new = old
    if slot is not None and (edit.clock is not None or edit.recurrence is not None):
        until = room_until(slot, edit.free_again)
        new = replace(new, starts_at=slot.starts_at, ends_at=slot.ends_at, room_until=until)
    if edit.rooms is not None:
        new = replace(new, rooms=edit.rooms)
    if edit.place_text is not None:
        new = replace(new, place_text=edit.place_text)
    if edit.places is not None:
        new = replace(new, capacity=edit.places[0], reserve=edit.places[1])
    return new


def room_until(slot: Slot, free_again: time | None) -> datetime | None:
    """When the room is free again, for a date without an end; an earlier clock is that of the next day."""
    if free_again is None or slot.ends_at is not None:
        return None
    start = when.local(slot.starts_at)
    [free] = slots([start.date()], start.time(), free_again)
    return free.ends_at


def pattern_of(event: Event, edit: Edit) -> Shape:
    """What an added date is like, but for its time: as the last one whose room nobody set by hand."""
    dates = event.occurrences.scheduled().with_rooms().order_by("starts_at")
    latest = dates.exclude(own__contains=[ROOMS]).last() or dates.last()
    rooms, place = ((), "") if latest is None else (Shape.of(latest).rooms, latest.place_text)
    shape = Shape(when.now(), None, None, rooms, place, event.default_capacity, event.default_reserve)
    return reshaped(shape, None, edit)


def added(slot: Slot, pattern: Shape, edit: Edit) -> Line:
    """The line of a date that is not there yet."""
    new = replace(
        pattern, starts_at=slot.starts_at, ends_at=slot.ends_at, room_until=room_until(slot, edit.free_again)
    )
    return Line(slot.starts_at, None, None, new)


def fingerprint(lines: Iterable[Line]) -> str:
    """Of what the page showed: nothing else may be saved. Who signs up meanwhile changes nothing in it."""
    shown = [
        (line.key, str(line.slot), line.fate, line.old and plain(line.old), line.new and plain(line.new))
        for line in lines
    ]
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def changed_lines(lines: Collection[Line]) -> list[Line]:
    """Those with which something would happen."""
    return [line for line in lines if line.fate not in {Fate.SAME, Fate.STAYS_CANCELLED}]
