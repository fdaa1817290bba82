"""How many places the dates of an event have, and from how many people one takes place.

The numbers are those of new dates; each date may have its own. A date for which more people are needed
than there are places would never take place, and one that keeps more for the door than it has takes nobody.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

TOO_MANY_KEPT = _("More places are kept for the door than there are.")
TOO_MANY_NEEDED = _("That is more than there are places.")


class PlannedPlaces(models.Model):
    """The numbers of an event (abstract)."""

    default_capacity = models.PositiveSmallIntegerField(_("places (for new dates)"), null=True, blank=True)
    default_reserve = models.PositiveSmallIntegerField(_("of these, kept for people at the door"), default=0)
    minimum = models.PositiveSmallIntegerField(
        _("takes place from so many people"), null=True, blank=True, help_text=_("Empty means: always.")
    )

    class Meta:
        abstract = True

    @staticmethod
    def constraints(prefix: str) -> list[models.CheckConstraint]:
        """Never more kept or needed than there are; for the Meta of the model that inherits."""
        no_limit = Q(default_capacity__isnull=True)
        return [
            models.CheckConstraint(
                name=f"{prefix}_keeps_no_more_places_than_it_has",
                condition=no_limit | Q(default_reserve__lte=F("default_capacity")),
                violation_error_message=TOO_MANY_KEPT,
            ),
            models.CheckConstraint(
                name=f"{prefix}_needs_no_more_people_than_it_has_places",
                condition=no_limit | Q(minimum__isnull=True) | Q(minimum__lte=F("default_capacity")),
                violation_error_message=TOO_MANY_NEEDED,
            ),
        ]

    def clean(self) -> None:
        """The same two rules, said at the number that is too high."""
        super().clean()
        places, wrong = self.default_capacity, {}
        if places is not None and (self.default_reserve or 0) > places:
            wrong["default_reserve"] = TOO_MANY_KEPT
        if places is not None and (self.minimum or 0) > places:
            wrong["minimum"] = TOO_MANY_NEEDED
        if wrong:
            raise ValidationError(wrong)
