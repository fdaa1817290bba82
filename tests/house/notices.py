"""A notice to try things with: about an area of the city, which stands for anything."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from treff.house.models import Addressee, District, House, Notice

AMINA = Addressee("Amina", "amina@example.org", "+4915100000101", "de")
JERZY = Addressee("Herr Kowalski", "", "+4915100000102", "pl")
TESFAY = Addressee("Tesfay")

VALUES = {
    "title": "Nähen & Ändern",
    "when": "Di, 1. Dezember, 15–17 Uhr",
    "link": "http://localhost:8000/anmeldung/k7m2xq9p.abc/",
    "places": ["Amina", "Yusuf"],
}


def a_house() -> House:
    return House.objects.create(phone="02151 000 100", phone_hours="Mo–Fr 9–12 Uhr")


def a_thing(code: str = "1") -> District:
    return District.objects.create(level="city", code=code, name="Krefeld", valid=("2025-11-01", None))


def a_notice(
    to: Addressee = AMINA, *, thing: District | None = None, key: str = "trial:1", **fields: Any
) -> Notice:
    return Notice.to(to, thing or a_thing(), "trial", key=key, **fields)


def posted(*notices: Notice) -> list[Notice]:
    with transaction.atomic():
        Notice.post(list(notices))
    return list(notices)


def give_words(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, words: dict[str, Any] | None = VALUES
) -> None:
    """Let areas be told about, with the trial templates."""
    monkeypatch.setattr(District, "notice_context", lambda _self, _notice: words, raising=False)
    engine = dict(settings.TEMPLATES[0])
    engine["DIRS"] = [*engine["DIRS"], Path(__file__).parent / "templates"]
    settings.TEMPLATES = [engine]


HOUR = timedelta(hours=1)
