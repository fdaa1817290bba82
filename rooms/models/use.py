"""Use: a span in which rooms are used, by an event or by a booking.

One table for events and bookings. Every `Occupancy` belongs to exactly one `Use`; each use has
exactly one owner above (a date of an event, later a date of a booking), and an owner has one use,
also when rooms are given back and others taken later. The lock rows exist as long as the use is not
released; the use itself stays for ever as the truth of room time. Set-up and clear-up lie inside.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.fields import DateTimeRangeField
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import Range

from members.models import Group, Organisation, Person
from rooms.models.occupancy import NO_DOUBLE_USE, Occupancy, lock_rows
from rooms.models.room import Room, RoomPart
from treff.house.locks import lock


class RoomTaken(ValidationError):
    """A room is used in this time. `rooms` are those in the way, `wishes` the places in the list of
    wishes that cannot be had."""

    def __init__(self, rooms: Collection[Room], wishes: Collection[int] = (0,)) -> None:
        self.rooms, self.wishes = tuple(rooms), tuple(wishes)
        names = ", ".join(room.name for room in rooms)
        super().__init__(
            _("This room is already in use at that time: %(rooms)s. Please choose another time or room."),
            code="room_taken",
            params={"rooms": names},
        )


@dataclass(frozen=True)
class Wish:
    """Rooms and halls that a use, saved or not, is to have from start until end, for so many people."""

    use: "Use"
    rooms: tuple[Room, ...]
    start: datetime
    end: datetime
    head_count: int | None = None


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

        `facts` are further fields of the use (kind, purpose, head_count, held_for_...). Errors and locks
        as in `arrange`.
        """
        use = cls(**facts)
        cls.arrange([Wish(use, tuple(rooms), start, end, use.head_count)])
        return use

    def move(
        self, rooms: Collection[Room], start: datetime, end: datetime, *, head_count: int | None = None
    ) -> None:
        """Take other rooms or another time; the old ones are free at once.

        Errors as in `arrange`, and ValidationError for a use that was released.
        """
        with transaction.atomic():
            self.lock_parts([*rooms, *self.rooms.all()])
            self.refresh_from_db(fields=["released_at"])
            if self.released_at is not None:
                raise ValidationError(_("These rooms have been given back."), code="released")
            self.arrange([Wish(self, tuple(rooms), start, end, head_count or self.head_count)])

    @classmethod
    def arrange(cls, wishes: Sequence[Wish]) -> None:
        """Take the rooms of all these wishes, or of none, in a constant number of statements.

        A use that is not saved yet takes rooms for the first time; one that was released takes them again,
        so that one owner has one use for ever; any other moves. All old rooms are given back before new
        ones are taken, so two uses may change places. Raises `RoomTaken`, which knows the wishes refused,
        if a room is used then, and ValidationError if a span is empty or the people are more than fire
        safety allows. Locks the rooms; the caller's transaction must not hold a lock that comes after them.
        """
        for wish in wishes:
            wish.use.during, wish.use.head_count = Range(wish.start, wish.end), wish.head_count
            wish.use.released_at = None
            wish.use.check_span()
            wish.use.check_fire_limit(wish.rooms)
        fresh = [wish.use for wish in wishes if wish.use._state.adding]
        moved = [wish.use for wish in wishes if not wish.use._state.adding]
        with transaction.atomic():
            held = Room.objects.filter(uses__in=[use.pk for use in moved])
            parts = cls.lock_parts({*(room for wish in wishes for room in wish.rooms), *held})
            Occupancy.objects.filter(use__in=moved).delete()
            cls.rooms.through.objects.filter(use__in=moved).delete()
            Use.objects.bulk_update(moved, ["during", "head_count", "released_at"])
            Use.objects.bulk_create(fresh)
            cls.rooms.through.objects.bulk_create(
                cls.rooms.through(use=wish.use, room=room) for wish in wishes for room in wish.rooms
            )
            occupy(wishes, parts_by_room(parts))

    def release(self) -> None:
        """Give the rooms free; the use stays as a record. Harmless if repeated."""
        self.release_all([self])

    @classmethod
    def release_all(cls, uses: Collection["Use"]) -> None:
        """Give the rooms of all these uses free, in a constant number of statements. Locks the rooms."""
        with transaction.atomic():
            cls.lock_parts(Room.objects.filter(uses__in=[use.pk for use in uses]))
            Occupancy.objects.filter(use__in=uses).delete()
            now = timezone.now()
            cls.objects.filter(pk__in=[use.pk for use in uses], released_at=None).update(released_at=now)
        for use in uses:
            use.released_at = use.released_at or now

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

    @classmethod
    def lock_rooms(cls, rooms: Collection[Room], uses: Collection["Use"]) -> None:
        """Lock these rooms and those of these uses at once, by pk; the caller's transaction keeps them."""
        held = Room.objects.filter(uses__in=[use.pk for use in uses if use.pk])
        cls.lock_parts({*rooms, *held})

    @staticmethod
    def lock_parts(rooms: Collection[Room] | models.QuerySet[Room]) -> set[int]:
        """Lock the rooms without parts that these rooms are made of, and the halls, so that nobody
        divides one meanwhile; returns the keys of all of them."""
        keys = atomic_ids(rooms) | {room.pk for room in rooms}
        lock(Room.objects.filter(pk__in=keys))
        return keys


