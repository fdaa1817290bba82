"""Days, times, numbers and codes as people read them, in the language that is active.

The rules of the house's voice: weekday without a dot, no leading zero, 24 hours, the year only
where it could be mistaken, a range with a dash that a screen reader hears as "to". Languages of
the interface have their own words here; every other language follows German, as its texts do.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import phonenumbers

from treff.house import when as clocks
from treff.house.models.text import active_language

Moment = date | datetime


@dataclass(frozen=True)
class Words:
    """How one language writes time. Patterns are filled by name, so each has its own order."""

    weekdays: Sequence[str]
    short_weekdays: Sequence[str]
    months: Sequence[str]
    long_months: Sequence[str]
    day: str
    day_number: str
    year: str
    clock: str
    range: str
    spoken_range: str
    open_range: str
    moment: str
    span: str
    whole_day: str
    today: str
    tomorrow: str
    comma: str
    last_comma: str
    pads_hours: bool


GERMAN_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ARABIC_MONTHS = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
    "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
LEVANTINE_MONTHS = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
    "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
)  # fmt: skip
ARABIC_DAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")

GERMAN = Words(
    weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    short_weekdays=("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    months=GERMAN_MONTHS,
    long_months=GERMAN_MONTHS,
    day="{weekday}, {number} {month}",
    day_number="{day}.",
    year="{date} {year}",
    clock="{start} Uhr",
    range="{start}–{end} Uhr",
    spoken_range="{start} bis {end} Uhr",
    open_range="ab {start} Uhr",
    moment="{day}, {clock}",
    span="{start} bis {end}",
    whole_day="ganzer Tag",
    today="Heute",
    tomorrow="Morgen",
    comma=", ",
    last_comma=" und ",
    pads_hours=False,
)
ENGLISH = Words(
    weekdays=ENGLISH_DAYS,
    short_weekdays=tuple(name[:3] for name in ENGLISH_DAYS),
    months=ENGLISH_MONTHS,
    long_months=ENGLISH_MONTHS,
    day="{weekday}, {number} {month}",
    day_number="{day}",
    year="{date} {year}",
    clock="{start}",
    range="{start}–{end}",
    spoken_range="{start} to {end}",
    open_range="from {start}",
    moment="{day}, {clock}",
    span="{start} to {end}",
    whole_day="all day",
    today="Today",
    tomorrow="Tomorrow",
    comma=", ",
    last_comma=" and ",
    pads_hours=True,
)
ARABIC = Words(
    weekdays=ARABIC_DAYS,
    short_weekdays=ARABIC_DAYS,
    months=ARABIC_MONTHS,
    long_months=tuple(
        f"{usual} ({other})" for usual, other in zip(ARABIC_MONTHS, LEVANTINE_MONTHS, strict=True)
    ),
    day="{weekday}، {number} {month}",
    day_number="{day}",
    year="{date} {year}",
    clock="الساعة {start}",
    range="من {start} إلى {end}",
    spoken_range="من {start} إلى {end}",
    open_range="ابتداءً من {start}",
    moment="{day}، {clock}",
    span="من {start} إلى {end}",
    whole_day="طوال اليوم",
    today="اليوم",
    tomorrow="غدًا",
    comma="، ",
    last_comma=" و",
    pads_hours=True,
)
LANGUAGES = {"de": GERMAN, "en": ENGLISH, "ar": ARABIC}

MONTHS_WITHOUT_A_YEAR = 11
DAYS_BACK_WITHOUT_A_YEAR = 31


def words() -> Words:
    """The words of the active language; German where it has none of its own."""
    return LANGUAGES.get(active_language().split("-")[0], GERMAN)


def day(moment: Moment) -> str:
    """ "Di, 1. Dezember"; with the year unless it lies within the next eleven months."""
    return _day(moment, words().short_weekdays, words().months)


def long_day(moment: Moment) -> str:
    """ "Dienstag, 1. Dezember", for headings, posters and easy German."""
    return _day(moment, words().weekdays, words().long_months)


def day_number(on: date) -> str:
    """ "1." for the large number of a day; most languages write no dot."""
    return words().day_number.format(day=on.day)


def month(on: date) -> str:
    """ "Dezember"; with the year where a day would have it."""
    return _with_year(words().months[on.month - 1], on)


def day_with_word(moment: Moment) -> str:
    """ "Heute, Di, 1. Dezember": the word stands before the day, never instead of it."""
    word = nearness(moment)
    return f"{word}{words().comma}{day(moment)}" if word else day(moment)


def nearness(moment: Moment) -> str:
    """ "Heute", "Morgen" or nothing."""
    distance = (_date(moment) - clocks.today()).days
    return {0: words().today, 1: words().tomorrow}.get(distance, "")


def clock(moment: datetime | time) -> str:
    """ "18 Uhr", "15:30 Uhr"; local time of an instant, or a time as it stands."""
    return words().clock.format(start=_hours(moment))


def closing(moment: datetime | time) -> str:
    """ "18 Uhr" as an end: midnight is 24, not 0."""
    at = clocks.local(moment).time() if isinstance(moment, datetime) else moment
    return words().clock.format(start=_closing(at))


def moment(instant: datetime) -> str:
    """ "Mo, 30. November, 18 Uhr"."""
    return words().moment.format(day=day(instant), clock=clock(instant))


def hours(start: time, end: time, *, spoken: bool = False) -> str:
    """Opening hours of a weekday: "9–21 Uhr"; 00:00 as end is the end of the day."""
    return _range(_hours(start), _closing(end), spoken=spoken)


def clock_range(start: datetime, end: datetime | None, *, spoken: bool = False) -> str:
    """ "15–17 Uhr", "ab 19 Uhr", "ganzer Tag"; with both days when it ends on another day.

    `spoken` gives the words that a screen reader says instead of the dash.
    """
    if end is None:
        return words().open_range.format(start=_hours(start))
    if _is_overnight(start, end):
        return _span(start, end)
    if _is_whole_day(start, end):
        return words().whole_day
    return _range(_hours(start), _closing(clocks.local(end).time()), spoken=spoken)


def when(start: datetime, end: datetime | None, *, spoken: bool = False) -> str:
    """Day and clock of a date: "Di, 1. Dezember, 15–17 Uhr"."""
    clock_words = clock_range(start, end, spoken=spoken)
    if end is not None and _is_overnight(start, end):
        return clock_words
    return words().moment.format(day=day(start), clock=clock_words)


def listing(items: Sequence[str]) -> str:
    """ "Amina, Yusuf und Lina"."""
    *first, last = items or [""]
    return words().comma.join(first) + words().last_comma + last if first else last


def phone_display(number: str) -> str:
    """A number as people write it: as it was typed; stored ones "02151 000 100", "0151 00000123".

    German numbers lose the country code; landlines stand in groups of three, mobile ones in one
    piece after the prefix. Others stay international.
    """
    if not number.startswith("+"):
        return " ".join(number.split())
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    if parsed.country_code != 49:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return _german(phonenumbers.national_significant_number(parsed), parsed)


def code_display(code: str) -> str:
    """ "KRF 7HM": a code in groups of three, to be read out."""
    return " ".join(re.findall(".{1,3}", code))


def _date(moment: Moment) -> date:
    return clocks.local(moment).date() if isinstance(moment, datetime) else moment


def _day(moment: Moment, weekdays: Sequence[str], months: Sequence[str]) -> str:
    on = _date(moment)
    text = words().day.format(
        weekday=weekdays[on.weekday()], number=day_number(on), month=months[on.month - 1]
    )
    return _with_year(text, on)


def _with_year(text: str, on: date) -> str:
    return text if _year_is_clear(on) else words().year.format(date=text, year=on.year)


def _year_is_clear(on: date) -> bool:
    """Whether nobody can mistake the year: from a month back to eleven months ahead."""
    today = clocks.today()
    years, month = divmod(today.month - 1 + MONTHS_WITHOUT_A_YEAR, 12)
    limit = (today.year + years, month + 1, today.day)
    return today - timedelta(days=DAYS_BACK_WITHOUT_A_YEAR) <= on and (on.year, on.month, on.day) < limit


def _hours(moment: datetime | time) -> str:
    """ "15", "15:30", "0:30" in German; "15:00", "09:30" where hours are padded."""
    at = clocks.local(moment).time() if isinstance(moment, datetime) else moment
    if words().pads_hours:
        return f"{at:%H:%M}"
    return f"{at.hour}:{at.minute:02}" if at.minute else str(at.hour)


def _closing(at: time) -> str:
    """An end; midnight is the twenty-fourth hour of the day, not the zeroth."""
    if at == clocks.MIDNIGHT:
        return "24:00" if words().pads_hours else "24"
    return _hours(at)


def _range(start: str, end: str, *, spoken: bool) -> str:
    pattern = words().spoken_range if spoken else words().range
    return pattern.format(start=start, end=end)


def _is_overnight(start: datetime, end: datetime) -> bool:
    """Whether the end lies on a later day; midnight still belongs to the day before."""
    return end > clocks.day_bounds(_date(start))[1]


def _is_whole_day(start: datetime, end: datetime) -> bool:
    return clocks.day_bounds(_date(start)) == (start, end)


def _span(start: datetime, end: datetime) -> str:
    """Begin and end with their days; whole days without a clock."""
    if clocks.MIDNIGHT == clocks.local(start).time() == clocks.local(end).time():
        return words().span.format(start=day(start), end=day(_date(end) - timedelta(days=1)))
    return words().span.format(start=moment(start), end=moment(end))


def _german(national: str, parsed: phonenumbers.PhoneNumber) -> str:
    mobile = re.match(r"1[5-7]\d", national)
    area = 3 if mobile else phonenumbers.length_of_geographical_area_code(parsed) or 4
    rest = national[area:] if mobile else _in_threes(national[area:])
    return f"0{national[:area]} {rest}".strip()


def _in_threes(digits: str) -> str:
    """Groups of three; what is left over joins the last group rather than standing alone."""
    groups = re.findall(".{1,3}", digits)
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return " ".join(groups)
