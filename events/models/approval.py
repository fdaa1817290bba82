"""Approval: what somebody outside the team has written is looked at before everybody can read it.

Where the house wants it so (`House.partners_need_approval`), a draft is handed in. The team publishes
it, or sends it back with a sentence; whoever handed it in is told either way. Only a draft waits.

It can be changed while it waits. So whoever answers says what they have read (`as_written`); if it says
something else by then, nothing is done.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.handed_in import APPROVAL
from members.models import AuditEvent, Person
from members.rights import can
from treff.house.locks import lock
from treff.house.models import House


def needs_approval(by: Person | None) -> bool:
    """Whether an offer of this person is looked at first; None is an account of the team without a person."""
    if by is None or (by.user is not None and can(by.user, "events_publish")):
        return False
    return House.get().partners_need_approval


def hand_in(draft: Event, *, by: Person | None, seen: str = "") -> None:
    """Let the team look at this draft; where nobody has to, publish it at once.

    `seen` is `as_written` of what was on the page. Raises ValidationError for what `publish` would
    refuse, for what is no draft, when it waits already, and if it was changed since. Locks the event.
    """
    with transaction.atomic():
        [[event]] = lock(Event.objects.filter(pk=draft.pk))
        if not needs_approval(by):
            draft.publish(by=by, seen=seen)
            return
        event.refuse_unread(seen)
        event.refuse_incomplete()
        if event.state != "draft":
            raise ValidationError(_("Only a draft can be handed in. Please offer it once more."), "draft")
        if event.handed_in_at is not None:
            raise ValidationError(_("The team has this already and will look at it."), "handed_in")
        event.handed_in_at, event.handed_in_by, event.sent_back_because = timezone.now(), by, ""
        event.save(update_fields=[*APPROVAL, "changed_at"])
        draft.as_answered(event)
        AuditEvent.note(by, "hand_in", event)


def send_back(draft: Event, because: str, *, by: Person | None, seen: str = "") -> None:
    """Give the draft back to whoever handed it in, with a sentence that says what to change.

    Raises ValidationError if it does not wait any more, if it was changed since it was `seen`, or the
    sentence is missing or too long. Locks the event.
    """
    with transaction.atomic():
        [[event]] = lock(Event.objects.filter(pk=draft.pk))
        if event.handed_in_at is None:
            raise ValidationError(_("This draft does not wait for an answer any more."), "not_handed_in")
        event.refuse_unread(seen)
        if not because.strip():
            raise ValidationError({"because": _("Please say in a sentence what to change.")})
        event.answer("offer_sent_back", because.strip())
        event.clean_fields(exclude=["slug"])
        event.save(update_fields=[*APPROVAL, "changed_at"])
        draft.as_answered(event)
        AuditEvent.note(by, "send_back", event)