def parts_by_room(rooms: Collection[int]) -> dict[int, list[Room]]:
    """By key of a room or hall, the rooms without parts that it is made of. Two queries."""
    found: dict[int, list[Room]] = {}
    for row in RoomPart.objects.filter(hall__in=rooms).select_related("part"):
        found.setdefault(row.hall_id, []).append(row.part)
    alone = Room.objects.filter(pk__in=set(rooms) - found.keys())
    return found | {room.pk: [room] for room in alone}


def atomic_ids(rooms: Collection[Room] | models.QuerySet[Room]) -> set[int]:
    """Primary keys of the rooms without parts behind these rooms and halls."""
    ids = {room.pk for room in rooms}
    halls = dict.fromkeys(Room.objects.filter(pk__in=ids, parts__isnull=False).values_list("pk", flat=True))
    parts = Room.objects.filter(part_of__hall__in=halls).values_list("pk", flat=True)
    return (ids - set(halls)) | set(parts)


def occupy(wishes: Sequence[Wish], parts: dict[int, list[Room]]) -> None:
    """Write the lock rows. The constraint decides; who is in the way is looked up afterwards."""
    rows, owner = [], []
    for number, wish in enumerate(wishes):
        own = {part.pk: part for room in wish.rooms for part in parts[room.pk]}
        mine = lock_rows(own.values(), wish.start, wish.end, wish.use)
        rows += mine
        owner += [number] * len(mine)
    try:
        with transaction.atomic():
            Occupancy.objects.bulk_create(rows)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != NO_DOUBLE_USE:
            raise
        clashes = Occupancy.objects.clashes(rows) or within(rows)
        rooms = Room.objects.filter(pk__in={rows[row].room_id for row in clashes}).order_by("name")
        raise RoomTaken(list(rooms), sorted({owner[row] for row in clashes})) from error


def within(rows: Sequence[Occupancy]) -> list[int]:
    """Places of rows that meet an earlier row of the same list, or one that begins before it.

    Room by room in the order of time, so that a row is compared only with those that still run.
    """
    found, running = set[int](), list[int]()
    for place in sorted(range(len(rows)), key=lambda place: (rows[place].room_id, rows[place].period.lower)):
        row = rows[place]
        running = [
            other
            for other in running
            if rows[other].room_id == row.room_id and rows[other].period.upper > row.period.lower
        ]
        met = [other for other in running if _overlap(rows[other].lane, row.lane)]
        found |= {max(place, other) for other in met if _overlap(rows[other].period, row.period)}
        running.append(place)
    return sorted(found)


def _overlap(one: Range[Any], other: Range[Any]) -> bool:
    """Whether two ranges share anything; an open side has no end."""

    def begins_before(a: Range[Any], b: Range[Any]) -> bool:
        if a.lower is None or b.upper is None:
            return True
        return bool(a.lower <= b.upper if a.lower_inc and b.upper_inc else a.lower < b.upper)

    return begins_before(one, other) and begins_before(other, one)


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
