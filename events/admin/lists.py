"""Lists of the staff: titles in the query of the list, what the search looks through, the page of a row."""

import re
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from events.models import Event, EventText
from treff.house.folding import fold
from treff.house.formats import ENGLISH_MONTHS, GERMAN_MONTHS

DAY = re.compile(
    r"\b(?:(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"|(?P<day_first>\d{1,2})\.? ?(?P<month_said>\d{1,2}\b|[^\W\d_]{3,})\.?"
    r"(?: ?(?P<year_last>\d{4}|\d{2}))?)(?!\S)"
)
"""A day as people write it: 2.12., 2. Dezember, 2 Dec 2026, 2026-12-02."""
MONTHS = [tuple(fold(name) for name in names) for names in zip(GERMAN_MONTHS, ENGLISH_MONTHS, strict=True)]


def title_of(event: str) -> Subquery:
    """The German title, else any, of the event behind this key of the outer query."""
    german_first = Case(When(language="de", then=Value(0)), default=Value(1))
    texts = EventText.objects.filter(event=OuterRef(event)).order_by(german_first, "language")
    return Subquery(texts.values("title")[:1])


def saying(rows: QuerySet[Any], event: str, words: str) -> QuerySet[Any]:
    """Rows whose event says every one of these words, however they are accented."""
    return rows.filter(says(event, words))


def says(event: str, words: str) -> Q:
    """That the event behind this key says every one of these words."""
    wanted = Q()
    for word in fold(words).split():
        wanted &= Q(Exists(EventText.objects.filter(event=OuterRef(event), folded__contains=word)))
    return wanted


def on_day_or_saying(words: str) -> Q:
    """Dates whose event says all of this, or that are on the day in it and whose event says the rest."""
    day, rest = typed_day(words)
    return says("event", words) if day is None else says("event", words) | (day & says("event", rest))


def typed_day(words: str) -> tuple[Q | None, str]:
    """The start on a day that somebody typed, in any year if none was typed; and the words around it."""
    for found in DAY.finditer(words):
        if not (month := month_number(found["month"] or found["month_said"])):
            continue
        day = Q(starts_at__month=month, starts_at__day=int(found["day"] or found["day_first"]))
        if year := found["year"] or found["year_last"]:
            day &= Q(starts_at__year=int(year) + (2000 if len(year) == 2 else 0))
        return day, words[: found.start()] + words[found.end() :]
    return None, words


def month_number(typed: str) -> int:
    """1 to 12 for a number or the beginning of a name; 0 for anything else."""
    if typed.isdecimal():
        return int(typed) if 1 <= int(typed) <= 12 else 0
    said = fold(typed)
    numbers = (number for number, names in enumerate(MONTHS, 1) if any(n.startswith(said) for n in names))
    return next(numbers, 0)


def address_of(event: Event) -> str:
    """The page of an event; of what was never published the preview that may be passed on."""
    page = event.get_absolute_url()
    return page if event.published_at else f"{page}?vorschau={event.preview_token}"


def link_to_page(address: str, event: Event) -> SafeString:
    """The way out of a list: to the public page, or to the preview of a draft."""
    said = gettext("view on site") if event.published_at else gettext("preview")
    return format_html('<a href="{}">{}</a>', address, said)
