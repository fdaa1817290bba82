"""How many people there were: one wide row, empty where nobody counted.

Empty is not zero. The age bands are a dimension of their own and may be left out; together they
never exceed the people present, and the database holds that.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from treff.house.ages import AgeBand

BANDS = tuple(f"age_{band}" for band in AgeBand.values)


def _sum_of_bands() -> models.expressions.CombinedExpression | Coalesce:
    first, *others = (Coalesce(F(name), 0) for name in BANDS)
    total: models.expressions.CombinedExpression | Coalesce = first
    for other in others:
        total = total + other
    return total


class HeadCount(models.Model):
    """People present, and how many of them in each age band."""

    present = models.PositiveSmallIntegerField(_("people present"), null=True, blank=True)
    age_0_5 = models.PositiveSmallIntegerField(AgeBand.UP_TO_5.label, null=True, blank=True)
    age_6_17 = models.PositiveSmallIntegerField(AgeBand.FROM_6.label, null=True, blank=True)
    age_18_26 = models.PositiveSmallIntegerField(AgeBand.FROM_18.label, null=True, blank=True)
    age_27_50 = models.PositiveSmallIntegerField(AgeBand.FROM_27.label, null=True, blank=True)
    age_51_64 = models.PositiveSmallIntegerField(AgeBand.FROM_51.label, null=True, blank=True)
    age_65_up = models.PositiveSmallIntegerField(AgeBand.FROM_65.label, null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_has_no_more_people_by_age_than_present",
                condition=Q(present__isnull=False, present__gte=_sum_of_bands()) | Q(**dict.fromkeys(BANDS)),
                violation_error_message=_("By age you have counted more people than were there in all."),
            )
        ]

    def not_counted_by_age(self) -> int | None:
        """People present whose age nobody noted; None when nobody counted at all."""
        if self.present is None:
            return None
        return self.present - sum(getattr(self, name) or 0 for name in BANDS)
