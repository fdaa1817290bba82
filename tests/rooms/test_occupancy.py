"""A room is never used twice, whoever asks: lanes, gaps, halls and their parts."""

from datetime import date as Day
from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from psycopg.types.range import Range

from rooms.models import Occupancy, Room, RoomTaken, Use, Wish
from tests.factories import in_days, make_hall, make_room, on, take
from treff.house import when

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def spans(room: Room) -> list[tuple[float, float]]:
    """What is taken of a room, in hours after the usual start."""
    start = in_days(5)
    rows = room.occupancies.order_by("period")
    return [((row.period.lower - start) / HOUR, (row.period.upper - start) / HOUR) for row in rows]


def test_a_room_that_is_in_use_is_refused_by_name() -> None:
    room = make_room("Werkstatt")
    take([room])
    with pytest.raises(RoomTaken) as refusal:
        take([room], in_days(5) + HOUR)
    assert refusal.value.rooms == (room,)
    assert refusal.value.code == "room_taken"
    assert "Werkstatt" in str(refusal.value)
    assert Use.objects.count() == 1


def test_spans_are_half_open_so_the_next_use_may_begin_when_the_first_ends() -> None:
    room = make_room()
    take([room])
    take([room], in_days(5) + 2 * HOUR)
    take([room], in_days(5) - 2 * HOUR)
    assert spans(room) == [(-2, 0), (0, 2), (2, 4)]


def test_a_single_microsecond_too_much_is_refused() -> None:
    room = make_room()
    take([room])
    with pytest.raises(RoomTaken):
        take([room], in_days(5) + 2 * HOUR - timedelta(microseconds=1))


def test_other_rooms_stay_free() -> None:
    take([make_room("Werkstatt")])
    take([make_room("Küche")])
    assert Occupancy.objects.count() == 2


def test_a_hall_takes_its_parts_and_a_part_takes_the_hall() -> None:
    hall = make_hall()
    blue, yellow = Room.objects.atomic().order_by("name")
    use = take([hall])
    assert set(use.occupancies.values_list("room", flat=True)) == {blue.pk, yellow.pk}
    assert list(use.rooms.all()) == [hall]
    with pytest.raises(RoomTaken) as refusal:
        take([blue])
    assert refusal.value.rooms == (blue,)
    take([yellow], in_days(6))
    with pytest.raises(RoomTaken):
        take([hall], in_days(6))


def test_a_hall_and_one_of_its_parts_in_one_use_count_once() -> None:
    hall = make_hall()
    use = take([hall, Room.objects.get(name="Blaues Zimmer")])
    assert use.occupancies.count() == 2


def test_kitchen_and_hall_are_taken_together_or_not_at_all() -> None:
    kitchen, hall = make_room("Küche"), make_hall()
    take([Room.objects.get(name="Gelbes Zimmer")])
    with pytest.raises(RoomTaken):
        take([kitchen, hall])
    assert not kitchen.occupancies.exists()


def test_the_gap_after_a_use_keeps_others_out() -> None:
    room = make_room(gap=15)
    take([room])
    with pytest.raises(RoomTaken):
        take([room], in_days(5) + 2 * HOUR + timedelta(minutes=14))
    take([room], in_days(5) + 2.25 * HOUR, hours=0.25)
    assert spans(room) == [(0, 2), (2, 2.25), (2.25, 2.5), (2.5, 2.75)]


def test_the_gap_of_an_earlier_use_may_not_reach_into_a_later_one() -> None:
    room = make_room(gap=30)
    take([room])
    with pytest.raises(RoomTaken):
        take([room], in_days(5) - 2.25 * HOUR)
    take([room], in_days(5) - 2.5 * HOUR)


def row(room: Room, lane: Range, start_hour: float = 0, hours: float = 2) -> Occupancy:
    """A lock row written past the verbs."""
    start = in_days(5) + start_hour * HOUR
    period = Range(start, start + hours * HOUR)
    use = Use.objects.create(kind="booking", during=period)
    return Occupancy.objects.create(use=use, room=room, period=period, lane=lane)


