"""Somebody stands at the door: put on the list by name, on the day itself, beyond the places if need be."""

from datetime import time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import CancelledBy, Joins, Kind, Occurrence, Place, SignUp
from events.models.walk_in import add_walk_ins, takes_walk_ins
from members.models import AuditEvent
from rooms.models import Use
from tests.events.organisers import lead
from tests.factories import (
    OLENA,
    ask,
    in_days,
    make_course,
    make_date,
    make_event,
    make_person,
    make_room,
    on,
    party,
    publish,
    states,
)
from tests.races import together, while_held
from tests.reading import words
from tests.visitors import logged_in, queries
from treff.house import when
from treff.house.models import House, Notice

pytestmark = pytest.mark.django_db
DATABASE = pytest.mark.django_db(transaction=True)
NOON, EVENING = time(12), time(18)


@pytest.fixture(autouse=True)
def house(db: None) -> House:
    return House.objects.create(phone="02151 000 100")


def today(capacity: int | None = 2, **fields: Any) -> Occurrence:
    """A date of tomorrow evening; tests travel to its day."""
    return make_date(starts_at=in_days(1, EVENING), capacity=capacity, **fields)


def at(date: Occurrence, clock: time = NOON) -> Any:
    """The clock stands on the day of the date."""
    day = when.local(date.starts_at).date()
    return time_machine.travel(on(day, clock), tick=False)


def seats(date: Occurrence) -> list[tuple[str, bool]]:
    places = date.places.confirmed().order_by("pk")
    return list(places.values_list("participant__name", "over"))


# -- the verb -----------------------------------------------------------------------------------


def test_a_walk_in_has_a_place_was_there_and_asked_in_person() -> None:
    date, team = today(), make_person(OLENA)
    with at(date):
        assert add_walk_ins(date, ["Amina"], by=team) == 0
    sign_up = SignUp.objects.get()
    place = sign_up.places().get()
    assert (place.state, place.attendance, place.over) == ("confirmed", "came", False)
    assert (sign_up.channel, sign_up.contact_by, sign_up.made_by) == ("desk", "in_person", team)
    assert (sign_up.first_guest, Notice.objects.count()) == ("Amina", 0)
    act = AuditEvent.objects.get(verb="add_walk_ins")
    assert (act.actor, act.label, act.object_id) == (team, "events.occurrence", str(date.pk))


def test_each_name_is_a_sign_up_of_its_own_in_the_order_typed() -> None:
    date = today(5)
    with at(date):
        add_walk_ins(date, ["Zeynep", "Amina"], by=None)
    names = [sign_up.first_guest for sign_up in SignUp.objects.order_by("rank")]
    assert names == ["Zeynep", "Amina"]


def test_the_places_kept_for_the_door_are_taken_before_anybody_is_over() -> None:
    date = today(3, reserve=1)
    ask(date, *party(2))
    assert date.seats().free == 0
    with at(date):
        assert add_walk_ins(date, ["Amina"], by=None) == 0
        assert add_walk_ins(date, ["Olena", "Maksym"], by=None) == 2
    assert seats(date)[2:] == [("Amina", False), ("Olena", True), ("Maksym", True)]


def test_without_a_limit_nobody_is_over() -> None:
    date = today(None)
    with at(date):
        assert add_walk_ins(date, ["Amina"], by=None) == 0
    assert seats(date) == [("Amina", False)]


def test_somebody_is_put_on_the_list_from_the_morning_until_three_hours_after_the_end() -> None:
    date = today()
    morning = when.day_bounds(when.local(date.starts_at).date())[0]
    end = date.over_at + timedelta(hours=3)
    second = timedelta(seconds=1)
    for moment, is_taken in ((morning - second, False), (morning, True), (end - second, True), (end, False)):
        with time_machine.travel(moment, tick=False):
            assert takes_walk_ins(date) is is_taken
            assert is_added(date) is is_taken


def is_added(date: Occurrence) -> bool:
    try:
        add_walk_ins(date, ["Amina"], by=None)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "offer",
    [
        {"kind": Kind.DROP_IN, "joins": Joins.NONE},
        {"joins": Joins.NONE},
        {"kind": Kind.CONSULTATION},
    ],
)
def test_where_nobody_signs_up_nobody_is_put_on_a_list(offer: dict[str, Any]) -> None:
    date = make_date(make_event(**offer), in_days(1, EVENING))
    publish(date.event)
    date = Occurrence.objects.select_related("event").get(pk=date.pk)
    with at(date):
        assert not is_added(date)


