"""Who has signed up, through the same door as on the site, and what became of their dates.

People of the world come first, then first names that belong to nobody and ask in person, until the
date is as full as the world says. The seed is fixed: the same people sit in the same places on
every machine. What lies in the past cannot be asked for and is written as rows.
"""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from events.models import Ask, Event, Guest, Occurrence, Participant, Place, SignUp, Tally
from events.models import queue as ranks
from events.models.ask import Channel, ContactBy, Reply
from events.models.place import CancelledBy, PlaceState
from members.models import Person
from rooms.models import Room
from treff.demo import facts
from treff.demo.days import Days
from treff.demo.load.people import Folk
from treff.demo.load.programme import Offer
from treff.house import when

AT_THE_DESK = "nermin"
SIZES = (1, 1, 2, 2, 3, 4)
ASKED_BEFORE = timedelta(days=5)
LATE = timedelta(hours=2)


def ask(offer: Offer, folk: Folk) -> None:
    """Everybody who wants to come to this offer, date by date, in the order of the file."""
    for entry in _entries("date", offer):
        week = entry.get("date", "next")
        date = offer.next(when.now()) if week == "next" else offer.in_week(week)
        chance = Random(f"{facts.SEED} {offer.number} {week}")
        parties = list(entry.get("parties", []))
        left = entry.get("fill", 0) - sum(len(party["guests"]) for party in parties)
        parties += _strangers(chance, left)
        asked = [
            SignUp.ask(offer.event, _party(party, offer, folk, chance), date=date).sign_up
            for party in [*parties, *entry.get("queue", [])]
        ]
        for sign_up in asked[: entry.get("gives_back", 0)]:
            sign_up.cancel(participants=[sign_up.participants.all()[0].pk])


def change(offer: Offer, days: Days, rooms: dict[str, Room], *, by: Person) -> None:
    """Move and cancel what the world says; everybody who signed up is told."""
    for entry in offer.changes:
        date = offer.in_week(entry["date"])
        if "cancel" in entry:
            date.cancel(entry["cancel"], entry["text"], by=by)
        else:
            [span] = days.spans(entry["move"])
            others = [rooms[key] for key in entry["rooms"]] if "rooms" in entry else None
            date.move(span.start, span.end, by=by, rooms=others, reason=entry["reason"])


def past(offers: list[Offer], folk: Folk) -> None:
    """Places and counts of dates that are over."""
    for offer in offers:
        for entry in _entries("past", offer):
            date = offer.last(when.now())
            if "tally" in entry:
                Tally.objects.create(occurrence=date, **entry["tally"])
            for name in entry.get("guests", []):
                _was_there(offer.event, date, name, folk)
            for name in entry.get("late", []):
                _was_there(
                    offer.event,
                    date,
                    name,
                    folk,
                    state=PlaceState.CANCELLED,
                    cancelled_at=date.starts_at - LATE,
                    cancelled_by=CancelledBy.CONTACT,
                    late=True,
                )


def _entries(kind: str, offer: Offer) -> Iterator[dict[str, Any]]:
    return (entry for entry in facts.read("signups")[kind] if entry["offer"] == offer.number)


def _strangers(chance: Random, left: int) -> list[dict[str, Any]]:
    """Parties of one to four first names, so many people in all."""
    names = list(facts.read("signups")["first_names"])
    chance.shuffle(names)
    endless = (names[place % len(names)] for place in range(left))
    parties = []
    while left > 0:
        size = min(chance.choice(SIZES), left)
        parties.append({"guests": [next(endless) for _ in range(size)]})
        left -= size
    return parties


def _party(written: dict[str, Any], offer: Offer, folk: Folk, chance: Random) -> Ask:
    """The party as its contact would have typed it, or said it at the desk."""
    contact = folk.people[written["contact"]] if "contact" in written else None
    by = ContactBy(written.get("by") or _reached_by(contact))
    signed_in = contact if contact is not None and contact.user and by == ContactBy.EMAIL else None
    channel = Channel.WEB if signed_in else Channel.PHONE if by == ContactBy.PHONE else Channel.DESK
    return Ask(
        guests=tuple(_guest(name, offer, folk, chance, signed_in) for name in written["guests"]),
        contact_by=by,
        contact_name=written.get("name") or (contact.name if contact else ""),
        phone=_typed_number(written["contact"]) if by == ContactBy.PHONE else "",
        email=contact.email if contact and by == ContactBy.EMAIL else "",
        language=contact.ui_language if contact else "de",
        channel=Channel(written.get("channel", channel)),
        replies=_replies(written, offer),
        contact=signed_in,
        made_by=None if signed_in else folk.people[AT_THE_DESK],
    )


def _replies(written: dict[str, Any], offer: Offer) -> tuple[Reply, ...]:
    """The same answer to the first question for everybody in the party, where the world gives one."""
    question = offer.event.questions.first() if "answer" in written else None
    guests = range(len(written["guests"]))
    return tuple(Reply(question.pk, written["answer"], guest) for guest in guests) if question else ()


def _reached_by(contact: Person | None) -> ContactBy:
    if contact is None:
        return ContactBy.IN_PERSON
    return ContactBy.chosen_by(contact)


def _typed_number(who: str) -> str:
    """The number as people write it; the register keeps the international spelling."""
    return facts.number(facts.read("people")[who]["phone"])


def _guest(name: str, offer: Offer, folk: Folk, chance: Random, signed_in: Person | None) -> Guest:
    """Somebody of the world by key, with the year of birth where the offer asks; or just a first name."""
    event, person = offer.event, folk.people.get(name)
    year = (person.birth_year or (person.birth_on and person.birth_on.year)) if person else None
    return Guest(
        name=person.given if person else name,
        birth_year=(year or None) if event.asks_age else None,
        age_band=chance.choice(event.age_bands) if event.asks_age and not year else "",
        person=person if person is not None and person == signed_in else None,
    )


def _was_there(event: Event, date: Occurrence, name: str, folk: Folk, **state: Any) -> None:
    """A place on a date that is over, confirmed unless said otherwise."""
    person = folk.people.get(name)
    sign_up = SignUp.objects.create(
        event=event,
        rank=ranks.next_rank(),
        joins=event.joins,
        contact_by=ContactBy.IN_PERSON,
        channel=Channel.DESK,
        made_by=folk.people[AT_THE_DESK],
        asked_at=date.starts_at - ASKED_BEFORE,
    )
    guest = Participant.objects.create(sign_up=sign_up, name=person.given if person else name)
    Place.objects.create(participant=guest, occurrence=date, **{"state": PlaceState.CONFIRMED, **state})
