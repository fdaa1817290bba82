"""Days and times in templates, in the words of `treff.house.formats`."""

import re
from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from treff.house import formats

register = template.Library()
AFTER_A_NUMBER = re.compile(r"(?<=\d)(\.?) (?=[^\W\d_])")


@register.filter
def tied(words: str) -> str:
    """A number stays on one line with the word behind it, and no span is cut: "1. Mai", "15–17 Uhr"."""
    words = AFTER_A_NUMBER.sub("\\1\N{NO-BREAK SPACE}", words)
    return words.replace("–", "–\N{WORD JOINER}")


@register.filter
def day_words(moment: date | datetime) -> str:
    """ "Di, 1. Dezember"."""
    return tied(formats.day(moment))


@register.filter
def long_day_words(moment: date | datetime) -> str:
    """ "Dienstag, 1. Dezember"."""
    return tied(formats.long_day(moment))


@register.filter
def moment_words(moment: datetime) -> str:
    """ "Mo, 30. November, 18 Uhr"."""
    return tied(formats.moment(moment))


@register.filter
def clock_words(start: datetime, end: datetime | None) -> SafeString:
    """ "15–17 Uhr", with "bis" instead of the dash for a screen reader."""
    return both(formats.clock_range(start, end), formats.clock_range(start, end, spoken=True))


@register.filter
def when_words(start: datetime, end: datetime | None) -> SafeString:
    """ "Di, 1. Dezember, 15–17 Uhr", with "bis" instead of the dash for a screen reader."""
    return both(formats.when(start, end), formats.when(start, end, spoken=True))


def both(seen: str, heard: str) -> SafeString:
    """Words to see, and words to hear where they differ."""
    seen = tied(seen)
    if seen == tied(heard):
        return format_html("{}", seen)
    return format_html('<span aria-hidden="true">{}</span><span class="vh">{}</span>', seen, heard)


@register.filter
def month_words(day: date) -> str:
    """ "Dezember 2026"."""
    return f"{formats.words().months[day.month - 1]} {day.year}"


@register.filter
def weekday_words(day: date) -> str:
    """ "Dienstag"."""
    return formats.words().weekdays[day.weekday()]


@register.filter
def weekday_short(day: date) -> str:
    """ "Di"."""
    return formats.words().short_weekdays[day.weekday()]
