"""The programme as pages show it: dates with ready words, in a constant number of queries.

A page gets rows, never models: everything a row says is worked out here, once, so that sixty rows
cost no query and no look-up of their own.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple, Self

from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from events.models import Event, EventText, Hosting, Joins, Kind, Occurrence, Topic
from events.models.event import ICONS
from events.models.occurrence_set import OPEN_END, OccurrenceQuerySet
from events.models.seats import Seats, course_seats
from events.models.standing import Standing, State, standing
from events.titles import Title
from treff.house import formats, when
from treff.house.folding import fold
from treff.house.models.text import active_language

# A list ends before the day on which it would pass this many rows; one such day stands alone.
ROWS = 60
# So many different words are looked for; each costs three look-ups, and one letter may fold to eighteen.
MOST_WORDS = 6
# What a row reads of a date and its event. A column forgotten here would cost a query per row.
OF_A_DATE = (
    *("event", "public_id", "starts_at", "ends_at", "use", "place_text", "capacity", "reserve"),
    *("queue_closed", "status", "previous_start", "change_reason", "cancel_code", "cancel_text"),
)
OF_AN_EVENT = (
    *("slug", "topic", "kind", "joins", "after_start"),
    *("opens_on", "opens_days_before", "opens_time", "closes_on", "closes_days_before", "closes_time"),
)
IN_A_ROW = (*OF_A_DATE, *(f"event__{name}" for name in OF_AN_EVENT))


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


class Row(NamedTuple):
    """One line of the programme, in ready words. A page makes sixty: no dataclass, which is slow to make."""

    url: str
    day: date
    start: datetime
    end: datetime | None
    clock: str
    until: str
    in_words: bool
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
class TopicChoice:
    """A topic to pick, with its pictogram."""

    value: str
    label: str
    icon: str


def topics() -> list[TopicChoice]:
    """The eleven topics in the order of the house."""
    return [TopicChoice(topic.value, str(topic.label), topic.icon) for topic in Topic]


@dataclass(frozen=True)
class Listing:
    """Some days of the programme; `next` is the day on which the following ones begin."""

    days: list[DayRows]
    next: date | None


def days(first: date, last: date | None = None, wanted: Filter | None = None) -> list[DayRows]:
    """The days of a `listing`."""
    return listing(first, last, wanted).days


def listing(
    first: date, last: date | None = None, wanted: Filter | None = None, *, rows: int = ROWS
) -> Listing:
    """Days with at least one row, from `first` to `last` (both included), cut after `rows` by whole days.

    Dates that run into the first day are shown there; a moved date is shown on both days.
    """
    wanted = wanted or Filter()
    found = list(in_rows(select(first, last, wanted))[: rows + 1])
    lines = sorted(to_rows(found, first, last), key=lambda row: (row.day, row.start))
    following = None
    if len(found) > rows:
        following = found[-1].shown_on(first)
        if lines and lines[0].day >= following:
            return crowded_day(following, last, wanted)
        lines = [line for line in lines if line.day < following]
    by_day = groupby(lines, lambda row: row.day)
    return Listing([DayRows(day, list(rows_of_day)) for day, rows_of_day in by_day], following)


def crowded_day(day: date, last: date | None, wanted: Filter) -> Listing:
    """A day that alone has more rows than a page: all of them, however many."""
    dates = in_rows(select(day, day, wanted))
    lines = sorted(to_rows(list(dates), day, day), key=lambda row: row.start)
    return Listing([DayRows(day, lines)], next_day_with_rows(day, last, wanted))


def in_rows(dates: OccurrenceQuerySet) -> OccurrenceQuerySet:
    """The same dates with all that a row says of them, in one query."""
    return dates.select_related("event").only(*IN_A_ROW).with_seats().for_rows(active_language())


def select(first: date, last: date | None, wanted: Filter) -> OccurrenceQuerySet:
    """Public dates in these days that fit the filter, in the order in which a list shows them first.

    A date that was moved away stands in it on the day where it was, however far it went.
    """
    begin = when.day_bounds(first)[0]
    until = Q() if last is None else Q(starts_at__lt=when.day_bounds(last)[1])
    open_end = Q(ends_at=None, starts_at__gt=begin - OPEN_END)
    still_on = Q(starts_at__gte=begin) | Q(ends_at__gt=begin) | open_end
    was = Q(previous_start__gte=begin)
    if last is not None:
        was &= Q(previous_start__lt=when.day_bounds(last)[1])
    was_here = Case(When(previous_start__gte=begin, then="previous_start"))
    dates = Occurrence.objects.public().filter((still_on & until) | was)
    return narrow(dates, wanted).alias(shown_at=Least("starts_at", was_here)).order_by("shown_at", "pk")


def says(word: str) -> Q:
    """Dates of events that say this word anywhere: in a text, in the topic or kind, or of who is behind it.

    "naehen" is "nähen" on a keyboard without umlauts.
    """
    spellings = {word, word.replace("ae", "a").replace("oe", "o").replace("ue", "u")}
    topics = [topic for topic in Topic if any(each in fold(str(topic.label)) for each in spellings)]
    kinds = [kind for kind in Kind if any(each in fold(str(kind.label)) for each in spellings)]
    found = Q(event__topic__in=topics) | Q(event__kind__in=kinds)
    for each in spellings:
        texts = EventText.objects.filter(folded__contains=each)
        organisations = Hosting.objects.filter(organisation__name_key__contains=each)
        groups = Hosting.objects.filter(group__name_key__contains=each)
        for rows in (texts, organisations, groups):
            found |= Q(event__in=rows.values("event"))
    return found


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
    for word in list(dict.fromkeys(fold(wanted.words).split()))[:MOST_WORDS]:
        dates = dates.filter(says(word))
    if wanted.only_free:
        dates = dates.with_seats().alias(most=Coalesce("capacity", "fire_limit"))
        open_places = Q(most=None) | Q(
            most__gt=F("reserve") + F("confirmed_count") + F("offered_count"), waiting_count=0
        )
        takes_any = Q(event__joins=Joins.NONE) | open_places
        dates = dates.filter(takes_any, status=Occurrence.Status.SCHEDULED, starts_at__gt=timezone.now())
    return dates


def rows_by_day(first: date, last: date, wanted: Filter, *, rows: int) -> dict[date, list[Row]]:
    """Rows by day for the week and month tables, at most so many."""
    return {each.day: each.rows for each in listing(first, last, wanted, rows=rows).days}


@dataclass(frozen=True)
class Page:
    """What is the same for all rows of a page; looked up once."""

    now: datetime
    language: str
    programme_url: str
    topics: dict[str, str]

    @classmethod
    def at_hand(cls) -> Self:
        words = {topic.value: str(topic.label) for topic in Topic}
        return cls(timezone.now(), active_language(), reverse("events:programme"), words)


def to_rows(dates: Collection[Occurrence], first: date, last: date | None) -> Iterable[Row]:
    """Rows for these dates (of `in_rows`); one more query where there are courses."""
    page, begin = Page.at_hand(), when.day_bounds(first)[0]
    courses = seats_of_courses({found.event_id for found in dates if found.event.is_course}, page.now)
    for found in dates:
        seats = courses.get(found.event_id) or found.seats()
        stands = standing(found.event, found, seats, page.now)
        line = row(found, stands, first, page)
        if found.over_at > begin and (last is None or line.day <= last):
            yield line
        if found.previous_start is not None and not found.cancelled:
            was_on = when.local(found.previous_start).date()
            if was_on >= first and (last is None or was_on <= last) and was_on != line.day:
                yield moved_row(line, found, when.local(found.previous_start))


def row(found: Occurrence, stands: Standing, first: date, page: Page) -> Row:
    """The line of one date; a date that runs into the first day of the page stands there."""
    event, start = found.event, when.local(found.starts_at)
    end = found.ends_at and when.local(found.ends_at)
    title = Title.of(found.title_in, event)
    same_day = end is not None and end.date() == start.date()
    note = ""
    if found.previous_start is not None and not found.cancelled:
        note = gettext("Moved from %(when)s") % {"when": formats.moment(found.previous_start)}
    return Row(
        url=f"{page.programme_url}{event.slug}/{found.public_id}/",
        day=max(start.date(), first),
        start=start,
        end=end,
        clock=f"{start:%H:%M}",
        until=f"{end:%H:%M}" if same_day and end else "",
        in_words=start.date() < first or (start.time() == when.MIDNIGHT and end is not None and not same_day),
        title=title.words,
        title_language="" if title.language == page.language else title.language,
        topic_icon=ICONS[event.topic],
        topic_words=page.topics[event.topic],
        place_words=found.whereabouts(),
        state=MARKUP.get(stands.state, stands.state.value),
        places_words=stands.words(),
        is_running=not found.cancelled and found.starts_at <= page.now < found.over_at,
        note=note,
    )


# States that look like "no sign-up needed" in a row: quiet words, no pictogram.
MARKUP = {state: "drop" for state in (State.CONSULTATION, State.NOT_YET, State.CLOSED)} | {
    State.CLOSED_LIST: "full"
}


def moved_row(line: Row, found: Occurrence, old: datetime) -> Row:
    """The line on the day from which a date was moved away."""
    words = gettext("Moved to %(when)s") % {"when": formats.moment(found.starts_at)}
    return line._replace(
        day=old.date(),
        start=old,
        end=None,
        clock=f"{old:%H:%M}",
        until="",
        in_words=False,
        place_words="",
        state="moved",
        places_words=words,
        is_running=False,
        note="",
    )


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


def next_day_with_rows(after: date, last: date | None, wanted: Filter) -> date | None:
    """The first day after this one, up to `last`, that has a date."""
    tomorrow = after + timedelta(days=1)
    found = select(tomorrow, last, wanted).first()
    return None if found is None else found.shown_on(tomorrow)


def next_dates(event: Event, limit: int = 12) -> list[Row]:
    """The coming dates of one event, cancelled ones included, as rows."""
    dates = in_rows(event.occurrences.not_over())[:limit]
    return [r for r in to_rows(list(dates), when.EARLIEST, None) if r.state != "moved"]
