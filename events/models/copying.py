"""Offering the same once more: a new draft with everything that was written, and nobody in it.

Copied is what the offer says and asks, who is behind it and who runs it today. Dates, sign-ups,
answers and counts stay where they are; so do links to a preview and the days on which sign-up opened
or closed, which lie in the past.
"""

from typing import Any

from django.db import models, transaction
from psycopg.types.range import Range

from members.models import AuditEvent, Person
from treff.house import when

NOT_COPIED = {
    "id",
    "public_id",
    "slug",
    "state",
    "handed_in_at",
    "handed_in_by",
    "sent_back_because",
    "published_at",
    "preview_version",
    "created_at",
    "changed_at",
    "opens_on",
    "closes_on",
}


class Copying(models.Model):
    """An offer that can be offered once more (abstract, for Event)."""

    class Meta:
        abstract = True

    def copy(self: Any, *, by: Person | None) -> Any:
        """A draft like this one, without dates and without people."""
        with transaction.atomic():
            fields = [field.name for field in self._meta.concrete_fields if field.name not in NOT_COPIED]
            copied = type(self)(**{name: getattr(self, name) for name in fields})
            for end in ("opens", "closes"):
                if getattr(self, f"{end}_on") is not None:
                    setattr(copied, f"{end}_time", None)
            german = self.texts.filter(language="de").values_list("title", flat=True).first()
            copied.slug = self.free_slug(german or self.slug)
            copied.save()
            for row in (*self.texts.all(), *self.hostings.all()):
                again(row, event=copied)
            for lead in self.leads.live():
                again(lead, event=copied, during=Range(when.today(), None))
            for question in self.questions.all():
                texts = list(question.texts.all())
                asked = again(question, event=copied)
                for text in texts:
                    again(text, question=asked)
            AuditEvent.note(by, "copy", copied)
        return copied


def again(row: Any, **changes: Any) -> Any:
    """The same row once more, with these changes."""
    row.pk, row._state.adding = None, True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    return row
