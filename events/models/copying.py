"""Offering the same once more: a new draft with everything that was written, and nobody in it.

Copied is what the offer says and asks, who is behind it and who runs it today. Dates, sign-ups,
answers and counts stay where they are; so do links to a preview and the days on which sign-up opened
or closed, which lie in the past.
"""

from typing import Any

from django.db import transaction
from psycopg.types.range import Range

from events.models.event import Event
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


def copy_of(event: Event, *, by: Person | None) -> Event:
    """A draft like this one, without dates and without people."""
    with transaction.atomic():
        fields = [field.name for field in Event._meta.concrete_fields if field.name not in NOT_COPIED]
        copied = Event(**{name: getattr(event, name) for name in fields})
        for end in ("opens", "closes"):
            if getattr(event, f"{end}_on") is not None:
                setattr(copied, f"{end}_time", None)
        german = event.german()
        copied.slug = Event.free_slug((german and german.title) or event.slug)
        copied.save()
        for row in (*event.texts.all(), *event.hostings.all()):
            again(row, event=copied)
        for lead in event.leads.live():
            again(lead, event=copied, during=Range(when.today(), None))
        for question in event.questions.all():
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
