"""The programme as pages show it: dates with ready words, in a constant number of queries.

A page gets rows, never models: everything a row says is worked out here, once, so that sixty rows
cost no query and no look-up of their own.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from events.models import Event, EventText, Joins, Occurrence, OccurrenceText, Topic
from events.models.event import ICONS
from events.models.occurrence import OPEN_END, OccurrenceQuerySet, Seats
from events.models.standing import Standing, State, course_seats, standing
from treff.house import formats, when
from treff.house.folding import fold

# A list ends with the day on which it passes this many rows.
ROWS = 60


@dataclass(frozen=True)
class Filter:
    """What somebody is looking for; every empty value means "all"."""

    words: str = ""
    topic: str = ""
    kind: str = ""
    language: str = ""
    age: str = ""
    only_free: bool = False

    def __bool__(self) -> bool:
        return self != Filter()


@dataclass(frozen=True)
class Row:
    """One line of the programme, in ready words."""

    url: str
    day: date
    start: datetime
    end: datetime | None
    clock: str
    until: str
    title: str
    title_language: str
    topic_icon: str
    topic_words: str
    place_words: str
    state: str
    places_words: str
    is_running: bool
    note: str


@dataclass(frozen=True)
class DayRows:
    """The rows of one day."""

    day: date
    rows: list[Row]


@dataclass(frozen=True)
class Topics:
    """A topic to pick, with its pictogram."""

    value: str
    label: str
    icon: str


def topics() -> list[Topics]:
    """The eleven topics in the order of the house."""
    return [Topics(topic.value, str(topic.label), topic.icon) for topic in Topic]


def days(
    first: date, last: date | None = None, wanted: Filter | None = None, *, rows: int = ROWS
) -> list[DayRows]:
    """Days with at least one row, from `first` to `last` (both included), cut after `rows` by whole days.

    Dates that run into the first day are shown there; a moved date is shown on both days.
    """
    found = list(select(first, last, wanted or Filter())[: rows + 1])
    by_day = groupby(
        sorted(to_rows(found, first, last), key=lambda row: (row.day, row.start)), lambda row: row.day
    )
    result = [DayRows(day, list(lines)) for day, lines in by_day]
    if len(found) > rows and len(result) > 1:
        result.pop()
    return result


def select(first: date, last: date | None, wanted: Filter) -> OccurrenceQuerySet:
    """Public dates in these days that fit the filter, with their seats, in order of time."""
    begin = when.day_bounds(first)[0]
    until = Q() if last is None else Q(starts_at__lt=when.day_bounds(last)[1])
    still_on = (
        Q(starts_at__gte=begin) | Q(ends_at__gt=begin) | Q(ends_at=None, starts_at__gt=begin - OPEN_END)
    )
    was = Q(previous_start__gte=begin)
    if last is not None:
        was &= Q(previous_start__lt=when.day_bounds(last)[1])
    dates = (
        Occurrence.objects.public()
        .filter((still_on & until) | was)
        .select_related("event", "use")
        .prefetch_related("use__rooms")
        .with_seats()
        .order_by("starts_at", "pk")
    )
    return narrow(dates, wanted)


def narrow(dates: OccurrenceQuerySet, wanted: Filter) -> OccurrenceQuerySet:
    """Dates that fit what somebody is looking for."""
    simple = {
        "event__topic": wanted.topic,
        "event__kind": wanted.kind,
        "event__spoken__contains": [wanted.language] if wanted.language else "",
    }
    dates = dates.filter(**{name: value for name, value in simple.items() if value})
    if wanted.age:
        dates = dates.filter(Q(event__age_bands__contains=[wanted.age]) | Q(event__age_bands=[]))
    for word in fold(wanted.words).split():
        texts = EventText.objects.filter(folded__contains=word).values("event")
        dates = dates.filter(event__in=texts)
    if wanted.only_free:
        open_places = Q(capacity=None) | Q(
            capacity__gt=F("reserve") + F("confirmed_count") + F("offered_count"), waiting_count=0
        )
        takes_any = Q(event__joins=Joins.NONE) | open_places
        dates = dates.filter(takes_any, status=Occurrence.Status.SCHEDULED, starts_at__gt=timezone.now())
    return dates


def rows_by_day(first: date, last: date, wanted: Filter, *, most: int) -> dict[date, list[Row]]:
    """Rows by day for the week and month tables, at most so many."""
    return {each.day: each.rows for each in days(first, last, wanted, rows=most)}


def to_rows(dates: Collection[Occurrence], first: date, last: date | None) -> Iterable[Row]:
    """Rows for these dates; three more queries however many there are."""
    now, language = timezone.now(), get_language() or "de"
    events = {occurrence.event_id for occurrence in dates}
    texts = {t.event_id: t for t in EventText.objects.filter(event__in=events).preferred("event", language)}
    own = {
        text.occurrence_id: text
        for text in OccurrenceText.objects.filter(occurrence__in=dates).preferred("occurrence", language)
    }
    courses = seats_of_courses({d.event_id for d in dates if d.event.is_course}, now)
    for occurrence in dates:
        seats = courses.get(occurrence.event_id) or occurrence.seats()
        stands = standing(occurrence.event, occurrence, seats, now)
        text, own_text = texts.get(occurrence.event_id), own.get(occurrence.pk)
        title = own_text if own_text and own_text.title else text
        starts_on = max(when.local(occurrence.starts_at).date(), first)
        if last is None or starts_on <= last:
            yield row(occurrence, title, stands, starts_on, now, language)
        if occurrence.previous_start is not None and not occurrence.cancelled:
            was_on = when.local(occurrence.previous_start).date()
            if was_on >= first and (last is None or was_on <= last) and was_on != starts_on:
                yield moved_row(occurrence, title, was_on, language)


def row(
    date_: Occurrence,
    text: EventText | OccurrenceText | None,
    stands: Standing,
    day: date,
    now: datetime,
    language: str,
) -> Row:
    """The line of one date."""
    event = date_.event
    start, end = when.local(date_.starts_at), date_.ends_at and when.local(date_.ends_at)
    note = ""
    if date_.previous_start is not None and not date_.cancelled:
        note = gettext("Moved from %(when)s") % {"when": formats.moment(date_.previous_start)}
    return Row(
        url=reverse("events:date", args=[event.slug, date_.public_id]),
        day=day,
        start=start,
        end=end,
        clock=f"{start:%H:%M}",
        until=f"{end:%H:%M}" if end and end.date() == start.date() else "",
        title=text.title if text else event.slug,
        title_language="" if text and text.language == language else (text.language if text else "de"),
        topic_icon=ICONS[event.topic],
        topic_words=str(Topic(event.topic).label),
        place_words=place_words(date_),
        state=MARKUP.get(stands.state, stands.state.value),
        places_words=stands.words(),
        is_running=not date_.cancelled and date_.starts_at <= now < date_.over_at,
        note=note,
    )


# States that look like "no sign-up needed" in a row: quiet words, no pictogram.
MARKUP = {state: "drop" for state in (State.CONSULTATION, State.NOT_YET, State.CLOSED)} | {
    State.CLOSED_LIST: "full"
}


def moved_row(date_: Occurrence, text: EventText | OccurrenceText | None, day: date, language: str) -> Row:
    """The line on the day from which a date was moved away."""
    old = when.local(date_.previous_start or date_.starts_at)
    words = gettext("Moved to %(when)s") % {"when": formats.moment(date_.starts_at)}
    return Row(
        url=reverse("events:date", args=[date_.event.slug, date_.public_id]),
        day=day,
        start=old,
        end=None,
        clock=f"{old:%H:%M}",
        until="",
        title=text.title if text else date_.event.slug,
        title_language="" if text and text.language == language else (text.language if text else "de"),
        topic_icon=ICONS[date_.event.topic],
        topic_words=str(Topic(date_.event.topic).label),
        place_words="",
        state="moved",
        places_words=words,
        is_running=False,
        note="",
    )


def place_words(date_: Occurrence) -> str:
    """Rooms by name, or the place outside; from what was prefetched."""
    if date_.use is not None and date_.use.released_at is None:
        return " + ".join(room.name for room in date_.use.rooms.all())
    return date_.place_text


def seats_of_courses(events: Collection[int], now: datetime) -> dict[int, Seats]:
    """Places of whole courses: one query for all of them."""
    if not events:
        return {}
    dates = (
        Occurrence.objects.filter(event__in=events).coming(now).with_seats().order_by("event", "starts_at")
    )
    return {
        event: course_seats([found.seats() for found in group])
        for event, group in groupby(dates, key=lambda found: found.event_id)
    }


def next_day_with_rows(after: date, wanted: Filter) -> date | None:
    """The first day after this one that has a date; for the pager and for empty pages."""
    found = select(after + timedelta(days=1), None, wanted).first()
    return None if found is None else max(when.local(found.starts_at).date(), after + timedelta(days=1))


def next_dates(event: Event, limit: int = 12) -> list[Row]:
    """The coming dates of one event, cancelled ones included, as rows."""
    dates = (
        event.occurrences.not_over()
        .select_related("event", "use")
        .prefetch_related("use__rooms")
        .with_seats()[:limit]
    )
    return [r for r in to_rows(list(dates), date.min, None) if r.state != "moved"]
