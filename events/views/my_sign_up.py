"""My sign-up: the slip, who comes, and every way to cancel. By signed link, or by code and contact.

Opening a page changes nothing; a press leads to a page with one button, and that button acts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import segno
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events import calendars, facts
from events.forms import FindForm, small_number
from events.models import Occurrence, Participant, Place, PlaceState, SignUp
from events.models.occurrence_set import rooms_on, title_along
from members.rights import person_of
from treff.house import formats, links, when
from treff.house.busy import Busy, patiently


@dataclass(frozen=True)
class Date:
    """One date of a sign-up, with the people on it and their states."""

    occurrence: Occurrence
    when: str
    where: str
    title: list[str] | None
    places: list[Place]
    over: bool

    @property
    def waits(self) -> bool:
        return any(place.state == PlaceState.WAITING for place in self.places)

    @property
    def coming(self) -> bool:
        """Not over, and somebody still holds a place or waits."""
        return bool(self.places) and not self.over


@dataclass(frozen=True)
class Choice:
    """What a cancel button means: everybody, some of them, one date, or the queue."""

    people: list[Participant]
    date: Occurrence | None
    places: list[Place]
    everybody: bool

    @property
    def given_back(self) -> bool:
        """Whether a place falls free for the next in line."""
        return any(p.state == PlaceState.CONFIRMED and not p.occurrence.has_begun for p in self.places)

    @property
    def waits(self) -> bool:
        return bool(self.places) and all(p.state == PlaceState.WAITING for p in self.places)

    def names(self) -> str:
        held = {place.participant_id for place in self.places}
        return formats.listing([person.name for person in self.people if person.pk in held and person.name])

    def words(self) -> str:
        """Whom or which date it is about: "Yasin", "Do, 26. November", "Yasin (Do, 26. November)"."""
        day = formats.day(when.local(self.date.starts_at).date()) if self.date else ""
        names = format_html("<bdi>{}</bdi>", self.names())
        if not day or not self.names():
            return day or names
        return day if self.everybody else format_html("{} ({})", names, day)

    def dates(self) -> list[Occurrence]:
        """The dates it is about, each once, in order."""
        return list(dict.fromkeys(place.occurrence for place in self.places))


View = Callable[..., HttpResponse]


def by_link(view: View) -> View:
    """The view gets the sign-up that its signed link proves; anything else is 404, always alike."""

    @login_not_required
    @never_cache
    @wraps(view)
    def with_sign_up(request: HttpRequest, token: str) -> HttpResponse:
        public_id = links.read("sign_up", token)[0]
        sign_up = SignUp.objects.select_related("event__picture").filter(public_id=public_id).first()
        if sign_up is None or not links.valid("sign_up", token, sign_up.link_version):
            raise Http404
        response = view(request, sign_up)
        # Not "no-referrer": browsers then send "Origin: null" with a form, and every press is refused.
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return with_sign_up


@by_link
@require_http_methods(["GET", "HEAD"])
def my_sign_up(request: HttpRequest, sign_up: SignUp) -> HttpResponse:
    """The slip and the people."""
    dates = dates_of(sign_up)
    coming = [date for date in dates if date.coming]
    live = [place for date in coming for place in date.places]
    confirmed = {p.participant_id for p in live if p.state == PlaceState.CONFIRMED}
    waiting = {p.participant_id for p in live if p.state == PlaceState.WAITING}
    return render(
        request,
        "events/my_sign_up.html",
        {
            "sign_up": sign_up,
            "event": sign_up.event,
            "title": facts.title_of(sign_up.event, [date.title for date in coming or dates]),
            "dates": dates,
            "coming": coming,
            "called_off": [date.occurrence for date in dates if date.occurrence.cancelled and not date.over],
            "over": any(date.over and date.places for date in dates),
            "people": sign_up.participants.filter(places__in=live).distinct(),
            "confirmed": len(confirmed),
            "waiting": len(waiting),
            "number": sign_up.number(),
            "changed": sign_up.places().filter(cancelled_by__in=["contact", "staff"]).exists(),
            "qr": qr(links.absolute(sign_up.get_absolute_url())),
            "clashes": [formats.when(date.starts_at, date.ends_at) for date in sign_up.clashes()],
            "can_claim": sign_up.contact_id is None and person_of(request) is not None,
        },
    )


def dates_of(sign_up: SignUp) -> list[Date]:
    """The dates of the sign-up in order, cancelled ones of the house included."""
    places = (
        sign_up.places()
        .filter(~Q(state=PlaceState.CANCELLED) | Q(cancelled_by="house"))
        .select_related("participant", "occurrence__event", "occurrence__use")
        .prefetch_related(rooms_on("occurrence__use__rooms"))
        .with_title(title_along("occurrence"))
        .order_by("occurrence__starts_at", "participant__position")
    )
    grouped: dict[Occurrence, list[Place]] = {}
    for place in places:
        grouped.setdefault(place.occurrence, []).append(place)
    return [
        Date(
            occurrence,
            formats.when(occurrence.starts_at, occurrence.ends_at),
            occurrence.directions(),
            places_held[0].title_in,
            [held for held in places_held if held.state != PlaceState.CANCELLED],
            occurrence.is_over,
        )
        for occurrence, places_held in grouped.items()
    ]


def qr(address: str) -> str:
    """The address as a QR code, an SVG to stand in the page (no style, so that the CSP holds)."""
    return str(
        segno.make(address, error="m").svg_inline(
            omitsize=True,
            svgclass="qr",
            lineclass=None,
            border=2,
            dark="#000",
            title=_("QR code of your sign-up"),
        )
    )


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, sign_up: SignUp) -> HttpResponse:
    """A page with one button; the button gives the places back."""
    data = request.POST if request.method == "POST" else request.GET
    choice = chosen(sign_up, data.getlist("wer"), data.get("wann", ""))
    context = {
        "sign_up": sign_up,
        "event": sign_up.event,
        "title": facts.title_of(sign_up.event, [place.title_in for place in choice.places]),
        "choice": choice,
        "data": data,
        "pick": choice.people if choice.date and not data.get("wer") and len(choice.people) > 1 else [],
    }
    if request.method != "POST":
        return render(request, "events/cancel.html", context)
    if "offered" in data and not data.get("wer"):
        return render(request, "events/cancel.html", context | {"nobody": True}, status=422)
    try:
        patiently(lambda: give_back(sign_up, choice))
    except Busy:
        return render(request, "events/cancel.html", context | {"busy": True}, status=409)
    if not choice.places:
        messages.info(request, _("This was cancelled already."))
    else:
        messages.success(request, thanks(choice))
    return redirect(sign_up)


def thanks(choice: Choice) -> str:
    """What was given back: nowhere else on the page does it still stand."""
    if choice.waits:
        what = _("No longer on the waiting list: %(what)s.")
    else:
        what = pgettext("said of places", "Cancelled: %(what)s.")
    if choice.given_back:
        thank = _("Thank you for cancelling. The place goes to the next in line.")
    else:
        thank = _("Thank you for telling us. We have noted it.")
    return format_html("{} {}", thank, mark_safe(what % {"what": choice.words()}))


def give_back(sign_up: SignUp, choice: Choice) -> int:
    people = [person.pk for person in choice.people]
    return sign_up.cancel(participants=people, dates=[choice.date.pk] if choice.date else None)


def chosen(sign_up: SignUp, who: list[str], on: str) -> Choice:
    """Who and which date is meant, looked up through the sign-up itself: a stranger's is 404."""
    date: Occurrence | None = None
    if on.isalnum():
        date = Occurrence.objects.filter(places__participant__sign_up=sign_up, public_id=on).first()
    wanted = {small_number(position) for position in who if position}
    people = [each for each in sign_up.participants.all() if not wanted or each.position in wanted]
    if (on and date is None) or len(people) < len(wanted):
        raise Http404
    places = sign_up.places().live().filter(participant__in=people).select_related("occurrence__event")
    places = places.with_title(title_along("occurrence"))
    if date is not None:
        places = places.filter(occurrence=date)
    held = [p for p in places.order_by("occurrence__starts_at") if not p.occurrence.is_over]
    if date is not None and not wanted:
        holding = {place.participant_id for place in held}
        people = [each for each in people if each.pk in holding]
    return Choice(people, date, held, everybody=not wanted)


