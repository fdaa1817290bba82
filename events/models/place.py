"""Place: one participant on one date, and what became of it.

States: confirmed, waiting, offered (until a deadline), cancelled. Attendance is said only of
confirmed places and has three values: unknown, came, absent. Who cancels after the start keeps
the place as "absent", and nobody moves up.
"""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models import Person


class PlaceState(models.TextChoices):
    CONFIRMED = "confirmed", pgettext_lazy("state of a place", "confirmed")
    WAITING = "waiting", pgettext_lazy("state of a place", "waiting")
    OFFERED = "offered", pgettext_lazy("state of a place", "offered – please answer")
    CANCELLED = "cancelled", pgettext_lazy("state of a place", "cancelled")


class Attendance(models.TextChoices):
    UNKNOWN = "unknown", pgettext_lazy("attendance", "unknown")
    CAME = "came", pgettext_lazy("attendance", "came")
    ABSENT = "absent", pgettext_lazy("attendance", "absent")


class CancelledBy(models.TextChoices):
    CONTACT = "contact", _("cancelled by you")
    STAFF = "staff", _("cancelled by the team")
    HOUSE = "house", _("the date does not take place")


class PlaceQuerySet(models.QuerySet["Place"]):
    def live(self) -> Self:
        """Places that are held, offered or waited for."""
        return self.exclude(state=PlaceState.CANCELLED)

    def waiting(self) -> Self:
        return self.filter(state=PlaceState.WAITING)

    def confirmed(self) -> Self:
        return self.filter(state=PlaceState.CONFIRMED)

    def with_title(self, title: models.Func) -> Self:
        """Annotate `title_in`, what the date of the place is called (of `title_along`)."""
        return self.annotate(title_in=title)


class Place(models.Model):
    """One participant on one date."""

    State = PlaceState

    participant = models.ForeignKey("events.Participant", models.PROTECT, related_name="places")
    occurrence = models.ForeignKey("events.Occurrence", models.PROTECT, related_name="places")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="places")
    state = models.CharField(_("state"), max_length=9, choices=PlaceState, default=PlaceState.WAITING)
    offered_until = models.DateTimeField(null=True, blank=True)
    over = models.BooleanField(_("beyond the capacity"), default=False)
    attendance = models.CharField(
        _("attendance"), max_length=7, choices=Attendance, default=Attendance.UNKNOWN
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.CharField(max_length=7, choices=CancelledBy, blank=True)
    late = models.BooleanField(_("cancelled late"), default=False)

    objects = PlaceQuerySet.as_manager()

    title_in: list[str] | None

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.UniqueConstraint(
                name="participant_has_one_place_per_date", fields=["participant", "occurrence"]
            ),
            models.UniqueConstraint(
                name="person_has_one_live_place_per_date",
                fields=["occurrence", "person"],
                condition=~Q(state="cancelled"),
                violation_error_message=_("This person is already signed up for this date."),
            ),
            models.CheckConstraint(name="place_state_is_known", condition=Q(state__in=PlaceState.values)),
            models.CheckConstraint(
                name="offered_place_has_a_deadline",
                condition=Q(state="offered", offered_until__isnull=False)
                | (~Q(state="offered") & Q(offered_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="attendance_is_said_of_confirmed_places",
                condition=Q(attendance="unknown") | Q(attendance__in=["came", "absent"], state="confirmed"),
            ),
            models.CheckConstraint(
                name="cancelled_place_says_when_and_by_whom",
                condition=Q(
                    state="cancelled", cancelled_at__isnull=False, cancelled_by__in=CancelledBy.values
                )
                | (~Q(state="cancelled") & Q(cancelled_at__isnull=True, cancelled_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
