"""Is the house open? The rules of the week, less the closures that were decided.

Computed when asked, in two queries at most, for as many days as wanted. Hours are local time; a
rule that falls into the hour that does not exist begins when the clock goes on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.utils.translation import gettext as _

from treff.house import formats
from treff.house import when as clocks
from treff.house.models import HouseClosure, HouseHours

DAYS_AHEAD = 28
"""So far ahead the next opening is looked for; a longer closure has no next opening to name."""


@dataclass(frozen=True, order=True)
class Span:
    """From start until, not including, end; both in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class WeekDay:
    """One line of the table of hours: local times, as the rules stand."""

    day: date
    house: tuple[tuple[time, time], ...]
    desk: tuple[tuple[time, time], ...]


@dataclass(frozen=True)
class Closure:
    """A closure as it is announced. The language is that of the words, empty for our own."""

    start: datetime
    end: datetime
    reason: str
    reason_language: str

    @property
    def when(self) -> str:
        """The span in words: "Mo, 14. Dezember, 9–14 Uhr"."""
        return formats.when(self.start, self.end)


@dataclass(frozen=True)
class OpenState:
    """Whether the door is open, until when, and when it opens next."""

    is_open: bool
    until: datetime | None
    next_opening: datetime | None
    closure: Closure | None

    @property
    def reason(self) -> str:
        """Why it is shut although it should be open; empty otherwise."""
        return self.closure.reason if self.closure else ""

    @property
    def words(self) -> str:
        """What follows on "The house is open." or "The house is closed now."."""
        if self.until:
            return _("Today until %(time)s.") % {"time": _moment_or_clock(self.until)}
        sentences = [_("The reason: %(reason)s.") % {"reason": self.reason}] if self.closure else []
        if self.next_opening:
            moment = f"{formats.day_with_word(self.next_opening)}, {formats.clock(self.next_opening)}"
            sentences.append(_("It opens again: %(when)s.") % {"when": moment})
        return " ".join(sentences)


def opening(day: date, *, desk: bool = False) -> list[Span]:
    """When the house, or its desk, is open on this day. Two queries."""
    return openings(day, day, desk=desk)


def openings(first: date, last: date, *, desk: bool = False) -> list[Span]:
    """Open spans from the first day to the last, in order and never touching. Two queries."""
    return _open(_days(first, last), _rules(first, last, desk=desk), _closures(first, last))


def open_now(now: datetime) -> OpenState:
    """The state of the door at this moment. Two queries."""
    first = clocks.local(now).date()
    last = first + timedelta(days=DAYS_AHEAD)
    closures = _closures(first, last)
    spans = _open(_days(first, last), _rules(first, last, desk=False), closures)
    current = next((span for span in spans if span.start <= now < span.end), None)
    following = next((span.start for span in spans if span.start > now), None)
    shut = next((closure for closure in closures if closure.start <= now < closure.end), None)
    if current:
        return OpenState(is_open=True, until=current.end, next_opening=following, closure=None)
    return OpenState(is_open=False, until=None, next_opening=following, closure=shut)


def week_table(today: date, rules: list[HouseHours]) -> list[WeekDay]:
    """The seven days of this week, Monday first, with the hours of the house and of the desk.

    `rules` are those that hold on some of these days, by their start.
    """
    days = clocks.week_of(today)
    return [WeekDay(day, _times(rules, day, desk=False), _times(rules, day, desk=True)) for day in days]


def coming_closures(now: datetime, days: int = 60) -> list[Closure]:
    """Closures that go on or begin within so many days, soonest first. One query."""
    last = clocks.local(now).date() + timedelta(days=days)
    return [closure for closure in _closures(clocks.local(now).date(), last) if closure.end > now]


def _open(days: Iterable[date], rules: list[HouseHours], closures: list[Closure]) -> list[Span]:
    spans = [_span(rule, day) for day in days for rule in rules if _holds(rule, day)]
    for closure in closures:
        spans = [rest for span in spans for rest in _without(span, closure)]
    return _joined(spans)


def _rules(first: date, last: date, *, desk: bool) -> list[HouseHours]:
    return list(HouseHours.objects.filter(desk=desk, valid__overlap=_dates(first, last)))


def _closures(first: date, last: date) -> list[Closure]:
    during = DateTimeTZRange(*clocks.days_bounds(first, last))
    rows = HouseClosure.objects.decided().filter(during__overlap=during).order_by("during")
    return [
        Closure(
            row.during.lower, row.during.upper, row.reason, row.reason_language if row.reason_text else ""
        )
        for row in rows
    ]


def _times(rules: list[HouseHours], day: date, *, desk: bool) -> tuple[tuple[time, time], ...]:
    return tuple((rule.start, rule.end) for rule in rules if rule.desk == desk and _holds(rule, day))


def _holds(rule: HouseHours, day: date) -> bool:
    return rule.weekday == day.weekday() and day in rule.valid


def _span(rule: HouseHours, day: date) -> Span:
    ends_on = day + timedelta(days=1) if rule.end == clocks.MIDNIGHT else day
    return Span(clocks.rule_at(day, rule.start), clocks.rule_at(ends_on, rule.end))


def _without(span: Span, closure: Closure) -> list[Span]:
    before = Span(span.start, min(span.end, closure.start))
    after = Span(max(span.start, closure.end), span.end)
    return [rest for rest in (before, after) if rest.start < rest.end]


def _joined(spans: list[Span]) -> list[Span]:
    """In order; spans that touch or overlap become one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(span.end, joined[-1].end))
        else:
            joined.append(span)
    return joined


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def _dates(first: date, last: date) -> DateRange:
    return DateRange(first, last, "[]")


def _moment_or_clock(until: datetime) -> str:
    """A clock suffices while it is still today, midnight included."""
    if until <= clocks.day_bounds(clocks.today())[1]:
        return formats.closing(until)
    return formats.moment(until)
