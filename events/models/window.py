"""When people can sign up: from and until, as a day or counted back from the start.

All four are local wall time, so "the day before at 18:00" stays 18:00 over a clock change.
Opening counts from 00:00 of its day unless a time is given; closing counts until the end of
its day. Nothing given: open at once, and until the start.
"""

from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from treff.house import when


class Window(models.Model):
    """The sign-up window of an event (abstract)."""

    opens_on = models.DateField(_("sign-up opens on"), null=True, blank=True)
    opens_days_before = models.PositiveSmallIntegerField(_("or days before the start"), null=True, blank=True)
    opens_time = models.TimeField(_("opens at"), null=True, blank=True)
    closes_on = models.DateField(_("sign-up closes on"), null=True, blank=True)
    closes_days_before = models.PositiveSmallIntegerField(
        _("or days before the start"), null=True, blank=True
    )
    closes_time = models.TimeField(_("closes at"), null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def constraints(prefix: str) -> list[models.CheckConstraint]:
        """A day or a count of days, not both; for the Meta of the model that inherits."""
        return [
            models.CheckConstraint(
                name=f"{prefix}_opens_on_a_day_or_days_before",
                condition=Q(opens_on__isnull=True) | Q(opens_days_before__isnull=True),
                violation_error_message=_("Please give a day or a number of days before, not both."),
            ),
            models.CheckConstraint(
                name=f"{prefix}_closes_on_a_day_or_days_before",
                condition=Q(closes_on__isnull=True) | Q(closes_days_before__isnull=True),
                violation_error_message=_("Please give a day or a number of days before, not both."),
            ),
        ]

    def opens_at(self, start: datetime) -> datetime | None:
        """The moment sign-up opens for a date that starts then; None if it always was open."""
        day = self.opens_on
        if day is None and self.opens_days_before is not None:
            day = when.local(start).date() - timedelta(days=self.opens_days_before)
        return None if day is None else when.rule_at(day, self.opens_time or time(0))

    def closes_at(self, start: datetime) -> datetime:
        """The first moment at which sign-up is closed. Never after the start."""
        day = self.closes_on
        if day is None and self.closes_days_before is not None:
            day = when.local(start).date() - timedelta(days=self.closes_days_before)
        if day is None:
            return start
        closes = when.rule_at(day, self.closes_time) if self.closes_time else when.day_bounds(day)[1]
        return min(closes, start)
