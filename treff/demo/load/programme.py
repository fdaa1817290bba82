"""The programme of the demo: offers with their words, hosts, leads, questions, dates and rooms.

Rows are checked field by field only: the database holds the constraints anyway, and asking it about
each of them beforehand takes three round trips a piece, some ten thousand in all.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from events.models import (
    Event,
    EventLead,
    EventText,
    Hosting,
    Occurrence,
    Question,
    QuestionText,
)
from events.models.approval import hand_in
from members.models import Group, Organisation, Person
from rooms.models import Room
from treff.demo import facts, pictures
from treff.demo.days import Days, clock
from treff.demo.load import dates
from treff.demo.load.people import Folk

HOUSE_PHONE = "02151 000 100"
CARRIER = "interaktion"
LED_SINCE = timedelta(days=200)


@dataclass(frozen=True)
class Offer:
    """One offer of the world and what has been made of it.

    `dates` are (week, date), earliest first; `open_up` writes them.
    """

    written: dict[str, Any]
    event: Event
    dates: list[tuple[int, Occurrence]]
    rooms: list[Room]

    @property
    def number(self) -> int:
        number: int = self.written["number"]
        return number

    @cached_property
    def changes(self) -> list[dict[str, Any]]:
        return [each for each in facts.read("signups")["change"] if each["offer"] == self.number]

    def in_week(self, week: str) -> Occurrence:
        """The first date of a week such as "W1", counted as it was planned."""
        return next(date for planned, date in self.dates if planned == int(week.removeprefix("W")))

    def next(self, now: datetime) -> Occurrence:
        """The first date that lies ahead and will take place."""
        off = {each["date"] for each in self.changes if "cancel" in each}
        return next(date for week, date in self.dates if date.starts_at > now and f"W{week}" not in off)

    def last(self, now: datetime) -> Occurrence:
        """The latest date that is over."""
        return [date for _week, date in self.dates if date.over_at <= now][-1]


def write(days: Days, rooms: dict[str, Room], folk: Folk) -> list[Offer]:
    """All offers as drafts, with everything that no verb makes."""
    return [_offer(days, written, rooms, folk) for written in facts.offers()]


def open_up(offer: Offer, folk: Folk, *, by: Person) -> None:
    """Write the dates with their rooms, set-up included, and publish; or let the draft be handed in."""
    dates.write([date for _week, date in offer.dates], offer.rooms, offer.written.get("setup", 0))
    if "handed_in_by" in offer.written:
        hand_in(offer.event, by=folk.people[offer.written["handed_in_by"]])
    else:
        offer.event.publish(by=by)


def _offer(days: Days, written: dict[str, Any], rooms: dict[str, Room], folk: Folk) -> Offer:
    event = _event(days, written)
    for language, words in written["text"].items():
        text = EventText(event=event, language=language, **words)
        text.clean_fields()
        text.save()
    for host in _hosts(event, written, folk):
        host.save()
    led = DateRange(days.today - LED_SINCE, None)
    EventLead.objects.bulk_create(
        EventLead(event=event, person=folk.people[key], during=led) for key in written.get("leads", [])
    )
    for position, question in enumerate(written.get("questions", []), start=1):
        _question(event, position, question)
    taken = [rooms[key] for key in written.get("rooms", [])]
    return Offer(written, event, dates.plan(days, event, written), taken)


def _event(days: Days, written: dict[str, Any]) -> Event:
    event = Event(
        slug=written["slug"],
        kind=written["kind"],
        topic=written["topic"],
        carried_by=written["carried_by"],
        joins=written["joins"],
        after_start=written.get("after_start", False),
        default_capacity=written.get("capacity"),
        default_reserve=written.get("reserve", 0),
        age_bands=written.get("ages", []),
        asks_age=written.get("asks_age", False),
        spoken=written["languages"],
        interpreting=written.get("interpreting", []),
        contact_name=written.get("contact", ""),
        contact_phone=HOUSE_PHONE,
        picture=pictures.picture(written["picture"]) if "picture" in written else None,
        **_window(days, written),
        **written.get("access", {}),
    )
    event.clean_fields()
    event.save()
    return event


def _window(days: Days, written: dict[str, Any]) -> dict[str, Any]:
    """`opens = "D+5 9:00"` is a day, `closes = "1 18:00"` the day before at six."""
    window: dict[str, Any] = {}
    if "opens" in written:
        day, _, time = written["opens"].partition(" ")
        window |= {"opens_on": days.day(day), "opens_time": clock(time)}
    if "closes" in written:
        before, _, time = written["closes"].partition(" ")
        window |= {"closes_days_before": int(before), "closes_time": clock(time)}
    return window


def _hosts(event: Event, written: dict[str, Any], folk: Folk) -> list[Hosting]:
    """Organisations and groups in the order written; the carrier where only people stand."""
    keys = written.get("hosts", [CARRIER])
    partners: list[Organisation | Group] = [folk.organisations.get(key) or folk.groups[key] for key in keys]
    return [
        Hosting(event=event, is_first=place == 0, **{partner._meta.model_name or "": partner})
        for place, partner in enumerate(partners)
    ]


def _question(event: Event, position: int, written: dict[str, Any]) -> None:
    rules = {name: value for name, value in written.items() if name != "text"}
    question = Question(event=event, position=position, **rules)
    question.clean_fields()
    question.save()
    QuestionText.objects.bulk_create(
        QuestionText(question=question, language=language, wording=wording)
        for language, wording in written["text"].items()
    )
