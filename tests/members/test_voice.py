"""allauth speaks German with one voice here: "Sie", never "du"."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import allauth
import django
from babel.messages.catalog import Message
from django.conf import settings

from treff.house.catalogues import compile_stale, read

DU = re.compile(
    r"\b(du|dir|dich|deine?[mnrs]?|gib|wähle|versuche es|folge|klick|lass|bestätige|überprüfe)\b", re.I
)
NOT_HERE = re.compile("socialaccount|idp|openid|headless|password|phone")
"""Parts of allauth that this house does not use."""
PACKAGES = [
    Path(allauth.__file__).parent,
    Path(django.__file__).parent / "conf",
    Path(django.__file__).parent / "contrib/admin",
    Path(django.__file__).parent / "contrib/auth",
]
OUR_TEMPLATES = Path(settings.BASE_DIR) / "templates"
OURS = Path(settings.BASE_DIR) / "locale_overrides"


def theirs() -> Iterator[Message]:
    """Texts of allauth that a page of ours can still show: its template is not one of our own."""
    catalogue = read(Path(allauth.__file__).parent / "locale/de/LC_MESSAGES/django.po")
    for message in catalogue:
        places = [place for place, _ in message.locations]
        if message.id and not all(NOT_HERE.search(place) or is_ours(place) for place in places):
            yield message


def is_ours(place: str) -> bool:
    return "templates/" in place and (OUR_TEMPLATES / place.split("templates/", 1)[1]).exists()


def words(text: str | Iterable[str] | None) -> str:
    return text if isinstance(text, str) else " ".join(text or ())


def test_no_text_of_allauth_that_is_left_says_du() -> None:
    compile_stale([OURS])
    ours = read(OURS / "de/LC_MESSAGES/django.po")
    said = {words(message.id): words((ours.get(message.id) or message).string) for message in theirs()}
    assert [text for text in said.values() if DU.search(text)] == []
    assert any(DU.search(words(message.string)) for message in theirs()), "the net has a hole"


def test_every_override_still_has_its_text_in_its_package() -> None:
    """After an upgrade a text may be gone or worded anew: then ours is never shown."""
    catalogues = [read(path / "locale/de/LC_MESSAGES/django.po") for path in PACKAGES]
    ours = read(OURS / "de/LC_MESSAGES/django.po")
    known = {text for catalogue in catalogues for message in catalogue if (text := message.id)}
    assert [message.id for message in ours if message.id and message.id not in known] == []
