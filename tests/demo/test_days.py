"""The calendar of the demo: the same fortnight whatever day it is loaded on."""

from datetime import date, datetime, time, timedelta

import pytest

from treff.demo.days import Days, clock, years_from
from treff.house import when

TUESDAY = date(2026, 11, 24)


def local(moment: datetime | None) -> str:
    assert moment is not None
    return f"{when.local(moment):%Y-%m-%d %H:%M}"


def test_a_weekday_alone_is_every_week_from_eight_back_to_twenty_six_ahead() -> None:
    spans = Days(TUESDAY).spans("Mo 9:30-11:30")
    assert [span.week for span in spans] == list(range(-8, 27))
    assert local(spans[0].start) == "2026-09-28 09:30"
    assert local(spans[-1].end) == "2027-05-24 11:30"


@pytest.mark.parametrize("month", range(1, 13))
def test_every_weekly_series_stays_at_its_hour_over_a_clock_change(month: int) -> None:
    starts = [span.start for span in Days(date(2026, month, 20)).spans("Di 18-19:30")]
    assert {when.local(start).time() for start in starts} == {time(18)}
    steps = {after - before for before, after in zip(starts, starts[1:], strict=False)}
    week, hour = timedelta(weeks=1), timedelta(hours=1)
    assert steps - {week} <= {week + hour, week - hour}
    assert steps != {week}


def test_two_weekdays_are_one_rule() -> None:
    starts = [local(span.start) for span in Days(TUESDAY).spans("W0..W1 Mo und Do 15-17")]
    assert starts == ["2026-11-23 15:00", "2026-11-26 15:00", "2026-11-30 15:00", "2026-12-03 15:00"]


def test_a_fortnightly_rule_begins_with_its_first_week() -> None:
    starts = [local(span.start) for span in Days(TUESDAY).spans("W0..W5/2 Di 13-14:30")]
    assert starts == ["2026-11-24 13:00", "2026-12-08 13:00", "2026-12-22 13:00"]


def test_the_last_friday_is_one_in_a_month() -> None:
    starts = [local(span.start)[:10] for span in Days(TUESDAY).spans("last Fr 18:30-20")]
    assert starts[:4] == ["2026-10-30", "2026-11-27", "2026-12-25", "2027-01-29"]


@pytest.mark.parametrize("words", ["W1 Mi 18-20", "D+40 all day", "W1 Fr 18:30 - Sa 9"])
def test_a_single_date_has_no_rule(words: str) -> None:
    assert Days(TUESDAY).recurrence(words) is None


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


@pytest.mark.parametrize("words", ["", "Mi", "W1 Mi", "Xy 9-10", "W1 9-10", "Mo und 9-10"])
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
