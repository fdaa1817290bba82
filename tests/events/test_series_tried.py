"""Series under rules that change in the middle: no slot is held twice, and none comes back."""

from datetime import date as Day
from datetime import timedelta

import pytest
import time_machine

from events.models import CancelReason, Event, Series
from events.models.planning import Edit
from tests.events.serial import (
    EVENING,
    change,
    dates_of,
    next_weekday,
    tuesdays,
    weekly,
)
from tests.factories import make_room
from treff.house import when
from treff.house.recurrence import Recurrence, Weekly

pytestmark = pytest.mark.django_db


def two_a_week(weeks: int = 4) -> tuple[Event, Day]:
    """Tuesdays and Thursdays."""
    first = next_weekday(1)
    rule = weekly(first, 2 * weeks, weekdays=(1, 3))
    return tuesdays(first, recurrence=rule), first


def test_a_rule_that_loses_a_weekday_in_the_middle_of_a_week_lets_that_day_fall_out() -> None:
    event, first = two_a_week()
    thursday = dates_of(event)[1]
    until = first + 3 * when.WEEK
    only_tuesdays = Recurrence(Weekly((1,)), when.local(thursday.starts_at).date(), until=until)
    done = change(event, Edit(EVENING, recurrence=only_tuesdays), thursday.starts_at)
    assert (done.added, done.changed, done.off) == (0, 0, 4)
    assert [date.cancelled for date in dates_of(event)] == [False, True] * 4


def test_a_cancelled_date_keeps_its_slot_whatever_the_rule_becomes() -> None:
    first = next_weekday(1)
    event = tuesdays(first, recurrence=weekly(first, 3))
    dates_of(event)[0].cancel(CancelReason.LEAD, by=None)
    done = change(event, Edit(EVENING, recurrence=weekly(next_weekday(2), 3, weekdays=(2,))))
    assert (done.added, done.changed, done.off) == (1, 2, 0)
    change(event, Edit(EVENING, recurrence=weekly(first, 6, weekdays=(1, 2))))
    on_tuesday = [date for date in dates_of(event) if when.local(date.starts_at).date() == first]
    assert [date.cancelled for date in on_tuesday] == [True]


def test_a_series_is_made_longer_after_a_date_was_moved_into_the_past() -> None:
    first = next_weekday(1)
    event = tuesdays(first, recurrence=weekly(first, 2))
    date = dates_of(event)[0]
    saturday = date.starts_at - timedelta(days=3)
    date.move(saturday, saturday + timedelta(hours=1), by=None)
    with time_machine.travel(saturday + timedelta(days=1), tick=False):
        change(event, Edit(EVENING, recurrence=weekly(first, 3)))
    assert len(dates_of(event)) == 3


def test_a_date_moved_out_of_its_past_slot_is_changed_with_the_others() -> None:
    first = next_weekday(1)
    event = tuesdays(first, recurrence=weekly(first, 2))
    date = dates_of(event)[0]
    thursday = date.starts_at + timedelta(days=2)
    date.move(thursday, thursday + timedelta(hours=1), by=None)
    room = make_room()
    with time_machine.travel(date.starts_at - timedelta(days=1), tick=False):
        change(event, Edit(rooms=(room,)), when.day_bounds(when.EARLIEST)[0])
    assert [each.rooms() for each in dates_of(event)] == [[room], [room]]


def test_only_the_last_of_two_rules_is_made_longer() -> None:
    first = next_weekday(1)
    event = tuesdays(first, recurrence=weekly(first, 4))
    third = dates_of(event)[2]
    thursdays = Recurrence(Weekly((3,)), first + 2 * when.WEEK + timedelta(days=2), count=2)
    change(event, Edit(EVENING, recurrence=thursdays), third.starts_at)
    longer = Recurrence(Weekly((3,)), thursdays.first, count=3)
    done = change(event, Edit(EVENING, recurrence=longer), when.day_bounds(when.EARLIEST)[0])
    assert (done.added, done.changed, done.off) == (1, 0, 0)
    assert [when.local(date.starts_at).weekday() for date in dates_of(event)] == [1, 1, 3, 3, 3]
    assert [series.recurrence.count for series in Series.objects.order_by("from_slot")] == [None, 3]
