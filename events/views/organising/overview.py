"""My offers: what is on in the next days, and everything this organiser looks after."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Self
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from events.acts import DATE_ACTS, OFFER_ACTS
from events.acts.affected import Affected
from events.models import Event, EventText, Occurrence, Organiser
from events.models.columns import OfferTitle
from events.models.event import EventQuerySet, State
from events.models.occurrence_set import OccurrenceQuerySet
from events.steps import Step, next_of, steps_of
from events.titles import Title
from events.views.organising.access import Own, for_organisers, own_offer
from events.views.organising.texts import MISSING, OLD, lines_of
from events.words import DateLine, date_line
from treff.house import links, when
from treff.house.models.text import ORIGINAL, active_language, content_languages

# So many days the first page looks ahead, today included.
DAYS_AHEAD = 7
OFFERS_ON_A_PAGE = 40
FEW_OFFERS = 10
"""So many are read at a glance; of more, one is searched for by its title."""
MOST_TYPED = 80
PAST_SHOWN = 12


@dataclass(frozen=True)
class OfferLine:
    """One offer in the list: its title, and its next date or the step at which its draft stands."""

    event: Event
    title: Title
    next: DateLine | None
    step: Step | None
    key: UUID = field(default_factory=uuid4)
    """Of the button "once more": pressed twice it makes one copy."""

    @classmethod
    def of(cls, event: Any, *, next: DateLine | None = None, step: Step | None = None) -> Self:
        """The line of an offer that was read with its title."""
        return cls(event, Title.of(event.title_in, event), next, step)


@for_organisers
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The next days first, because most of the work is change; then drafts, then all offers."""
    organiser = Organiser.of(request.user)
    offers = organiser.offers().with_title(OfferTitle("pk", language=active_language())).with_old_texts()
    until = when.day_bounds(when.today() + timedelta(days=DAYS_AHEAD))[0]
    mine = organiser.offers().filter(state=State.PUBLISHED)
    dates = Occurrence.objects.filter(event__in=mine, starts_at__lt=until).not_over()
    drafts = offers.filter(state=State.DRAFT).with_steps().order_by("-changed_at", "-pk")
    lacking = language_asked(request) if organiser.is_team else ""
    words = request.GET.get("titel", "").strip()[:MOST_TYPED]
    published = offers.filter(state=State.PUBLISHED)
    published = called(published, words) if words else published
    published = published.lacking(lacking) if lacking else published
    page = Paginator(next_first(published), OFFERS_ON_A_PAGE).get_page(request.GET.get("seite"))
    context = {
        "organiser": organiser,
        "dates": [date_line(date) for date in shown(dates)],
        "too_few": [date_line(date) for date in shown(dates.too_few())],
        "drafts": [OfferLine.of(each, step=next_of(steps_of(each))) for each in drafts[:OFFERS_ON_A_PAGE]],
        "offers": with_next_dates(list(page)),
        "page": page,
        "to_approve": Event.objects.waiting_for_approval().count() if organiser.is_team else 0,
        "may_begin": organiser.may_begin(),
        "languages_to_ask": content_languages() if organiser.is_team else [],
        "lacking": lacking,
        "words": words,
        "asked": bool(lacking or words),
        "may_search": bool(words) or page.paginator.count > FEW_OFFERS,
        "kept": urlencode({"titel": words, "texte": lacking}),
    }
    return render(request, "events/organising/overview.html", context)


def language_asked(request: HttpRequest) -> str:
    """The language in which texts are to be written; none for whatever else stands there."""
    asked = request.GET.get("texte", "")
    return asked if asked in dict(content_languages()) else ""


def called(offers: EventQuerySet, words: str) -> EventQuerySet:
    """Those with all these words in one title, in whatever language."""
    titles = EventText.objects.filter(event=OuterRef("pk"))
    for word in words.split():
        titles = titles.filter(title__icontains=word)
    return offers.filter(Exists(titles))


def next_first(offers: EventQuerySet) -> EventQuerySet:
    """Whatever comes soonest first; what has no coming date last, the newest first."""
    coming = Occurrence.objects.filter(event=OuterRef("pk")).coming().order_by("starts_at")
    dated = offers.annotate(next_at=Subquery(coming.values("starts_at")[:1]))
    return dated.order_by(F("next_at").asc(nulls_last=True), "-created_at", "-pk")


def with_next_dates(offers: list[Event]) -> list[OfferLine]:
    """Each with its next date; one query for all."""
    coming = Occurrence.objects.filter(event__in=offers).coming().order_by("event_id", "starts_at", "pk")
    dates = {date.event_id: date_line(date) for date in shown(coming.distinct("event_id"))}
    return [OfferLine.of(each, next=dates.get(each.pk)) for each in offers]


@own_offer
@require_safe
def offer(request: HttpRequest, own: Own) -> HttpResponse:
    """One offer: its dates, and the ways to everything that can be done with it."""
    event = own.event
    dates = event.occurrences.order_by("starts_at", "pk")
    past = dates.filter(starts_at__lte=when.now()).order_by("-starts_at")
    standing = Counter(line.standing for line in lines_of(event))
    found = steps_of(event)
    page = event.get_absolute_url()
    context = {
        **own.context(),
        "dates": [date_line(date) for date in shown(dates.not_over())],
        "past": [date_line(date) for date in shown(past)[:PAST_SHOWN]],
        "sees_people": own.organiser.sees_people_of(event),
        "steps": found,
        "next_step": next_of(found),
        "is_draft": event.state == State.DRAFT,
        "waits": event.handed_in_at is not None,
        "missing_texts": standing[MISSING],
        "old_texts": standing[OLD],
        "acts": own.possible(OFFER_ACTS, event),
        "page": page if event.state == State.PUBLISHED else f"{page}?vorschau={event.preview_token}",
        "key": uuid4(),
        "poster": poster_address(event) if event.state == State.PUBLISHED else "",
    }
    return render(request, "events/organising/offer.html", context)


@own_offer
@require_safe
def date(request: HttpRequest, own: Own, public_id: str) -> HttpResponse:
    """One date: how it stands, and the verbs for one evening."""
    found = own.date(public_id)
    acts = own.possible(DATE_ACTS, found)
    context = {
        **own.context(),
        "date": found,
        "line": date_line(found),
        "acts": acts,
        "changes_on": not found.cancelled and not found.has_begun,
        "over": found.seats().over,
        "page": found.get_absolute_url() if own.event.state == State.PUBLISHED else "",
        "poster": poster_address(found) if own.event.state == State.PUBLISHED else "",
        "sees_people": own.organiser.sees_people_of(own.event),
    }
    if found.needs_decision() and any(act.name == "cancel" for act in acts):
        context["to_decide"] = Affected.by(found.places.all())
    return render(request, "events/organising/date.html", context)


def poster_address(thing: Event | Occurrence) -> str:
    """The short address that goes on working, in German as posters are."""
    with override(ORIGINAL):
        return links.absolute(reverse("events:poster", args=[thing.public_id]))


def shown(dates: OccurrenceQuerySet) -> OccurrenceQuerySet:
    """The same dates with all that a line says of them, in one query."""
    return dates.select_related("event").with_seats().for_rows(active_language())
