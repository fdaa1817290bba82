"""Every page that a resident may meet, with something on it to read: all states of a date, the form
with its complaints, a sign-up from asking to giving back, the fixed pages, what goes wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from events.models import Joins, Kind, Occurrence, Question, QuestionText, SignUp
from members.models import User
from rooms.models import RoomText
from tests.factories import (
    Neighbour,
    ask,
    in_days,
    make_course,
    make_date,
    make_event,
    make_hall,
    make_room,
    make_user,
    publish,
)
from treff.house import when
from treff.house.models import House, HouseClosure, HouseHours

SURYANI = Neighbour("Suryani", "", email="suryani@treff.example")


@dataclass(frozen=True)
class World:
    """Dates by how they stand, and sign-ups by what became of them."""

    dates: dict[str, Occurrence]
    sign_ups: dict[str, SignUp]


def a_house() -> None:
    House.objects.create(phone="02151 000 100", phone_hours="Mo–Fr 9–12 Uhr", street="Bleichpfad 9")
    ever = DateRange(when.today() - timedelta(days=400), None)
    for weekday in range(7):
        HouseHours.objects.create(weekday=weekday, start="09:00", end="21:00", valid=ever)
    shut = DateTimeTZRange(in_days(9), in_days(10))
    HouseClosure.objects.create(during=shut, reason_code="repair", decision="closed")


def a_date(title: str, *, of: dict[str, Any] | None = None, **fields: Any) -> Occurrence:
    event = make_event(title, **(of or {}))
    date = make_date(event, **fields)
    publish(event)
    return Occurrence.objects.select_related("event").get(pk=date.pk)


def dates() -> dict[str, Occurrence]:
    """One date for each way a date can stand."""
    room = make_room("Webstube", step_free="yes", toilet="no")
    RoomText.objects.create(room=room, language="ar", way="الطابق الأرضي")
    RoomText.objects.create(room=room, language="de", way="Erdgeschoss links")
    found = {
        "free": a_date("Nähen", capacity=9, of={"asks_age": True, "spoken": ["ar", "de"]}),
        "unlimited": a_date("Rat", capacity=None, of={"kind": Kind.ASSEMBLY, "interpreting": ["ar", "tr"]}),
        "full": a_date("Kochen", capacity=2, of={"contact_name": "Hoa", "contact_phone": "0151 00000112"}),
        "shut": a_date("Löten", capacity=0, queue_closed=True),
        "drop_in": a_date("Café", of={"kind": Kind.DROP_IN, "joins": Joins.NONE}),
        "desk": a_date("Beratung", of={"kind": Kind.CONSULTATION, "topic": "advice"}),
        "soon": a_date("Ausflug", of={"opens_days_before": 1}),
        "closed": a_date("Chor", of={"closes_days_before": 30}),
        "off": a_date("Vortrag"),
        "moved": a_date("Märchen", capacity=8),
        "night": a_date("Lesenacht", starts_at=in_days(6), hours=18),
        "open_end": a_date("Garten", starts_at=in_days(6), hours=None),
    }
    found["free"].set_rooms([room])
    found["off"].cancel("lead", by=None)
    later = found["moved"].starts_at + timedelta(days=1)
    found["moved"].move(later, later + timedelta(hours=2), by=None, reason="")
    return found


def world() -> World:
    a_house()
    make_hall()
    found = dates()
    question = Question.objects.create(event=found["free"].event, purpose="Planung", position=1)
    QuestionText.objects.create(question=question, language="de", wording="Was nähen Sie?")
    course = make_course(3, capacity=1)
    sign_ups = {
        "confirmed": ask(found["full"], "Amina", "Yusuf"),
        "waiting": ask(found["full"], "Olena", "Gertrud", phone="0151 00000101"),
        "course": ask(course, "Amina"),
        "course_waiting": ask(course, "Olena"),
        "given_back": ask(found["free"], "Gertrud"),
    }
    sign_ups["given_back"].cancel()
    return World(found, sign_ups)


def addresses(found: World) -> Iterator[str]:
    """Paths that are opened, without the language in front."""
    yield from ("/", "/haus/", "/impressum/", "/datenschutz/", "/barrierefreiheit/", "/leichte-sprache/")
    yield from ("/programm/", "/programm/?ansicht=woche", "/programm/?ansicht=monat", "/anmeldung/")
    yield from ("/programm/?q=nirgends", "/programm/?von=2026-01-02&bis=2026-01-01", "/programm/?von=quatsch")
    yield from ("/konto/einloggen/", "/konto/neu/", "/gibt-es-nicht/")
    for date in found.dates.values():
        yield from (date.get_absolute_url(), f"{date.get_absolute_url()}anmelden/")
        yield date.event.get_absolute_url()
    for sign_up in found.sign_ups.values():
        yield from (sign_up.get_absolute_url(), f"{sign_up.get_absolute_url()}absagen/")


def filled(**fields: Any) -> dict[str, Any]:
    """The form of a date as the browser sends it."""
    return {"key": str(uuid4()), "people": 1, "name_1": "Amina", "contact_by": "in_person"} | fields


def forms(found: World) -> Iterator[tuple[str, dict[str, Any]]]:
    """Paths and what is sent to them: everything that can be wrong, and what is asked back."""
    free = f"{found.dates['free'].get_absolute_url()}anmelden/"
    full = f"{found.dates['full'].get_absolute_url()}anmelden/"
    yield free, filled(name_1="", contact_by="")
    yield free, filled(contact_by="phone", phone="0171")
    yield free, filled(contact_by="email", email="amina")
    yield free, filled(more="1")
    key = str(uuid4())
    yield full, filled(key=key)
    yield full, filled(key=key, name_1="Olena")
    yield full, filled()
    yield f"{found.dates['shut'].get_absolute_url()}anmelden/", filled()
    yield "/anmeldung/", {}
    yield "/anmeldung/", {"code": "BBBBBB", "contact": "0151 00000101"}
    yield "/konto/einloggen/", {"login": "amina"}
    yield "/konto/einloggen/", {"login": "niemand@treff.example"}


def read(found: World, language: str) -> dict[str, str]:
    """Every page in this language, by what was done to see it."""
    prefix = "" if language == "de" else f"/{language}"
    client, pages = Client(), {}
    with override("de"):
        opened, sent = list(addresses(found)), list(forms(found))
        first = found.dates["free"].get_absolute_url()
    for path in opened:
        pages[path] = client.get(prefix + path).content.decode()
    for path, data in sent:
        answer = client.post(prefix + path, data, follow=True)
        pages[f"{path} {sorted(data.items())}"] = answer.content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=5, hours=12)):
        pages["over"] = client.get(prefix + first).content.decode()
    return pages | broken(language)


def broken(language: str) -> dict[str, str]:
    """What is shown when something is not for the person, was open too long, or went wrong."""
    prefix = "" if language == "de" else f"/{language}"
    neighbour, strict = Client(), Client(enforce_csrf_checks=True)
    neighbour.force_login(User.objects.filter(email=SURYANI.email).first() or make_user(SURYANI))
    answers = {
        "team only": neighbour.get(f"{prefix}/tresen/anrufe/"),
        "my account": neighbour.get(f"{prefix}/konto/e-mail/"),
        "log out": neighbour.get(f"{prefix}/konto/ausloggen/"),
        "long open": strict.post(f"{prefix}/anmeldung/", {"code": "BBB"}),
        "long open, ours": strict.post(
            f"{prefix}/anmeldung/", {"code": "BBB"}, headers={"referer": "http://testserver/"}
        ),
    }
    return {name: answer.content.decode() for name, answer in answers.items()}
