"""Dates as calendar files (RFC 5545): the same UID for ever, a sequence that rises with each change.

The time zone block is written out with yearly rules, because older Outlook reads no other. No
organiser and no attendee, so that no calendar program sends answers. Advice hours say nothing
but "Termin im Treff".
"""

from collections.abc import Collection
from datetime import UTC
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext, override
from icalendar import Calendar, Event, Timezone

from events.models import Kind, Occurrence
from events.titles import Title
from treff.house import links, when
from treff.house.models import active_language

BERLIN = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
X-LIC-LOCATION:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n")


def calendar(dates: Collection[Occurrence]) -> bytes:
    """A calendar of these dates, cancelled ones included; two queries."""
    pks, calendar = [date.pk for date in dates], Calendar()
    found = Occurrence.objects.filter(pk__in=pks).select_related("event").with_rooms()
    for name, value in {
        "VERSION": "2.0",
        "PRODID": "-//Treff am Bleichpfad//Programm//DE",
        "CALSCALE": "GREGORIAN",
        "METHOD": "PUBLISH",
    }.items():
        calendar.add(name, value)
    calendar.add_component(Timezone.from_ical(BERLIN))
    for date in found.for_rows(active_language()):
        calendar.add_component(entry(date))
    return bytes(calendar.to_ical())


def entry(date: Occurrence) -> Event:
    """One date. A title is plain text; whatever somebody typed is escaped by the library."""
    entry = Event()
    changed = date.changed_at.astimezone(UTC).replace(microsecond=0)
    values: dict[str, Any] = {
        "UID": f"occ-{date.uid}@treff",
        "DTSTAMP": changed,
        "LAST-MODIFIED": changed,
        "SEQUENCE": date.sequence,
        "STATUS": "CANCELLED" if date.cancelled else "CONFIRMED",
        "DTSTART": when.local(date.starts_at),
        "DTEND": when.local(date.over_at),
        "SUMMARY": title(date),
        "LOCATION": place(date),
        "CLASS": "PUBLIC",
        "TRANSP": "OPAQUE",
    }
    if date.event.kind != Kind.CONSULTATION:
        values["URL"] = links.absolute(date.get_absolute_url())
    for name, value in values.items():
        entry.add(name, value)
    return entry


def title(date: Occurrence) -> str:
    """The title of the date, with a word in front when it does not take place."""
    if date.event.kind == Kind.CONSULTATION:
        with override("de"):
            return gettext("Appointment at the Treff")
    words = Title.of(date.title_in, date.event).words
    return gettext("CANCELLED: %(title)s") % {"title": words} if date.cancelled else words


def place(date: Occurrence) -> str:
    """Room, house and town in one line, or the place outside the house."""
    rooms = [room.name for room in date.rooms()]
    if not rooms and date.place_text:
        return date.place_text
    return ", ".join([*rooms, "Treff am Bleichpfad", "Krefeld"])


def answer(dates: Collection[Occurrence], name: str = "treff") -> HttpResponse:
    """The calendar as a file to open."""
    response = HttpResponse(calendar(dates), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response
