"""Rooms under the hands of several people: real threads on real connections."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from rooms.models import Occupancy, Room, RoomTaken, Use
from tests.factories import in_days, make_hall, make_room, take
from tests.races import together, while_held

pytestmark = pytest.mark.django_db(transaction=True)


def taking(*rooms: Room, hours: float = 2) -> Callable[[], Use]:
    return lambda: take(rooms, hours=hours)


def dividing(room: Room, *parts: Room) -> Callable[[], None]:
    return lambda: room.set_parts(parts)


def test_of_sixteen_who_take_one_room_at_once_one_gets_it() -> None:
    room = make_room(gap=15)
    answers = together([taking(room)] * 16)
    assert sorted(type(answer).__name__ for answer in answers) == ["RoomTaken"] * 15 + ["Use"]
    assert Occupancy.objects.count() == 2
    assert Use.objects.count() == 1


def test_a_hall_and_its_parts_at_once_end_in_one_consistent_set_and_no_deadlock() -> None:
    hall = make_hall(parts=("Blau", "Gelb", "Grün"))
    parts = list(Room.objects.atomic())
    acts: list[Callable[[], Any]] = [taking(hall), *(taking(part) for part in parts)] * 4
    acts += [taking(*reversed(parts))] * 4
    answers = together(acts)
    assert {type(answer) for answer in answers} <= {Use, RoomTaken}
    taken = [use.occupancies.count() for use in Use.objects.all()]
    assert taken in ([3], [1, 1, 1], [1, 1], [1])
    assert Occupancy.objects.count() == sum(taken)


def test_a_room_that_becomes_a_hall_meanwhile_is_taken_part_by_part() -> None:
    room, part = make_room(), make_room("Nische")
    use = while_held(room, lambda: room.set_parts([part]), taking(room)).result()
    assert list(use.occupancies.values_list("room", flat=True)) == [part.pk]


def test_a_room_that_is_taken_meanwhile_cannot_be_divided() -> None:
    room, part = make_room(), make_room("Nische")
    divided = while_held(room, taking(room), lambda: room.set_parts([part]))
    assert isinstance(divided.exception(), ValidationError)
    assert not room.parts.exists()


def test_a_use_that_is_released_meanwhile_leaves_no_row_behind_when_it_is_moved() -> None:
    room = make_room()
    use = take([room])
    twin = Use.objects.get(pk=use.pk)
    while_held(room, use.release, lambda: twin.move([room], in_days(6), in_days(7)))
    assert not Occupancy.objects.exists()


def test_dividing_and_taking_at_once_never_leave_a_taken_hall() -> None:
    for number in range(4):
        room, part = make_room(f"Raum {number}"), make_room(f"Nische {number}")
        together([taking(room), dividing(room, part)])
        assert not (room.parts.exists() and room.occupancies.exists())