@by_link
@require_POST
def claim(request: HttpRequest, sign_up: SignUp) -> HttpResponse:
    """Whoever holds the link and is logged in takes the sign-up into the account."""
    person = person_of(request)
    if person is None:
        raise Http404
    try:
        sign_up.claim(person)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("This sign-up now stands in your account."))
    return redirect(sign_up)


@by_link
@require_safe
def ics(request: HttpRequest, sign_up: SignUp) -> HttpResponse:
    """All dates of the sign-up for somebody's own calendar; without any secret link in it."""
    return calendars.answer([date.occurrence for date in dates_of(sign_up)])


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Code and contact lead to the sign-up. Wrong, used and foreign codes are answered alike."""
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "events/find.html", {"form": form, "mine": made_here(request)})
    if not form.is_valid():
        return render(request, "events/find.html", {"form": form}, status=422)
    code = form.cleaned_data["code"]
    allowed = ratelimit.consume(request, action="find_sign_up", key=code)
    found = SignUp.objects.reached_at(form.cleaned_data["contact"], code) if allowed else None
    if found is not None:
        return redirect(found)
    form.add_error(None, _("The code and the contact do not match. Please check both."))
    return render(request, "events/find.html", {"form": form}, status=422 if allowed else 429)


def made_here(request: HttpRequest) -> list[dict[str, Any]]:
    """Sign-ups of this account, for somebody who is logged in."""
    person = person_of(request)
    if person is None:
        return []
    sign_ups = person.sign_ups.live().select_related("event").order_by("-rank")[:20]
    texts = facts.texts_of({each.event_id for each in sign_ups})
    return [{"url": each.get_absolute_url(), "text": texts.get(each.event_id)} for each in sign_ups]
