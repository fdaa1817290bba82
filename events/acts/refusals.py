"""What a verb refuses is shown where it can be mended; a taken room with the rooms that are free."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rooms.availability import free_rooms
from rooms.models import RoomTaken, Use


def with_free_rooms(
    refusal: RoomTaken, start: datetime, end: datetime, *, but: Use | None = None
) -> ValidationError:
    """The refusal at the field `rooms`, with the names of the rooms that could be had instead."""
    free = ", ".join(room.name for room in free_rooms(start, end, but=but))
    instead = (
        _("Free at that time: %(rooms)s.") % {"rooms": free} if free else _("No room is free at that time.")
    )
    return ValidationError({"rooms": [*refusal.messages, instead]})


@contextmanager
def free_rooms_at(start: datetime, end: datetime | None, *, but: Use | None = None) -> Iterator[None]:
    """What the verb refuses because a room is taken names those that are free then."""
    try:
        yield
    except RoomTaken as refusal:
        raise with_free_rooms(refusal, start, end or start + timedelta(hours=1), but=but) from refusal


@contextmanager
def reason_at(field: str) -> Iterator[None]:
    """A reason that the verb refuses is shown at this field."""
    try:
        yield
    except ValidationError as refusal:
        if getattr(refusal, "code", None) == "reason":
            raise ValidationError({field: refusal}) from refusal
        raise
