"""Local time becomes an instant in one place, also on the two nights of the clock change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from treff.house import when

SPRING = date(2027, 3, 28)
AUTUMN = date(2026, 10, 25)


def test_an_afternoon_in_winter_is_an_hour_ahead_of_utc() -> None:
    assert when.at(date(2026, 12, 1), time(15)) == datetime(2026, 12, 1, 14, tzinfo=UTC)


def test_an_afternoon_in_summer_is_two_hours_ahead_of_utc() -> None:
    assert when.at(date(2026, 7, 1), time(15)) == datetime(2026, 7, 1, 13, tzinfo=UTC)


@pytest.mark.parametrize("clock", [time(2), time(2, 30), time(2, 59, 59)])
def test_a_time_that_the_clocks_skip_is_refused(clock: time) -> None:
    with pytest.raises(ValidationError, match="does not exist|gibt es nicht") as refusal:
        when.at(SPRING, clock)
    assert refusal.value.code == "gap"


@pytest.mark.parametrize("clock", [time(1, 59, 59), time(3)])
def test_the_times_beside_the_gap_exist(clock: time) -> None:
    assert when.local(when.at(SPRING, clock)).time() == clock


def test_a_rule_in_the_gap_slips_to_the_hour_that_exists() -> None:
    assert when.local(when.rule_at(SPRING, time(2, 30))).time() == time(3, 30)


def test_of_a_time_that_comes_twice_the_first_counts() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert when.at(AUTUMN, time(2, 30)) == first
    assert when.at(AUTUMN, time(2, 30, fold=1)) == first


def test_a_night_in_october_lasts_an_hour_longer_than_the_clock_says() -> None:
    start, end = when.at(AUTUMN, time(1)), when.at(AUTUMN, time(4))
    assert end - start == timedelta(hours=4)


def test_a_night_in_march_lasts_an_hour_less() -> None:
    start, end = when.at(SPRING, time(1)), when.at(SPRING, time(4))
    assert end - start == timedelta(hours=2)


@pytest.mark.parametrize(
    ("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 12, 1), 24), (SPRING + timedelta(days=1), 24)]
)
def test_a_day_has_the_hours_it_has(day: date, hours: int) -> None:
    start, end = when.day_bounds(day)
    assert end - start == timedelta(hours=hours)
    assert when.local(start).time() == when.local(end).time() == time(0)


def test_days_join_without_a_gap() -> None:
    assert when.days_bounds(AUTUMN, AUTUMN + timedelta(days=1)) == (
        when.day_bounds(AUTUMN)[0],
        when.day_bounds(AUTUMN + timedelta(days=1))[1],
    )


def test_today_is_the_day_in_krefeld() -> None:
    with time_machine.travel(datetime(2026, 11, 24, 23, 30, tzinfo=UTC), tick=False):
        assert when.today() == date(2026, 11, 25)


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 29)])
def test_a_week_begins_on_monday(day: date) -> None:
    week = when.week_of(day)
    assert (week[0], week[-1], len(week)) == (date(2026, 11, 23), date(2026, 11, 29), 7)


@pytest.mark.parametrize("day", [date.min, date(1, 1, 2), date(9999, 12, 30), date.max])
def test_the_end_of_the_calendar_breaks_nothing(day: date) -> None:
    start, end = when.day_bounds(day)
    assert end - start == timedelta(days=1)
    assert len(set(when.week_of(day))) == 7
    assert when.days_bounds(date.min, date.max)[0] <= start < when.days_bounds(date.min, date.max)[1]
