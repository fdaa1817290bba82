"""Changing dates: the one place in which dates move, fall out or are added.

A single date moved on one evening and a whole series rewritten go through the same three functions, in
a number of statements that does not grow with the people. The caller holds the lock of the event and
has read the dates anew under it, and tells whom it concerns; rooms are locked here, all in one go.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.place import Attendance, CancelledBy, Place, PlaceState
from rooms.models import Room, RoomTaken, Use, Wish
from treff.house import when

if TYPE_CHECKING:
    from events.models.occurrence import Occurrence

NOTHING = timedelta(0)
TIME, ROOMS, PLACES = "time", "rooms", "places"
"""What a date can have of its own, `Occurrence.own`: changed by hand, so that no series changes it."""
WRITTEN = (
    *("slot_at", "starts_at", "ends_at", "room_until", "previous_start", "place_text", "capacity", "reserve"),
    *("use", "own", "sequence", "change_reason", "held_at", "changed_at"),
)


@dataclass(frozen=True)
class Shape:
    """When and where a date is, and for how many: everything that a change can say of it.

    `rooms` are those asked for (a hall, not its parts), by name; `capacity` None = unlimited.
    """

    starts_at: datetime
    ends_at: datetime | None
    room_until: datetime | None
    rooms: tuple[Room, ...]
    place_text: str
    capacity: int | None
    reserve: int

    @classmethod
    def of(cls, date: "Occurrence") -> Self:
        return cls(
            date.starts_at,
            date.ends_at,
            date.room_until,
            by_name(date.rooms()),
            date.place_text,
            date.capacity,
            date.reserve,
        )

    @property
    def where(self) -> str:
        """Rooms by name, else the place outside the house."""
        return " + ".join(room.name for room in self.rooms) or self.place_text

    def differs(self, other: "Shape") -> set[str]:
        """What is different: TIME, ROOMS (or the place outside), PLACES."""
        parts = {
            TIME: (self.starts_at, self.ends_at, self.room_until)
            != (other.starts_at, other.ends_at, other.room_until),
            ROOMS: (self.rooms, self.place_text) != (other.rooms, other.place_text),
            PLACES: (self.capacity, self.reserve) != (other.capacity, other.reserve),
        }
        return {name for name, is_different in parts.items() if is_different}

    def taking(self, names: Collection[str], other: "Shape") -> "Shape":
        """This shape with these parts of the other one."""
        shape = self
        if TIME in names:
            shape = replace(
                shape, starts_at=other.starts_at, ends_at=other.ends_at, room_until=other.room_until
            )
        if ROOMS in names:
            shape = replace(shape, rooms=other.rooms, place_text=other.place_text)
        if PLACES in names:
            shape = replace(shape, capacity=other.capacity, reserve=other.reserve)
        return shape

    def check(self) -> None:
        """Raises ValidationError if a date cannot be like that."""
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            raise ValidationError(
                {"ends_at": _("The end is before the start. Please change the time.")}, code="end"
            )
        if not when.is_within_reach(self.starts_at, self.ends_at, self.room_until):
            raise ValidationError(_("Please choose a day between 2000 and 2100."), code="far")
        if self.room_until is not None and self.room_until <= self.starts_at:
            raise ValidationError(
                {"room_until": _("The room must be free again after the start. Please change the time.")},
                code="room_until",
            )
        if self.rooms and self.room_until is None and self.ends_at is None:
            raise ValidationError(_("Please say when the room is free again."), code="room_until")
        if self.capacity is not None and self.reserve > self.capacity:
            raise ValidationError(_("More places are kept for the door than there are."), code="reserve")


def plain(shape: Shape | None) -> dict[str, object]:
    """A shape as plain values, to compare what was sent with what was sent before."""
    if shape is None:
        return {}
    moments = {name: str(getattr(shape, name)) for name in ("starts_at", "ends_at", "room_until")}
    said = {name: getattr(shape, name) for name in ("place_text", "capacity", "reserve")}
    return {**moments, "rooms": [room.pk for room in shape.rooms], **said}


def by_name(rooms: Collection[Room]) -> tuple[Room, ...]:
    """Rooms in the order in which they are always named."""
    return tuple(sorted(rooms, key=lambda room: (room.name, room.pk)))


def reshape(
    dates: Sequence["Occurrence"], shapes: Sequence[Shape], *, reason: str = "", newcomers: int = 0
) -> None:
    """Give each of these dates its new shape; those not saved yet are added. Nobody is told here.

    `newcomers` are the people who get a place on each added date. Raises ValidationError if a date is over
    or cancelled, would lie in the past or cannot be like that, or if fire safety forbids so many people,
    and `RoomTaken` (its `wishes` count the dates) if a room is in use.
    """
    now = timezone.now()
    for date, shape in zip(dates, shapes, strict=True):
        is_new = date._state.adding
        if not is_new and (date.cancelled or date.over_at <= now):
            raise ValidationError(_("This date is over or cancelled and cannot be moved."), code="over")
        if (is_new or shape.starts_at != date.starts_at) and shape.starts_at <= now:
            raise ValidationError(_("The new start lies in the past. Please check the day."), code="past")
        shape.check()
    arrange_rooms(dates, shapes, newcomers=newcomers)
    for date, shape in zip(dates, shapes, strict=True):
        if not date._state.adding:
            date.sequence += 1
            if date.starts_at != shape.starts_at:
                # Whether it takes place with few people is asked anew before its new start.
                date.previous_start, date.held_at = date.starts_at, None
        for name in ("starts_at", "ends_at", "room_until", "place_text", "capacity", "reserve"):
            setattr(date, name, getattr(shape, name))
        date.change_reason, date.changed_at = reason, now
        date.clean_fields(exclude=["event", "use"])
    model = type(dates[0]) if dates else None
    if model is not None:
        model.objects.bulk_create([date for date in dates if date._state.adding])
        model.objects.bulk_update([date for date in dates if not date._state.adding], WRITTEN)


def arrange_rooms(dates: Sequence["Occurrence"], shapes: Sequence[Shape], *, newcomers: int = 0) -> None:
    """Take and give back the rooms of all these dates in one go, so that two dates may swap rooms."""
    wishes, owners, freed = [], [], []
    lock_rooms(dates, shapes)
    for number, (date, shape) in enumerate(zip(dates, shapes, strict=True)):
        if not shape.rooms:
            freed += [date.use] if date.use is not None else []
            continue
        there = newcomers if date._state.adding else date.confirmed_now()
        people = max(shape.capacity or 0, there) or None
        span = span_in_rooms(date, shape)
        date.use = date.use or Use(kind=Use.Kind.EVENT)
        wishes.append(Wish(date.use, shape.rooms, *span, people))
        owners.append(number)
    Use.release_all(freed)
    try:
        Use.arrange(wishes)
    except RoomTaken as refusal:
        raise RoomTaken(refusal.rooms, [owners[wish] for wish in refusal.wishes]) from refusal


def lock_rooms(dates: Sequence["Occurrence"], shapes: Sequence[Shape]) -> None:
    """Lock every room that these dates have or are to get, before the first one changes hands."""
    held = [date.use for date in dates if date.use is not None]
    Use.lock_rooms([room for shape in shapes for room in shape.rooms], held)


def span_in_rooms(date: "Occurrence", shape: Shape) -> tuple[datetime, datetime]:
    """From when until when the rooms are needed; set-up and clear-up move along with the date."""
    until = latest(shape.room_until, shape.ends_at)
    assert until is not None, "Shape.check asks for it"
    was_until = latest(date.room_until, date.ends_at)
    if date.use is None or was_until is None:
        return shape.starts_at, until
    set_up = max(date.starts_at - date.use.during.lower, NOTHING)
    clear_up = max(date.use.during.upper - was_until, NOTHING)
    return shape.starts_at - set_up, until + clear_up


def latest(*moments: datetime | None) -> datetime | None:
    """The last of those that were said; nothing if none was."""
    return max((moment for moment in moments if moment is not None), default=None)


def call_off(dates: Sequence["Occurrence"], code: str, text: str) -> dict[int, str]:
    """Let these dates not take place, give back their rooms, and take back every place on them.

    Returns the places by key, with the state in which each was before. Raises ValidationError if a date
    is over or cancelled already. Nobody is told here.
    """
    now = timezone.now()
    if any(date.cancelled or date.over_at <= now for date in dates):
        raise ValidationError(_("This date is over or already cancelled."), code="over")
    living = Place.objects.live().filter(occurrence__in=dates)
    places = dict(living.values_list("pk", "state"))
    living.update(
        state=PlaceState.CANCELLED,
        cancelled_at=now,
        cancelled_by=CancelledBy.HOUSE,
        offered_until=None,
        attendance=Attendance.UNKNOWN,
    )
    for date in dates:
        date.status, date.cancel_code, date.cancel_text = "cancelled", code, text
        date.sequence, date.changed_at = date.sequence + 1, now
        date.clean_fields(exclude=["event", "use"])
    if dates:
        stored = type(dates[0]).objects.filter(pk__in=[date.pk for date in dates])
        said = {"status": "cancelled", "cancel_code": code, "cancel_text": text, "changed_at": now}
        stored.update(sequence=F("sequence") + 1, **said)
    Use.release_all([date.use for date in dates if date.use is not None and date.use.released_at is None])
    return places
