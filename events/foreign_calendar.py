"""What may be trusted in a calendar file that somebody else's program wrote.

Such files name time zones nobody knows, times that never were, and rules that repeat every
second for ever. Whatever would be taken wrongly, or would keep the machine busy without end, is
refused here with a reason a person can read, before anything is worked out from it.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from icalendar import Calendar, Component
from icalendar.timezone import tzp

from treff.house import when

LARGEST_FILE = 10_000_000
LONGEST_DATE = timedelta(days=31)
MOST_ZONE_YEARS, MOST_ZONE_CHANGES = 10_000, 1_000  # real files stay under half of each
TIME_FIELDS = {"DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RDATE", "EXDATE", "RRULE", "EXRULE"}
FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
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


def calendars(data: bytes) -> list[Calendar]:
    """The calendars in a file; an entry that stands alone gets one around it. Raises ValidationError."""
    if len(data) > LARGEST_FILE:
        raise ValidationError(_("The file is larger than 10 MB."))
    tzp.use_zoneinfo()  # forget the time zones that an earlier file brought along
    try:
        text = data.decode("utf-8-sig")
        tops = Component.from_ical(text, multiple=True)
    except Exception as error:
        said = {"error": str(error)[:100]}
        raise ValidationError(_("This is not a calendar (%(error)s).") % said) from error
    if not tops:
        raise ValidationError(_("This is not a calendar, or it is cut off."))
    for zone in [zone for top in tops for zone in top.walk("VTIMEZONE")]:
        _check_zone(zone)
    if any(top.walk("VTIMEZONE") for top in tops):  # an entry may stand before its time zone: look again
        tops = Component.from_ical(text, multiple=True)
    return [top if isinstance(top, Calendar) else _around(top) for top in tops]


def _around(entry: Component) -> Calendar:
    calendar = Calendar()
    calendar.add_component(entry)
    return calendar


def _check_zone(zone: Any) -> None:
    """Clocks change a few times a year; a zone with other rules would be worked out without end."""
    parts = zone.subcomponents
    ruled = [(part["DTSTART"].dt.year, rule) for part in parts for rule in several(part, "RRULE")]
    changes = len(parts) + sum(len(jump.dts) for part in parts for jump in several(part, "RDATE"))
    odd = [
        rule
        for _year, rule in ruled
        if rule.get("FREQ") != ["YEARLY"]
        or not {"BYMONTH", "BYDAY"}.issubset(rule)
        or min(rule.get("INTERVAL", [1])) < 1
        or any(len(values) > 1 for name, values in rule.items() if name != "BYMONTHDAY")
    ]
    years = sum(2100 - year for year, _rule in ruled)
    if odd or years > MOST_ZONE_YEARS or changes > MOST_ZONE_CHANGES:
        raise ValidationError(_("It defines an odd time zone (%(zone)s).") % {"zone": zone.get("TZID", "")})


def rank(entry: Component) -> tuple[bool, int]:
    """Sorts what has one identifier: the entry itself, newest first, then its dates changed alone."""
    sequence = entry.get("SEQUENCE", 0)
    return "RECURRENCE-ID" in entry, -sequence if isinstance(sequence, int) else 0


def check(entry: Component) -> list[str]:
    """Raise ValidationError if the entry cannot be taken; give the fields that are lost when it is."""
    if entry.get("CLASS", "PUBLIC") != "PUBLIC":
        raise ValidationError(_("It is marked as private."))
    lost = sorted({str(name or "?") for name, _message in entry.errors} | ({"EXRULE"} & set(entry)))
    for name in lost:
        if name in TIME_FIELDS:
            raise ValidationError(_("The field %(name)s could not be read.") % {"name": name})
    if len(several(entry, "DTSTART")) != 1:
        raise ValidationError(_("It has no begin, or more than one."))
    _check_times(entry)
    _check_rules([rule for rule in several(entry, "RRULE") if rule])
    return lost


def _check_times(entry: Any) -> None:
    """A named zone that nobody knows leaves a time behind that looks local, and is not."""
    for name in ("DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE"):
        for value in several(entry, name):
            zone, moments = value.params.get("TZID"), [moment.dt for moment in value.dts]
            if zone and any(isinstance(at, datetime) and at.tzinfo is None for at in moments):
                raise ValidationError(_("The time zone %(zone)s is unknown.") % {"zone": zone})
    backwards = "DURATION" in entry and entry["DURATION"].dt < timedelta(0)
    if backwards or ("DTEND" in entry and instant(entry["DTEND"].dt) < instant(entry["DTSTART"].dt)):
        raise ValidationError(_("It ends before it begins."))


def _check_rules(rules: list[Any]) -> None:
    """Rules that repeat within a day, or stand still, are worked out without end."""
    if len(rules) > 1:
        raise ValidationError(_("It has more than one rule of repetition."))
    for rule in rules:
        within_a_day = any(len(rule.get(part, [])) > 1 for part in ("BYHOUR", "BYMINUTE", "BYSECOND"))
        if within_a_day or not FREQUENCIES.issuperset(rule.get("FREQ", [])):
            raise ValidationError(_("It repeats more often than once a day."))
        if min(rule.get("INTERVAL", [1])) < 1:
            raise ValidationError(_("It repeats at an interval of less than 1."))


def date_of(shown: Any, *, title: str, single: bool) -> ImportedDate:
    """One date of an entry that is written out. Raises ValidationError if this date cannot be taken."""
    if shown.get("STATUS") == "CANCELLED":
        raise ValidationError(_("It is cancelled."))
    begin, end = shown["DTSTART"].dt, shown["DTEND"].dt
    if begin == end and not isinstance(begin, datetime):
        end += timedelta(days=1)  # many programs write a whole day so
    starts_at, ends_at = instant(begin), instant(end)
    if ends_at - starts_at > LONGEST_DATE:
        raise ValidationError(_("It lasts longer than a month."))
    planned = shown["RECURRENCE-ID"]  # when a date that was changed alone was to begin
    key = instant(begin if "RANGE" in planned.params else planned.dt)
    own_title = words(shown, "SUMMARY")
    return ImportedDate(
        starts_at,
        ends_at if ends_at > starts_at else None,
        "" if single else f"{key:%Y%m%dT%H%M%SZ}",
        words(shown, "LOCATION", limit=160),
        "" if own_title == title else own_title,
    )


def instant(value: date) -> datetime:
    """In UTC. A day begins at its midnight here; a time without a zone is local time.

    Raises ValidationError for a time that the clocks skip.
    """
    if not isinstance(value, datetime):
        return when.day_bounds(value)[0]
    local = value if value.tzinfo else value.replace(tzinfo=when.ZONE)
    moment = local.astimezone(UTC)
    if moment.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValidationError(_("That time does not exist on the night of the clock change."))
    return moment


def several(entry: Component, name: str) -> list[Any]:
    """All values of a field, however often it is given."""
    value = entry.get(name, [])
    return value if isinstance(value, list) else [value]


def seen(text: str) -> str:
    """The text without what no eye sees: control characters, and marks that turn a line around."""
    return UNSEEN.sub("", unicodedata.normalize("NFC", text))


def words(entry: Component, name: str, limit: int = 120) -> str:
    """A field as one line without unseen characters, cut to a length; a description keeps its lines."""
    text = str(next(iter(several(entry, name)), ""))
    if name == "DESCRIPTION":
        text = unescape(strip_tags(LINE_END.sub("\n", text)))  # some programs write HTML
    text = seen(text).strip()
    text = text if name == "DESCRIPTION" else " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def name_of(entry: Component) -> str:
    """What a person may recognise the entry by."""
    return words(entry, "SUMMARY") or words(entry, "UID") or seen(str(entry.name))[:120]
