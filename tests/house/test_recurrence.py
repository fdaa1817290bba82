"""Series by the calendar on the wall: weeks, months, lists, and the two nights of the clock change."""

from datetime import UTC, date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from treff.house import when
from treff.house.recurrence import (
    LAST,
    Listed,
    MonthlyByDay,
    MonthlyByWeekday,
    Recurrence,
    Rule,
    ShortMonth,
    Weekly,
    slots,
)

TUESDAY, MONDAY, FRIDAY = 1, 0, 4


def days(rule: Rule, first: date, **end: date | int) -> list[str]:
    return [day.isoformat() for day in Recurrence(rule, first, **end).days()]  # type: ignore[arg-type]  # until or count


def test_every_week_on_two_days_begins_with_the_first_that_fits() -> None:
    found = days(Weekly((TUESDAY, FRIDAY)), date(2026, 11, 25), count=3)
    assert found == ["2026-11-27", "2026-12-01", "2026-12-04"]


def test_every_second_week_keeps_its_step_over_new_year_and_week_53() -> None:
    """2026 has a week 53: who counts odd and even weeks comes a week too early."""
    found = days(Weekly((TUESDAY,), every=2), date(2026, 12, 15), count=4)
    assert found == ["2026-12-15", "2026-12-29", "2027-01-12", "2027-01-26"]


def test_the_second_week_counts_from_the_week_of_the_first_day() -> None:
    found = days(Weekly((MONDAY,), every=2), date(2026, 11, 25), count=2)
    assert found == ["2026-12-07", "2026-12-21"]


@pytest.mark.parametrize(
    ("nth", "expected"),
    [
        (1, ["2027-01-01", "2027-02-05", "2027-03-05"]),
        (4, ["2027-01-22", "2027-02-26", "2027-03-26"]),
        (LAST, ["2027-01-29", "2027-02-26", "2027-03-26"]),
    ],
)
def test_the_nth_friday_of_the_month(nth: int, expected: list[str]) -> None:
    assert days(MonthlyByWeekday(nth, FRIDAY), date(2027, 1, 1), count=3) == expected


def test_case_50_a_month_without_a_fifth_monday_has_none() -> None:
    assert days(MonthlyByWeekday(5, MONDAY), date(2026, 11, 1), count=2) == ["2026-11-30", "2027-03-29"]


def test_case_50_the_31st_is_skipped_or_is_the_last_day() -> None:
    first = date(2027, 1, 31)
    assert days(MonthlyByDay(31, ShortMonth.SKIP), first, count=3) == [
        "2027-01-31",
        "2027-03-31",
        "2027-05-31",
    ]
    assert days(MonthlyByDay(31, ShortMonth.LAST_DAY), first, count=3) == [
        "2027-01-31",
        "2027-02-28",
        "2027-03-31",
    ]


def test_the_29th_of_february_is_there_in_a_leap_year() -> None:
    assert days(MonthlyByDay(29, ShortMonth.SKIP), date(2028, 2, 1), count=1) == ["2028-02-29"]


def test_a_list_is_put_in_order_and_names_each_day_once() -> None:
    picked = (date(2027, 3, 1), date(2027, 2, 1), date(2027, 3, 1), date(2026, 1, 1))
    assert days(Listed(picked), date(2027, 1, 1)) == ["2027-02-01", "2027-03-01"]


def test_case_52_the_last_day_is_included() -> None:
    rule, first = Weekly((TUESDAY,)), date(2026, 12, 1)
    assert days(rule, first, until=date(2026, 12, 15)) == ["2026-12-01", "2026-12-08", "2026-12-15"]
    assert days(rule, first, until=date(2026, 12, 14)) == ["2026-12-01", "2026-12-08"]


@pytest.mark.parametrize(
    "nothing",
    [
        Recurrence(Weekly((MONDAY,)), date(2026, 12, 1), until=date(2026, 12, 6)),
        Recurrence(MonthlyByDay(31, ShortMonth.SKIP), date(2027, 2, 1), until=date(2027, 2, 28)),
        Recurrence(Listed(()), date(2027, 2, 1)),
    ],
)
def test_case_52_no_day_at_all_is_refused(nothing: Recurrence) -> None:
    with pytest.raises(ValidationError) as refusal:
        nothing.days()
    assert refusal.value.code == "none"


