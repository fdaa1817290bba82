"""Rooms in the admin: parts of a hall, texts, and what the rules refuse."""

from typing import Any

import pytest

from members.models import Role
from rooms.models import Room, RoomPart
from tests.events.doing import hidden
from tests.events.team import said
from tests.factories import KOWALSKI, make_hall, make_room, take
from tests.reading import words
from tests.visitors import browser_of, queries

pytestmark = pytest.mark.django_db
ROOMS = "/admin/rooms/room/"


def room_form(name: str = "Saal", **fields: Any) -> dict[str, Any]:
    """A room with its German text, as typed."""
    return {
        "name": name,
        "slug": name.lower(),
        "gap": 0,
        "groups_at_once": 1,
        "step_free": "yes",
        "toilet": "unknown",
        "induction_loop": "no",
        "texts-TOTAL_FORMS": 1,
        "texts-INITIAL_FORMS": 0,
        "texts-0-language": "de",
        "texts-0-way": "Erdgeschoss, links",
    } | fields


def test_a_hall_is_made_of_rooms() -> None:
    parts = [make_room("Blaues Zimmer"), make_room("Gelbes Zimmer")]
    client = browser_of(Role.STAFF)
    answer = client.post(f"{ROOMS}add/", room_form(parts=[part.pk for part in parts]))
    assert answer.status_code == 302, words(answer)
    hall = Room.objects.get(name="Saal")
    assert [part.part for part in hall.parts.order_by("part__name")] == parts
    assert hall.texts.get().way == "Erdgeschoss, links"
    assert "Blaues Zimmer" in words(client.get(ROOMS))


def test_a_room_that_is_in_use_does_not_become_a_hall_and_nothing_is_half_saved() -> None:
    room, part = make_room("Saal"), make_room("Blaues Zimmer")
    take([room])
    answer = browser_of(Role.STAFF).post(f"{ROOMS}{room.pk}/change/", room_form("Festsaal", parts=[part.pk]))
    assert answer.status_code == 422
    assert said("This room is in use. Please move its dates before you divide it.") in words(answer)
    assert 'value="Festsaal"' in answer.content.decode()
    assert not RoomPart.objects.exists()
    assert Room.objects.get(pk=room.pk).name == "Saal"


def test_a_hall_that_somebody_divided_meanwhile_keeps_its_parts() -> None:
    hall, part, client = make_room("Saal"), make_room("Blaues Zimmer"), browser_of(Role.STAFF)
    page = f"{ROOMS}{hall.pk}/change/"
    form = room_form() | {"seen": hidden(client.get(page))["seen"]}
    hall.set_parts([part])
    answer = client.post(page, form)
    assert answer.status_code == 422
    assert said("Now it says: %(value)s", value="Blaues Zimmer") in words(answer)
    assert [row.part for row in hall.parts.all()] == [part]
    assert client.post(page, form | {"seen": hidden(answer)["seen"]}).status_code == 302
    assert not hall.parts.exists()


def test_a_hall_is_no_part_of_a_hall() -> None:
    hall = make_hall()
    answer = browser_of(Role.STAFF).post(f"{ROOMS}add/", room_form("Haus", parts=[hall.pk]))
    assert answer.status_code == 422
    assert not Room.objects.filter(name="Haus").exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"slug": "woche"}, "This short name is the address of another page."),
        ({"groups_at_once": 0}, "A room takes at least one group."),
    ],
)
def test_the_rules_of_a_room_are_said_on_its_page(fields: dict[str, Any], sentence: str) -> None:
    answer = browser_of(Role.STAFF).post(f"{ROOMS}add/", room_form(**fields))
    assert answer.status_code == 422
    assert said(sentence) in words(answer)
    assert not Room.objects.exists()


def test_a_room_is_not_deleted() -> None:
    room = make_room()
    assert browser_of(Role.BOARD).post(f"{ROOMS}{room.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Room.objects.exists()


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.DESK, Role.CITY])
def test_only_team_and_board_change_rooms(role: Role) -> None:
    answer = browser_of(role).post(f"{ROOMS}add/", room_form(), follow=True)
    assert answer.status_code == 403
    assert not Room.objects.exists()


def test_the_list_costs_the_same_for_one_hall_and_for_many() -> None:
    client = browser_of(Role.STAFF, KOWALSKI)
    make_hall()
    counts = [queries(client, ROOMS)]
    for number in range(9):
        make_hall(f"Saal {number}", [f"Zimmer {number}a", f"Zimmer {number}b"])
    counts.append(queries(client, ROOMS))
    assert counts == [8, 8]


def test_rooms_are_found_by_what_is_known_of_the_way_in() -> None:
    client, step_free = browser_of(Role.STAFF), make_room("Bleiche", step_free="yes", toilet="no")
    make_room("Werkstatt", step_free="no", toilet="yes")
    for query in ({"step_free__exact": "yes"}, {"toilet__exact": "no"}, {"q": "bleich"}):
        answer: Any = client.get(ROOMS, query)
        assert list(answer.context_data["cl"].result_list) == [step_free], query
