"""Moving a date, changing its places and its rooms: who is told, and what stays as it was."""

from datetime import time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from events.models import Occurrence, Place
from events.notices import remind
from rooms.models import Occupancy, RoomTaken, Use
from tests.events.doing import notices
from tests.factories import (
    KOWALSKI,
    OLENA,
    ask,
    in_days,
    make_date,
    make_hall,
    make_room,
    take,
)
from treff.house.models import Notice
from treff.house.models.notice import Channel

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def test_an_open_reminder_of_a_moved_date_is_not_called_any_more() -> None:
    date = make_date(capacity=1)
    ask(date, "Jerzy", by=KOWALSKI)
    with time_machine.travel(date.starts_at - timedelta(days=1), tick=False):
        assert remind([date]) == 1
        date.move(in_days(9), in_days(10), by=None)
        assert [notice.template for notice in Notice.objects.calls()] == ["date_changed"]


def test_a_date_that_gave_its_rooms_back_and_takes_others_has_one_use() -> None:
    date, workshop, kitchen = make_date(), make_room("Werkstatt"), make_room("Küche")
    date.set_rooms([workshop])
    first = date.use
    date.set_rooms([])
    date.set_rooms([kitchen])
    assert (date.use, [room.name for room in date.rooms()]) == (first, ["Küche"])
    assert Use.objects.get() == first
    assert (workshop.occupancies.count(), kitchen.occupancies.count()) == (0, 1)


def test_case_64_a_moved_date_tells_everybody_old_and_new_once_per_contact() -> None:
    date, room = make_date(capacity=2), make_room("Werkstatt")
    date.set_rooms([room])
    old, new = date.starts_at, in_days(9)
    ask(date, "Olena", by=OLENA)
    ask(date, "Halyna", by=OLENA)
    ask(date, "Jerzy", by=KOWALSKI)
    date.move(new, new + HOUR, by=None, rooms=[make_room("Küche")], reason="Der Strom wird repariert")
    told = notices("date_changed")
    assert [notice.channel for notice in told] == [Channel.MAIL, Channel.CALL]
    assert told[0].facts["old_start"] == old.isoformat()
    assert told[0].facts["old_place"] == "Werkstatt"
    date.refresh_from_db()
    assert (date.sequence, date.previous_start, date.starts_at) == (1, old, new)
    assert [found.name for found in date.rooms()] == ["Küche"]
    assert not room.occupancies.exists()
    assert set(Place.objects.values_list("state", flat=True)) == {"confirmed", "waiting"}


def test_case_64_moved_twice_is_told_twice_and_the_calendar_counts_on() -> None:
    date = make_date()
    uid = date.uid
    ask(date, "Olena", by=OLENA)
    for day in (8, 9):
        date.move(in_days(day), None, by=None)
    assert len(notices("date_changed")) == 2
    date.refresh_from_db()
    assert (date.uid, date.sequence, date.previous_start) == (uid, 2, in_days(8))


def test_case_64_a_taken_room_refuses_the_move_and_nothing_has_changed() -> None:
    date, room = make_date(), make_room()
    date.set_rooms([room])
    ask(date, "Olena", by=OLENA)
    taken = make_room("Küche")
    take([taken], in_days(9))
    with pytest.raises(RoomTaken):
        date.move(in_days(9), in_days(9) + HOUR, by=None, rooms=[taken])
    date.refresh_from_db()
    assert (date.sequence, date.starts_at) == (0, in_days(5))
    assert [row.period.lower for row in room.occupancies.all()] == [in_days(5)]
    assert not taken.occupancies.filter(use=date.use).exists()
    assert notices("date_changed") == []


def test_case_64_a_date_that_somebody_changed_meanwhile_is_not_moved_by_who_has_not_seen_it() -> None:
    date = make_date()
    seen, theirs = date.changed_at, in_days(8)
    date.move(theirs, None, by=None, seen=seen)
    ask(date, "Olena", by=OLENA)
    with pytest.raises(ValidationError) as refusal:
        date.move(in_days(9), None, by=None, seen=seen)
    assert refusal.value.code == "changed"
    assert (Occurrence.objects.get().starts_at, notices("date_changed")) == (theirs, [])
    date.move(in_days(9), None, by=None, seen=date.changed_at)
    date.move(in_days(10), None, by=None)
    assert Occurrence.objects.get().starts_at == in_days(10)


def test_places_that_somebody_changed_meanwhile_are_not_changed_by_who_has_not_seen_them() -> None:
    date = make_date(capacity=2)
    seen = date.changed_at
    date.set_capacity(8, 1, by=None, seen=seen)
    with pytest.raises(ValidationError) as refusal:
        date.set_capacity(3, 0, by=None, seen=seen)
    assert refusal.value.code == "changed"
    date.set_capacity(8, 1, by=None, seen=seen)  # pressed twice
    assert Occurrence.objects.values_list("capacity", "reserve").get() == (8, 1)
    date.set_capacity(3, 0, by=None, seen=date.changed_at)
    assert Occurrence.objects.get().capacity == 3


def test_story_13_a_date_without_an_end_in_a_hall_needs_the_hour_when_the_hall_is_free_again() -> None:
    hall = make_hall()
    date = make_date(starts_at=in_days(5, time(20)), hours=None)
    with pytest.raises(ValidationError) as refusal:
        date.set_rooms([hall])
    assert refusal.value.code == "room_until"
    Occurrence.objects.filter(pk=date.pk).update(room_until=in_days(6, time(0)))
    date.set_rooms([hall])
    rows = Occupancy.objects.filter(use=date.use)
    assert [row.period.upper for row in rows] == [in_days(6, time(0))] * 2
    date.refresh_from_db()
    assert date.ends_at is None


def test_story_26_a_cooking_evening_takes_kitchen_and_hall() -> None:
    date, kitchen, hall = make_date(), make_room("Küche"), make_hall()
    date.set_rooms([kitchen, hall])
    assert date.use is not None
    assert date.use.occupancies.count() == 3
    with pytest.raises(RoomTaken):
        take([kitchen], date.starts_at + HOUR)
