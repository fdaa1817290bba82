"""Days, times, numbers and codes as people read them: voice of the house, A6 to A9 and A20."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.utils import translation

from treff.house import formats
from treff.house.when import at

TODAY = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
TUESDAY = date(2026, 12, 1)
FRIDAY = date(2026, 12, 4)
SATURDAY = date(2026, 12, 5)


@pytest.fixture(autouse=True)
def on_a_tuesday_in_november() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.mark.parametrize(
    ("language", "short", "long"),
    [
        ("de", "Di, 1. Dezember", "Dienstag, 1. Dezember"),
        ("en", "Tue, 1 December", "Tuesday, 1 December"),
        ("ar", "الثلاثاء، 1 ديسمبر", "الثلاثاء، 1 ديسمبر (كانون الأول)"),
        ("tr", "Di, 1. Dezember", "Dienstag, 1. Dezember"),
        ("de-simple", "Di, 1. Dezember", "Dienstag, 1. Dezember"),
    ],
)
def test_a_day_has_its_weekday_and_no_year(language: str, short: str, long: str) -> None:
    with translation.override(language):
        assert (formats.day(TUESDAY), formats.long_day(TUESDAY)) == (short, long)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 10, 23), "Fr, 23. Oktober 2026"),
        (date(2026, 10, 24), "Sa, 24. Oktober"),
        (date(2026, 11, 24), "Di, 24. November"),
        (date(2027, 10, 23), "Sa, 23. Oktober"),
        (date(2027, 10, 24), "So, 24. Oktober 2027"),
        (date(2025, 12, 1), "Mo, 1. Dezember 2025"),
    ],
)
def test_the_year_stands_only_where_it_could_be_mistaken(day: date, words: str) -> None:
    assert formats.day(day) == words


def test_eleven_months_after_the_last_of_march_is_no_invented_day() -> None:
    with time_machine.travel(datetime(2027, 3, 31, 12, tzinfo=UTC), tick=False):
        assert formats.day(date(2028, 2, 29)) == "Di, 29. Februar"
        assert formats.day(date(2028, 3, 1)) == "Mi, 1. März 2028"


def test_the_day_of_an_instant_is_the_local_one() -> None:
    assert formats.day(datetime(2026, 11, 30, 23, 30, tzinfo=UTC)) == "Di, 1. Dezember"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 24), "Heute, Di, 24. November"),
        (date(2026, 11, 25), "Morgen, Mi, 25. November"),
        (date(2026, 11, 26), "Do, 26. November"),
        (date(2026, 11, 23), "Mo, 23. November"),
    ],
)
def test_today_and_tomorrow_stand_before_the_day(day: date, words: str) -> None:
    assert formats.day_with_word(day) == words


def test_today_changes_at_midnight_in_krefeld() -> None:
    with time_machine.travel(datetime(2026, 11, 24, 23, 0, tzinfo=UTC), tick=False):
        assert formats.nearness(date(2026, 11, 25)) == "Heute"


@pytest.mark.parametrize(
    ("language", "start", "end", "words"),
    [
        ("de", time(15), time(17), "15–17 Uhr"),
        ("de", time(15, 30), time(17), "15:30–17 Uhr"),
        ("de", time(9, 5), time(12), "9:05–12 Uhr"),
        ("de", time(0, 30), time(2), "0:30–2 Uhr"),
        ("en", time(15), time(17), "15:00–17:00"),
        ("en", time(9), time(12), "09:00–12:00"),
        ("ar", time(15), time(17), "من 15:00 إلى 17:00"),
    ],
)
def test_a_range_within_a_day_has_one_dash(language: str, start: time, end: time, words: str) -> None:
    with translation.override(language):
        assert formats.clock_range(at(TUESDAY, start), at(TUESDAY, end)) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "15 bis 17 Uhr"), ("en", "15:00 to 17:00"), ("ar", "من 15:00 إلى 17:00")],
)
def test_the_dash_is_heard_as_a_word(language: str, words: str) -> None:
    with translation.override(language):
        assert formats.clock_range(at(TUESDAY, time(15)), at(TUESDAY, time(17)), spoken=True) == words


@pytest.mark.parametrize(
    ("language", "words"), [("de", "ab 19 Uhr"), ("en", "from 19:00"), ("ar", "ابتداءً من 19:00")]
)
def test_a_date_without_an_end_begins_from(language: str, words: str) -> None:
    with translation.override(language):
        assert formats.clock_range(at(TUESDAY, time(19)), None) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Fr, 4. Dezember, 19 Uhr bis Sa, 5. Dezember, 9 Uhr"),
        ("en", "Fri, 4 December, 19:00 to Sat, 5 December, 09:00"),
        ("ar", "من الجمعة، 4 ديسمبر، الساعة 19:00 إلى السبت، 5 ديسمبر، الساعة 09:00"),
    ],
)
def test_overnight_names_both_days_once(language: str, words: str) -> None:
    start, end = at(FRIDAY, time(19)), at(SATURDAY, time(9))
    with translation.override(language):
        assert formats.clock_range(start, end) == words
        assert formats.when(start, end) == words


def test_an_evening_until_midnight_is_not_overnight() -> None:
    assert formats.when(at(FRIDAY, time(20)), at(SATURDAY, time(0))) == "Fr, 4. Dezember, 20–24 Uhr"


@pytest.mark.parametrize(
    ("language", "words"), [("de", "ganzer Tag"), ("en", "all day"), ("ar", "طوال اليوم")]
)
def test_from_midnight_to_midnight_is_the_whole_day(language: str, words: str) -> None:
    with translation.override(language):
        assert formats.clock_range(at(FRIDAY, time(0)), at(SATURDAY, time(0))) == words


def test_several_whole_days_have_no_clock_and_end_on_the_last_day() -> None:
    start, end = at(FRIDAY, time(0)), at(date(2026, 12, 7), time(0))
    assert formats.when(start, end) == "Fr, 4. Dezember bis So, 6. Dezember"


def test_the_night_of_the_clock_change_in_march_is_a_whole_day_of_23_hours() -> None:
    start, end = at(date(2027, 3, 28), time(0)), at(date(2027, 3, 29), time(0))
    assert (end - start).total_seconds() == 23 * 3600
    assert formats.when(start, end) == "So, 28. März, ganzer Tag"


def test_a_range_over_the_clock_change_shows_the_clock_of_the_hall() -> None:
    spring = formats.clock_range(at(date(2027, 3, 28), time(1)), at(date(2027, 3, 28), time(4)))
    autumn = formats.clock_range(at(date(2026, 10, 25), time(1)), at(date(2026, 10, 25), time(4)))
    assert (spring, autumn) == ("1–4 Uhr", "1–4 Uhr")


def test_a_whole_autumn_day_of_25_hours_is_whole() -> None:
    start, end = at(date(2026, 10, 25), time(0)), at(date(2026, 10, 26), time(0))
    assert formats.clock_range(start, end) == "ganzer Tag"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Di, 1. Dezember, 15–17 Uhr"),
        ("en", "Tue, 1 December, 15:00–17:00"),
        ("ar", "الثلاثاء، 1 ديسمبر، من 15:00 إلى 17:00"),
    ],
)
def test_when_says_day_and_clock(language: str, words: str) -> None:
    with translation.override(language):
        assert formats.when(at(TUESDAY, time(15)), at(TUESDAY, time(17))) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Mo, 30. November, 18 Uhr"),
        ("en", "Mon, 30 November, 18:00"),
        ("ar", "الاثنين، 30 نوفمبر، الساعة 18:00"),
    ],
)
def test_a_moment_has_day_and_hour(language: str, words: str) -> None:
    with translation.override(language):
        assert formats.moment(at(date(2026, 11, 30), time(18))) == words


def test_opening_hours_of_a_weekday() -> None:
    assert formats.hours(time(9), time(21)) == "9–21 Uhr"
    assert formats.hours(time(9), time(0)) == "9–24 Uhr"
    assert formats.hours(time(9), time(21), spoken=True) == "9 bis 21 Uhr"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+492151000100", "02151 000 100"),
        ("+4915100000123", "0151 00000123"),
        ("+4921510001001", "02151 000 1001"),
        ("+31201234567", "+31 20 123 4567"),
        ("02151  000 100", "02151 000 100"),
        ("0151-00000 123", "0151-00000 123"),
        ("[[Nummer]]", "[[Nummer]]"),
        ("+nonsense", "+nonsense"),
        ("", ""),
    ],
)
def test_a_phone_number_is_shown_as_people_write_it(number: str, shown: str) -> None:
    assert formats.phone_display(number) == shown


def test_a_code_is_printed_three_and_three() -> None:
    assert formats.code_display("KRF7HM") == "KRF 7HM"


@pytest.mark.parametrize(
    ("language", "names", "words"),
    [
        ("de", ["Amina", "Yusuf", "Lina"], "Amina, Yusuf und Lina"),
        ("en", ["Amina", "Yusuf"], "Amina and Yusuf"),
        ("ar", ["أمينة", "يوسف", "لينا"], "أمينة، يوسف ولينا"),
        ("de", ["Amina"], "Amina"),
        ("de", [], ""),
    ],
)
def test_names_in_a_row(language: str, names: list[str], words: str) -> None:
    with translation.override(language):
        assert formats.listing(names) == words