def refused(room: Room, lane: Range, start_hour: float = 0) -> bool:
    try:
        with transaction.atomic():
            row(room, lane, start_hour)
    except IntegrityError as error:
        assert error.__cause__.diag.constraint_name == "room_is_never_used_twice"  # type: ignore[union-attr]  # psycopg's error
        return True
    return False


def test_lanes_of_a_shared_room() -> None:
    """Group k takes [k,k]; an exclusive use meets all of them; a gap [-u,-u] meets only exclusive ones."""
    room = make_room()
    first, second, gap = (Range(0, 0, "[]"), Range(1, 1, "[]"), Range(-7, -7, "[]"))
    everything: Range[int] = Range()
    row(room, first)
    assert refused(room, first)
    assert refused(room, everything)
    assert not refused(room, second)
    assert not refused(room, gap)
    assert refused(room, gap)
    assert not refused(room, Range(-8, -8, "[]"))


def test_gaps_may_meet_each_other_but_no_exclusive_use() -> None:
    room = make_room(gap=30)
    take([room])
    assert not refused(room, Range(-1, -1, "[]"), start_hour=2.25)
    assert refused(room, Range(), start_hour=2.25)


def test_moving_a_use_frees_the_old_time_and_refuses_a_taken_one() -> None:
    room, other = make_room(gap=15), make_room("Küche")
    use = take([room])
    take([other], in_days(6))
    use.move([room], in_days(5) + HOUR, in_days(5) + 3 * HOUR)
    assert spans(room) == [(1, 3), (3, 3.25)]
    with pytest.raises(RoomTaken):
        use.move([other], in_days(6), in_days(6) + HOUR)
    assert spans(room) == [(1, 3), (3, 3.25)]
    assert list(Use.objects.get(pk=use.pk).rooms.all()) == [room]
    assert Use.objects.get(pk=use.pk).during.lower == in_days(5) + HOUR


def test_moving_from_a_part_to_the_hall_does_not_meet_itself() -> None:
    hall = make_hall()
    blue, yellow = Room.objects.atomic().order_by("name")
    use = take([blue])
    use.move([hall], in_days(5), in_days(5) + 2 * HOUR)
    assert set(use.occupancies.values_list("room", flat=True)) == {blue.pk, yellow.pk}
    use.move([yellow], in_days(5), in_days(5) + 2 * HOUR)
    assert list(use.occupancies.values_list("room", flat=True)) == [yellow.pk]


def test_a_released_use_stays_as_a_record_and_its_rooms_are_free() -> None:
    room = make_room(gap=15)
    use = take([room])
    use.release()
    released_at = use.released_at
    use.release()
    assert use.released_at == released_at is not None
    assert (Use.objects.count(), Occupancy.objects.count()) == (1, 0)
    assert list(use.rooms.all()) == [room]
    take([room])


def test_a_released_use_takes_rooms_again_and_stays_one() -> None:
    room, other = make_room(fire_limit=12), make_room("Küche", gap=15)
    use = take([other], head_count=20)
    use.release()
    Use.arrange([Wish(use, (room,), in_days(5), in_days(5) + HOUR)])
    assert (use.released_at, use.head_count) == (None, None)
    assert list(Use.objects.get().rooms.all()) == [room]
    assert (spans(room), spans(other)) == ([(0, 1)], [])
    use.release()
    take([room])
    with pytest.raises(RoomTaken):
        Use.arrange([Wish(use, (room,), in_days(5), in_days(5) + HOUR)])
    assert Use.objects.get(pk=use.pk).released_at is not None


def test_more_people_than_fire_safety_allows_are_refused_whoever_asks() -> None:
    room, hall = make_room(fire_limit=12), make_hall()
    with pytest.raises(ValidationError) as refusal:
        take([room], head_count=13)
    assert refusal.value.code == "fire_limit"
    take([room], head_count=12)
    Room.objects.filter(pk=hall.pk).update(fire_limit=40)
    with pytest.raises(ValidationError):
        take([Room.objects.get(pk=hall.pk)], head_count=41)


def test_several_rooms_hold_as_many_people_as_their_limits_together() -> None:
    rooms = [make_room("Werkstatt", fire_limit=12), make_room("Küche", fire_limit=8)]
    take(rooms, head_count=20)
    with pytest.raises(ValidationError):
        take(rooms, in_days(6), head_count=21)


