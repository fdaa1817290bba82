"""Time in the house: instants are kept in UTC, meaning is local.

Every rule ("Tuesday at 15:00", "until the day before, 18:00") is local wall time in Krefeld and
is turned into an instant here and nowhere else. Spans are half-open. On the night in March an
hour does not exist: a time typed by a person is refused, a time from a rule slips to the first
moment that exists. In October an hour comes twice: the first one counts.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

ZONE = ZoneInfo(settings.TIME_ZONE)
MIDNIGHT = time(0)
WEEK = timedelta(days=7)
FIRST, LAST = date.min + WEEK, date.max - WEEK
"""The days that have a week and a midnight in UTC; a day beyond them, out of an address, is moved here."""
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
"""The days that anybody types; beyond them lies a slip of the finger, and the end of all calendars."""


def now() -> datetime:
    """This moment, in UTC."""
    return timezone.now()


def today() -> date:
    """The day it is in Krefeld."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same instant as the clock in the hall shows it."""
    return moment.astimezone(ZONE)


def at(day: date, clock: time) -> datetime:
    """The instant, in UTC, of a time that a person named.

    Raises ValidationError when the clocks skip that time; takes the first when it comes twice.
    """
    moment = rule_at(day, clock)
    if local(moment).time() != clock.replace(tzinfo=None, fold=0):
        raise ValidationError(_("That time does not exist on the night of the clock change."), code="gap")
    return moment


def rule_at(day: date, clock: time) -> datetime:
    """The instant, in UTC, of a time that a rule gives; never refuses, may be an hour later."""
    return datetime.combine(day, clock.replace(fold=0), tzinfo=ZONE).astimezone(UTC)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Begin and end of a day, half-open, in UTC; 23 or 25 hours on the two nights."""
    day = _within_reach(day)
    return rule_at(day, MIDNIGHT), rule_at(day + timedelta(days=1), MIDNIGHT)


def days_bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """Begin of the first and end of the last day, half-open, in UTC."""
    return day_bounds(first)[0], day_bounds(last)[1]


def is_within_reach(*moments: datetime | None) -> bool:
    """Whether all of them lie on days that somebody may mean; what is not said is no hindrance."""
    first, end = days_bounds(EARLIEST, LATEST)
    return all(moment is None or first <= moment <= end for moment in moments)


def week_of(day: date) -> list[date]:
    """The seven days, Monday first, of the week that holds this day."""
    day = _within_reach(day)
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=offset) for offset in range(7)]


def _within_reach(day: date) -> date:
    return min(max(day, FIRST), LAST)
