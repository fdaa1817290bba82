"""Every notice about a sign-up or an offer, made the way it comes about, at one fixed moment.

The clock stands on a Tuesday in November, so that days, hours and words never differ between runs.
"""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

import time_machine

from events.models import CancelledBy, Event, EventLead, EventText, Occurrence, SignUp
from events.models.adding import add_date
from events.models.approval import hand_in, send_back
from events.models.by_hand import move_to
from events.models.changes import Shape
from events.models.event import State
from events.models.message import Message, send
from events.models.planning import Edit
from events.models.rearranging import carry_out
from events.tasks import remind, warn_too_few
from members.models.spans import days
from rooms.models import RoomText
from tests.factories import (
    Neighbour,
    ask,
    make_course,
    make_date,
    make_event,
    make_person,
    make_room,
    publish,
)
from treff.house import letters
from treff.house.letters import Letter
from treff.house.models import House, Notice

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
STARTS = datetime(2026, 12, 1, 15, 0, tzinfo=ZoneInfo("Europe/Berlin"))
ADDRESS = re.compile(r"https?://\S+")
TITLES = {"de": "Nähwerkstatt", "ar": "ورشة الخياطة", "en": "Sewing workshop"}


def amina(language: str) -> Neighbour:
    return Neighbour("Amina", "Haddad", language, email="amina@treff.example")


def world() -> Occurrence:
    """A date with two places in a room, in three languages, and a later one of the same activity."""
    House.objects.create(phone="02151 000 100", phone_hours="Mo–Fr 9–12 Uhr", street="Bleichpfad 9")
    room = make_room("Webstube")
    RoomText.objects.create(room=room, language="de", way="im Erdgeschoss links")
    RoomText.objects.create(room=room, language="ar", way="في الطابق الأرضي على اليسار")
    event = make_event()
    event.texts.update(bring="Stoff, wenn Sie haben")
    EventText.objects.create(event=event, language="ar", title=TITLES["ar"], bring="قماش، إذا كان عندكم")
    EventText.objects.create(event=event, language="en", title=TITLES["en"], bring="fabric, if you have some")
    date = make_date(event, STARTS, capacity=2)
    date.set_rooms([room])
    make_date(event, STARTS + timedelta(weeks=1), capacity=2)
    publish(event)
    return Occurrence.objects.select_related("event").get(pk=date.pk)


def signed_up(language: str) -> SignUp:
    return ask(world(), "Amina", "Yusuf", by=amina(language))


def signed_up_for_a_course(language: str) -> SignUp:
    House.objects.create(phone="02151 000 100")
    return ask(make_course(3, starts_at=STARTS), "Amina", by=amina(language))


def waiting(language: str) -> SignUp:
    date = world()
    ask(date, "Olena", "Maksym")
    ask(date, "Gertrud")
    return ask(date, "Amina", "Yusuf", by=amina(language))


def moved_up(language: str) -> SignUp:
    date = world()
    first = ask(date, "Olena", "Maksym")
    sign_up = ask(date, "Amina", "Yusuf", by=amina(language))
    first.cancel()
    return sign_up


def cancelled(language: str) -> SignUp:
    sign_up = signed_up(language)
    sign_up.cancel(participants=[sign_up.participants.get(name="Yusuf").pk])
    return sign_up


def cancelled_by_the_team(language: str) -> SignUp:
    sign_up = signed_up(language)
    sign_up.cancel(by=CancelledBy.STAFF, reason="hat angerufen")
    return sign_up


def no_longer_waiting(language: str) -> SignUp:
    sign_up = waiting(language)
    sign_up.cancel()
    return sign_up


def date_changed(language: str) -> SignUp:
    sign_up = signed_up(language)
    date = sign_up.event.occurrences.earliest("starts_at")
    later = STARTS + timedelta(days=3)
    reason = "Am Dienstag ist die Planungsrunde"
    date.move(later, later + timedelta(hours=2), by=None, reason=reason)
    return sign_up


def date_added(language: str) -> SignUp:
    sign_up = signed_up_for_a_course(language)
    start = STARTS + timedelta(days=30)
    add_date(sign_up.event, Shape(start, start + timedelta(hours=2), None, (), "", 8, 0), by=None)
    return sign_up


def dates_changed(language: str) -> SignUp:
    """Half an hour earlier, but for the date that was cancelled, and one date more."""
    sign_up = signed_up_for_a_course(language)
    dates = list(sign_up.event.occurrences.order_by("starts_at"))
    dates[1].cancel("room", by=None)
    Notice.objects.filter(template="date_cancelled").delete()
    earlier = Edit(clock=(time(16, 30), time(18, 30)))
    carry_out(sign_up.event, earlier, dates[0].starts_at, seen=None, by=None, reason="Im Winter früher")
    return sign_up


