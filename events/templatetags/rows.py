"""The lines of the programme. In Python, not as a template: a page shows sixty of them, and what is
written here in half a millisecond takes a template, or `format_html` for each piece, four."""

from collections.abc import Sequence
from html import escape  # Django's own takes four times as long, and a page escapes five hundred words

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from events.programme import Row
from treff.house.templatetags.times import clock_words
from treff.house.templatetags.treff import icon

register = template.Library()

# By state: the pictogram before the words about places, and how it is turned on a page from the right.
MARKS = {
    "free": ("check", ""),
    "few": ("people", ""),
    "full": ("people", ""),
    "off": ("cross", ""),
    "moved": ("arrow", "flip"),
}
FADED = {"past": " past", "off": " off", "moved": " off"}


@register.simple_tag
def row_lines(rows: Sequence[Row]) -> SafeString:
    """A list of dates: when, what, where, and whether there is room. Everything typed is escaped."""
    until = pgettext("clock", "until")
    lines = "\n".join(line(row, until) for row in rows)
    return mark_safe(f'<ul class="rows">\n{lines}\n</ul>')


def line(row: Row, until: str) -> str:
    language = f' lang="{escape(row.title_language)}" dir="auto"' if row.title_language else ""
    now = f'<span class="now">{gettext("Running now")}</span>' if row.is_running else ""
    mark = icon(*MARKS[row.state]) if row.state in MARKS else ""
    note = f'\n<p class="kind">{escape(row.note)}</p>' if row.note else ""
    return (
        f'<li class="row{FADED.get(row.state, "")}">\n<p class="at">{clock(row, until)}</p>\n'
        f'<h3><a href="{escape(row.url)}"{language}>{escape(row.title)}</a></h3>\n'
        f'<p class="kind">{icon(row.topic_icon)} <span>{escape(row.topic_words)}</span>{place(row)}</p>\n'
        f'<p class="places {row.state}">{now}{mark}<span>{escape(row.places_words)}</span></p>{note}\n</li>'
    )


def clock(row: Row, until: str) -> str:
    """ "18:00 bis 20:00"; words where it goes on for whole days, or began before this one.

    `until` is the word between the two.
    """
    moment = row.start.isoformat()
    if row.in_words:
        return f'<time class="words" datetime="{moment}">{clock_words(row.start, row.end)}</time>'
    end = f" <span>{until} {row.until}</span>" if row.until else ""
    return f'<time datetime="{moment}">{row.clock}</time>{end}'


def place(row: Row) -> str:
    if not row.place_words:
        return ""
    return f' <span aria-hidden="true">·</span> <span dir="auto">{escape(row.place_words)}</span>'
