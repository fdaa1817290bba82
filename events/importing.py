"""The calendar a house already keeps, turned into draft offers.

The rule of the house: a file from outside is taken entry by entry. What is clear becomes a draft
that people look through and publish; what is not is left out and named with its reason, never
guessed. A series is written out as dates, for two years at most. Private entries and the people
in an entry (organiser, attendees) stay out. What was taken once is not taken again.
"""

import re
import time
import warnings
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from icalendar import Calendar, Component, use_zoneinfo

LARGEST_FILE = 10_000_000
PATIENCE = 60.0  # seconds: a rule that never comes true takes up to five, and a file can hold many
WINDOW, ONE_YEAR = timedelta(days=730), timedelta(days=366)
MOST_DATES = 500
LONGEST_DATE = timedelta(days=31)
TIME_FIELDS = {"DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RDATE", "EXDATE", "RRULE", "EXRULE"}
FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
ZONE_RULE = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY"}
LINE_END = re.compile(r"<br\s*/?>|</p>|\r\n?", re.IGNORECASE)
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


@dataclass(frozen=True)
class ImportedDate:
    """One date, in UTC. `recurrence_id` tells the dates of a series apart; "" for a single date."""

    starts_at: datetime
    ends_at: datetime | None
    recurrence_id: str
    place: str
    title: str  # only where it differs from the offer's


@dataclass(frozen=True)
class ImportedOffer:
    uid: str
    title: str
    text: str
    dates: list[ImportedDate]


@dataclass(frozen=True)
class Refusal:
    """What was left out, an entry or a part of one, and why, in the reader's language."""

    what: str
    reason: str


@dataclass(frozen=True)
class Reading:
    taken: list[ImportedOffer]
    refused: list[Refusal]

    def refuse(self, what: str, error: Exception | str) -> None:
        """Note what is left out; of a failure in foreign code only its kind."""
        if isinstance(error, ValidationError):
            error = " ".join(error.messages)
        elif isinstance(error, Exception):
            error = _("It could not be understood (%(error)s).") % {"error": type(error).__name__}
        self.refused.append(Refusal(what, error))


def read(data: bytes, *, now: datetime) -> Reading:
    """What can be taken from a calendar file for the two years from `now`, and what cannot. Never raises."""
    reading, impatient_at = Reading([], []), time.monotonic() + PATIENCE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # guessed zones and the like; what matters is checked below
        try:
            calendars = _calendars(data)
        except Exception as error:  # noqa: BLE001  foreign code on a foreign file
            reading.refuse(_("The whole file"), error)
            return reading
        for calendar in calendars:
            for uid, versions in _by_uid(calendar, reading).items():
                try:
                    if time.monotonic() > impatient_at:
                        raise ValidationError(_("Reading took too long. The rest of the file was left out."))
                    reading.taken.append(_offer(uid, calendar, versions, now, reading))
                except Exception as error:  # noqa: BLE001  one bad entry does not lose the file
                    reading.refuse(_name(versions[0]), error)
    return reading


def _calendars(data: bytes) -> list[Calendar]:
    """The calendars in a file; an event that stands alone gets one around it. Raises ValidationError."""
    if len(data) > LARGEST_FILE:
        raise ValidationError(_("The file is larger than 10 MB."))
    use_zoneinfo()  # forget the time zones that an earlier file brought along
    try:
        tops = Component.from_ical(data.decode("utf-8-sig"), multiple=True)
    except Exception as error:
        raise ValidationError(_("This is not a calendar (%(error)s).") % {"error": str(error)[:100]}) from error
    if not tops:
        raise ValidationError(_("This is not a calendar, or it is cut off."))
    for zone in [zone for top in tops for zone in top.walk("VTIMEZONE")]:
        _check_zone(zone)
    for position, top in enumerate(tops):
        if not isinstance(top, Calendar):
            tops[position] = Calendar()
            tops[position].add_component(top)
    return tops


def _check_zone(zone: Component) -> None:
    """Clocks change a few times a year; a zone with another rule would be worked out without end."""
    parts = zone.subcomponents
    rules = [rule for part in parts for rule in _several(part.get("RRULE", []))]
    plain = all(
        ZONE_RULE.issuperset(rule)
        and [rule["FREQ"], len(rule.get("BYMONTH", []))] == [["YEARLY"], 1]
        and len(rule.get("BYDAY", [])) < 2
        for rule in rules
    )
    jumps = sum(len(dates.dts) for part in parts for dates in _several(part.get("RDATE", [])))
    if not plain or len(parts) + jumps > 1000:
        raise ValidationError(_("It defines an odd time zone (%(zone)s).") % {"zone": zone.get("TZID", "")})
