"""Use: a span in which rooms are used, and the lock rows that make double use impossible.

One table for events and bookings. Every `Occupancy` belongs to exactly one `Use`; each use has
exactly one owner above (a date of an event, later a date of a booking), and an owner has one use,
also when rooms are given back and others taken later. The rows exist as long as the use is not
released; the use itself stays for ever as the truth of room time.

Lanes, one law: a use takes the whole lane `(,)`, so that it meets every other; the gap that the
house keeps free after a use takes `[-use,-use]`, so that gaps may overlap each other but never a
use. Set-up and clear-up lie inside the period. For groups that share a room the constraint leaves
the lanes `[k,k]` from 0 on; no verb takes them yet, so a room is used by one at a time, whatever
its `groups_at_once` says.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import Range

from members.models import Group, Organisation, Person
from rooms.models.room import Room
from treff.house.locks import lock
from treff.house.ranges import key

NO_DOUBLE_USE = "room_is_never_used_twice"


class RoomTaken(ValidationError):
    """The room is used in this time. `rooms` names those that are in the way."""

    def __init__(self, rooms: Collection[Room]) -> None:
        self.rooms = tuple(rooms)
        names = ", ".join(room.name for room in rooms)
        super().__init__(
            _("This room is already in use at that time: %(rooms)s. Please choose another time or room."),
            code="room_taken",
            params={"rooms": names},
        )


def everything() -> Range[int]:
    """The lane of an exclusive use: it meets every other lane."""
    return Range(None, None)


class Use(models.Model):
    """Rooms used in a span of time, by an event or a booking."""

    class Kind(models.TextChoices):
        EVENT = "event", _("event")
        BOOKING = "booking", _("booking")

    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    rooms = models.ManyToManyField(Room, related_name="uses", verbose_name=_("rooms as asked for"))
    during = DateTimeRangeField(_("from, until"))
    purpose = models.CharField(_("purpose"), max_length=120, blank=True)
    head_count = models.PositiveSmallIntegerField(_("people"), null=True, blank=True)
    held_for_person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="uses")
    held_for_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="uses"
    )
    held_for_group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="uses")
    hold_until = models.DateTimeField(_("held until"), null=True, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    class Meta:
        verbose_name = _("use")
        verbose_name_plural = _("uses")
        constraints = [
            models.CheckConstraint(name="use_kind_is_known", condition=Q(kind__in=["event", "booking"])),
            models.CheckConstraint(
                name="use_has_a_start_and_an_end",
                condition=Q(
                    during__isempty=False, during__startswith__isnull=False, during__endswith__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="use_is_held_for_one_at_most",
                condition=Q(held_for_person=None, held_for_organisation=None)
                | Q(held_for_person=None, held_for_group=None)
                | Q(held_for_organisation=None, held_for_group=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @classmethod
    def take(cls, rooms: Collection[Room], start: datetime, end: datetime, **facts: Any) -> Self:
        """Occupy the rooms from start until end (half-open, set-up and clear-up included).

        `facts` are further fields of the use (kind, purpose, head_count, held_for_...). Raises
        `RoomTaken` if a room is used then, ValidationError if the span is empty or the people
        are more than fire safety allows. Locks the rooms; the caller's transaction, if any,
        must not hold a lock that comes after rooms.
        """
        use = cls(during=Range(start, end), **facts)
        use.check_span()
        with transaction.atomic():
            parts = use.lock_parts(rooms)
            use.check_fire_limit(rooms)
            use.save(force_insert=True)
            use.rooms.set(rooms)
            use.occupy(parts)
        return use

    def move(
        self, rooms: Collection[Room], start: datetime, end: datetime, *, head_count: int | None = None
    ) -> None:
        """Take other rooms or another time; the old ones are free at once.

        Errors as in `take`, and ValidationError for a use that was released.
        """
        self.during = Range(start, end)
        self.check_span()
        with transaction.atomic():
            parts = self.lock_parts([*rooms, *self.rooms.all()])
            self.refresh_from_db(fields=["released_at"])
            if self.released_at is not None:
                raise ValidationError(_("These rooms have been given back."), code="released")
            self.head_count = head_count or self.head_count
            self.settle(rooms, parts)

    def take_again(
        self, rooms: Collection[Room], start: datetime, end: datetime, *, head_count: int | None
    ) -> None:
        """Take rooms anew for the owner who gave them back, so that one owner has one use for ever.

        Errors as in `take`. The caller holds the lock of the owner.
        """
        self.during, self.head_count, self.released_at = Range(start, end), head_count, None
        self.check_span()
        with transaction.atomic():
            self.settle(rooms, self.lock_parts([*rooms, *self.rooms.all()]))

    def settle(self, rooms: Collection[Room], parts: Collection[Room]) -> None:
        """Write down where and when it now is. The caller has locked the parts, old and new."""
        self.check_fire_limit(rooms)
        self.occupancies.all().delete()
        self.save(update_fields=["during", "head_count", "released_at"])
        self.rooms.set(rooms)
        self.occupy([part for part in parts if part.pk in atomic_ids(rooms)])

    @transaction.atomic
    def release(self) -> None:
        """Give the rooms free; the use stays as a record. Harmless if repeated."""
        self.lock_parts(self.rooms.all())
        self.occupancies.all().delete()
        self.released_at = self.released_at or timezone.now()
        self.save(update_fields=["released_at"])

    def expect(self, rooms: Collection[Room], people: int | None) -> None:
        """Note how many people will be there. Raises ValidationError if fire safety forbids it."""
        self.head_count = people
        self.check_fire_limit(rooms)
        self.save(update_fields=["head_count"])

    def check_span(self) -> None:
        if self.during.upper <= self.during.lower:
            raise ValidationError(_("The end is before the start. Please change the time."), code="end")

    def check_fire_limit(self, rooms: Collection[Room]) -> None:
        """More people than fire safety allows are refused, whoever asks."""
        limits = [room.fire_limit for room in rooms]
        if self.head_count and None not in limits and self.head_count > sum(n or 0 for n in limits):
            raise ValidationError(
                _("At most %(limit)s people may be in there."),
                code="fire_limit",
                params={"limit": sum(n or 0 for n in limits)},
            )

    @staticmethod
    def lock_rooms(uses: Collection["Use"]) -> None:
        """Lock the rooms of several uses at once, by pk; the caller's transaction keeps them."""
        rooms = Room.objects.filter(uses__in=[use.pk for use in uses])
        lock(Room.objects.filter(pk__in=atomic_ids(rooms)))

    def lock_parts(self, rooms: Collection[Room] | models.QuerySet[Room]) -> list[Room]:
        """The rooms without parts that these rooms are made of.

        Halls are locked with their parts, so that nobody divides one meanwhile; which parts it has is
        read again after waiting.
        """
        lock(Room.objects.filter(pk__in=atomic_ids(rooms) | {room.pk for room in rooms}))
        return list(Room.objects.filter(pk__in=atomic_ids(rooms)).order_by("pk"))

    def occupy(self, parts: Collection[Room]) -> None:
        """Write the lock rows. The constraint decides; who is in the way is looked up afterwards."""
        start, end = self.during.lower, self.during.upper
        rows = [Occupancy(use=self, room=part, period=Range(start, end)) for part in parts]
        rows += [
            Occupancy(
                use=self,
                room=part,
                period=Range(end, end + timedelta(minutes=part.gap)),
                lane=Range(-self.pk, -self.pk, "[]"),
            )
            for part in parts
            if part.gap
        ]
        try:
            with transaction.atomic():
                Occupancy.objects.bulk_create(rows)
        except IntegrityError as error:
            if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != NO_DOUBLE_USE:
                raise
            busy = Occupancy.objects.meeting(rows).values("room")
            raise RoomTaken(list(Room.objects.filter(pk__in=busy)) or parts) from error


