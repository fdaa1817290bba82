"""Calling dates off: final, in one act for any number of dates, with a reason that everybody may read."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events import notices
from events.models import changes, queue
from events.models.event import Event
from members.models import AuditEvent, Person
from treff.house.about_health import tells_of_health
from treff.house.locks import lock

# A reason that everybody reads is short, and never about somebody's health.
MOST_WORDS = 6


def cancel_dates(
    event: Event, dates: Collection[int] | None, code: str, text: str = "", *, by: Person | None
) -> None:
    """Let several dates of one event (primary keys; None = all that are to come) not take place, in one act.

    Everybody signed up or waiting is told once per contact, with all dates. Rooms fall free.
    Raises ValidationError if a date is over or already cancelled. Locks the event, then rooms.
    """
    refuse_reason(text)
    with transaction.atomic():
        [[event]] = lock(Event.objects.filter(pk=event.pk))
        meant = event.occurrences.coming() if dates is None else event.occurrences.filter(pk__in=dates)
        chosen = list(meant.select_related("use", "event"))
        if not chosen:
            raise ValidationError(_("No date is to come."), code="none")
        places = changes.call_off(chosen, code, text)
        AuditEvent.note_all(by, "cancel", chosen, ["status"], text)
        notices.dates_cancelled(chosen, places)
        notices.moved_up(event, queue.admit(event))


def refuse_reason(text: str) -> None:
    """A reason that everybody reads is short, and never about somebody's health.

    Raises ValidationError (code "reason").
    """
    if len(text.split()) > MOST_WORDS:
        raise ValidationError(_("Please give the reason in at most six words."), code="reason")
    if tells_of_health(text):
        raise ValidationError(_("Please say nothing about anybody's health."), code="reason")
