"""Names of languages, in the language of the page: what is spoken in the house and at its events."""

from functools import cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

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
def _name(code: str, language: str) -> str:
    try:
        name = Locale.parse(language.split("-")[0]).languages.get(code)
    except (UnknownLocaleError, ValueError):
        name = None
    return str(name or code)


def language_name(code: str) -> str:
    """ "Arabisch" for "ar" on a German page; the code itself if nobody knows it."""
    return _name(code, get_language() or "de")


def language_choices() -> list[tuple[str, str]]:
    """Languages to choose from, with their names."""
    return [(code, language_name(code)) for code in IN_THE_HOUSE]
