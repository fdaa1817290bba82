"""Rearranging: what a plan says is done, in one act, and every contact is told once.

Nothing is saved but what the page showed: the plan is made anew under the lock and compared. A date
somebody leaves as it is has that of its own from then on; a day left out is remembered with the rule.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from events import notices
from events.models import changes, queue
from events.models.adding import People, confirmed_in, give_places, people_of
from events.models.calling_off import refuse_reason
from events.models.changes import TIME, Shape
from events.models.event import Event
from events.models.occurrence import CancelReason, Occurrence
from events.models.planning import Edit, Fate, Line, fingerprint, plan
from events.models.series import Series
from members.models import AuditEvent, Person
from rooms.models import Room, RoomTaken, Use
from treff.house.locks import lock
from treff.house.seen import changed_meanwhile


@dataclass(frozen=True)
class Decision:
    """What somebody decided about one line: whether it is done, and what is different on this one date."""

    do: bool = True
    rooms: tuple[Room, ...] | None = None
    clock: tuple[time, time | None] | None = None


@dataclass(frozen=True)
class Done:
    """How many dates were added and changed, and how many do not take place any more."""

    added: int
    changed: int
    off: int


class LineTaken(ValidationError):
    """Rooms of some lines are in use; `keys` are what these lines are called in the form."""

    def __init__(self, refusal: RoomTaken, keys: Collection[str]) -> None:
        self.keys = frozenset(keys)
        super().__init__(refusal.messages, code="room_taken")


def carry_out(
    event: Event,
    edit: Edit,
    since: datetime,
    decisions: Mapping[str, Decision] | None = None,
    *,
    seen: str | None,
    by: Person | None,
    reason: str = "",
) -> Done:
    """Do what the plan says.

    `decisions` by the key of the line; a line without one is done as planned. `seen` is the fingerprint of
    the plan that was shown; None claims nothing. Raises ValidationError if somebody changed the dates
    meanwhile or a date cannot be like that, `LineTaken` if a room is in use. Locks the event, then the
    rooms.
    """
    refuse_reason(reason)
    with transaction.atomic():
        [[event]] = lock(Event.objects.filter(pk=event.pk))
        lines = plan(event, edit, since, timezone.now())
        if seen is not None and fingerprint(lines) != seen:
            raise changed_meanwhile()
        planned = [decided(line, (decisions or {}).get(line.key, Decision())) for line in lines]
        changes.lock_rooms(dates_of(planned), [line.new for line in planned if line.new])
        off = [line for line in planned if line.fate == Fate.FALLS_OUT]
        moved = [line for line in planned if line.fate == Fate.CHANGED]
        fresh = [line for line in planned if line.fate == Fate.ADDED and line.new]
        people = people_of(event) if fresh else {}
        told, gone = let_fall_out(event, dates_of(off))
        take_slots(planned)
        told += shape_all([*moved, *fresh], event, people, reason=reason)
        Series.follow(event, edit, planned)
        AuditEvent.note(by, "change_dates", event, ["recurrence" if edit.recurrence else "dates"], reason)
        notices.rearranged(told, gone)
        notices.moved_up(event, queue.admit(event))
    return Done(len(fresh), len(moved), len(off))


def decided(line: Line, decision: Decision) -> Line:
    """The line as somebody decided it."""
    if decision.do:
        return line.shaped(rooms=decision.rooms, clock=decision.clock)
    match line.fate:
        case Fate.ADDED:
            return replace(line, new=None)
        case Fate.CHANGED if line.new and line.old:
            return replace(line, new=line.old, own=line.own | line.new.differs(line.old))
        case Fate.FALLS_OUT:
            return replace(line, new=line.old, slot=None, own=line.own | {TIME})
    return line


def dates_of(lines: Sequence[Line]) -> list[Occurrence]:
    """The stored dates of these lines."""
    return [line.date for line in lines if line.date is not None]


def let_fall_out(event: Event, dates: Sequence[Occurrence]) -> tuple[list[notices.Told], dict[int, str]]:
    """Cancel these dates; what nobody has ever seen is taken away instead."""
    told = [notices.Told(date, notices.Whereabouts.of(date), None) for date in dates]
    if event.published_at is None:
        uses = [date.use_id for date in dates if date.use_id is not None]
        Occurrence.objects.filter(pk__in=[date.pk for date in dates]).delete()
        Use.objects.filter(pk__in=uses).delete()
        return [], {}
    return told, changes.call_off(dates, CancelReason.REPLANNED, "")


def take_slots(lines: Sequence[Line]) -> None:
    """Write the slot and the own parts of every date; all slots are given back before one is taken."""
    dates = [date for date in dates_of(lines) if date.pk is not None]
    for line in lines:
        if line.date is not None:
            line.date.own = sorted(line.own)
    anew = [line for line in lines if line.date is not None and line.date.slot_at != line.slot]
    Occurrence.objects.filter(pk__in=[date.pk for date in dates_of(anew)]).update(slot_at=None)
    for line in anew:
        if line.date is not None:
            line.date.slot_at = line.slot
    Occurrence.objects.bulk_update(dates, ["slot_at", "own"])


def shape_all(lines: Sequence[Line], event: Event, people: People, *, reason: str) -> list[notices.Told]:
    """Change and add the dates; what to tell of them."""
    dates, shapes = [], []
    for line in lines:
        assert line.new is not None, "only lines that take place"
        dates.append(line.date or Occurrence(event=event, slot_at=line.slot, own=sorted(line.own)))
        shapes.append(line.new)
    try:
        changes.reshape(dates, shapes, reason=reason, newcomers=confirmed_in(people))
    except RoomTaken as refusal:
        raise LineTaken(refusal, [lines[number].key for number in refusal.wishes]) from refusal
    give_places(people, [date for date, line in zip(dates, lines, strict=True) if line.date is None])
    told = []
    for date, line, shape in zip(dates, lines, shapes, strict=True):
        old = None if line.old is None else seen_at(line.old)
        if old != seen_at(shape):
            told.append(notices.Told(date, old, seen_at(shape)))
    return told


def seen_at(shape: Shape) -> notices.Whereabouts:
    """Of a shape, what people are told."""
    return notices.Whereabouts(shape.starts_at, shape.ends_at, shape.where)
