"""Recurrence: on which days something repeats, as somebody says it at the desk.

"Every second Tuesday until the holidays", "the last Friday of the month, six times", "on the 31st".
A rule gives local days; whoever asked stores a row for each of them, and from then on the row is the
truth. So a rule is never asked again which dates there are, only which are missing: a row is known by
its slot, the moment that the rule gave it, however far it was moved since.
"""

import calendar
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any, Self

from dateutil import rrule
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from treff.house import formats, when

MOST_WITHOUT_ASKING, MOST_AT_ALL = 200, 1000
LAST = -1


class ShortMonth(StrEnum):
    """What becomes of the 29th, 30th and 31st in a month that has none."""

    SKIP = "skip"
    LAST_DAY = "last"


@dataclass(frozen=True)
class Weekly:
    """Every so many weeks on these weekdays (0 is Monday); the week of the first day is the first one."""

    weekdays: tuple[int, ...]
    every: int = 1

    def days(self, first: date) -> Iterator[date]:
        rule = rrule.rrule(
            rrule.WEEKLY, _dtstart(first), interval=self.every, wkst=rrule.MO, byweekday=self.weekdays
        )
        return (moment.date() for moment in rule)


@dataclass(frozen=True)
class MonthlyByWeekday:
    """The first to fifth (1 to 5) or last (-1) weekday of a month; a month without a fifth has none."""

    nth: int
    weekday: int

    def days(self, first: date) -> Iterator[date]:
        rule = rrule.rrule(rrule.MONTHLY, _dtstart(first), byweekday=rrule.weekdays[self.weekday](self.nth))
        return (moment.date() for moment in rule)


@dataclass(frozen=True)
class MonthlyByDay:
    """A day of the month (1 to 31)."""

    day: int
    short: ShortMonth

    def days(self, first: date) -> Iterator[date]:
        year, month = first.year, first.month
        while year < date.max.year:
            length = calendar.monthrange(year, month)[1]
            if self.day <= length or self.short == ShortMonth.LAST_DAY:
                day = date(year, month, min(self.day, length))
                if day >= first:
                    yield day
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)


@dataclass(frozen=True)
class Listed:
    """The days that somebody has picked."""

    picked: tuple[date, ...]

    def days(self, first: date) -> Iterator[date]:
        return (day for day in sorted(set(self.picked)) if day >= first)


Rule = Weekly | MonthlyByWeekday | MonthlyByDay | Listed
KINDS: dict[str, type[Rule]] = {
    "weekly": Weekly,
    "monthly_by_weekday": MonthlyByWeekday,
    "monthly_by_day": MonthlyByDay,
    "listed": Listed,
}


@dataclass(frozen=True)
class Recurrence:
    """A rule from a first day on, until a last one (included) or for so many times.

    The first day need not fit the rule: then it begins with the first day after it that does.
    """

    rule: Rule
    first: date
    until: date | None = None
    count: int | None = None

    def __post_init__(self) -> None:
        ends = [self.until is not None, self.count is not None, isinstance(self.rule, Listed)]
        if sum(ends) != 1:
            raise ValueError("A recurrence ends on a day or after a number of times; a list ends by itself.")

    def days(self, *, many: bool = False) -> list[date]:
        """The days in order. Raises ValidationError if there is none (code "none"), if there are more than
        200 and nobody has said that so `many` are meant (code "many"), or more than 1000 (code "far")."""
        most = MOST_AT_ALL if many else MOST_WITHOUT_ASKING
        found = list(islice(self._until_the_end(), min(self.count or most + 1, most + 1)))
        if not found:
            raise ValidationError(_("No day fits. Please change the days or the end."), code="none")
        if len(found) > MOST_AT_ALL:
            raise ValidationError(
                _("These are more than %(most)s dates. Please choose an earlier end."),
                code="far",
                params={"most": MOST_AT_ALL},
            )
        if len(found) > MOST_WITHOUT_ASKING and not many:
            raise ValidationError(
                _("These are more than %(most)s dates. Are they meant?"),
                code="many",
                params={"most": MOST_WITHOUT_ASKING},
            )
        return found

    def _until_the_end(self) -> Iterator[date]:
        for day in self.rule.days(self.first):
            if self.until is not None and day > self.until:
                return
            yield day

    def until_before(self, day: date) -> "Recurrence | None":
        """The same rule ending before that day; None if it would give no day at all."""
        days = [each for each in self.days(many=True) if each < day]
        if not days:
            return None
        if isinstance(self.rule, Listed):
            return replace(self, rule=Listed(tuple(days)))
        return replace(self, until=days[-1], count=None)

    def since(self, day: date) -> "Recurrence | None":
        """The rest of the same rule from that day on; None if it gives no day any more."""
        days = [each for each in self.days(many=True) if each >= day]
        if not days:
            return None
        if isinstance(self.rule, Listed):
            return replace(self, rule=Listed(tuple(days)), first=days[0])
        return replace(self, first=days[0], count=len(days) if self.count is not None else None)

    def as_json(self) -> dict[str, Any]:
        """To be stored; `of_json` reads it."""
        kind = next(name for name, rule in KINDS.items() if isinstance(self.rule, rule))
        said = {name: _plain(value) for name, value in vars(self.rule).items()}
        ends = {"until": _plain(self.until), "count": self.count}
        return {"kind": kind, "rule": said, "first": self.first.isoformat(), **ends}

    @classmethod
    def of_json(cls, said: dict[str, Any]) -> Self:
        until = said["until"] and date.fromisoformat(said["until"])
        return cls(_rule(said["kind"], said["rule"]), date.fromisoformat(said["first"]), until, said["count"])


@dataclass(frozen=True)
class Slot:
    """One time that a rule gives, in UTC. `starts_at` is how its row is known for ever."""

    starts_at: datetime
    ends_at: datetime | None


def slots(days: Collection[date], start: time, end: time | None) -> list[Slot]:
    """These days at this time by the clock in the hall; an end that is not later lies on the next day.

    18:00 stays 18:00 over both clock changes. Raises ValidationError naming the day if a time does not
    exist on it (code "gap").
    """
    overnight = timedelta(days=int(end is not None and end <= start))
    return [
        Slot(_at(day, start), None if end is None else _at(day + overnight, end)) for day in sorted(set(days))
    ]


def _at(day: date, clock: time) -> datetime:
    try:
        return when.at(day, clock)
    except ValidationError as gap:
        raise ValidationError(
            _("On %(day)s there is no %(clock)s: the clocks go forward. Please choose another time."),
            code="gap",
            params={"day": formats.day(day), "clock": formats.clock(clock)},
        ) from gap


def _dtstart(first: date) -> datetime:
    return datetime.combine(first, when.MIDNIGHT)


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _rule(kind: str, said: dict[str, Any]) -> Rule:
    match kind:
        case "weekly":
            return Weekly(tuple(said["weekdays"]), said["every"])
        case "monthly_by_weekday":
            return MonthlyByWeekday(**said)
        case "monthly_by_day":
            return MonthlyByDay(said["day"], ShortMonth(said["short"]))
        case "listed":
            return Listed(tuple(map(date.fromisoformat, said["picked"])))
    raise ValueError(f"No such rule: {kind}")
