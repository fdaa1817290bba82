"""Words of the team's lists for what the database keeps as a code: spans of days, reasons of notices."""

import re
from datetime import timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from treff.house.words import Words

FEWEST_DIGITS = 3
"""With fewer digits everybody would be found."""

REASONS: dict[str, Words] = {
    "moved_up": _("A place has come free"),
    "date_cancelled": _("A date is called off"),
    "date_changed": _("A date has a new time or place"),
    "date_added": _("A date has been added"),
    "dates_changed": _("Several dates have changed"),
    "too_few": _("Too few people have signed up"),
    "other_date": _("Comes on another date"),
    "message": _("Message about an activity"),
    "reminder": _("Reminder for tomorrow"),
    "cancelled": _("A place was given back"),
    "signed_up": _("Confirmation of a sign-up"),
    "waiting": _("Confirmation of a place on the waiting list"),
    "offer_published": _("An offer is published"),
    "offer_sent_back": _("An offer needs a change"),
}
"""What a notice is about, by the name of its template."""


def reason_words(template: str) -> Words:
    """What a notice is about, in a few words."""
    return REASONS.get(template, _("A message"))


def part_of_number(typed: str) -> str:
    """The digits to look for in a stored number, however they were typed; empty for other words."""
    bare = re.sub(r"[\s()/.+-]", "", typed)
    digits = bare.lstrip("0")
    return digits if bare.isascii() and bare.isdecimal() and len(digits) >= FEWEST_DIGITS else ""


def span_of_days(span: Any) -> str:
    """First and last day in words: "since 24 November 2026"; empty for a span that never counted."""
    if span is None or span.lower is None:
        return ""
    first = date_format(span.lower, "DATE_FORMAT")
    if span.upper is None:
        return gettext("since %(first)s") % {"first": first}
    last = date_format(span.upper - timedelta(days=1), "DATE_FORMAT")
    return gettext("%(first)s to %(last)s") % {"first": first, "last": last}
