"""The organisers' pages of an offer, in a real browser: nobody is shut out."""

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Event, EventText
from events.models.approval import hand_in
from tests.browser.conftest import DESK, PHONE, Opening, faults
from tests.browser.journeys import carry
from tests.events.organisers import draft_of, person, speaker, staff
from tests.factories import publish
from tests.visitors import log_in

pytestmark = pytest.mark.django_db(transaction=True)


def world() -> tuple[Event, Event]:
    """A draft that waits for approval, and an offer in the programme with an old translation."""
    user = speaker()
    waits, offer = draft_of(user, "Häkeln"), publish(draft_of(user, "Deutsch"))
    hand_in(waits, by=person(user))
    EventText.write("ar", {"title": "الألمانية"}, event=offer)
    EventText.write(
        "de", {"title": "Deutsch am Abend", "summary": "Wir sprechen.", "cost": "kostenlos"}, event=offer
    )
    return waits, offer


def paths(waits: Event, offer: Event) -> list[str]:
    """Every page here, as the team sees it."""
    of_offer = [
        reverse(f"events:{name}", args=[offer.public_id]) for name in ("own_offer", "own_texts", "own_dates")
    ]
    acts = [
        reverse("events:own_offer_act", args=[waits.public_id, act]) for act in ("zurueckgeben", "umbenennen")
    ]
    steps = [reverse("events:own_step", args=[waits.public_id, number]) for number in (1, 2, 3, 5)]
    texts = [reverse("events:own_text", args=[offer.public_id, language]) for language in ("de", "ar")]
    start = [
        "/angebote/",
        "/angebote/neu/",
        "/angebote/freigaben/",
        reverse("events:own_offer", args=[waits.public_id]),
    ]
    return [*start, *of_offer, *acts, *steps, *texts]


def test_no_page_of_an_offer_shuts_anybody_out(
    open_page: Opening, client: Client, live_server: object
) -> None:
    found, page, there = {}, open_page(), paths(*world())
    log_in(client, staff())
    page.goto("/")
    carry(page, client, page.url)
    for path in there:
        page.set_viewport_size(PHONE)
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok, path
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            wide = page.evaluate("document.documentElement.scrollWidth") - size["width"]
            found[path, size["width"]] = faults(page) + ([f"{wide} px too wide"] if wide > 0 else [])
    assert {name: what for name, what in found.items() if what} == {}
