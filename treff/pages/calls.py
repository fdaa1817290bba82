"""The list "Please call": people who must be told something and gave no address.

Volunteers at the desk work it off: a name, a number, a reason, until when; after each call one
button. What may be said to whom stands on the page of the call, because another person may pick up.
The list asks the same few questions of the database however long it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.models import EventText
from members.models import User
from members.rights import needs
from treff.house import formats
from treff.house.models import Notice, active_language

REASONS: dict[str, Promise] = {
    "moved_up": gettext_lazy("A place has come free"),
    "date_cancelled": gettext_lazy("A date is called off"),
    "date_changed": gettext_lazy("A date has a new day or time"),
    "reminder": gettext_lazy("Reminder for tomorrow"),
    "cancelled": gettext_lazy("A place was given back"),
    "signed_up": gettext_lazy("The mail about a sign-up did not arrive"),
    "waiting": gettext_lazy("The mail about the waiting list did not arrive"),
}


@dataclass(frozen=True)
class Call:
    """One line of the list."""

    notice: Notice
    title: str = ""
    title_language: str = ""

    @property
    def template(self) -> str:
        """Which kind of message it is."""
        return self.notice.template

    @property
    def reason(self) -> str | Promise:
        """What it is about, in a few words."""
        return REASONS.get(self.template, gettext_lazy("A message"))

    @property
    def until(self) -> str:
        """Until when the call must have been made; nothing where there is no hurry."""
        return formats.moment(self.notice.urgent_until) if self.notice.urgent_until else ""


@needs("calls")
@never_cache
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Everybody who is to be called now, the most urgent first."""
    return render(request, "pages/calls.html", {"calls": _lines(list(Notice.objects.calls()))})


@needs("calls")
@never_cache
@require_safe
def call(request: HttpRequest, key: UUID) -> HttpResponse:
    """One call: the number, and what can be said to whom."""
    notice = get_object_or_404(Notice.objects.calls(), pk=key)
    (line,) = _lines([notice])
    said = notice.subject.notice_context(notice) if notice.subject else None
    return render(request, "pages/call.html", {"call": line, "said": said})


@needs("calls")
@require_POST
def ticked(request: HttpRequest, key: UUID) -> HttpResponse:
    """After a call: the person was told, or nobody picked up."""
    notice = get_object_or_404(Notice.objects.calls(), pk=key)
    caller = cast(User, request.user)
    try:
        if request.POST.get("told") == "yes":
            notice.reached(caller)
            messages.success(request, _("Noted: reached."))
        else:
            notice.not_reached(caller)
            messages.info(request, _("Noted: not reached."))
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    return redirect("pages:calls")


def _lines(notices: Sequence[Notice]) -> list[Call]:
    """The notices with the titles of what they are about: two queries for all of them."""
    Notice.attach_subjects(notices)
    events = {notice.subject.event_id for notice in notices if hasattr(notice.subject, "event_id")}
    texts = EventText.objects.filter(event__in=events).preferred("event", active_language())
    by_event = {text.event_id: text for text in texts}
    return [_line(notice, by_event.get(getattr(notice.subject, "event_id", 0))) for notice in notices]


def _line(notice: Notice, text: EventText | None) -> Call:
    return Call(notice, text.title, text.language) if text else Call(notice)
