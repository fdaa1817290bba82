"""Lists of the staff: titles in the query of the list, and what the search looks through."""

from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from events.models import EventText
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
