"""Occupancy: the lock rows that make double use of a room impossible.

Lanes, one law: a use takes the whole lane `(,)`, so that it meets every other; the gap that the
house keeps free after a use takes `[-use,-use]`, so that gaps may overlap each other but never a
use. For groups that share a room the constraint leaves the lanes `[k,k]` from 0 on; no verb takes
them yet, so a room is used by one at a time, whatever its `groups_at_once` says.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import Range

from rooms.models.room import Room
from treff.house.ranges import key

if TYPE_CHECKING:
    from rooms.models.use import Use

NO_DOUBLE_USE = "room_is_never_used_twice"


CLASHES = """
    SELECT DISTINCT wanted.place
    FROM unnest(%s::bigint[], %s::tstzrange[], %s::int8range[])
         WITH ORDINALITY AS wanted (room, period, lane, place)
    JOIN rooms_occupancy held
      ON int8range(held.room_id, held.room_id, '[]') && int8range(wanted.room, wanted.room, '[]')
     AND held.lane && wanted.lane AND held.period && wanted.period
    WHERE held.use_id <> ALL(%s::bigint[])
    ORDER BY wanted.place
"""


def everything() -> Range[int]:
    """The lane of an exclusive use: it meets every other lane."""
    return Range(None, None)


class OccupancyQuerySet(models.QuerySet["Occupancy"]):
    def meeting(self, rows: Collection["Occupancy"]) -> Self:
        """Rows that any of these would meet; goes through the index of the constraint."""
        clash = Q()
        for row in rows:
            same_room = Range(row.room_id, row.room_id, "[]")
            clash |= Q(room_key__overlap=same_room, lane__overlap=row.lane, period__overlap=row.period)
        return self.alias(room_key=key("room")).filter(clash)

    def clashes(self, rows: Sequence["Occupancy"], *, but: Collection[int] = ()) -> list[int]:
        """Places in the list of the rows that would meet a stored one; those of the uses `but` do not count.

        One statement for any number of rows, by the index of the constraint.
        """
        columns = [[row.room_id for row in rows], [row.period for row in rows], [row.lane for row in rows]]
        with connection.cursor() as cursor:
            cursor.execute(CLASHES, [*columns, list(but)])
            return [place - 1 for (place,) in cursor.fetchall()]


class Occupancy(models.Model):
    """A lock row: this room is taken in this period on this lane."""

    use = models.ForeignKey("rooms.Use", models.CASCADE, related_name="occupancies")
    room = models.ForeignKey(Room, models.PROTECT, related_name="occupancies")
    period = DateTimeRangeField()
    lane = BigIntegerRangeField(default=everything)

    objects = OccupancyQuerySet.as_manager()

    class Meta:
        verbose_name = _("occupancy")
        verbose_name_plural = _("occupancy")
        constraints = [
            models.CheckConstraint(
                name="occupancy_has_a_start_and_an_end",
                condition=Q(
                    period__isempty=False, period__startswith__isnull=False, period__endswith__isnull=False
                ),
            ),
            models.CheckConstraint(name="occupancy_lane_is_not_empty", condition=Q(lane__isempty=False)),
            ExclusionConstraint(
                name=NO_DOUBLE_USE,
                expressions=[
                    (key("room"), RangeOperators.OVERLAPS),
                    ("lane", RangeOperators.OVERLAPS),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_code="room_taken",
                violation_error_message=_("This room is already in use at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.period}"


def lock_rows(parts: Iterable[Room], start: datetime, end: datetime, use: "Use") -> list[Occupancy]:
    """The rows of a saved use in these rooms without parts, with the gap that each keeps afterwards."""
    rows = []
    for part in parts:
        rows.append(Occupancy(use=use, room=part, period=Range(start, end)))
        if part.gap:
            gap, lane = Range(end, end + timedelta(minutes=part.gap)), Range(-use.pk, -use.pk, "[]")
            rows.append(Occupancy(use=use, room=part, period=gap, lane=lane))
    return rows