def atomic_ids(rooms: Collection[Room] | models.QuerySet[Room]) -> set[int]:
    """Primary keys of the rooms without parts behind these rooms and halls."""
    ids = {room.pk for room in rooms}
    halls = dict.fromkeys(Room.objects.filter(pk__in=ids, parts__isnull=False).values_list("pk", flat=True))
    parts = Room.objects.filter(part_of__hall__in=halls).values_list("pk", flat=True)
    return (ids - set(halls)) | set(parts)


class OccupancyQuerySet(models.QuerySet["Occupancy"]):
    def meeting(self, rows: Collection["Occupancy"]) -> Self:
        """Rows that any of these would meet; goes through the index of the constraint."""
        clash = Q()
        for row in rows:
            same_room = Range(row.room_id, row.room_id, "[]")
            clash |= Q(room_key__overlap=same_room, lane__overlap=row.lane, period__overlap=row.period)
        return self.alias(room_key=key("room")).filter(clash)


class Occupancy(models.Model):
    """A lock row: this room is taken in this period on this lane."""

    use = models.ForeignKey(Use, models.CASCADE, related_name="occupancies")
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


class RoomNames(models.Func):
    """The names of the rooms of a use, " + " between them, as a column; nothing once it is released.

    The argument is the key of the use. For lists of many dates, which need no more of a room.
    """

    template = (
        "(SELECT string_agg(room.name, ' + ' ORDER BY room.name)"
        f" FROM {Use.rooms.through._meta.db_table} held"
        f" JOIN {Room._meta.db_table} room ON room.id = held.room_id"
        f" JOIN {Use._meta.db_table} used ON used.id = held.use_id AND used.released_at IS NULL"
        " WHERE held.use_id = %(expressions)s)"
    )
    output_field = models.TextField()
