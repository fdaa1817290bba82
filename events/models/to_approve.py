"""The drafts that wait for the team, and which of them were changed since they were handed in."""

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from events.models.event import Event, EventQuerySet
from events.models.occurrence import Occurrence
from members.models import AuditEvent

# Acts on an offer that change what people will read.
CHANGES = ("change", "write_text", "change_dates", "rename")


def drafts_to_look_at() -> EventQuerySet:
    """The oldest first, each with who offers it, who handed it in, and `is_changed` since."""
    since = AuditEvent.objects.filter(at__gt=OuterRef("handed_in_at"))
    of_offer = since.filter(label="events.event", object_id=as_text(OuterRef("pk")), verb__in=CHANGES)
    acts = AuditEvent.objects.filter(label="events.occurrence", object_id=as_text(OuterRef("pk")))
    of_dates = Occurrence.objects.filter(
        Exists(acts.filter(at__gt=OuterRef("event__handed_in_at"))), event=OuterRef("pk")
    )
    waiting = Event.objects.waiting_for_approval().select_related("handed_in_by")
    return waiting.prefetch_related("hostings__organisation", "hostings__group").annotate(
        is_changed=Exists(of_offer) | Exists(of_dates)
    )


def as_text(key: OuterRef) -> Cast:
    """A primary key as the journal writes it."""
    return Cast(key, CharField())
