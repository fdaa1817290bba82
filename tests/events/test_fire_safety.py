"""What the rooms may hold for fire safety is the last word on how many people come."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from events import words as said_of
from events.models import Occurrence, Place
from events.models.by_hand import dates_with_room, overbook
from rooms.models import Use
from tests.factories import ask, confirmed, in_days, make_course, make_date, make_room, party, states
from tests.house.notices import a_house

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    a_house()


def small(limit: int | None = 3, *, capacity: int | None = None) -> Occurrence:
    """A date in a room for so many people."""
    date = make_date(capacity=capacity)
    date.set_rooms([make_room("Kammer", fire_limit=limit)])
    return date


def test_a_date_without_a_number_is_full_when_its_rooms_are() -> None:
    date = small()
    assert date.seats().free == 3
    assert states(ask(date, *party(2))) == ["confirmed"] * 2
    waiting = ask(date, *party(2, "Y"))
    assert (states(waiting), date.seats().free) == (["waiting"] * 2, 1)
    assert said_of.seats_words(date.seats()) == "2 von 3, 2 warten"


def test_who_gives_a_place_back_there_lets_the_next_move_up() -> None:
    date = small()
    first, waiting = ask(date, *party(3)), ask(date, "Amina")
    first.cancel()
    assert states(waiting) == ["confirmed"]


def test_a_party_too_large_for_the_rooms_is_told_at_once() -> None:
    with pytest.raises(ValidationError) as refusal:
        ask(small(), *party(4))
    assert (refusal.value.code, refusal.value.params) == ("too_many", {"places": 3})


def test_a_number_of_places_counts_before_the_rooms() -> None:
    assert small(20, capacity=2).seats().capacity == 2


def test_one_room_that_says_no_limit_leaves_it_open() -> None:
    date = small()
    date.set_rooms([make_room("Saal"), *date.rooms()])
    assert Occurrence.objects.with_seats().get().seats().free is None
    date.set_rooms([])
    assert Occurrence.objects.with_seats().get().seats().free is None


def test_two_rooms_hold_what_both_hold() -> None:
    date = small()
    date.set_rooms([make_room("Küche", fire_limit=4), *date.rooms()])
    assert Occurrence.objects.with_seats().get().seats().free == 7


def test_nobody_is_let_in_by_hand_beyond_what_the_room_may_hold() -> None:
    date = small(4, capacity=3)
    ask(date, *party(3))
    one, two = ask(date, "Amina"), ask(date, "Olena")
    overbook(one, "Genug Stühle", by=None)
    assert Use.objects.get().head_count == 4
    with pytest.raises(ValidationError, match="höchstens 4"):
        overbook(two, "Genug Stühle", by=None)
    assert (confirmed(date), states(two), Use.objects.get().head_count) == (4, ["waiting"], 4)


def test_of_a_course_each_date_is_asked() -> None:
    course = make_course(2, capacity=1)
    first, second = course.occurrences.order_by("starts_at")
    second.set_rooms([make_room("Kammer", fire_limit=1)])
    ask(course, "Olena")
    with pytest.raises(ValidationError, match="höchstens 1"):
        overbook(ask(course, "Amina"), "Genug Stühle", by=None)
    assert Place.objects.confirmed().filter(occurrence=first).count() == 1


def test_who_moves_to_another_date_finds_the_rooms_full(client: Client) -> None:
    date = small()
    here = make_date(date.event, in_days(9))
    ask(date, *party(3))
    assert dates_with_room(date.event, but=here) == []


def test_only_what_is_free_leaves_out_a_date_whose_rooms_are_full(client: Client) -> None:
    date = small()
    path = "/programm/?frei=1"
    assert date.get_absolute_url() in client.get(path).content.decode()
    ask(date, *party(3))
    assert date.get_absolute_url() not in client.get(path).content.decode()
