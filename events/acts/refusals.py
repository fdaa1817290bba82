"""A room that is taken is refused together with the rooms that are free."""

from datetime import datetime

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