def test_case_52_more_than_two_hundred_are_asked_about() -> None:
    daily, first = Weekly(tuple(range(7))), date(2027, 1, 1)
    assert len(Recurrence(daily, first, count=200).days()) == 200
    for many in (
        Recurrence(daily, first, count=201),
        Recurrence(daily, first, until=first + timedelta(days=200)),
    ):
        with pytest.raises(ValidationError) as refusal:
            many.days()
        assert refusal.value.code == "many"
        assert len(many.days(many=True)) == 201


def test_it_ends_in_one_way() -> None:
    rule, first = Weekly((TUESDAY,)), date(2026, 12, 1)
    with pytest.raises(ValueError, match="ends"):
        Recurrence(rule, first)
    with pytest.raises(ValueError, match="ends"):
        Recurrence(rule, first, until=first, count=1)


def test_case_44_18_stays_18_over_both_clock_changes() -> None:
    spring, autumn = date(2026, 3, 28), date(2026, 10, 24)
    found = [
        slot.starts_at.astimezone(UTC).hour
        for first in (spring, autumn)
        for slot in slots([first, first + timedelta(days=7)], time(18), time(20))
    ]
    assert found == [17, 16, 16, 17]


def test_case_46_a_night_of_the_clock_change_is_an_hour_shorter_or_longer() -> None:
    nights = slots([date(2026, 3, 28), date(2026, 10, 24)], time(23), time(4))
    hours = [(slot.ends_at - slot.starts_at) / timedelta(hours=1) for slot in nights if slot.ends_at]
    assert hours == [4, 6]


def test_a_time_that_the_night_skips_is_refused_with_its_day() -> None:
    with pytest.raises(ValidationError, match=r"29. März.*2:30 Uhr") as refusal:
        slots([date(2026, 3, 22), date(2026, 3, 29)], time(2, 30), time(4))
    assert refusal.value.code == "gap"


def test_case_53_without_an_end_there_is_none() -> None:
    [slot] = slots([date(2026, 12, 1)], time(18), None)
    assert slot.ends_at is None


FIRST = st.dates(date(2024, 1, 1), date(2030, 12, 31))
WEEKDAYS = st.sets(st.integers(0, 6), min_size=1).map(lambda each: tuple(sorted(each)))
RULES = st.one_of(
    st.builds(Weekly, WEEKDAYS, st.integers(1, 8)),
    st.builds(MonthlyByWeekday, st.sampled_from([1, 2, 3, 4, 5, LAST]), st.integers(0, 6)),
    st.builds(MonthlyByDay, st.integers(1, 31), st.sampled_from(ShortMonth)),
)


def fits(rule: Rule, first: date, day: date) -> bool:
    """The words of the rule, checked day by day."""
    tomorrow, week = day + timedelta(days=1), timedelta(days=7)
    match rule:
        case Weekly(weekdays, every):
            weeks = (when.week_of(day)[0] - when.week_of(first)[0]).days // 7
            return day.weekday() in weekdays and weeks % every == 0
        case MonthlyByWeekday(nth, weekday):
            right = (day + week).month != day.month if nth == LAST else (day.day - 1) // 7 + 1 == nth
            return day.weekday() == weekday and right
        case MonthlyByDay(number, short):
            ends_early = tomorrow.month != day.month and day.day < number and short == ShortMonth.LAST_DAY
            return day.day == number or ends_early
    return False


@given(RULES, FIRST, st.integers(0, 400))
def test_every_day_that_fits_is_there_and_no_other(rule: Rule, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    every_day = [first + timedelta(days=each) for each in range(length + 1)]
    expected = [day for day in every_day if fits(rule, first, day)]
    recurrence = Recurrence(rule, first, until=last)
    if expected:
        assert recurrence.days(many=True) == expected
    else:
        with pytest.raises(ValidationError):
            recurrence.days(many=True)


@given(RULES, FIRST, st.integers(1, 20))
def test_it_is_read_as_it_was_written(rule: Rule, first: date, count: int) -> None:
    recurrence = Recurrence(rule, first, count=count)
    assert Recurrence.of_json(recurrence.as_json()) == recurrence
    listed = Recurrence(Listed(tuple(recurrence.days())), first)
    assert Recurrence.of_json(listed.as_json()) == listed