def test_an_end_before_the_start_is_refused_in_words() -> None:
    room = make_room()
    for hours in (-1, 0):
        with pytest.raises(ValidationError) as refusal:
            take([room], hours=hours)
        assert refusal.value.code == "end"


def test_a_room_becomes_a_hall_only_of_rooms_and_only_one_level() -> None:
    hall = make_hall()
    blue = Room.objects.get(name="Blaues Zimmer")
    with pytest.raises(ValidationError):
        blue.set_parts([make_room("Nische")])
    with pytest.raises(ValidationError):
        make_room("Haus").set_parts([hall])
    with pytest.raises(ValidationError):
        hall.set_parts([hall])
    assert set(hall.parts.values_list("part__name", flat=True)) == {"Blaues Zimmer", "Gelbes Zimmer"}


def test_a_room_with_a_coming_use_cannot_be_divided_and_a_past_one_does_not_matter() -> None:
    room, part = make_room(), make_room("Nische")
    take([room], in_days(-5))
    use = take([room])
    with pytest.raises(ValidationError):
        room.set_parts([part])
    use.release()
    room.set_parts([part])
    assert list(Room.objects.atomic()) == [part]


def test_a_hall_in_use_keeps_its_parts() -> None:
    """Otherwise a new part would be free while the hall is taken, or an old one taken for nothing."""
    hall = make_hall()
    take([hall])
    with pytest.raises(ValidationError):
        hall.set_parts([*Room.objects.atomic(), make_room("Nische")])
    assert hall.parts.count() == 2


# -- the nights on which the clocks change ------------------------------------------------------

SPRING, AUTUMN = Day(2027, 3, 28), Day(2027, 10, 31)


def test_a_night_in_march_is_an_hour_shorter_and_meets_its_neighbours_exactly() -> None:
    room = make_room()
    night = Use.take([room], on(SPRING, time(0)), on(SPRING, time(6)), kind="event")
    assert night.during.upper - night.during.lower == 5 * HOUR
    Use.take([room], on(SPRING, time(6)), on(SPRING, time(7)), kind="event")
    with pytest.raises(RoomTaken):
        Use.take([room], on(SPRING, time(5)), on(SPRING, time(6)), kind="event")


def test_a_night_in_october_is_an_hour_longer() -> None:
    room = make_room()
    night = Use.take([room], on(AUTUMN, time(0)), on(AUTUMN, time(6)), kind="event")
    assert night.during.upper - night.during.lower == 7 * HOUR


def test_an_hour_that_the_clocks_skip_cannot_be_taken() -> None:
    """02:00-03:00 does not exist; as a range of instants it would be empty and meet nobody."""
    with pytest.raises(ValidationError) as refusal:
        on(SPRING, time(2, 30))
    assert refusal.value.code == "gap"
    room, start = make_room(), when.rule_at(SPRING, time(2))
    with pytest.raises(ValidationError):
        Use.take([room], start, when.rule_at(SPRING, time(3)), kind="event")


def test_an_hour_that_comes_twice_is_two_hours_of_room_time() -> None:
    room = make_room()
    start, end = on(AUTUMN, time(2)), on(AUTUMN, time(3))
    use = Use.take([room], start, end, kind="event")
    assert use.during.upper - use.during.lower == 2 * HOUR
    with pytest.raises(RoomTaken):
        Use.take([room], start + HOUR, end, kind="event")


def test_a_gap_over_the_clock_change_is_counted_in_real_minutes() -> None:
    room = make_room(gap=30)
    Use.take([room], on(SPRING, time(0)), on(SPRING, time(1, 45)), kind="event")
    gap = room.occupancies.order_by("period").last()
    assert gap is not None
    assert when.local(gap.period.upper).time() == time(3, 15)


def test_a_period_that_ends_before_it_starts_never_reaches_the_table() -> None:
    room, start = make_room(), in_days(5)
    use = take([make_room("Küche")])
    with pytest.raises(DataError), transaction.atomic():
        Occupancy.objects.create(use=use, room=room, period=Range(start, start - HOUR))
