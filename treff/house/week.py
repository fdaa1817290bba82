"""The week's opening hours in words: days with the same hours share a line, "Montag bis Freitag"."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext

from treff.house import formats, hours, when
from treff.house.hours import WeekDay
from treff.house.models import HouseHours


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    days: str
    times: str
    is_today: bool


class Week:
    """This week's hours; asks for the rules once, when somebody looks."""

    def __init__(self, rules: Callable[[], list[HouseHours]]) -> None:
        self.rules = rules

    @cached_property
    def days(self) -> list[WeekDay]:
        """Monday to Sunday."""
        return hours.week_table(when.today(), self.rules())

    @property
    def lines(self) -> list[Line]:
        """The week in as few lines as possible, for the foot of every page."""
        return [_line(list(group)) for _hours, group in groupby(self.days, key=lambda each: each.house)]

    @property
    def table(self) -> list[Line]:
        """The same with today on a line of its own."""
        today = when.today()
        groups = groupby(self.days, key=lambda each: (each.house, each.day == today))
        return [_line(list(group)) for _hours, group in groups]

    @property
    def desk(self) -> list[Line]:
        """When somebody sits at the desk."""
        return [
            _line(list(group), desk=True) for _hours, group in groupby(self.days, key=lambda each: each.desk)
        ]


def _line(group: list[WeekDay], *, desk: bool = False) -> Line:
    return Line(_span(group[0].day, group[-1].day), _times(group[0], desk=desk), _has_today(group))


def _span(first: date, last: date) -> str:
    words = formats.words()
    start, end = words.weekdays[first.weekday()], words.weekdays[last.weekday()]
    if (last - first).days < 2:
        return formats.listing([start, end] if first != last else [start])
    return words.span.format(start=start, end=end)


def _times(each: WeekDay, *, desk: bool) -> str:
    spans = each.desk if desk else each.house
    if not spans:
        return gettext("closed")
    return formats.listing([formats.hours(start, end) for start, end in spans])


def _has_today(group: list[WeekDay]) -> bool:
    return any(each.day == when.today() for each in group)
