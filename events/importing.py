"""The calendar a house already keeps, turned into draft offers.

The rule of the house: a file from outside is taken entry by entry. What is clear becomes a draft
that people look through and publish; what is not is left out and named with its reason, never
guessed. A series is written out as dates for two years at most. Names and addresses of people
in the entries (organiser, attendees) are not taken.
"""

import re
import time
import unicodedata
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import recurring_ical_events
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from icalendar import Calendar, Component, use_zoneinfo

from treff.house import when

LARGEST_FILE = 10_000_000
PATIENCE = 60.0  # seconds; a rule that never comes true takes up to five, and a file can hold many
WINDOW = timedelta(days=730)
MOST_DATES = 500
LONGEST_DATE = timedelta(days=31)
LONGEST_TITLE, LONGEST_PLACE, LONGEST_DESCRIPTION = 120, 200, 4000

TIME_FIELDS = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RDATE", "EXDATE", "RRULE", "EXRULE")
BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li)>", re.IGNORECASE)
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


@dataclass(frozen=True)
class ImportedDate:
    """One date, in UTC; `recurrence_id` tells the dates of a series apart and is "" for a single one."""

    starts_at: datetime
    ends_at: datetime | None
    recurrence_id: str
    place: str


@dataclass(frozen=True)
class ImportedOffer:
    uid: str
    title: str
    description: str
    dates: list[ImportedDate]


@dataclass(frozen=True)
class Refusal:
    """What was left out, a whole entry or a part of it, and why, in the reader's language."""

    what: str
    reason: str


@dataclass(frozen=True)
class Reading:
    taken: list[ImportedOffer] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def read(data: bytes, *, now: datetime) -> Reading:
    """What can be taken from a calendar file for the two years from `now`, and what cannot. Never raises."""
    reading, impatient_at = Reading(), time.monotonic() + PATIENCE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # guessed zones and the like: what matters is checked here
        try:
            entries = list(_entries(data, reading))
        except Exception as error:  # noqa: BLE001  foreign code on a foreign file
            entries = []
            reading.refused.append(Refusal(_("The whole file"), _said(error)))
        for uid, (calendar, versions) in _by_uid(entries, reading).items():
            try:
                if time.monotonic() > impatient_at:
                    raise ValidationError(_("Reading the file took too long. The rest was left out."))
                reading.taken.append(_offer(uid, calendar, versions, now, reading))
            except Exception as error:  # noqa: BLE001  one bad entry does not lose the file
                reading.refused.append(Refusal(_name(versions[0]), _said(error)))
    return reading


def _said(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return _("It could not be understood (%(error)s).") % {"error": f"{type(error).__name__}: {error}"[:120]}


def _entries(data: bytes, reading: Reading) -> Iterator[tuple[Calendar, Component]]:
    """Each event with the calendar around it. Raises ValidationError if the file is no calendar."""
    if len(data) > LARGEST_FILE:
        raise ValidationError(_("The file is larger than 10 MB."))
    use_zoneinfo()  # forget the zones that an earlier file brought along
    try:
        tops = Component.from_ical(_decoded(data), multiple=True)
    except (ValueError, KeyError, IndexError) as error:
        raise ValidationError(_("This is not a calendar, or it is cut off.")) from error
    if not tops:
        raise ValidationError(_("This is not a calendar, or it is cut off."))
    for top in tops:
        calendar = top if isinstance(top, Calendar) else Calendar()
        for entry in top.subcomponents if isinstance(top, Calendar) else [top]:
            if entry.name == "VEVENT":
                yield calendar, entry
            elif entry.name != "VTIMEZONE":
                kind = _("Only events are taken, not %(kind)s.") % {"kind": entry.name}
                reading.refused.append(Refusal(_name(entry), kind))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
