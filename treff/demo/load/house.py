"""The house of the demo: its row, phases, hours, closures, rooms and the areas around it."""

from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from rooms.models import Room, RoomPart, RoomText
from treff.demo import facts
from treff.demo.days import WEEKDAYS, Days, clock
from treff.house import when
from treff.house.days_off import next_public_holidays
from treff.house.models import District, House, HouseClosure, HouseHours, HousePhase

LONG_AGO = date(2020, 1, 1)
OTHER_LANGUAGES = ("en", "ar")


def fill(days: Days) -> dict[str, Room]:
    """Everything about the house; returns its rooms by their short key."""
    world = facts.read("house")
    House.objects.create(**world["house"])
    for phase in world["phase"]:
        HousePhase.objects.create(phase=phase["phase"], from_on=_months_ago(days.today, phase["months_ago"]))
    for key, lines in world["hours"].items():
        HouseHours.objects.bulk_create(row for line in lines for row in _hours(line, desk=key == "desk"))
    _closures(days, world["closure"])
    _districts()
    return _rooms(world["room"])


def _months_ago(day: date, months: int) -> date:
    """The first of the month so many months before."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def _hours(line: str, *, desk: bool) -> list[HouseHours]:
    """ "Mo-Do 9-21" as one row per day."""
    days, times = line.split()
    first, _, last = days.partition("-")
    start, _, end = times.partition("-")
    span = range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1)
    valid = DateRange(LONG_AGO, None)
    return [
        HouseHours(weekday=day, start=clock(start), end=clock(end), valid=valid, desk=desk) for day in span
    ]


def _closures(days: Days, written: list[dict[str, Any]]) -> None:
    """Those of the file are decided; the next public holidays are proposed and wait for a decision."""
    for closure in written:
        [span] = days.spans(closure["when"])
        HouseClosure.objects.create(
            during=DateTimeTZRange(span.start, span.end),
            reason_code=closure["code"],
            reason_text=closure["text"],
            decision=HouseClosure.Decision.CLOSED,
        )
    for day, name in next_public_holidays(days.today, 2):
        HouseClosure.objects.create(
            during=DateTimeTZRange(*when.day_bounds(day)),
            reason_code=HouseClosure.Reason.HOLIDAY,
            reason_text=name,
            decision=HouseClosure.Decision.PROPOSED,
        )


def _districts() -> None:
    world, always = facts.read("districts"), DateRange(LONG_AGO, None)
    city = District.objects.create(level="city", valid=always, **world["city"])
    since = DateRange(world["stadtbezirk"]["since"], None)
    quarters = [
        *(
            _area("stadtbezirk", code, name, city, since)
            for code, name in world["stadtbezirk"]["names"].items()
        ),
        *(_area("stadtteil", code, name, city, always) for code, name in world["stadtteil"]["names"].items()),
    ]
    District.objects.bulk_create(quarters)
    parent = next(area for area in quarters if area.code == world["statistical"]["parent"])
    District.objects.bulk_create(
        _area("statistical", code, name, parent, always)
        for code, name in world["statistical"]["names"].items()
    )


def _area(level: str, code: str, name: str, parent: District, valid: DateRange) -> District:
    return District(level=level, code=code, name=name, parent=parent, valid=valid)


def _rooms(written: list[dict[str, Any]]) -> dict[str, Room]:
    """The rooms by their short key; a hall after the parts it is made of."""
    found: dict[str, Room] = {}
    for room in written:
        words = {"key", "way", "note", "parts", *OTHER_LANGUAGES}
        made = Room(gap=15, **{name: value for name, value in room.items() if name not in words})
        made.clean_fields()
        made.save()
        texts = {"de": room} | {language: room[language] for language in OTHER_LANGUAGES}
        RoomText.objects.bulk_create(
            RoomText(room=made, language=language, way=text["way"], note=text.get("note", ""))
            for language, text in texts.items()
        )
        if "parts" in room:
            RoomPart.objects.bulk_create(RoomPart(hall=made, part=found[key]) for key in room["parts"])
        found[room["key"]] = made
    return found
