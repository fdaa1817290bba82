"""Tally: how many people were there. Numbers only, never names; empty is not zero."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.occurrence import Occurrence
from treff.house.models import HeadCount


class Tally(HeadCount):
    """The head count of one date, by age band where it was noted."""

    occurrence = models.OneToOneField(Occurrence, models.PROTECT, related_name="tally")
    counted_at = models.DateTimeField(auto_now=True)

    class Meta(HeadCount.Meta):
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")

    def __str__(self) -> str:
        return f"{self.occurrence_id}: {self.present}"
