"""Series to test with: written in a line, planned and carried out as a page would."""

import re
from datetime import date as Day
from datetime import datetime, time
from typing import Any

from django.test import Client

from events.models import Event, Kind, Occurrence
from events.models.planning import Edit, Line, fingerprint, plan
from events.models.rearranging import Decision, Done, carry_out
from tests import reading
from tests.factories import make_event, publish
from treff.house import when
from treff.house.recurrence import Recurrence, Weekly

SIX, HALF_PAST_SEVEN = time(18), time(19, 30)
EVENING = (SIX, HALF_PAST_SEVEN)
TUESDAY = 1
Days = tuple[int, ...]


def weekly(
    first: Day, count: int = 6, *, every: int = 1, weekdays: tuple[int, ...] = (TUESDAY,)
) -> Recurrence:
    return Recurrence(Weekly(weekdays, every), first, count=count)


def tuesdays(first: Day, *, title: str = "Sprachcafé", **edit: Any) -> Event:
    """A published series on Tuesday evenings."""
    event = make_event(title, kind=Kind.SERIES, default_capacity=10)
    values: dict[str, Any] = {"clock": EVENING, "recurrence": weekly(first)} | edit
    change(event, Edit(**values))
    return publish(event)


def change(
    event: Event,
    edit: Edit,
    since: datetime | None = None,
    decisions: dict[str, Decision] | None = None,
    **more: Any,
) -> Done:
    """Plan, look at it, and press."""
    since = since or when.now()
    return carry_out(
        event, edit, since, decisions, seen=fingerprint(foreseen(event, edit, since)), by=None, **more
    )


def foreseen(event: Event, edit: Edit, since: datetime | None = None) -> list[Line]:
    """What the page would show."""
    return plan(event, edit, since or when.now(), when.now())


def dates_of(event: Event) -> list[Occurrence]:
    return list(event.occurrences.order_by("starts_at", "pk"))


def clocks(event: Event) -> list[str]:
    """Each date as "24.11. 18:00-19:30", a cancelled one with a cross."""
    return [words(date) for date in dates_of(event)]


def words(date: Occurrence) -> str:
    start, end = when.local(date.starts_at), date.ends_at and when.local(date.ends_at)
    off = " x" if date.cancelled else ""
    return f"{start:%d.%m. %H:%M}{end:-%H:%M}{off}" if end else f"{start:%d.%m. %H:%M}{off}"


def next_weekday(weekday: int, *, weeks: int = 1) -> Day:
    """This weekday so many weeks from now."""
    return when.week_of(when.today())[weekday] + weeks * when.WEEK


# -- as a page -----------------------------------------------------------------------------------

TYPED = {
    "repeats": "weekly",
    "weekdays": ["1"],
    "every": "1",
    "ends": "count",
    "count": "3",
    "start": "18:00",
    "end": "19:30",
    "in_school_holidays": "on",
}


def answers(first: Day, **more: Any) -> dict[str, Any]:
    """What is typed for three Tuesday evenings from this day on."""
    return {**TYPED, "first": f"{first}"} | more


def hidden(page: str) -> dict[str, list[str]]:
    """What the check page carries along, with every box as it is ticked."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page):
        found.setdefault(name, []).append(value)
    for name in re.findall(r'name="(do-[^"]+)" value="1" checked', page):
        found[name] = ["1"]
    return {name: values for name, values in found.items() if name != "csrfmiddlewaretoken"}


def press(client: Client, url: str, said: dict[str, Any], **changes: Any) -> Any:
    """Both presses; `changes` are made on the check page."""
    shown = client.post(url, said)
    assert shown.status_code == 200, reading.words(shown)
    return client.post(url, hidden(shown.content.decode()) | {"save": "1"} | changes)
