"""What only one date of an event says."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from treff.house.models import Text


class OccurrenceText(Text):
    """A title or a note that only one date has, in one language."""

    occurrence = models.ForeignKey("events.Occurrence", models.CASCADE, related_name="texts")
    title = models.CharField(_("title of this date"), max_length=120, blank=True)
    note = models.CharField(_("note for this date"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("text of a date")
        verbose_name_plural = _("texts of a date")
        constraints = [
            models.UniqueConstraint(
                name="date_has_one_text_per_language",
                fields=["occurrence", "language"],
                violation_error_message=_("There is already a text in this language."),
            )
        ]

    def __str__(self) -> str:
        return self.title or self.note
