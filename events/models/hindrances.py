"""What stands in the way of planned dates: holidays, closures of the house, rooms in use.

Nothing here refuses. The page shows it beside each date, with a proposal, and somebody decides; only a
room in use has to be decided before anything is saved, and the database has the last word on it.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date as Day
from datetime import datetime

from django.utils.translation import gettext as _
from psycopg.types.range import Range

from events.models.changes import ROOMS, TIME
from events.models.occurrence_set import OPEN_END
from events.models.planning import Fate, Line
from rooms.models import Occupancy, Room, Use
from rooms.models.occupancy import lock_rows
from rooms.models.use import parts_by_room, within
from treff.house import days_off, when
from treff.house.models import HouseClosure

# A use that is not there yet; its gap meets no other gap.
NOBODY = Use(pk=2**62)


def with_hindrances(
    lines: Sequence[Line], *, in_school_holidays: bool = True, left_out: Collection[Day] = ()
) -> list[Line]:
    """The same lines with marks, and for those that would be added whether they are proposed.

    School holidays are always said, and count where the series rests in them. Four queries for any number
    of lines.
    """
    closures, taken = closures_during(lines), rooms_in_use(lines)
    seen = []
    for number, line in enumerate(lines):
        shut = closed(line, closures)
        school = days_off.school_holiday(line.day)
        if not in_school_holidays and not days_off.school_known(line.day):
            school = _("school holidays not known yet")
        marks = tuple(filter(None, [days_off.public_holiday(line.day), school, shut]))
        rests = school and days_off.school_known(line.day) and not in_school_holidays
        hindered = public_or_closed(line, shut) or rests
        proposed = line.fate != Fate.ADDED or not (hindered or line.day in left_out)
        seen.append(replace(line, marks=marks, is_proposed=proposed, taken=number in taken))
    return seen


def public_or_closed(line: Line, shut: str) -> bool:
    return bool(days_off.public_holiday(line.day) or shut)


def off_words(start: datetime, end: datetime | None, *, in_house: bool) -> list[str]:
    """Why somebody may not mean this day: a public holiday, or the house is closed then. Two queries."""
    until = end or start + OPEN_END
    shut = closure_words(start, until, closures_in(start, until)) if in_house else ""
    return list(filter(None, [days_off.public_holiday(when.local(start).date()), shut]))


def closures_during(lines: Sequence[Line]) -> list[HouseClosure]:
    """Decided closures of the house in the time of these lines."""
    spans = [span(line) for line in lines if line.new]
    if not spans:
        return []
    return closures_in(min(start for start, _end in spans), max(end for _start, end in spans))


def closures_in(start: datetime, end: datetime) -> list[HouseClosure]:
    """Decided closures of the house between two moments."""
    return list(HouseClosure.objects.decided().filter(during__overlap=Range(start, end)))


def span(line: Line) -> tuple[datetime, datetime]:
    assert line.new is not None
    start = line.new.starts_at
    return start, line.new.room_until or line.new.ends_at or start + OPEN_END


def closed(line: Line, closures: Sequence[HouseClosure]) -> str:
    """Why the house is closed then, in words; empty if it is not. A date outside the house does not mind."""
    if line.new is None or (line.new.place_text and not line.new.rooms):
        return ""
    return closure_words(*span(line), closures)


def closure_words(start: datetime, end: datetime, closures: Sequence[HouseClosure]) -> str:
    """Why the house is closed in this time; empty if it is open."""
    reasons = [each.reason for each in closures if each.during.lower < end and start < each.during.upper]
    return _("House closed: %(reason)s") % {"reason": reasons[0]} if reasons else ""


def rooms_in_use(lines: Sequence[Line]) -> set[int]:
    """Places in the list of the lines whose rooms somebody else, or an earlier line, has at that time."""
    parts = parts_by_room({room.pk for line in lines if line.new for room in line.new.rooms})
    rows, owner = [], []
    uses = [line.date.use_id for line in lines if line.date is not None and line.date.use_id is not None]
    for number, line in enumerate(lines):
        if line.new is None or not line.new.rooms or line.fate == Fate.STAYS_CANCELLED:
            continue
        own = {part.pk: part for room in line.new.rooms for part in parts[room.pk]}
        mine = lock_rows(own.values(), *span(line), use=NOBODY)
        rows += mine
        owner += [number] * len(mine)
    clashes = {owner[row] for row in (*Occupancy.objects.clashes(rows, but=uses), *within(rows))}
    return {number for number in clashes if is_new_there(lines[number])}


def free_rooms_of(lines: Sequence[Line]) -> dict[str, list[Room]]:
    """By key of a line whose room is taken, the rooms and halls that are free then. Four queries for all."""
    taken = [line for line in lines if line.taken and line.new]
    rooms = list(Room.objects.order_by("name")) if taken else []
    parts = parts_by_room({room.pk for room in rooms})
    rows, owner = [], []
    for line in taken:
        for room in rooms:
            mine = lock_rows(parts[room.pk], *span(line), use=NOBODY)
            rows += mine
            owner += [(line.key, room.pk)] * len(mine)
    uses = [line.date.use_id for line in lines if line.date is not None and line.date.use_id is not None]
    busy = {owner[row] for row in Occupancy.objects.clashes(rows, but=uses)}
    return {line.key: [room for room in rooms if (line.key, room.pk) not in busy] for line in taken}


def is_new_there(line: Line) -> bool:
    """Whether the plan brings it to this time and room; what was there before is nobody's business now."""
    return line.new is not None and (line.old is None or bool(line.new.differs(line.old) & {TIME, ROOMS}))