def test_a_draft_and_a_cancelled_date_take_nobody() -> None:
    draft = make_date(make_event(), in_days(1, EVENING))
    off = today()
    off.cancel("lead", by=None)
    for date in (draft, off):
        with at(date):
            assert not is_added(date)


def test_who_comes_for_midnight_is_put_on_the_list_the_evening_before() -> None:
    date = make_date(starts_at=in_days(2, time(0)))
    for minutes, is_open in ((121, False), (120, True), (15, True)):
        with time_machine.travel(date.starts_at - timedelta(minutes=minutes), tick=False):
            assert takes_walk_ins(date) == is_open
    with time_machine.travel(date.starts_at - timedelta(minutes=15), tick=False):
        add_walk_ins(date, ["Amina"], by=None)
    assert seats(date) == [("Amina", False)]


def test_more_than_fire_safety_allows_are_refused() -> None:
    date = today(2)
    date.set_rooms([make_room(fire_limit=3)])
    ask(date, *party(2))
    with at(date):
        assert add_walk_ins(date, ["Amina"], by=None) == 1
        with pytest.raises(ValidationError, match="höchstens 3"):
            add_walk_ins(date, ["Olena"], by=None)
    assert SignUp.objects.filter(participants__name="Olena").count() == 0
    assert Use.objects.get().head_count == 3


def test_of_a_course_only_this_one_date_is_held() -> None:
    course = make_course(3, starts_at=in_days(1, EVENING))
    first = course.occurrences.select_related("event").earliest("starts_at")
    with at(first):
        add_walk_ins(first, ["Amina"], by=None)
    sign_up = SignUp.objects.get()
    assert sign_up.joins == Joins.SINGLE
    assert list(sign_up.places().values_list("occurrence", flat=True)) == [first.pk]


@pytest.mark.parametrize("names", [[], [f"Gast {number}" for number in range(7)]])
def test_one_to_six_names_are_taken_at_once(names: list[str]) -> None:
    date = today()
    with at(date), pytest.raises(ValidationError, match="einen bis sechs"):
        add_walk_ins(date, names, by=None)


def test_the_same_form_sent_twice_adds_them_once() -> None:
    date, key = today(1), uuid4()
    with at(date):
        assert [add_walk_ins(date, ["Amina", "Olena"], by=None, key=key) for _press in range(2)] == [1, 1]
        with pytest.raises(ValidationError, match="anderen Worten"):
            add_walk_ins(date, ["Zeynep"], by=None, key=key)
    assert [name for name, _over in seats(date)] == ["Amina", "Olena"]


def test_who_was_put_on_the_list_by_mistake_is_taken_off_before_and_after_the_start() -> None:
    date = today()
    with at(date):
        add_walk_ins(date, ["Amina", "Olena"], by=None)
        amina, olena = SignUp.objects.order_by("rank")
        amina.cancel(by=CancelledBy.STAFF, reason="verlesen")
        assert (states(amina), amina.places().get().attendance) == (["cancelled"], "unknown")
    with at(date, time(18, 30)):
        olena.cancel(by=CancelledBy.STAFF, reason="verlesen")
        assert (states(olena), olena.places().get().attendance) == (["confirmed"], "absent")


def test_who_was_there_and_cancels_later_has_been_there() -> None:
    date = today()
    with at(date):
        add_walk_ins(date, ["Amina"], by=None)
    with at(date, time(19)):
        sign_up = SignUp.objects.get()
        sign_up.cancel()
    assert sign_up.places().get().attendance == "came"


def test_six_names_take_as_many_statements_for_the_rows_as_one() -> None:
    """Only the ranks are drawn one by one."""
    date = today(9)
    asked = []
    for names in (["Amina"], [f"Gast {number}" for number in range(6)]):
        with at(date), CaptureQueriesContext(connection) as statements:
            add_walk_ins(date, names, by=None)
        asked.append(len([each for each in statements if each["sql"].startswith("INSERT")]))
    assert asked[0] == asked[1]


@DATABASE
def test_a_date_that_is_cancelled_at_that_moment_takes_nobody() -> None:
    start = when.now() + timedelta(minutes=5)
    date = make_date(starts_at=start)
    late = while_held(
        date.event, lambda: date.cancel("room", by=None), lambda: add_walk_ins(date, ["Amina"], by=None)
    )
    assert isinstance(late.exception(), ValidationError)
    assert not SignUp.objects.exists()


