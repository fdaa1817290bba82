"""The calendar of the demo: the same fortnight whatever day it is loaded on."""

from datetime import date, datetime, time, timedelta

import pytest

from treff.demo.days import Days, clock, years_from
from treff.house import when

TUESDAY = date(2026, 11, 24)


def local(moment: datetime | None) -> str:
    assert moment is not None
    return f"{when.local(moment):%Y-%m-%d %H:%M}"


def test_a_weekday_alone_is_every_week_from_two_back_to_six_ahead() -> None:
    spans = Days(TUESDAY).spans("Mo 9:30-11:30")
    assert [span.week for span in spans] == list(range(-2, 7))
    assert local(spans[0].start) == "2026-11-09 09:30"
    assert local(spans[-1].end) == "2027-01-04 11:30"


def test_a_series_stays_at_its_hour_over_the_clock_change() -> None:
    starts = [span.start for span in Days(date(2026, 10, 20)).spans("Di 18-19:30")]
    assert {when.local(start).time() for start in starts} == {time(18)}
    assert timedelta(days=7, hours=1) in {
        after - before for before, after in zip(starts, starts[1:], strict=False)
    }


def test_one_week_is_one_date_and_two_weeks_are_all_between() -> None:
    assert [local(span.start) for span in Days(TUESDAY).spans("W1 Mi 18-20")] == ["2026-12-02 18:00"]
    assert len(Days(TUESDAY).spans("W-2..W3 Di 15:30-17:30")) == 6


def test_a_night_ends_on_the_weekday_named() -> None:
    [span] = Days(TUESDAY).spans("W1 Fr 18:30 - Sa 9")
    assert (local(span.start), local(span.end)) == ("2026-12-04 18:30", "2026-12-05 09:00")


def test_a_date_may_have_no_end_and_a_day_may_be_whole() -> None:
    [open_end] = Days(TUESDAY).spans("W1 So 14")
    [whole] = Days(TUESDAY).spans("D+40 all day")
    assert open_end.end is None
    assert (local(whole.start), local(whole.end)) == ("2027-01-03 00:00", "2027-01-04 00:00")


@pytest.mark.parametrize("day", [TUESDAY + timedelta(days=offset) for offset in range(-1, 6)])
def test_the_week_of_today_is_the_same_on_each_of_its_days(day: date) -> None:
    assert Days(day).day("W1 Mi") == date(2026, 12, 2)
    assert Days(day).day("D-3") == day - timedelta(days=3)


@pytest.mark.parametrize("words", ["", "Mi", "W1 Mi", "Xy 9-10", "W1 9-10"])
def test_other_words_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match="is not a time"):
        Days(TUESDAY).spans(words)


def test_a_day_needs_a_week_or_a_count() -> None:
    with pytest.raises(ValueError, match="is not a day"):
        Days(TUESDAY).day("Mi")


def test_hours_may_leave_the_minutes_out() -> None:
    assert (clock("9"), clock("9:30")) == (time(9), time(9, 30))


def test_the_twenty_ninth_of_february_has_a_birthday_every_year() -> None:
    assert years_from(date(2028, 2, 29), -14) == date(2014, 3, 1)
    assert years_from(date(2028, 3, 5), -14) == date(2014, 3, 5)
