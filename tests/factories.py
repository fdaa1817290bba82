"""Things to test with, and the neighbours who come: plain functions, nothing is random.

Every date starts in five days at three in the afternoon unless a test says otherwise: far enough
away that nobody may overtake, and never late in the evening, whatever time it is when tests run.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date as Day
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from events.models import Ask as Asking
from events.models import CarriedBy, Event, EventText, Guest, Joins, Kind, Occurrence, Place, SignUp, Topic
from events.models.ask import ContactBy
from members.models import Person, User
from rooms.models import Room, Use
from treff.house import when


@dataclass(frozen=True)
class Neighbour:
    """Somebody of the house, as they would fill in the form."""

    given: str
    family: str
    language: str = "de"
    phone: str = ""
    email: str = ""
    birth_year: int | None = None


AMINA = Neighbour("Amina", "Haddad", "ar", phone="0151 00000101", email="amina@treff.example")
KOWALSKI = Neighbour("Jerzy", "Kowalski", phone="02151 000201")
OLENA = Neighbour("Olena", "Bondarenko", "uk", email="olena@treff.example")
YILDIZ = Neighbour("Nermin", "Yıldız", "tr", phone="0151 00000104", email="nermin@treff.example")
THI_HOA = Neighbour("Thị Hoa", "Trần", "vi", phone="0151 00000107")
GERTRUD = Neighbour("Gertrud", "Peters")


# -- people ------------------------------------------------------------------------------------


def make_person(who: Neighbour = AMINA, **fields: Any) -> Person:
    """A person of the register; `user=` gives her an account."""
    values: dict[str, Any] = {
        "given": who.given,
        "family": who.family,
        "email": who.email,
        "phone": who.phone,
        "birth_year": who.birth_year,
    }
    person = Person(**(values | fields))
    person.full_clean(exclude=["user"])
    person.save()
    return person


def make_user(who: Neighbour = AMINA, email: str = "") -> User:
    """An account, with the person behind it."""
    user = User.objects.create_user(email or who.email or f"{who.given.lower()}@treff.example")
    make_person(who, user=user)
    return user


# -- time --------------------------------------------------------------------------------------


def in_days(days: int, clock: time = time(15)) -> datetime:
    """This many days from today, by the clock in Krefeld."""
    return when.at(when.today() + timedelta(days=days), clock)


def on(day: Day, clock: time = time(15)) -> datetime:
    return when.at(day, clock)


# -- events ------------------------------------------------------------------------------------


def make_event(title: str = "Nähwerkstatt", **fields: Any) -> Event:
    """A draft with a German title and no date yet."""
    values: dict[str, Any] = {
        "kind": Kind.SINGLE,
        "topic": Topic.SEWING,
        "joins": Joins.SINGLE,
        "carried_by": CarriedBy.RESIDENTS,
        "slug": Event.free_slug(title),
    }
    event = Event.objects.create(**(values | fields))
    EventText.objects.create(event=event, language="de", title=title, summary="Nähen lernen, Stoff ist da.")
    return event


def make_date(
    event: Event | None = None,
    starts_at: datetime | None = None,
    *,
    capacity: int | None = 2,
    hours: float | None = 2,
    **fields: Any,
) -> Occurrence:
    """A date; without an event that of a published event which people join date by date."""
    start = starts_at or in_days(5)
    ends_at = None if hours is None else start + timedelta(hours=hours)
    date = Occurrence.objects.create(
        **{"event": event or make_event(), "starts_at": start, "ends_at": ends_at, "capacity": capacity}
        | fields
    )
    return date if event else publish(date.event).occurrences.select_related("event").get()


def make_course(
    dates: int = 3,
    *,
    capacity: int | None = 2,
    joins: Joins = Joins.WHOLE,
    starts_at: datetime | None = None,
    **fields: Any,
) -> Event:
    """A published course, a week between two dates."""
    event = make_event("Deutsch am Vormittag", kind=Kind.COURSE, topic=Topic.LANGUAGE, joins=joins, **fields)
    first = when.local(starts_at or in_days(5))
    for week in range(dates):
        make_date(event, on(first.date() + timedelta(weeks=week), first.time()), capacity=capacity)
    return publish(event)


def publish(event: Event) -> Event:
    event.publish(by=None)
    return Event.objects.get(pk=event.pk)


# -- sign-ups ----------------------------------------------------------------------------------


def asking(
    *guests: str | Guest | Person,
    by: Neighbour | None = None,
    phone: str = "",
    email: str = "",
    **fields: Any,
) -> Asking:
    """A form as filled in. `by` gives name, language and address or number of the contact."""
    people = tuple(as_guest(guest) for guest in guests or ["Amina"])
    if by is not None:
        email, phone = email or by.email, phone or by.phone
        fields = {"contact_name": by.given, "language": by.language} | fields
    way = ContactBy.EMAIL if email else ContactBy.PHONE if phone else ContactBy.IN_PERSON
    return Asking(people, **{"contact_by": way, "email": email, "phone": phone} | fields)


def as_guest(guest: str | Guest | Person) -> Guest:
    if isinstance(guest, Person):
        return Guest(guest.given, person=guest)
    return Guest(guest) if isinstance(guest, str) else guest


def party(people: int, name: str = "Gast") -> list[Guest]:
    """So many guests, numbered."""
    return [Guest(f"{name} {number}") for number in range(1, people + 1)]


def ask(
    what: Event | Occurrence, *guests: str | Guest | Person, key: UUID | None = None, **fields: Any
) -> SignUp:
    """Sign people up through the front door: for one date, or for all dates of a course."""
    date = what if isinstance(what, Occurrence) else None
    event = what.event if isinstance(what, Occurrence) else what
    return SignUp.ask(event, asking(*guests, **fields), date=date, key=key).sign_up


def states(sign_up: SignUp) -> list[str]:
    """State of every place of a party, by person and then by date."""
    places = sign_up.places().order_by("participant__position", "occurrence__starts_at")
    return list(places.values_list("state", flat=True))


def confirmed(date: Occurrence) -> int:
    """People who hold a place on a date, as rows tell it."""
    return Place.objects.filter(occurrence=date, state="confirmed").count()


# -- rooms -------------------------------------------------------------------------------------


def make_room(name: str = "Werkstatt", **fields: Any) -> Room:
    return Room.objects.create(**{"name": name, "slug": name.lower().replace(" ", "-")} | fields)


def make_hall(name: str = "Saal", parts: Collection[str] = ("Blaues Zimmer", "Gelbes Zimmer")) -> Room:
    """A hall of two rooms."""
    hall = make_room(name)
    hall.set_parts([make_room(part) for part in parts])
    return hall


def take(rooms: Collection[Room], start: datetime | None = None, hours: float = 2, **facts: Any) -> Use:
    """Use rooms for two hours."""
    begin = start or in_days(5)
    return Use.take(rooms, begin, begin + timedelta(hours=hours), **{"kind": "event"} | facts)


def soon(hours: float) -> datetime:
    """A start this many hours from now, to the microsecond."""
    return timezone.now() + timedelta(hours=hours)