@DATABASE
def test_the_same_form_sent_by_six_at_once_adds_one() -> None:
    date, key = make_date(starts_at=when.now() + timedelta(minutes=5)), uuid4()
    together([lambda: add_walk_ins(date, ["Amina"], by=None, key=key)] * 6)
    assert SignUp.objects.count() == 1


# -- the page -----------------------------------------------------------------------------------


def url(page: str, date: Occurrence) -> str:
    return reverse(f"events:{page}", args=[date.event.public_id, date.public_id])


def typed(names: str, key: UUID | None = None) -> dict[str, str]:
    return {"names": names, "key": str(key or uuid4())}


def browser(date: Occurrence) -> Client:
    return logged_in(lead(date.event))


def test_from_the_first_page_it_takes_two_clicks() -> None:
    date = today(1)
    organiser = lead(date.event)
    ask(date, "Olena")
    with at(date):
        client = logged_in(organiser)
        assert url("own_date", date) in client.get(reverse("events:own_offers")).content.decode()
        page = client.get(url("own_date", date)).content.decode()
        assert f'action="{url("own_walk_in", date)}"' in page
        answer = client.post(url("own_walk_in", date), typed(" Amina \r\n\r\n"), follow=True)
    said = words(answer)
    assert answer.redirect_chain == [(url("own_date", date), 302)]
    assert "Amina steht auf der Liste. Eins über" in said
    assert "2 von 1, 1 zu viel" in said


@pytest.mark.parametrize(
    "names", ["", " \r\n ", "\r\n".join("ABCDEFG"), "https://x.example", "x" * 81, "a\x00"]
)
def test_what_is_no_name_is_refused_and_stays(names: str) -> None:
    date = today()
    organiser = lead(date.event)
    with at(date):
        answer = logged_in(organiser).post(url("own_walk_in", date), typed(names))
    assert answer.status_code == 422
    assert not SignUp.objects.exists()
    if "x.example" in names:
        assert "https://x.example" in answer.content.decode()


@pytest.mark.parametrize("key", ["", "kein-schlüssel"])
def test_a_form_without_its_key_is_refused(key: str) -> None:
    date = today()
    organiser = lead(date.event)
    with at(date):
        answer = logged_in(organiser).post(url("own_walk_in", date), {"names": "Amina", "key": key})
    assert answer.status_code == 422


def test_on_another_day_there_is_no_form_but_a_sentence() -> None:
    date = make_date()
    client = browser(date)
    assert url("own_walk_in", date) not in client.get(url("own_date", date)).content.decode()
    assert "am Tag selbst" in words(client.get(url("own_walk_in", date)))
    answer = client.post(url("own_walk_in", date), typed("Amina"))
    assert answer.status_code == 422
    assert "am Tag selbst" in words(answer)


def test_the_same_key_with_another_name_is_asked_about_and_goes_through_when_it_is_meant() -> None:
    date, key = today(5), uuid4()
    organiser = lead(date.event)
    with at(date):
        client = logged_in(organiser)
        assert client.post(url("own_walk_in", date), typed("Amina", key)).status_code == 302
        again = client.post(url("own_walk_in", date), typed("Olena", key))
        assert again.status_code == 422
        fresh = again.content.decode().split('name="key" value="')[1].split('"')[0]
        assert client.post(url("own_walk_in", date), typed("Olena", UUID(fresh))).status_code == 302
    assert Place.objects.count() == 2


def test_the_page_asks_as_much_whatever_stands_on_the_list() -> None:
    date = today(None)
    organiser = lead(date.event)
    asked = []
    with at(date, time(0, 5)):
        for _time in range(2):
            asked.append(queries(logged_in(organiser), url("own_walk_in", date)))
            add_walk_ins(date, [f"Gast {number}" for number in range(6)], by=None)
    assert asked[0] == asked[1]


def test_the_list_says_who_is_there_and_who_is_beyond_the_places() -> None:
    date = today(1)
    organiser = lead(date.event)
    with at(date):
        add_walk_ins(date, ["Amina", "Olena"], by=None)
        page = words(logged_in(organiser).get(url("own_people", date)))
    assert page.count("· kam") == 2
    assert "Olena · kam über die Plätze hinaus" in page
