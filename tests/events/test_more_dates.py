"""The pages for one date more, for another date instead, and for cancelling all that are to come."""

from datetime import date as day
from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from events.models import Event, Occurrence
from rooms.models import Room
from tests.events.organisers import lead, told
from tests.factories import AMINA, OLENA, YILDIZ, ask, in_days, make_course, make_date, make_room, take
from tests.reading import words
from tests.visitors import logged_in
from treff.house import when
from treff.house.models import House

pytestmark = pytest.mark.django_db

AHEAD = in_days(20)
LONG = "wegen einer sehr langen Geschichte, die niemand lesen will"


@pytest.fixture(autouse=True)
def house(db: None) -> House:
    return House.objects.create(phone="02151 000 100")


@pytest.fixture
def rooms() -> list[Room]:
    return [make_room("Webstube"), make_room("Werkstatt"), make_room("Küche")]


@pytest.fixture
def date() -> Occurrence:
    return make_date(capacity=2)


@pytest.fixture
def runs_it(date: Occurrence) -> Client:
    return logged_in(lead(date.event, YILDIZ))


def add_url(event: Event) -> str:
    return reverse("events:own_offer_act", args=[event.public_id, "termin-dazu"])


def all_url(event: Event) -> str:
    return reverse("events:own_offer_act", args=[event.public_id, "alle-absagen"])


def instead_url(date: Occurrence) -> str:
    return reverse("events:own_date_act", args=[date.event.public_id, date.public_id, "ersetzen"])


def local(moment: Any) -> str:
    return f"{when.local(moment):%Y-%m-%dT%H:%M}"


def typed(start: Any = AHEAD, **more: Any) -> dict[str, Any]:
    """A form for two hours from then on."""
    return {
        "starts_at": local(start),
        "ends_at": local(start + timedelta(hours=2)),
        "place_text": "Hof",
        "key": uuid4(),
    } | more


def errors(answer: Any) -> dict[str, list[str]]:
    form = answer.context["form"]
    return {name: list(said) for name, said in form.errors.items()}


def dates(event: Event) -> list[str]:
    return [
        local(each) for each in event.occurrences.order_by("starts_at").values_list("starts_at", flat=True)
    ]


# -- one date more ------------------------------------------------------------------------------


def test_one_date_more_is_added(date: Occurrence, runs_it: Client, rooms: list[Room]) -> None:
    event = date.event
    Event.objects.filter(pk=event.pk).update(default_capacity=8, default_reserve=1)
    said = typed(rooms=[rooms[0].pk], place_text="")
    answer = runs_it.post(add_url(event), said, follow=True)

    assert answer.redirect_chain == [(reverse("events:own_offer", args=[event.public_id]), 302)]
    assert "Der Termin ist eingetragen." in words(answer)
    added = event.occurrences.latest("starts_at")
    assert (local(added.starts_at), added.rooms(), added.capacity, added.reserve) == (
        said["starts_at"],
        [rooms[0]],
        8,
        1,
    )


def test_a_second_press_adds_no_second_date(date: Occurrence, runs_it: Client) -> None:
    said = typed()
    assert [runs_it.post(add_url(date.event), said).status_code for _press in range(2)] == [302, 302]
    assert dates(date.event) == [local(date.starts_at), said["starts_at"]]


def test_who_is_in_the_course_is_told_of_the_date_more() -> None:
    course = make_course(2)
    ask(course, "Amina", by=AMINA)
    client = logged_in(lead(course, YILDIZ))
    assert "Alle im Kurs haben dort einen Platz" in words(client.get(add_url(course)))
    assert client.post(add_url(course), typed(in_days(40))).status_code == 302
    assert told("date_added") == ["Amina"]


def test_a_taken_room_is_named_at_its_field_with_those_that_are_free(
    date: Occurrence, runs_it: Client, rooms: list[Room]
) -> None:
    take([rooms[0]], AHEAD)
    said = typed(rooms=[rooms[0].pk], place_text="Hof")
    answer = runs_it.post(add_url(date.event), said)

    assert answer.status_code == 422
    (field, sentences) = errors(answer).popitem()
    assert (field, sentences[-1]) == ("rooms", "Dann frei: Küche, Werkstatt.")
    kept = answer.context["form"]
    assert {name: str(kept[name].value()) for name in ("starts_at", "ends_at", "place_text", "key")} == {
        name: str(said[name]) for name in ("starts_at", "ends_at", "place_text", "key")
    }
    assert kept["rooms"].value() == [str(rooms[0].pk)]
    assert dates(date.event) == [local(date.starts_at)]


