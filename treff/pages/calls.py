"""The list "Please call": people who must be told something and gave no address.

Volunteers at the desk work it off: a name, a number, a reason, until when; after each call one
button, which can be taken back. Who has no number is told at the desk and stands on a list of their
own. What may be said to whom stands on the page of the call, because another person may pick up.
The lists ask the same few questions of the database however long they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.models import Event, EventText, Occurrence
from members.models import User
from members.rights import needs
from treff.house import formats, when
from treff.house.models import Notice, active_language
from treff.house.record_words import reason_words
from treff.house.words import Words

FIRST_HOUR, LAST_HOUR = 9, 20
"""Nobody is called before or after, in local hours."""
DONE, NEXT = "erledigt", "weiter"
"""In the address after a tick: the line that was ticked, and the one that comes after it."""
MOST_DATES = 3

LOST_MAIL: dict[str, Words] = {
    "signed_up": gettext_lazy("The mail about a sign-up did not arrive"),
    "waiting": gettext_lazy("The mail about the waiting list did not arrive"),
}


@dataclass(frozen=True)
class Call:
    """One line of the list."""

    notice: Notice
    title: str = ""
    title_language: str = ""
    dates: tuple[str, ...] = ()
    """Day and clock of what it is about, in words."""

    @property
    def template(self) -> str:
        """Which kind of message it is."""
        return self.notice.template

    @property
    def reason(self) -> Words:
        """What it is about, in a few words."""
        return LOST_MAIL.get(self.template) or reason_words(self.template)

    @property
    def until(self) -> str:
        """Until when the call must have been made; nothing where there is no hurry."""
        return formats.moment(self.notice.urgent_until) if self.notice.urgent_until else ""


@needs("calls")
@never_cache
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Everybody who is to be told now, the most urgent first: by phone, and when they come."""
    lines = _lines(list(Notice.objects.calls()))
    lists = {
        "to_call": [line for line in lines if line.notice.to_phone],
        "at_the_desk": [line for line in lines if not line.notice.to_phone],
    }
    ticked, after = _just_ticked(request), request.GET.get(NEXT, "")
    context = {
        "ticked_call": ticked if ticked and ticked.to_phone else None,
        "ticked_desk": ticked if ticked and not ticked.to_phone else None,
        "next": next((line.notice.pk for line in lines if str(line.notice.pk) == after), None),
        "rest": _is_rest(),
    }
    return render(request, "pages/calls.html", lists | context)


@needs("calls")
@never_cache
@require_safe
def call(request: HttpRequest, key: UUID) -> HttpResponse:
    """One call: the number, and what can be said to whom."""
    notice = get_object_or_404(Notice.objects.calls(), pk=key)
    (line,) = _lines([notice])
    said = notice.subject.notice_context(notice) if notice.subject else None
    if notice.subject and said is None:
        messages.info(request, _("Nobody needs to be called here any more. The line will go by itself."))
        return redirect("pages:calls")
    return render(request, "pages/call.html", {"call": line, "said": said, "rest": _is_rest()})


@needs("calls")
@require_POST
def ticked(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """After a call: the person was told, or nobody picked up. Back to the same place of the list."""
    notice = get_object_or_404(Notice.objects.calls(), pk=key)
    following = _after(notice)
    caller = cast(User, request.user)
    try:
        if request.POST.get("told") == "yes":
            notice.reached(caller)
        else:
            notice.not_reached(caller, seen=_seen(request))
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return redirect("pages:calls")
    return redirect(f"{reverse('pages:calls')}?{DONE}={key}&{NEXT}={following}#{DONE}")


@needs("calls")
@require_POST
def reopened(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The tick was a slip: the line is back."""
    notice = get_object_or_404(Notice, pk=key)
    try:
        notice.reopen(cast(User, request.user))
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return redirect("pages:calls")
    return redirect(f"{reverse('pages:calls')}#n{key}")


def _seen(request: HttpRequest) -> int | None:
    """How many tries the page showed when the button was pressed."""
    said = request.POST.get("seen", "")
    return int(said) if said in {"0", "1", "2"} else None


def _is_rest() -> bool:
    """Whether people are not called at this hour."""
    return not FIRST_HOUR <= when.local(when.now()).hour < LAST_HOUR


def _after(notice: Notice) -> str:
    """The key of the line below this one in its list; empty for the last."""
    keys = [each.pk for each in Notice.objects.calls() if bool(each.to_phone) == bool(notice.to_phone)]
    rest = keys[keys.index(notice.pk) + 1 :] if notice.pk in keys else []
    return str(rest[0]) if rest else ""


def _just_ticked(request: HttpRequest) -> Notice | None:
    """The line this account has just ticked, which it may still take back."""
    try:
        key = UUID(request.GET.get(DONE, ""))
    except ValueError:
        return None
    return Notice.objects.filter(pk=key, handled_by=request.user.pk).first()


def _lines(notices: Sequence[Notice]) -> list[Call]:
    """The notices with title and dates of what they are about: three queries for all of them."""
    Notice.attach_subjects(notices)
    events = [_event_of(notice) for notice in notices]
    texts = EventText.objects.filter(event__in=set(events)).preferred("event", active_language())
    by_event = {text.event_id: text for text in texts}
    dates = Occurrence.objects.in_bulk({pk for notice in notices for pk in notice.facts.get("dates", ())})
    return [_line(notice, by_event.get(event), dates) for notice, event in zip(notices, events, strict=True)]


def _event_of(notice: Notice) -> int:
    """Key of the event behind what the notice is about; 0 if there is none."""
    event: int = getattr(notice.subject, "pk" if isinstance(notice.subject, Event) else "event_id", 0)
    return event


def _line(notice: Notice, text: EventText | None, dates: Mapping[int, Occurrence]) -> Call:
    """What one line shows; of many dates the first ones."""
    mine = [dates[pk] for pk in notice.facts.get("dates", ()) if pk in dates]
    said = [formats.when(date.starts_at, date.ends_at) for date in sorted(mine, key=lambda d: d.starts_at)]
    more = ["…"] if len(said) > MOST_DATES else []
    words = (*said[:MOST_DATES], *more)
    return Call(notice, text.title, text.language, words) if text else Call(notice, dates=words)
