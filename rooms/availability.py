"""Which rooms are free in a span of time."""

from datetime import datetime, timedelta

from django.db import models
from psycopg.types.range import Range

from rooms.models import Occupancy, Room, Use

OTHERWISE_UNUSED = -(2**62)
"""A lane of a gap that no use has: it meets every use and no other gap."""


def free_rooms(start: datetime, end: datetime, *, but: Use | None = None) -> models.QuerySet[Room]:
    """Rooms and halls that could be taken from start until end, with the gap each keeps afterwards.

    `but` is a use that would move away and is not in its own way. Two queries.
    """
    rows = []
    for room in Room.objects.atomic():
        rows.append(Occupancy(room=room, period=Range(start, end)))
        if room.gap:
            gap = Range(end, end + timedelta(minutes=room.gap))
            lane = Range(OTHERWISE_UNUSED, OTHERWISE_UNUSED, "[]")
            rows.append(Occupancy(room=room, period=gap, lane=lane))
    if not rows:
        return Room.objects.none()
    meeting = Occupancy.objects.meeting(rows)
    busy = (meeting if but is None else meeting.exclude(use=but)).values("room")
    return Room.objects.exclude(pk__in=busy).exclude(parts__part__in=busy)
