"""When things happen in the demo, written as on a wall calendar and counted from today.

W0 is the week that holds today, W1 the next; D0 is today. "Mo und Do 15-17" is every Monday and
Thursday from W-8 to W26, so that every series crosses a change of the clocks; "W0..W26/2 Di 13-14:30"
is every second Tuesday of these weeks, "last Fr 18:30-20" the last Friday of each month in them. "W1 Fr
18:30 - Sa 9" is a single night, "W1 So 14" a date without an end, "D+40 all day" a whole day. So the demo
is about this fortnight whenever it is loaded, and the same on any day of a week.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from treff.house import when
from treff.house.recurrence import LAST, MonthlyByWeekday, Recurrence, Weekly

WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
FIRST_WEEK, LAST_WEEK = -8, 26
FORTNIGHT = range(3)
"""The weeks in which the world says what happens, whatever the calendar of the state says."""

_WEEKDAY = "|".join(WEEKDAYS)
_DAY = re.compile(rf"(?:W(-?\d+) ({_WEEKDAY})|D([+-]?\d+))")
_WHEN = re.compile(
    r"(?:W(?P<first>-?\d+)(?:\.\.W(?P<last>-?\d+)(?:/(?P<every>\d))?)? )?"
    rf"(?:(?P<monthly>last )?(?P<weekdays>(?:{_WEEKDAY})(?: und (?:{_WEEKDAY}))*)|(?P<day>D[+-]?\d+)) "
    rf"(?:(?P<whole>all day)|(?P<start>[\d:]+)(?: ?- ?(?:(?P<next>{_WEEKDAY}) )?(?P<end>[\d:]+))?)"
)


@dataclass(frozen=True)
class Span:
    """From when until when, as instants; `week` counts from the one that holds today."""

    week: int
    start: datetime
    end: datetime | None


def clock(words: str) -> time:
    """ "9" and "9:30" as times of day."""
    hour, _, minute = words.partition(":")
    return time(int(hour), int(minute or 0))


def years_from(day: date, years: int) -> date:
    """The same day that many years later or earlier; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


@dataclass(frozen=True)
class Days:
    """The calendar as seen from one day."""

    today: date

    def monday(self, week: int) -> date:
        return when.week_of(self.today)[0] + timedelta(weeks=week)

    def day(self, words: str) -> date:
        """ "W1 Mi" or "D+5" as a day."""
        if not (found := _DAY.fullmatch(words)):
            raise ValueError(f"{words!r} is not a day such as W1 Mi or D+5.")
        week, weekday, offset = found.groups()
        if offset is not None:
            return self.today + timedelta(days=int(offset))
        return self.monday(int(week)) + timedelta(days=WEEKDAYS.index(weekday))

    def spans(self, words: str) -> list[Span]:
        """All dates that the words mean, earliest first."""
        if not (found := _WHEN.fullmatch(words)):
            raise ValueError(f"{words!r} is not a time such as W1 Mi 18-20.")
        rule = self._recurrence(found)
        if rule is not None:
            return [self._span(day, found) for day in rule.days()]
        day = self.day(found["day"] or f"W{found['first']} {found['weekdays']}")
        return [self._span(day, found)]

    def recurrence(self, words: str) -> Recurrence | None:
        """The rule that the words say; None for a single date."""
        found = _WHEN.fullmatch(words)
        return self._recurrence(found) if found else None

    def _recurrence(self, found: re.Match[str]) -> Recurrence | None:
        if found["day"] or (found["first"] and not found["last"]):
            return None
        first = self.monday(FIRST_WEEK if found["first"] is None else int(found["first"]))
        last = self.monday(LAST_WEEK if found["last"] is None else int(found["last"])) + timedelta(days=6)
        weekdays = tuple(WEEKDAYS.index(name) for name in found["weekdays"].split(" und "))
        if found["monthly"]:
            return Recurrence(MonthlyByWeekday(LAST, weekdays[0]), first, until=last)
        return Recurrence(Weekly(weekdays, int(found["every"] or 1)), first, until=last)

    def _span(self, day: date, found: re.Match[str]) -> Span:
        week = (day - self.monday(0)).days // 7
        if found["whole"]:
            return Span(week, *when.day_bounds(day))
        start = when.rule_at(day, clock(found["start"]))
        if not found["end"]:
            return Span(week, start, None)
        later = (WEEKDAYS.index(found["next"]) - day.weekday()) % 7 if found["next"] else 0
        return Span(week, start, when.rule_at(day + timedelta(days=later), clock(found["end"])))
