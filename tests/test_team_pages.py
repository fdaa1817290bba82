"""The pages of the team speak German, those of the admin as well."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import override

from events.models import Event
from members.models import Role
from tests.factories import YILDIZ, make_event
from tests.pages_of_a_resident import world
from tests.reading import pieces
from tests.test_languages import ENGLISH, untranslated
from tests.visitors import browser_of
from treff.house.models import Notice

pytestmark = pytest.mark.django_db

ENDONYM, PICTURE = "English", "Search"
"""How English is called in its own language, and the words of a picture that Django does not translate."""
OURS = ("/admin/", "/tresen/anrufe/", "/konto/zweiter-nachweis/", "/konto/geraete/", "/konto/e-mail/")


def addresses() -> Iterator[str]:
    """Lists, empty forms and one filled form of everything the admin knows; our own pages."""
    yield from OURS
    yield from organisers_pages()
    for notice in Notice.objects.calls():
        yield reverse("pages:call", args=[notice.pk])
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_add")
        if (found := model._default_manager.first()) is not None:
            yield reverse(f"{name}_change", args=[found.pk])


def organisers_pages() -> Iterator[str]:
    """What an organiser opens: of an offer in the programme, and of a draft."""
    yield from ("/angebote/", "/angebote/neu/", "/angebote/freigaben/")
    for state in ("published", "draft"):
        offer = Event.objects.filter(state=state).order_by("pk").first()
        if offer is None:
            continue
        yield from (reverse(f"events:{name}", args=[offer.public_id]) for name in ("own_offer", "own_texts"))
        yield from (reverse("events:own_step", args=[offer.public_id, number]) for number in (1, 2, 3, 5))
        yield reverse("events:own_text", args=[offer.public_id, "tr"])
        yield reverse("events:own_offer_act", args=[offer.public_id, "archivieren"])


CODES = re.compile(r"\[\d{4}-\d\d-\d\d, |\bNone\b|\b\d{4}-\d\d-\d\d \d\d:\d\d|^[a-z]+_[a-z_]+$")
"""Spans, moments and names as the program writes them for itself."""


def bare_names() -> set[str]:
    """Labels that a field has if nobody gave it one: its name in the program."""
    return {
        str(capfirst(field.verbose_name))
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.verbose_name == field.name.replace("_", " ") and type(field.verbose_name) is str
    } - {"ID", "Name", "Person", "Organisation"}


def read(client: Client) -> dict[str, str]:
    with override("de"):
        paths = list(addresses())
    answers = {path: client.get(path) for path in paths}
    return {path: answer.content.decode() for path, answer in answers.items() if answer.status_code == 200}


def test_no_page_of_the_team_speaks_english() -> None:
    found = world()
    found.sign_ups["confirmed"].cancel()  # somebody moves up and is to be called
    make_event("Entwurf")
    pages = read(browser_of(Role.STAFF, YILDIZ))
    known = untranslated() - {ENDONYM, PICTURE}
    strange = {
        (path, piece.text)
        for path, html in pages.items()
        for piece in pieces(html)
        if piece.language != "en" and (ENGLISH.search(piece.text) or piece.text in known)
    }
    assert strange == set()
    assert len(pages) > 30


def test_no_page_of_the_team_speaks_like_a_program() -> None:
    world()
    pages = read(browser_of(Role.BOARD, YILDIZ))
    bare = bare_names()
    strange = {
        (path, piece.text)
        for path, html in pages.items()
        for piece in pieces(html)
        if piece.text.strip().rstrip(":") in bare or CODES.search(piece.text.strip())
    }
    assert strange == set()
