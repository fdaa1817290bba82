"""Offering the same once more: a new draft with everything that was written, and nobody in it.

Copied is what the offer says and asks; who is behind the copy and runs it follows from who asks for it
(`drafting.offer_again`). Dates, sign-ups, answers and counts stay where they are; so do links to a preview
and the days on which sign-up opened or closed, which lie in the past.
"""

from typing import Any

from django.db import transaction

from events.models.event import Event
from members.models import AuditEvent, Person

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
    """A draft that says what this one says, in nobody's hands yet."""
    with transaction.atomic():
        fields = [field.name for field in Event._meta.concrete_fields if field.name not in NOT_COPIED]
        copied = Event(**{name: getattr(event, name) for name in fields})
        for end in ("opens", "closes"):
            if getattr(event, f"{end}_on") is not None:
                setattr(copied, f"{end}_time", None)
        german = event.german()
        copied.save_as_new((german and german.title) or event.slug)
        for row in event.texts.all():
            again(row, event=copied)
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
