"""Series: the rule after which an event repeats, from a moment on.

The dates themselves are stored rows and they are the truth; the rule is only asked which dates are
missing. A row is known by its slot, the moment the rule gave it: however far it was moved, and also
once it is cancelled. So a moved date is not made twice, and a cancelled one never comes back. When the
rule changes in the middle, another row begins at `from_slot` and the older one ends there. Days that
somebody left out are kept in `left_out`, so that a longer series does not bring them back.
"""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from treff.house.recurrence import Recurrence, Slot, slots


class Series(models.Model):
    """One rule of one event, valid from a slot until the next one begins."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="series")
    from_slot = models.DateTimeField()
    recipe = models.JSONField()
    start = models.TimeField()
    end = models.TimeField(null=True, blank=True)
    in_school_holidays = models.BooleanField(_("also in the school holidays"), default=True)
    left_out = ArrayField(models.DateField(), default=list, blank=True)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["event", "from_slot"]
        constraints = [
            models.UniqueConstraint(name="event_has_one_rule_from_a_slot_on", fields=["event", "from_slot"]),
            models.CheckConstraint(
                name="series_does_not_end_when_it_starts",
                condition=Q(end__isnull=True) | ~Q(end=models.F("start")),
                violation_error_message=_("Start and end are the same. Please change the time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.from_slot:%Y-%m-%d %H:%M}"

    @property
    def recurrence(self) -> Recurrence:
        return Recurrence.of_json(self.recipe)

    def slots(self, *, many: bool = True) -> list[Slot]:
        """What the rule gives, without the days that somebody left out."""
        gone = set(self.left_out)
        days: list[date] = [day for day in self.recurrence.days(many=many) if day not in gone]
        return slots(days, self.start, self.end)
