"""Words of an event or a date for lists of the staff, each worked out in the query of the list."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext, ngettext

from events.models import EventText, Occurrence
from events.models.seats import Seats
from treff.house import formats, when
from treff.house.folding import fold


def title_of(event: str) -> Subquery:
    """The German title, else any, of the event behind this key of the outer query."""
    german_first = Case(When(language="de", then=Value(0)), default=Value(1))
    texts = EventText.objects.filter(event=OuterRef(event)).order_by(german_first, "language")
    return Subquery(texts.values("title")[:1])


def saying(rows: QuerySet[Any], event: str, words: str) -> QuerySet[Any]:
    """Rows whose event says every one of these words, however they are accented."""
    wanted = Q()
    for word in fold(words).split():
        wanted &= Q(Exists(EventText.objects.filter(event=OuterRef(event), folded__contains=word)))
    return rows.filter(wanted)


def seats_words(seats: Seats) -> str:
    """ "8 of 10, 3 waiting"; says when more hold a place than there are."""
    pattern = (
        gettext("%(confirmed)s, no limit")
        if seats.capacity is None
        else gettext("%(confirmed)s of %(places)s")
    )
    said = [pattern % {"confirmed": seats.confirmed, "places": seats.capacity}]
    if seats.waiting:
        said.append(ngettext("%(n)s waiting", "%(n)s waiting", seats.waiting) % {"n": seats.waiting})
    if seats.over:
        said.append(ngettext("%(n)s over", "%(n)s over", seats.over) % {"n": seats.over})
    return ", ".join(said)


def date_seats_words(date: Occurrence) -> str:
    """The places of a date; nothing to count where nobody signs up."""
    return gettext("no sign-up") if date.event.takes_no_sign_up else seats_words(date.seats())


def date_words(date: Occurrence) -> str:
    """Day and clock."""
    return formats.when(date.starts_at, date.ends_at)


def state_words(date: Occurrence) -> str:
    """Takes place, cancelled, over, or moved and from when."""
    if date.cancelled:
        return str(date.get_status_display())
    if date.over_at <= when.now():
        return gettext("over")
    if date.previous_start is not None:
        return gettext("moved, before: %(when)s") % {"when": formats.moment(date.previous_start)}
    return str(date.get_status_display())


def dates_of_page(dates: Iterable[Occurrence]) -> list[dict[str, Any]]:
    """What the page of an event says of each of its dates."""
    return [
        {
            "pk": date.pk,
            "when": date_words(date),
            "rooms": date.whereabouts(),
            "seats": date_seats_words(date),
            "status": state_words(date),
            "is_cancelled": date.cancelled,
        }
        for date in dates
    ]
