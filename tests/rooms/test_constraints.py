"""What the tables of the rooms refuse by themselves."""

import pytest
from psycopg.types.range import Range

from members.models import Group
from rooms.models import Occupancy, Room, RoomPart, RoomText, Use
from tests.factories import AMINA, in_days, make_person, make_room, take
from tests.promises import Broken, assert_refused, promises

pytestmark = pytest.mark.django_db


def use(**fields: object) -> Use:
    values = {"kind": "event", "during": Range(in_days(5), in_days(6))}
    return Use.objects.create(**(values | fields))


def occupancy(**fields: object) -> Occupancy:
    values = {"use": use(), "room": make_room(), "period": Range(in_days(5), in_days(6))}
    return Occupancy.objects.create(**(values | fields))


def used_twice() -> None:
    first = take([make_room()])
    taken = first.occupancies.get()
    Occupancy.objects.create(use=use(), room=taken.room, period=taken.period)


BROKEN: Broken = {
    "room_takes_at_least_one_group": lambda: make_room(groups_at_once=0),
    "room_access_is_known_no_or_unknown": lambda: make_room(step_free="perhaps"),
    "rooms_room.slug": lambda: [make_room(), make_room()],
    "room_is_part_of_a_hall_once": lambda: [
        RoomPart.objects.create(hall=hall, part=part)
        for hall, part in [(make_room("Saal"), make_room("Blau"))]
        for _ in range(2)
    ],
    "hall_is_not_part_of_itself": lambda: [
        RoomPart.objects.create(hall=room, part=room) for room in [make_room()]
    ],
    "room_has_one_text_per_language": lambda: [
        RoomText.objects.create(room=room, way="links") for room in [make_room()] for _ in range(2)
    ],
    "use_kind_is_known": lambda: use(kind="party"),
    "use_has_a_start_and_an_end": lambda: use(during=Range(in_days(5), None)),
    "use_is_held_for_one_at_most": lambda: use(
        held_for_person=make_person(AMINA), held_for_group=Group.objects.create(name="Spielerunde")
    ),
    "rooms_use_rooms.use_id_room_id": lambda: [
        Use.rooms.through.objects.create(use=taken, room=room)
        for taken, room in [(use(), make_room())]
        for _ in range(2)
    ],
    "occupancy_has_a_start_and_an_end": lambda: occupancy(period=Range(in_days(5), in_days(5))),
    "occupancy_lane_is_not_empty": lambda: occupancy(lane=Range(empty=True)),
    "room_is_never_used_twice": used_twice,
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name: str) -> None:
    assert_refused(name, BROKEN[name])


def test_every_promise_of_the_rooms_is_tried() -> None:
    assert promises("rooms") == set(BROKEN)


@pytest.mark.parametrize(
    "during", [Range(None, in_days(5)), Range(in_days(5), None), Range(None, None), Range(empty=True)]
)
def test_a_use_and_its_rows_are_bounded_on_both_sides(during: Range) -> None:
    assert_refused("use_has_a_start_and_an_end", lambda: use(during=during))
    assert_refused("occupancy_has_a_start_and_an_end", lambda: occupancy(period=during))


def test_a_room_with_rows_or_halls_cannot_be_deleted() -> None:
    room = make_room()
    take([room])
    with pytest.raises(Exception, match="protected"):
        Room.objects.filter(pk=room.pk).delete()