def other_date(language: str) -> SignUp:
    """One of two comes a week later."""
    sign_up = signed_up(language)
    here, there = sign_up.event.occurrences.order_by("starts_at")
    move_to(sign_up, [sign_up.participants.get(name="Yusuf").pk], here, there, by=None)
    return sign_up


def message(language: str) -> SignUp:
    """Written in German, whoever reads it."""
    sign_up = signed_up(language)
    date = sign_up.event.occurrences.earliest("starts_at")
    text = "Bitte bringen Sie eine Schere mit.\n\nStoff ist da: https://stoffe.example/muster"
    said = Message("Schere mitbringen", text, "de")
    send(sign_up.event, said, [date.pk], ["confirmed"], by=None, key=UUID(int=7))
    return sign_up


def date_cancelled(language: str) -> SignUp:
    sign_up = signed_up(language)
    sign_up.event.occurrences.earliest("starts_at").cancel("lead", by=None)
    return sign_up


def date_cancelled_for_waiting(language: str) -> SignUp:
    sign_up = waiting(language)
    for date in sign_up.event.occurrences.order_by("-starts_at"):
        date.cancel("weather", by=None)
    return sign_up


def handed_in(language: str) -> Event:
    """A draft that waits for approval, of somebody who reads this language."""
    event = world().event
    who = make_person(amina(language), contact_by="mail", ui_language=language)
    Event.objects.filter(pk=event.pk).update(state=State.DRAFT)
    event.refresh_from_db()
    hand_in(event, by=who)
    return event


def offer_published(language: str) -> Event:
    event = handed_in(language)
    event.publish(by=None)
    return event


def offer_sent_back(language: str) -> Event:
    event = handed_in(language)
    send_back(event, "Bitte schreiben Sie dazu, was es kostet.", by=None)
    return event


def reminded(language: str) -> SignUp:
    sign_up = signed_up(language)
    with time_machine.travel(STARTS - timedelta(hours=28), tick=False):
        remind(timestamp=0)
    return sign_up


def too_few(language: str) -> Event:
    House.objects.create(phone="02151 000 100")
    date = make_date(make_event(), NOW + timedelta(days=2, hours=5))
    publish(date.event)
    Event.objects.filter(pk=date.event_id).update(minimum=4)
    ask(date, "Olena")
    lead = make_person(amina(language), ui_language=language)
    EventLead.objects.create(event=date.event, person=lead, during=days(NOW.date()))
    warn_too_few(timestamp=0)
    return date.event


OFFERS: dict[str, tuple[str, Callable[[str], Event]]] = {
    "offer_published": ("offer_published", offer_published),
    "offer_sent_back": ("offer_sent_back", offer_sent_back),
    "too_few": ("too_few", too_few),
}
"""To whoever has prepared an offer, or leads it."""


NOTICES: dict[str, tuple[str, Callable[[str], SignUp]]] = {
    "signed_up": ("signed_up", signed_up),
    "signed_up_for_a_course": ("signed_up", signed_up_for_a_course),
    "waiting": ("waiting", waiting),
    "moved_up": ("moved_up", moved_up),
    "cancelled": ("cancelled", cancelled),
    "cancelled_by_the_team": ("cancelled", cancelled_by_the_team),
    "no_longer_waiting": ("cancelled", no_longer_waiting),
    "date_changed": ("date_changed", date_changed),
    "date_added": ("date_added", date_added),
    "dates_changed": ("dates_changed", dates_changed),
    "other_date": ("other_date", other_date),
    "message": ("message", message),
    "date_cancelled": ("date_cancelled", date_cancelled),
    "date_cancelled_for_waiting": ("date_cancelled", date_cancelled_for_waiting),
    "reminder": ("reminder", reminded),
}


@cache
def letter(name: str, language: str) -> Letter:
    """The words of this notice, with a code that never changes; made once for all tests that read it."""
    template, happens = (NOTICES | OFFERS)[name]
    with time_machine.travel(NOW, tick=False):
        subject = happens(language)
        if isinstance(subject, SignUp):
            SignUp.objects.filter(pk=subject.pk).update(code="KRF7HM")
        notice = Notice.objects.about(subject).filter(template=template).latest("created_at", "pk")
        rendered = letters.render(notice)
    assert rendered is not None
    return rendered


def as_file(found: Letter) -> str:
    """A notice as it lies in `golden/`: addresses are signed and differ between houses."""
    return f"{found.subject}\n\n{ADDRESS.sub('<link>', found.text.translate(letters.MARKS))}"
