"""My offers: what is on in the next days, and everything this organiser looks after."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.acts import DATE_ACTS
from events.models import Event, Occurrence, Organiser
from events.models.columns import OfferTitle
from events.models.event import State
from events.models.occurrence_set import OccurrenceQuerySet
from events.views.organising.access import Own, own_offer
from events.words import DateLine, date_line
from treff.house import when
from treff.house.models.text import active_language

# So many days the first page looks ahead, today included.
DAYS_AHEAD = 7
OFFERS_ON_A_PAGE = 40


@dataclass(frozen=True)
class OfferLine:
    """One offer in the list: its title, its state, and its next date."""

    event: Event
    title: list[str]
    next: DateLine | None


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The next days first, because most of the work is change; then all offers."""
    organiser = Organiser.of(request.user)
    offers = organiser.offers().exclude(state=State.ARCHIVED)
    until = when.day_bounds(when.today() + timedelta(days=DAYS_AHEAD))[0]
    dates = Occurrence.objects.public().filter(event__in=offers, starts_at__lt=until).not_over()
    lines = offers.annotate(title_in=OfferTitle("pk", language=active_language())).order_by(
        "-state", "-created_at"
    )
    page = Paginator(lines, OFFERS_ON_A_PAGE).get_page(request.GET.get("seite"))
    context = {
        "organiser": organiser,
        "dates": [date_line(date) for date in shown(dates)],
        "drafts": [offer for offer in page if offer.state == State.DRAFT],
        "published": [offer for offer in page if offer.state == State.PUBLISHED],
        "page": page,
        "to_approve": Event.objects.waiting_for_approval().count() if organiser.is_team else 0,
        "may_begin": organiser.may_begin(),
    }
    return render(request, "events/organising/overview.html", context)


@own_offer
@require_safe
def offer(request: HttpRequest, own: Own) -> HttpResponse:
    """One offer: its dates, and the ways to everything that can be done with it."""
    dates = own.event.occurrences.order_by("starts_at", "pk")
    coming, past = dates.not_over(), dates.filter(starts_at__lte=when.now()).order_by("-starts_at")
    context = {
        "own": own,
        "event": own.event,
        "title": own.title(),
        "dates": [date_line(date) for date in shown(coming)],
        "past": [date_line(date) for date in shown(past)[:12]],
        "sees_people": own.organiser.sees_people_of(own.event),
    }
    return render(request, "events/organising/offer.html", context)


@own_offer
@require_safe
def date(request: HttpRequest, own: Own, public_id: str) -> HttpResponse:
    """One date: how it stands, and the verbs for one evening."""
    found = own.date(public_id)
    context = {
        "own": own,
        "event": own.event,
        "title": own.title(),
        "date": found,
        "line": date_line(found),
        "acts": [act for act in DATE_ACTS if act.is_offered(found)],
        "sees_people": own.organiser.sees_people_of(own.event),
    }
    return render(request, "events/organising/date.html", context)


def shown(dates: OccurrenceQuerySet) -> OccurrenceQuerySet:
    """The same dates with all that a line says of them, in one query."""
    return dates.select_related("event").with_seats().for_rows(active_language())
