"""Occurrence: one date of an event. A stored row whose UID and public id never change.

Capacity is stored on the date itself (empty = unlimited), together with the places kept for
people at the door, so that nothing has to be inherited when places are given out. Cancelling a
date is final. All changes take the lock of the event first.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events import notices
from events.models import changes, queue
from events.models.calling_off import cancel_dates, refuse_reason
from events.models.event import CarriedBy, Event
from events.models.occurrence_set import OPEN_END, OccurrenceQuerySet
from events.models.planned_places import TOO_MANY_KEPT
from events.models.seats import Seats
from members.models import AuditEvent, Person
from rooms.models import Room, Use
from treff.house import when
from treff.house.codes import public_id
from treff.house.locks import lock
from treff.house.seen import changed_meanwhile

# The moments of the days that anybody types.
REACH = when.days_bounds(when.EARLIEST, when.LATEST)


class CancelReason(models.TextChoices):
    """Why a date does not take place; never a person's health."""

    LEAD = "lead", _("The person who leads it cannot come.")
    ROOM = "room", _("The room cannot be used.")
    WEATHER = "weather", _("The weather does not allow it.")
    FEW = "few", _("Too few people have signed up.")
    REPLANNED = "replanned", _("It will be planned anew.")
    OTHER = "other", _("There is another reason.")


class Status(models.TextChoices):
    SCHEDULED = "scheduled", pgettext_lazy("status of a date", "takes place")
    CANCELLED = "cancelled", pgettext_lazy("status of a date", "cancelled")


