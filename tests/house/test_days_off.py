"""The holidays of North Rhine-Westphalia: days that everybody here knows, written down by hand."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from treff.house.days_off import next_public_holidays, public_holiday, school_holiday, school_known


def test_a_year_has_the_eleven_public_holidays_of_the_law() -> None:
    assert next_public_holidays(date(2026, 12, 31), 11) == [
        (date(2027, 1, 1), "Neujahr"),
        (date(2027, 3, 26), "Karfreitag"),
        (date(2027, 3, 29), "Ostermontag"),
        (date(2027, 5, 1), "Tag der Arbeit"),
        (date(2027, 5, 6), "Christi Himmelfahrt"),
        (date(2027, 5, 17), "Pfingstmontag"),
        (date(2027, 5, 27), "Fronleichnam"),
        (date(2027, 10, 3), "Tag der Deutschen Einheit"),
        (date(2027, 11, 1), "Allerheiligen"),
        (date(2027, 12, 25), "1. Weihnachtstag"),
        (date(2027, 12, 26), "2. Weihnachtstag"),
    ]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 11, 1), "Allerheiligen"),
        (date(2026, 12, 25), "1. Weihnachtstag"),
        (date(2027, 3, 26), "Karfreitag"),
        (date(2027, 5, 27), "Fronleichnam"),
        (date(2038, 4, 26), "Ostermontag"),  # as late as Easter can be
        (date(2008, 5, 1), "Christi Himmelfahrt und Tag der Arbeit"),
    ],
)
def test_a_public_holiday_is_called_as_people_here_call_it(day: date, name: str) -> None:
    assert public_holiday(day) == name


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 10, 31),  # Reformation Day, a holiday in other states
        date(2027, 1, 6),  # Epiphany, a holiday in others again
        date(2026, 12, 24),
        date(2027, 3, 28),  # Easter Sunday is a Sunday before the law
        date(2026, 11, 24),
    ],
)
def test_other_days_are_no_public_holidays(day: date) -> None:
    assert public_holiday(day) == ""


def test_the_next_public_holidays_cross_the_new_year_and_begin_after_the_day() -> None:
    assert next_public_holidays(date(2026, 12, 25), 2) == [
        (date(2026, 12, 26), "2. Weihnachtstag"),
        (date(2027, 1, 1), "Neujahr"),
    ]


def test_at_the_end_of_all_calendars_there_are_fewer() -> None:
    assert next_public_holidays(date(2100, 12, 25), 2) == [(date(2100, 12, 26), "2. Weihnachtstag")]


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        (date(2026, 10, 17), date(2026, 10, 31), "Herbstferien"),
        (date(2026, 12, 23), date(2027, 1, 6), "Weihnachtsferien"),
        (date(2027, 3, 22), date(2027, 4, 3), "Osterferien"),
        (date(2027, 5, 18), date(2027, 5, 18), "Pfingstferien"),
        (date(2027, 7, 19), date(2027, 8, 31), "Sommerferien"),
    ],
)
def test_school_holidays_are_off_from_the_first_to_the_last_day(first: date, last: date, name: str) -> None:
    days = [first + timedelta(days=offset) for offset in range(-1, (last - first).days + 2)]
    assert [school_holiday(day) for day in days] == ["", *[name] * (len(days) - 2), ""]


def test_a_school_day_is_none_and_that_is_known() -> None:
    assert (school_holiday(date(2026, 11, 24)), school_known(date(2026, 11, 24))) == ("", True)


def test_what_is_known_crosses_the_new_year_also_where_it_is_no_holiday() -> None:
    assert all(school_known(date(2026, 12, day)) for day in range(1, 32))
    assert all(school_known(date(2027, 1, day)) for day in range(1, 32))


def test_after_the_last_school_holidays_that_are_decided_nothing_is_known_yet() -> None:
    """As of the data we have: it goes as far as the summer of 2029, or farther after an update."""
    assert school_known(date(2029, 8, 14))
    assert (school_holiday(date(2040, 7, 20)), school_known(date(2040, 7, 20))) == ("", False)


def test_the_last_day_known_is_the_last_day_off(monkeypatch: pytest.MonkeyPatch) -> None:
    last = date(2029, 8, 14)
    years = {2029: {date(2029, 7, 2): "Sommerferien", last: "Sommerferien"}}
    monkeypatch.setattr("treff.house.days_off._of_year", lambda _category, year: years.get(year, {}))
    assert [school_known(last + timedelta(days=offset)) for offset in (0, 1)] == [True, False]


def test_before_the_first_data_nothing_is_known_either() -> None:
    assert not school_known(date(1980, 7, 20))


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_names_are_german_whatever_the_language_of_the_page(language: str) -> None:
    with translation.override(language):
        assert public_holiday(date(2031, 4, 11)) == "Karfreitag"
