"""The dates of the demo: what the rules of the world give, written with their rooms in a few statements.

Six hundred dates one by one would be some ten thousand statements; so the dates of an offer take their
rooms in one go and are written in one go. They may lie in the past, which no verb would allow.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from events.models import Event, Occurrence, Series
from events.models.changes import Shape, arrange_rooms, by_name
from rooms.models import Room
from treff.demo.days import FORTNIGHT, Days, Span
from treff.house import when
from treff.house.days_off import school_holiday

NO_END_IN_A_ROOM = timedelta(hours=3)


def plan(days: Days, event: Event, written: dict[str, Any]) -> list[tuple[int, Occurrence]]:
    """The dates of an offer with the week each lies in, earliest first, not written yet; and its rules."""
    found = [
        (span.week, _date(event, written, span, repeats=days.recurrence(words) is not None))
        for words in written["when"]
        for span in _spans(days, event, written, words)
    ]
    return sorted(found, key=lambda planned: planned[1].starts_at)


def write(dates: Sequence[Occurrence], rooms: Sequence[Room], setup: int) -> None:
    """Write these dates of one offer; each takes the rooms, so many minutes before it begins."""
    shape_of = [_shape(date, rooms) for date in dates]
    arrange_rooms(dates, shape_of)
    Occurrence.objects.bulk_create(dates)
    for date in dates:
        if setup and date.use is not None and date.ends_at is not None:
            date.use.move(rooms, date.starts_at - timedelta(minutes=setup), date.ends_at)


def _spans(days: Days, event: Event, written: dict[str, Any], words: str) -> Iterator[Span]:
    """What the words give but for school holidays, where these are left out; the rule is written down."""
    spans, rule = days.spans(words), days.recurrence(words)
    in_holidays = written.get("in_school_holidays", True)
    off = [] if in_holidays else [span for span in spans if _falls_out(span)]
    if rule is not None:
        Series.objects.create(
            event=event,
            from_slot=spans[0].start,
            recipe=rule.as_json(),
            start=when.local(spans[0].start).time(),
            end=spans[0].end and when.local(spans[0].end).time(),
            in_school_holidays=in_holidays,
            left_out=[when.local(span.start).date() for span in off],
        )
    return (span for span in spans if span not in off)


def _falls_out(span: Span) -> bool:
    """Inside the fortnight every week counts as school time, so that its numbers stay."""
    return span.week not in FORTNIGHT and bool(school_holiday(when.local(span.start).date()))


def _date(event: Event, written: dict[str, Any], span: Span, *, repeats: bool) -> Occurrence:
    date = Occurrence(
        event=event,
        slot_at=span.start if repeats else None,
        starts_at=span.start,
        ends_at=span.end,
        room_until=span.start + NO_END_IN_A_ROOM if span.end is None and "rooms" in written else None,
        place_text=written.get("place", ""),
        capacity=event.default_capacity,
        reserve=event.default_reserve,
    )
    date.clean_fields(exclude=["event", "use"])
    return date


def _shape(date: Occurrence, rooms: Sequence[Room]) -> Shape:
    """The date as it is, with rooms that it does not have yet."""
    return Shape(
        date.starts_at,
        date.ends_at,
        date.room_until,
        by_name(rooms),
        date.place_text,
        date.capacity,
        date.reserve,
    )
