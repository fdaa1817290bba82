"""Languages on a page: their names in its language, and the mark of words in another one."""

from collections.abc import Mapping
from functools import cache

from babel import Locale, UnknownLocaleError
from django.utils.html import format_html

from treff.house.models.text import active_language, content_languages, direction

# Languages that are often heard in the house, offered for choice.
IN_THE_HOUSE = (
    "de",
    "en",
    "tr",
    "ar",
    "uk",
    "ru",
    "fa",
    "ku",
    "pl",
    "fr",
    "es",
    "it",
    "ro",
    "vi",
    "ti",
    "zh",
    "id",
)


@cache
def _names(language: str) -> Mapping[str, str]:
    try:
        return Locale.parse(language.split("-")[0]).languages
    except (UnknownLocaleError, ValueError):
        return {}


def language_name(code: str) -> str:
    """ "Arabisch" for "ar" on a German page; the code itself if nobody knows it."""
    return _names(active_language()).get(code) or str(dict(content_languages()).get(code, code))


def language_choices() -> list[tuple[str, str]]:
    """Languages to choose from, with their names."""
    return [(code, language_name(code)) for code in IN_THE_HOUSE]


def marked(text: object, language: str) -> object:
    """The text, marked as what it is where it is not in the language of the page."""
    if not language or language == active_language():
        return text
    return format_html('<span lang="{}" dir="{}">{}</span>', language, direction(language), text)
