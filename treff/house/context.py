"""What every page knows of the house: its name and address, its hours, the same page in other languages.

Everything is lazy: a page that shows none of it asks the database nothing; the usual page asks once.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from treff.house import when
from treff.house.models import House, HouseHours
from treff.house.week import Week


@dataclass(frozen=True)
class Language:
    """The page at hand in one of the languages of the interface."""

    code: str
    name: str
    url: str
    is_current: bool


def house(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""

    @cache
    def this_week() -> tuple[House, list[HouseHours]]:
        days = when.week_of(when.today())
        return House.with_hours(days[0], days[-1])

    return {
        "house": SimpleLazyObject(lambda: this_week()[0]),
        "opening_hours": Week(lambda: this_week()[1]),
        "languages": SimpleLazyObject(lambda: languages(request)),
    }


def languages(request: HttpRequest) -> list[Language]:
    """This page in every language; German has no prefix, the others do."""
    rest = _without_prefix(request.path)
    query = (
        f"?{request.META['QUERY_STRING']}"
        if request.META.get("QUERY_STRING") and request.method == "GET"
        else ""
    )
    current = get_language()
    return [
        Language(
            code=code,
            name=name,
            url=(rest if code == settings.LANGUAGE_CODE else f"/{code}{rest}") + query,
            is_current=code == current,
        )
        for code, name in settings.LANGUAGES
    ]


def _without_prefix(path: str) -> str:
    """The path in German. It begins with exactly one slash: `//evil.example/` would be a foreign site."""
    first, slash, rest = path[1:].partition("/")
    if slash and first in dict(settings.LANGUAGES) and first != settings.LANGUAGE_CODE:
        path = rest
    return "/" + escape_uri_path(path.lstrip("/"))