# -- another date instead -----------------------------------------------------------------------


def test_another_date_takes_the_place_of_one(date: Occurrence, runs_it: Client) -> None:
    ask(date, "Amina", by=AMINA)
    said = typed(code="room", text="Die Heizung ist kaputt")
    assert runs_it.post(instead_url(date), said).status_code == 302

    date.refresh_from_db()
    assert (date.cancelled, date.cancel_code, date.cancel_text) == (True, "room", "Die Heizung ist kaputt")
    assert date.replaced_by is not None
    assert (local(date.replaced_by.starts_at), date.replaced_by.capacity) == (said["starts_at"], 2)
    assert told("date_cancelled") == ["Amina"]


def test_a_second_press_finds_no_date_to_replace(date: Occurrence, runs_it: Client) -> None:
    said = typed(code="lead")
    assert [runs_it.post(instead_url(date), said).status_code for _press in range(2)] == [302, 404]
    assert len(dates(date.event)) == 2


def test_the_other_date_in_a_taken_room_is_refused_and_nothing_typed_is_lost(
    date: Occurrence, runs_it: Client, rooms: list[Room]
) -> None:
    take([rooms[0]], AHEAD)
    said = typed(rooms=[rooms[0].pk], code="room", text="Die Heizung ist kaputt")
    answer = runs_it.post(instead_url(date), said)

    assert answer.status_code == 422
    assert errors(answer)["rooms"][-1] == "Dann frei: Küche, Werkstatt."
    kept = answer.context["form"]
    assert [kept[name].value() for name in ("code", "text", "starts_at", "ends_at")] == [
        said[name] for name in ("code", "text", "starts_at", "ends_at")
    ]
    date.refresh_from_db()
    assert not date.cancelled


@pytest.mark.parametrize("reason", [LONG, "Die Leitung ist krank"])
def test_a_bad_reason_is_refused_at_its_field(date: Occurrence, runs_it: Client, reason: str) -> None:
    answer = runs_it.post(instead_url(date), typed(code="other", text=reason))

    assert (answer.status_code, set(errors(answer))) == (422, {"text"})
    assert answer.context["form"]["text"].value() == reason
    assert len(dates(date.event)) == 1


@pytest.mark.parametrize(
    ("starts", "filled"),
    [
        ((day(2027, 3, 23), time(18)), "2027-03-30T18:00"),
        ((day(2027, 10, 26), time(18)), "2027-11-02T18:00"),
        # 2:30 is skipped in that night, and half past three is the first there is
        ((day(2027, 3, 21), time(2, 30)), "2027-03-28T03:30"),
    ],
)
def test_the_form_is_filled_with_a_week_later_by_the_clock_in_the_hall(
    starts: tuple[day, time], filled: str
) -> None:
    with time_machine.travel(when.at(day(2027, 3, 1), time(12)), tick=False):
        date = make_date(starts_at=when.at(*starts))
        page = logged_in(lead(date.event, YILDIZ)).get(instead_url(date))
        assert f'value="{filled}"' in page.content.decode()


# -- all of them --------------------------------------------------------------------------------


def test_all_coming_dates_fall_out_and_each_contact_is_told_once(date: Occurrence, runs_it: Client) -> None:
    event = date.event
    other = make_date(event, in_days(12), capacity=2)
    for each in (date, other):
        ask(each, "Amina", by=AMINA)
    ask(other, "Olena", by=OLENA)
    assert "2 Termine fallen aus." in words(runs_it.get(all_url(event)))
    assert runs_it.post(all_url(event), {"code": "lead"}).status_code == 302

    assert set(event.occurrences.values_list("status", flat=True)) == {"cancelled"}
    assert told("date_cancelled") == ["Amina", "Olena"]
    assert runs_it.post(all_url(event), {"code": "lead"}).status_code == 404
    assert told("date_cancelled") == ["Amina", "Olena"]


@pytest.mark.parametrize("said", [{"code": "other", "text": LONG}, {"code": "other"}])
def test_all_stay_if_the_reason_cannot_be_read_out(
    date: Occurrence, runs_it: Client, said: dict[str, str]
) -> None:
    answer = runs_it.post(all_url(date.event), said)

    assert (answer.status_code, set(errors(answer))) == (422, {"text"})
    assert answer.context["form"]["text"].value() == said.get("text")
    date.refresh_from_db()
    assert not date.cancelled
