"""What can be read from a calendar of other people, what is refused and why, and that nothing hangs."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import FrameType

import pytest
from django.utils import translation

from events import importing
from events.importing import ImportedOffer, Reading, read
from tests.events.foreign import NOW, calendar, entry, reasons, zone
from treff.house import when

CLOCKS = "That time does not exist on the night of the clock change."
NO_DATE = "It has no date in the two years from now."
TOO_OFTEN = "It repeats more often than once a day."
TOO_FAR = "Later dates of the series are too far away."


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The sentences as they stand in the code, whatever the catalogues say."""
    with translation.override("en"):
        yield


def only(reading: Reading) -> ImportedOffer:
    """The one offer of a file from which nothing was refused."""
    assert reading.refused == []
    [offer] = reading.taken
    return offer


def starts(reading: Reading) -> list[str]:
    """When the dates of the only offer start, by the clock in Krefeld."""
    [offer] = reading.taken
    return [f"{when.local(date.starts_at):%d.%m. %H:%M}" for date in offer.dates]


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """What hangs is stopped: the reader takes it for an entry it cannot understand."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


# -- what is taken -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "lines", "utc"),
    [
        (":20261201T150000", (), "2026-12-01 14:00"),
        (":20261201T150000Z", (), "2026-12-01 15:00"),
        (
            ";TZID=Europe/Berlin:20260630T150000",
            ("RDATE;TZID=Europe/Berlin:20270630T150000",),
            "2027-06-30 13:00",
        ),
        (";TZID=W. Europe Standard Time:20261201T150000", (), "2026-12-01 14:00"),
        (";TZID=/vendor.example/Europe/Berlin:20261201T150000", (), "2026-12-01 14:00"),
        (";VALUE=DATE:20261201", (), "2026-11-30 23:00"),
        (";TZID=Europe/Berlin:20271031T023000", (), "2027-10-31 00:30"),
    ],
)
def test_a_time_is_understood(start: str, lines: tuple[str, ...], utc: str) -> None:
    [date] = only(read(calendar(entry(*lines, start=start)), now=NOW)).dates
    assert f"{date.starts_at:%Y-%m-%d %H:%M}" == utc
    assert date.starts_at.tzinfo is UTC


@pytest.mark.parametrize("order", [1, -1])
def test_a_time_zone_of_the_file_counts_wherever_it_stands(order: int) -> None:
    rule = "RRULE:FREQ=YEARLY;INTERVAL=1;BYMONTH=10;BYDAY=-1SU;BYHOUR=3\r\n"
    parts = [zone(rule), entry(start=";TZID=Hausuhr:20261201T150000")]
    [date] = only(read(calendar(*parts[::order]), now=NOW)).dates
    assert date.starts_at == datetime(2026, 12, 1, 14, tzinfo=UTC)
    later = read(calendar(parts[1]), now=NOW)
    assert reasons(later) == ["The time zone Hausuhr is unknown."]


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (":20261201T150000", "DTEND:20261201T170000", 2),
        (":20261201T150000", "DURATION:PT90M", 1.5),
        (":20261201T220000", "DTEND:20261202T090000", 11),
        (":20261201T150000", "DTEND:20261201T150000", None),
        (":20261201T150000", "STATUS:CONFIRMED", None),
        (";VALUE=DATE:20261201", "STATUS:CONFIRMED", 24),
        (";VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261201", 24),
        (";VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261203", 48),
        (";VALUE=DATE:20270328", "DTEND;VALUE=DATE:20270329", 23),
        (";TZID=Europe/Berlin:20270327T190000", "DTEND;TZID=Europe/Berlin:20270328T090000", 13),
    ],
)
def test_an_end_is_understood_or_left_open(start: str, end: str, hours: float | None) -> None:
    [date] = only(read(calendar(entry(end, start=start)), now=NOW)).dates
    assert date.ends_at == (None if hours is None else date.starts_at + timedelta(hours=hours))


def test_a_series_keeps_its_hour_over_the_clock_change() -> None:
    rule = "RRULE:FREQ=WEEKLY;COUNT=3"
    series = entry(
        rule, "EXDATE;TZID=Europe/Berlin:20270328T150000", start=";TZID=Europe/Berlin:20270321T150000"
    )
    assert starts(read(calendar(series), now=NOW)) == ["21.03. 15:00", "04.04. 15:00"]


def test_dates_changed_alone_belong_to_their_series() -> None:
    series = entry("RRULE:FREQ=WEEKLY;COUNT=4", "LOCATION:Garten")
    moved = entry(
        "RECURRENCE-ID:20261208T150000", "LOCATION:Saal", title="Café mit Musik", start=":20261209T180000"
    )
    cancelled = entry("RECURRENCE-ID:20261215T150000", "STATUS:CANCELLED", start=":20261215T150000")
    reading = read(calendar(moved, cancelled, series), now=NOW)
    assert starts(reading) == ["01.12. 15:00", "09.12. 18:00", "22.12. 15:00"]
    [offer] = reading.taken
    assert [(date.place, date.title) for date in offer.dates] == [
        ("Garten", ""),
        ("Saal", "Café mit Musik"),
        ("Garten", ""),
    ]
    assert [date.recurrence_id for date in offer.dates] == [
        "20261201T140000Z",
        "20261208T140000Z",
        "20261222T140000Z",
    ]
    assert [(refusal.what, refusal.reason) for refusal in reading.refused] == [
        ("Café, 15.12.2026", "It is cancelled.")
    ]


def test_a_change_of_all_later_dates_keeps_them_apart() -> None:
    series = entry("RRULE:FREQ=WEEKLY;COUNT=4")
    change = entry("RECURRENCE-ID;RANGE=THISANDFUTURE:20261208T150000", start=":20261208T170000")
    reading = read(calendar(series, change), now=NOW)
    assert starts(reading) == ["01.12. 15:00", "08.12. 17:00", "15.12. 17:00", "22.12. 17:00"]
    assert len({date.recurrence_id for date in only(reading).dates}) == 4


def test_words_are_cleaned_and_cut() -> None:
    title = "Caf\u0065\u0301\x00 \u202eam\x1b[31m\t Platz " + "x" * 200
    text = "DESCRIPTION:<p>Kommen Sie &amp; bringen</p>Sie Kuchen<br>mit\\n<script>alert(1)</script>"
    offer = only(read(calendar(entry(text, "LOCATION:Park\\n am  See", title=title)), now=NOW))
    assert offer.title.startswith("Café am[31m Platz xxx")
    assert (len(offer.title), offer.title[-1]) == (120, "…")
    assert offer.text == "Kommen Sie & bringen\nSie Kuchen\nmit\nalert(1)"
    assert offer.dates[0].place == "Park am See"


def test_an_event_without_a_calendar_and_several_calendars_in_a_file_are_taken() -> None:
    data = (
        entry().encode() + calendar(entry(uid="2", title="Chor")) + calendar(entry(uid="3", title="Repair"))
    )
    reading = read(data, now=NOW)
    assert [offer.title for offer in reading.taken] == ["Café", "Chor", "Repair"]
    assert reading.refused == []


# -- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        (entry(uid=""), "Its identifier (UID) is missing or too long."),
        (entry(uid="x" * 256), "Its identifier (UID) is missing or too long."),
        (entry(title=""), "It has no title."),
        (entry(start=""), "It has no begin, or more than one."),
        (entry("DTSTART:20261202T150000"), "It has no begin, or more than one."),
        (entry("CLASS:PRIVATE"), "It is marked as private."),
        (entry("CLASS:CONFIDENTIAL"), "It is marked as private."),
        (entry("STATUS:CANCELLED"), "It is cancelled."),
        (entry("DTEND:20261201T140000"), "It ends before it begins."),
        (entry("DURATION:-PT1H"), "It ends before it begins."),
        (entry("DTEND:20270102T150000"), "It lasts longer than a month."),
        (entry(start=":20261124T125900"), NO_DATE),
        (entry(start=":20281123T130000"), NO_DATE),
        (entry(start=";TZID=Krefeld:20261201T150000"), "The time zone Krefeld is unknown."),
        (entry("RDATE;TZID=Krefeld:20261202T150000"), "The time zone Krefeld is unknown."),
        (entry(start=":20270328T023000"), CLOCKS),
        (entry(start=";TZID=Europe/Berlin:20270328T023000"), CLOCKS),
        (entry("DTEND:20270328T023000", start=":20270327T220000"), CLOCKS),
        (entry("DTEND:nine"), "The field DTEND could not be read."),
        (entry("RRULE:FREQ=SOMETIMES"), "The field RRULE could not be read."),
        (entry("EXRULE:FREQ=WEEKLY"), "The field EXRULE could not be read."),
        (entry("RRULE:FREQ=WEEKLY", "RRULE:FREQ=DAILY"), "It has more than one rule of repetition."),
        (entry("RRULE:RSCALE=CHINESE;FREQ=YEARLY"), "It could not be understood (BadRuleStringFormat)."),
        (entry(start=":99991231T235959"), NO_DATE),
        ("BEGIN:VTODO\r\nSUMMARY:Fenster putzen\r\nEND:VTODO\r\n", "Only events are taken, not VTODO."),
    ],
)
def test_an_odd_entry_is_refused_with_its_reason_and_the_others_are_taken(odd: str, why: str) -> None:
    reading = read(calendar(odd, entry(uid="good", title="Chor")), now=NOW)
    assert [offer.title for offer in reading.taken] == ["Chor"]
    assert why in reasons(reading)
    assert set(reasons(reading)) <= {why, NO_DATE}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "This is not a calendar, or it is cut off."),
        (calendar(entry())[:-16], "This is not a calendar, or it is cut off."),
        (b"%PDF-1.7 Programm", "This is not a calendar (Content line could not be parsed"),
        (calendar(entry()).decode().encode("latin-1"), "This is not a calendar ('utf-8' codec can't decode"),
        (b" " * 10_000_001, "The file is larger than 10 MB."),
        (calendar(zone("RRULE:FREQ=SECONDLY\r\n"), entry()), "It defines an odd time zone (Hausuhr)."),
    ],
)
def test_a_file_that_is_no_calendar_is_refused_whole(data: bytes, why: str) -> None:
    reading = read(data, now=NOW)
    assert reading.taken == []
    [refusal] = reading.refused
    assert refusal.what == "The whole file"
    assert refusal.reason.startswith(why)


def test_a_called_off_calendar_gives_nothing() -> None:
    assert reasons(read(calendar(entry(), head="METHOD:CANCEL\r\n"), now=NOW)) == ["It is cancelled."]


def test_only_the_night_that_lacks_the_hour_is_left_out() -> None:
    nights = entry("RRULE:FREQ=DAILY;COUNT=3", start=";TZID=Europe/Berlin:20270327T023000")
    reading = read(calendar(nights), now=NOW)
    assert starts(reading) == ["27.03. 02:30", "29.03. 02:30"]
    assert [(refusal.what, refusal.reason) for refusal in reading.refused] == [("Café, 28.03.2027", CLOCKS)]


def test_a_field_that_says_nothing_about_the_time_is_only_named() -> None:
    reading = read(calendar(entry("GEO:somewhere")), now=NOW)
    assert [offer.title for offer in reading.taken] == ["Café"]
    assert reasons(reading) == ["The field GEO could not be read."]


def test_of_two_entries_with_one_identifier_the_newer_is_taken() -> None:
    older, newer = entry(title="Alt"), entry("SEQUENCE:2", title="Neu")
    reading = read(calendar(older, newer), now=NOW)
    assert [offer.title for offer in reading.taken] == ["Neu"]
    assert reasons(reading) == ["Another entry with the same identifier was taken."]


# -- what would never end ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("FREQ=SECONDLY", TOO_OFTEN),
        ("FREQ=MINUTELY", TOO_OFTEN),
        ("FREQ=hourly", TOO_OFTEN),
        ("FREQ=SECONDLY;COUNT=999999999", TOO_OFTEN),
        ("FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0", TOO_OFTEN),
        ("FREQ=DAILY;INTERVAL=0", "It repeats at an interval of less than 1."),
        ("FREQ=WEEKLY;INTERVAL=-2", "It repeats at an interval of less than 1."),
    ],
)
def test_a_rule_without_end_is_refused(rule: str, why: str) -> None:
    with at_most(10):
        reading = read(calendar(entry(f"RRULE:{rule}")), now=NOW)
    assert (reading.taken, reasons(reading)) == ([], [why])


@pytest.mark.parametrize(
    ("rule", "dates", "why"),
    [
        ("FREQ=WEEKLY", 104, [TOO_FAR]),
        ("FREQ=WEEKLY;UNTIL=20281114T150000", 103, []),
        ("FREQ=DAILY;COUNT=100000000", 500, [TOO_FAR]),
        ("FREQ=DAILY;UNTIL=99991231T000000Z", 500, [TOO_FAR]),
        ("FREQ=DAILY;COUNT=500", 500, []),
        ("FREQ=DAILY;COUNT=501", 500, [TOO_FAR]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 1, []),
    ],
)
def test_a_long_series_is_taken_for_two_years_and_500_dates(rule: str, dates: int, why: list[str]) -> None:
    with at_most(20):
        reading = read(calendar(entry(f"RRULE:{rule}")), now=NOW)
    assert len(reading.taken[0].dates) == dates
    assert reasons(reading) == why


@pytest.mark.parametrize(
    "rules",
    [
        ["RRULE:FREQ=YEARLY\r\n"],
        ["RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=MO,TU\r\n"],
        ["RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=1SU;BYHOUR=1,2\r\n"],
        ["RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=1SU;INTERVAL=0\r\n"],
        ["RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=1SU\r\n"] * 100,
        ["RDATE:19800101T000000\r\n"] * 600,
    ],
)
def test_a_time_zone_that_is_worked_out_without_end_is_refused(rules: list[str]) -> None:
    daily = entry("RRULE:FREQ=DAILY", start=";TZID=Hausuhr:20261201T150000")
    with at_most(10):
        reading = read(calendar(zone(*rules), daily), now=NOW)
    assert (reading.taken, reasons(reading)) == ([], ["It defines an odd time zone (Hausuhr)."])


def test_what_takes_too_long_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "PATIENCE", -1.0)
    reading = read(calendar(entry()), now=NOW)
    assert reasons(reading) == ["Reading took too long. The rest of the file was left out."]


def test_entries_within_entries_do_not_break_the_reader() -> None:
    nested = "BEGIN:VEVENT\r\n" * 5000 + "END:VEVENT\r\n" * 5000
    reading = read(calendar(nested), now=NOW)
    assert (reading.taken, len(reading.refused)) == ([], 1)
