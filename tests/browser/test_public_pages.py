"""Every page that somebody without an account may open, found by walking the addresses: no fault
against WCAG 2.2 AA, nothing wider than the screen, and few bytes."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override

from events.models import EventText, Occurrence, SignUp
from tests.browser.conftest import DESK, PHONE, Opening, faults
from tests.factories import ask, make_course, make_date, make_event, publish
from treff.house.models import House

pytestmark = pytest.mark.django_db(transaction=True)

NO_PAGES = {
    "events:date_ics": "a calendar file",
    "events:my_dates_ics": "a calendar file",
    "events:poster": "leads on to the date",
    "events:claim": "only takes a press",
    "house:picture": "a picture",
    "house:favicon": "leads on to the icon",
    "demo:log_in": "only takes a press",
    "demo:post": "only in the demo",
    "demo:letter": "only in the demo",
    "demo:neighbours": "only in the demo",
}
FOREIGN = ("account_", "mfa_", "usersessions_", "admin:", "headless")


def public_names() -> list[str]:
    """Names of all addresses whose view says that no log-in is needed."""

    def walk(patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                space = (*spaces, pattern.namespace) if pattern.namespace else spaces
                yield from walk(pattern.url_patterns, space)
            elif pattern.name:
                yield ":".join((*spaces, pattern.name)), pattern.callback

    with override("de"):
        found = dict(walk(get_resolver().url_patterns, ()))
    return sorted(
        name
        for name, view in found.items()
        if not getattr(view, "login_required", True) and not name.startswith(FOREIGN)
    )


def addresses(date: Occurrence, sign_up: SignUp) -> dict[str, str]:
    """An example of every public page."""
    base = date.get_absolute_url()
    mine = sign_up.get_absolute_url()
    return {
        "events:programme": "/programm/",
        "events:event": date.event.get_absolute_url(),
        "events:date": base,
        "events:sign_up": f"{base}anmelden/",
        "events:find_sign_up": "/anmeldung/",
        "events:my_sign_up": mine,
        "events:cancel": f"{mine}absagen/",
        "pages:home": "/",
        "pages:house": "/haus/",
        "pages:imprint": "/impressum/",
        "pages:privacy": "/datenschutz/",
        "pages:accessibility": "/barrierefreiheit/",
        "pages:easy_language": "/leichte-sprache/",
        "pages:health": "/gesund/",
    }


def world() -> tuple[Occurrence, SignUp]:
    """A full date with a queue, a course, a drop-in, and a cancelled date."""
    House.objects.create(phone="02151 000 100", street="Bleichpfad 9")
    date = make_date(capacity=2, starts_at=None)
    date.event.asks_age = True
    date.event.save()
    EventText.objects.create(event=date.event, language="ar", title="ورشة الخياطة")
    sign_up = ask(date, "Amina", "Sami")
    ask(date, "Olena")
    ask(make_course(), "Herr Kowalski")
    drop_in = make_event("Offenes Café", kind="drop_in", joins="none")
    make_date(drop_in)
    publish(drop_in)
    off = make_date(capacity=3)
    off.cancel("lead", by=None)
    return date, sign_up


def test_every_public_page_has_an_example_here() -> None:
    known = {*NO_PAGES, "events:programme", *(name for name in addresses_names())}
    assert [name for name in public_names() if name not in known] == []


def addresses_names() -> list[str]:
    class Anything:
        event = None

        def get_absolute_url(self) -> str:
            return "/"

    anything: Any = Anything()
    anything.event = anything
    return list(addresses(anything, anything))


@pytest.mark.parametrize("language", ["", "/ar"], ids=["de", "ar"])
def test_no_public_page_shuts_anybody_out(
    open_page: Opening, caplog: pytest.LogCaptureFixture, language: str
) -> None:
    """Each page is opened once and then drawn on a phone and on a desk."""
    found = {}
    page = open_page()
    extra = {"week": "/programm/?ansicht=woche", "month": "/programm/?ansicht=monat"}
    for name, path in (addresses(*world()) | extra).items():
        page.set_viewport_size(PHONE)
        page.goto(language + path)
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            wide = page.evaluate("document.documentElement.scrollWidth") - size["width"]
            found[name, size["width"]] = faults(page) + ([f"{wide} px too wide"] if wide > 0 else [])
    assert {name: what for name, what in found.items() if what} == {}
    caplog.clear()  # the health page says that no worker runs in a test, and rightly so
