"""When the house is open, and when it is shut although it should be open.

Hours are rules in local time that hold for a span of days; a closure is an exception with a
reason. Only one that staff have decided shuts the house; a proposed one waits for that. They lie on
the ground because shifts, rooms and the programme all ask them. What is open when is computed in hours.py.
"""

from datetime import date, time
from typing import Any, Self

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from treff.house import when
from treff.house.models.text import ORIGINAL, content_languages


class Weekday(models.IntegerChoices):
    """Days of the week as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class HouseHours(models.Model):
    """On this weekday the house, or its desk, is open from start to end; 00:00 as end is midnight."""

    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    start = models.TimeField(_("opens at"))
    end = models.TimeField(_("closes at"))
    valid = DateRangeField(_("valid on these days"))
    desk = models.BooleanField(_("hours of the desk"), default=False)

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["desk", "weekday", "start"]
        constraints = [
            models.CheckConstraint(
                name="opening_hours_have_a_known_weekday",
                condition=Q(weekday__in=range(7)),
                violation_error_message=_("Please choose a weekday."),
            ),
            models.CheckConstraint(
                name="opening_hours_end_after_they_start",
                condition=Q(end__gt=F("start")) | Q(end=when.MIDNIGHT),
                violation_error_message=_("The end is before the start. Please change the time."),
            ),
            models.CheckConstraint(
                name="opening_hours_are_valid_on_some_day",
                condition=Q(valid__isempty=False),
                violation_error_message=_("The last day is before the first. Please change the days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.start:%H:%M}–{self.end:%H:%M}"

    @classmethod
    def of(cls, rule: list[Any]) -> Self:
        """The rule behind a row of JSON: weekday, start, end, desk, first day, day after the last."""
        weekday, start, end, desk, *days = rule
        valid = DateRange(*(day and date.fromisoformat(day) for day in days))
        start, end = time.fromisoformat(start), time.fromisoformat(end)
        return cls(weekday=weekday, start=start, end=end, desk=desk, valid=valid)


class HouseClosureQuerySet(models.QuerySet["HouseClosure"]):
    """Closures by what was decided about them."""

    def decided(self) -> Self:
        """Those that really shut the house."""
        return self.filter(decision=HouseClosure.Decision.CLOSED)


class HouseClosure(models.Model):
    """A span in which the house stays shut, with a reason people may read."""

    class Reason(models.TextChoices):
        HOLIDAY = "holiday", _("public holiday")
        TEAM_DAY = "team_day", _("team day")
        REPAIR = "repair", _("something is being repaired")
        PRIVATE = "private", _("closed event")
        STAFFING = "staffing", _("nobody can be there")
        WEATHER = "weather", _("dangerous weather")
        BREAK = "break", _("holiday break")
        OTHER = "other", _("other reason")

    class Decision(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        CLOSED = "closed", _("closed")
        OPEN = "open", _("stays open")

    during = DateTimeRangeField(_("from when to when"))
    reason_code = models.CharField(_("reason"), max_length=10, choices=Reason)
    reason_text = models.CharField(_("reason in a few words"), max_length=80, blank=True, default="")
    reason_language = models.CharField(
        _("language of these words"),
        max_length=12,
        choices=content_languages,
        default=ORIGINAL,
    )
    decision = models.CharField(_("decision"), max_length=8, choices=Decision, default=Decision.PROPOSED)

    objects = HouseClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["during"]
        constraints = [
            models.CheckConstraint(
                name="closure_has_a_begin_and_an_end",
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
                violation_error_message=_("Please say from when to when the house is shut."),
            ),
            models.CheckConstraint(
                name="closure_has_a_known_reason",
                condition=Q(
                    reason_code__in=[
                        "holiday",
                        "team_day",
                        "repair",
                        "private",
                        "staffing",
                        "weather",
                        "break",
                        "other",
                    ]
                ),
                violation_error_message=_("Please choose a reason."),
            ),
            models.CheckConstraint(
                name="closure_is_proposed_closed_or_open",
                condition=Q(decision__in=["proposed", "closed", "open"]),
                violation_error_message=_("Please decide: closed, or open all the same."),
            ),
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def reason(self) -> str:
        """The words people read: those of staff, else those of the coded reason."""
        return self.reason_text or str(self.get_reason_code_display())
