"""The calendar a house already keeps, turned into draft offers.

The rule of the house: a file from outside is taken entry by entry. What is clear becomes a draft
that people look through and publish; what is not is left out and named with its reason, never
guessed. A series is written out as dates, for two years at most. Private entries and the people
in an entry (organiser, attendees) stay out. What was taken once is not taken again.
"""

import time
import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import recurring_ical_events
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from icalendar import Calendar, Component

from events.foreign_calendar import (
    ImportedDate,
    calendars,
    check,
    date_of,
    name_of,
    rank,
    seen,
    words,
)
from events.models import CarriedBy, Event, EventText, Kind, Occurrence, OccurrenceText, Topic
from treff.house import when

SOURCE = "ics"
PATIENCE = 60.0  # seconds: a rule that never comes true takes up to five, and a file can hold many
WINDOW, BEYOND = timedelta(days=730), timedelta(days=366)
MOST_DATES = 500
SEVERAL_DATES = ("RRULE", "RDATE", "RECURRENCE-ID")


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

    def refuse(self, what: str, why: Exception | str) -> None:
        """Note what is left out; of a failure in foreign code only its kind."""
        if isinstance(why, ValidationError):
            why = " ".join(why.messages)
        elif isinstance(why, Exception):
            why = _("It could not be understood (%(error)s).") % {"error": type(why).__name__}
        self.refused.append(Refusal(what, seen(why)[:200]))


def read(data: bytes, *, now: datetime) -> Reading:
    """What can be taken from a calendar file for the two years from `now`, and what cannot. Never raises."""
    reading, impatient_at = Reading([], []), time.monotonic() + PATIENCE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # guessed time zones and the like; what matters is checked
        try:
            found = list(_entries(data, reading))
        except Exception as error:  # foreign code on a foreign file
            reading.refuse(_("The whole file"), error)
            return reading
        for calendar, versions in found:
            try:
                if time.monotonic() > impatient_at:
                    raise ValidationError(_("Reading took too long. The rest of the file was left out."))
                reading.taken.append(_offer(calendar, versions, now, reading))
            except Exception as error:  # one bad entry does not lose the file
                reading.refuse(name_of(versions[0]), error)
    return reading


def _entries(data: bytes, reading: Reading) -> Iterator[tuple[Calendar, list[Component]]]:
    """What belongs together by its identifier: an entry, the newest first, then its dates changed alone."""
    for calendar in calendars(data):
        by_uid: dict[str, list[Component]] = defaultdict(list)
        for entry in calendar.subcomponents:
            uid = words(entry, "UID", limit=256)
            if entry.name == "VEVENT" and 0 < len(uid) < 256:
                by_uid[uid].append(entry)
            elif entry.name == "VEVENT":
                reading.refuse(name_of(entry), _("Its identifier (UID) is missing or too long."))
            elif entry.name != "VTIMEZONE":
                kind = {"kind": entry.name}
                reading.refuse(name_of(entry), _("Only events are taken, not %(kind)s.") % kind)
        for versions in by_uid.values():
            yield calendar, sorted(versions, key=rank)


def _offer(calendar: Calendar, versions: list[Component], now: datetime, reading: Reading) -> ImportedOffer:
    """The offer with all its dates. Raises ValidationError with the reason if it cannot be taken."""
    first = versions[0]
    title, text = words(first, "SUMMARY"), words(first, "DESCRIPTION", limit=4000)
    offer = ImportedOffer(words(first, "UID", limit=255), title, text, [])
    if not offer.title:
        raise ValidationError(_("It has no title."))
    if "CANCEL" in {calendar.get("METHOD"), str(first.get("STATUS"))[:6]}:
        raise ValidationError(_("It is cancelled."))
    for name in [name for entry in versions for name in check(entry)]:
        reading.refuse(offer.title, _("The field %(name)s could not be read.") % {"name": name})
    if sum("RECURRENCE-ID" not in entry for entry in versions) > 1:
        reading.refuse(offer.title, _("Another entry with the same identifier was taken."))
    offer.dates.extend(_dates(offer, calendar, versions, now, reading))
    if not offer.dates:
        raise ValidationError(_("It has no date in the two years from now."))
    return offer


def _dates(
    offer: ImportedOffer, calendar: Calendar, versions: list[Component], now: datetime, reading: Reading
) -> list[ImportedDate]:
    """The dates that begin in the two years from `now`; those left out are named."""
    alone, until = calendar.copy(), when.local(now) + WINDOW
    alone.subcomponents = versions
    query = recurring_ical_events.of(alone)
    single = len(versions) == 1 and not any(versions[0].get(name) for name in SEVERAL_DATES)
    found: dict[str, ImportedDate] = {}
    for shown in query.between(when.local(now), until):
        try:
            one = date_of(shown, title=offer.title, single=single)
        except ValidationError as error:
            reading.refuse(f"{offer.title}, {shown['DTSTART'].dt:%d.%m.%Y}", error)
            continue
        if now <= one.starts_at < until:
            found[one.recurrence_id] = one
    dates = sorted(found.values(), key=lambda one: one.starts_at)
    if dates[MOST_DATES:] or (dates and query.between(until, until + BEYOND)):
        last = when.local(dates[:MOST_DATES][-1].starts_at)
        reading.refuse(f"{offer.title}, {last:%d.%m.%Y}", _("Later dates of the series are too far away."))
    return dates[:MOST_DATES]


def save(reading: Reading) -> Reading:
    """Make draft offers of what was read, in one transaction; gives what was saved, and what was not.

    An offer is saved whole or not at all. What was taken before is not taken again.
    """
    saved = Reading([], list(reading.refused))
    with transaction.atomic():
        known = set(Occurrence.objects.filter(source=SOURCE).values_list("source_uid", flat=True))
        for offer in reading.taken:
            try:
                with transaction.atomic():
                    _save_draft(offer, known)
            except (ValidationError, IntegrityError) as error:
                saved.refuse(offer.title, error)
            else:
                saved.taken.append(offer)
    return saved


def _save_draft(offer: ImportedOffer, known: set[str]) -> None:
    if offer.uid in known:
        raise ValidationError(_("It was taken before."))
    known.add(offer.uid)
    kind = Kind.SINGLE if len(offer.dates) == 1 else Kind.SERIES
    event = Event(slug=Event.free_slug(offer.title), kind=kind)
    event.topic, event.carried_by = Topic.MEETING, CarriedBy.STAFF  # to be looked at before it is published
    event.full_clean(validate_constraints=False)  # each would be a query; the database holds them anyway
    event.save()
    text = EventText(event=event, language="de", title=offer.title, text=offer.text)
    text.full_clean(validate_constraints=False)
    text.save()
    dates = Occurrence.objects.bulk_create(
        Occurrence(
            event=event,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            place_text=one.place,
            source=SOURCE,
            source_uid=offer.uid,
            recurrence_id=one.recurrence_id,
        )
        for one in offer.dates
    )
    OccurrenceText.objects.bulk_create(
        OccurrenceText(occurrence=date, language="de", title=one.title)
        for date, one in zip(dates, offer.dates, strict=True)
        if one.title
    )