class Occurrence(models.Model):
    """One date of an event."""

    Status = Status

    event = models.ForeignKey(Event, models.PROTECT, related_name="occurrences")
    public_id = models.CharField(max_length=8, unique=True, default=public_id, editable=False)
    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    slot_at = models.DateTimeField(null=True, blank=True, editable=False)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)
    room_until = models.DateTimeField(
        _("room is free again at"),
        null=True,
        blank=True,
        help_text=_("Needed when a date in a room has no end."),
    )
    use = models.OneToOneField(
        Use, models.PROTECT, null=True, blank=True, related_name="occurrence", editable=False
    )
    place_text = models.CharField(_("place outside the house"), max_length=160, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("places"), null=True, blank=True, help_text=_("Empty means: no limit.")
    )
    reserve = models.PositiveSmallIntegerField(_("of these, kept for people at the door"), default=0)
    queue_closed = models.BooleanField(_("waiting list closed"), default=False)
    status = models.CharField(
        _("status"), max_length=9, choices=Status, default=Status.SCHEDULED, editable=False
    )
    previous_start = models.DateTimeField(null=True, blank=True, editable=False)
    change_reason = models.CharField(_("reason of the change"), max_length=160, blank=True, editable=False)
    cancel_code = models.CharField(max_length=9, choices=CancelReason, blank=True, editable=False)
    cancel_text = models.CharField(max_length=160, blank=True, editable=False)
    cancel_language = models.CharField(max_length=9, default="de", editable=False)
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="replaces"
    )
    held_at = models.DateTimeField(null=True, blank=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    own = ArrayField(models.CharField(max_length=20), default=list, editable=False)
    carried_by = models.CharField(_("carried by"), max_length=10, choices=CarriedBy, blank=True)
    source = models.CharField(max_length=20, blank=True, editable=False)
    source_uid = models.CharField(max_length=255, blank=True, editable=False)
    recurrence_id = models.CharField(max_length=40, blank=True, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = OccurrenceQuerySet.as_manager()

    confirmed_count: int
    offered_count: int
    waiting_count: int
    fire_limit: int | None
    title_in: list[str] | None
    room_names: str | None
    event_words: dict[str, str] | None
    own_words: dict[str, str] | None
    hosts: list[str]
    asks_questions: bool
    room_rows: list[dict[str, Any]]

    class Meta:
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(name="occurrence_by_start", fields=["starts_at", "event"]),
            models.Index(name="occurrence_by_end", fields=["ends_at"]),
            models.Index(name="occurrence_by_previous_start", fields=["previous_start"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="date_ends_after_it_starts",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The end is before the start. Please change the time."),
            ),
            models.CheckConstraint(
                name="date_lies_between_2000_and_2100",
                condition=Q(starts_at__range=REACH, ends_at__range=REACH)
                & Q(previous_start__range=REACH, room_until__range=REACH),
                violation_error_message=_("Please choose a day between 2000 and 2100."),
            ),
            models.CheckConstraint(
                name="room_of_a_date_is_free_again_at_some_time",
                condition=Q(use__isnull=True) | Q(ends_at__isnull=False) | Q(room_until__isnull=False),
                violation_error_message=_("Please say when the room is free again."),
            ),
            models.CheckConstraint(
                name="date_keeps_no_more_places_than_it_has",
                condition=Q(capacity__isnull=True) | Q(reserve__lte=F("capacity")),
                violation_error_message=TOO_MANY_KEPT,
            ),
            models.CheckConstraint(name="date_status_is_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="cancelled_date_says_why",
                condition=~Q(status="cancelled") | Q(cancel_code__in=CancelReason.values),
            ),
            models.CheckConstraint(
                name="only_a_cancelled_date_is_replaced",
                condition=Q(replaced_by__isnull=True) | Q(status="cancelled"),
            ),
            models.UniqueConstraint(name="event_has_one_date_per_slot", fields=["event", "slot_at"]),
            models.UniqueConstraint(
                name="imported_date_is_taken_once",
                fields=["source", "source_uid", "recurrence_id"],
                condition=~Q(source=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.starts_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("events:date", args=[self.event.slug, self.public_id])

    @property
    def cancelled(self) -> bool:
        return self.status == Status.CANCELLED

    @property
    def over_at(self) -> datetime:
        """The moment the date is over; without an end, three hours after its start."""
        return self.ends_at or self.starts_at + OPEN_END

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def is_over(self) -> bool:
        return self.over_at <= timezone.now()

    @property
    def is_ahead(self) -> bool:
        """Whether it takes place and is not over; it may be running."""
        return not self.cancelled and not self.is_over

    def seats(self) -> Seats:
        """Places as counted from rows; needs `with_seats()`, or counts by itself."""
        if "confirmed_count" not in self.__dict__:
            return Occurrence.objects.with_seats().get(pk=self.pk).seats()
        counts = (self.confirmed_count, self.offered_count, self.waiting_count)
        return Seats(self.most_people(), self.reserve, *counts, closed=self.queue_closed)

    def most_people(self) -> int | None:
        """The number of places, else what fire safety lets into its rooms; needs `with_fire_limit()`."""
        return self.fire_limit if self.capacity is None else self.capacity

    def closes_at(self) -> datetime:
        """The first moment at which nobody can sign up for this date any more."""
        return self.over_at if self.event.after_start else self.event.closes_at(self.starts_at)

    def set_rooms(self, rooms: Collection[Room]) -> None:
        """Take the rooms for the time of this date, or give them back if there are none.

        Raises `rooms.models.RoomTaken` if a room is in use, ValidationError if the date does not
        take place, has neither an end nor a "free again at", or has more places than fire safety
        allows. Locks the event, then the rooms.
        """
        with transaction.atomic():
            lock(Event.objects.filter(pk=self.event_id))
            self.refresh_from_db()
            if rooms and self.cancelled:
                raise ValidationError(_("This date does not take place."), code="cancelled")
            shape = replace(changes.Shape.of(self), rooms=changes.by_name(rooms))
            shape.check()
            changes.arrange_rooms([self], [shape])
            self.save(update_fields=["use", "changed_at"])

    def confirmed_now(self) -> int:
        """How many people hold a place."""
        return 0 if self._state.adding else self.seats().confirmed

    def cancel(self, code: str, text: str = "", *, by: Person | None) -> None:
        """Let this date not take place; tell everybody signed up or waiting, once per contact. Final.

        Raises ValidationError if it is over or already cancelled.
        """
        cancel_dates(self.event, [self.pk], code, text, by=by)
        self.refresh_from_db()

    def move(
        self,
        starts_at: datetime,
        ends_at: datetime | None,
        *,
        by: Person | None,
        rooms: Collection[Room] | None = None,
        place_text: str | None = None,
        room_until: datetime | None = None,
        places: tuple[int | None, int] | None = None,
        reason: str = "",
        seen: datetime | None = None,
    ) -> None:
        """Change time, rooms or place in one go and tell everybody old and new.

        `rooms` None keeps the rooms, an empty collection gives them back. Nobody loses a place, also if the
        new room has fewer: `places` are the places there and how many are kept for the door, None keeps
        them. What differs is this date's own from now on, and no change of a series touches it. `seen` is
        the `changed_at` of the date as the caller saw it; None claims nothing. Raises ValidationError if
        it is over, cancelled or changed since, or the end lies before the start, `RoomTaken` if a room is
        in use.
        Locks the event, then the rooms.
        """
        refuse_reason(reason)
        with transaction.atomic():
            lock(Event.objects.filter(pk=self.event_id))
            self.refresh_from_db()
            if self.is_ahead:
                self.refuse_unseen(seen)
            was, old = changes.Shape.of(self), notices.Whereabouts.of(self)
            shape = replace(
                was,
                starts_at=starts_at,
                ends_at=ends_at,
                room_until=room_until,
                rooms=was.rooms if rooms is None else changes.by_name(rooms),
                place_text=was.place_text if place_text is None else place_text,
            )
            if places is not None:
                shape = replace(shape, capacity=places[0], reserve=places[1])
            self.own = sorted({*self.own, *shape.differs(was)})
            changes.reshape([self], [shape], reason=reason)
            AuditEvent.note(by, "move", self, ["starts_at", "ends_at", "use"], reason)
            if notices.Whereabouts.of(self) != old:
                notices.date_changed(self, old)
            notices.moved_up(self.event, queue.admit(self.event))

    def set_capacity(
        self,
        capacity: int | None,
        reserve: int,
        *,
        by: Person | None,
        reason: str = "",
        seen: datetime | None = None,
    ) -> None:
        """Change the number of places; nobody loses one. Whoever now fits moves up at once.

        `seen` as in `move`; harmless if it is pressed twice.
        """
        with transaction.atomic():
            lock(Event.objects.filter(pk=self.event_id))
            self.refresh_from_db()
            if self.cancelled or self.over_at <= timezone.now():
                raise ValidationError(_("This date is over or already cancelled."), code="over")
            if (capacity, reserve) != (self.capacity, self.reserve):
                self.refuse_unseen(seen)
            shape = replace(changes.Shape.of(self), capacity=capacity, reserve=reserve)
            shape.check()
            if shape.rooms:
                changes.arrange_rooms([self], [shape])
            self.capacity, self.reserve = capacity, reserve
            self.own = sorted({*self.own, changes.PLACES})
            self.full_clean(exclude=["event", "use"])
            self.save(update_fields=["capacity", "reserve", "own", "changed_at"])
            AuditEvent.note(by, "set_capacity", self, ["capacity", "reserve"], reason)
            notices.moved_up(self.event, queue.admit(self.event))

    def needs_decision(self) -> bool:
        """Whether too few have signed up and it is time to say if it takes place."""
        return bool(Occurrence.objects.too_few().filter(pk=self.pk).exists())

    def cancel_for_few(self, *, by: Person | None) -> None:
        """Let it not take place because too few have signed up.

        Raises ValidationError if enough have signed up meanwhile, or somebody has decided. Locks the event.
        """
        with transaction.atomic():
            lock(Event.objects.filter(pk=self.event_id))
            if not self.needs_decision():
                raise ValidationError(
                    _("Enough people have signed up, or somebody has decided meanwhile."), code="enough"
                )
            self.cancel(CancelReason.FEW, by=by)

    def hold(self, *, by: Person | None) -> None:
        """Let it take place although few have signed up; nobody is warned again. Harmless if repeated.

        Raises ValidationError if it is over or cancelled. Locks the event.
        """
        with transaction.atomic():
            lock(Event.objects.filter(pk=self.event_id))
            self.refresh_from_db()
            if not self.is_ahead:
                raise ValidationError(_("This date is over or already cancelled."), code="over")
            if self.held_at is None:
                self.held_at = timezone.now()
                self.save(update_fields=["held_at"])
                AuditEvent.note(by, "hold", self, ["held_at"])

    def refuse_unseen(self, seen: datetime | None) -> None:
        """Nobody undoes what somebody else did meanwhile. The caller holds the lock and has read anew."""
        if seen is not None and seen != self.changed_at:
            raise changed_meanwhile()

    def whereabouts(self) -> str:
        """Rooms by name, else the place outside the house; reads what was prefetched or annotated."""
        if "room_names" in self.__dict__:
            return self.room_names or self.place_text
        return " + ".join(room.name for room in self.rooms()) or self.place_text

    def shown_on(self, first: date) -> date:
        """The first day, from `first` on, on which a list shows it: where it is, or was until it moved."""
        was = self.previous_start and when.local(self.previous_start).date()
        day = max(when.local(self.starts_at).date(), first)
        return min(day, was) if was is not None and was >= first else day

    def directions(self) -> str:
        """Rooms with the way to them, else the place outside the house; of `with_rooms` or `for_page`."""
        return " + ".join(room.directions() for room in self.rooms()) or self.place_text

    @property
    def reason(self) -> str:
        """Why it does not take place, or why it was changed: the team's words, else the coded sentence.

        Without a full stop: a reason stands inside other sentences.
        """
        words = self.change_reason
        if self.cancelled:
            words = self.cancel_text or str(self.get_cancel_code_display())
        return words.rstrip(".")

    def rooms(self) -> list[Room]:
        """The rooms as asked for (a hall, not its parts); none if they were given back."""
        if "room_rows" in self.__dict__:
            return [Room.of(each) for each in self.room_rows]
        if self.use is None or self.use.released_at is not None:
            return []
        return list(self.use.rooms.all())
