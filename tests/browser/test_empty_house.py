"""From an empty house to the first stranger who has signed up, without the demo."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.management import call_command
from playwright.sync_api import Page

from events.models import Event
from tests.browser.conftest import DESK, Opening
from tests.browser.journeys import sign_up
from tests.events.team import EVENTS, typed
from tests.factories import confirmed, in_days
from tests.members.doing import code_in_last_mail
from tests.worker import run_queue

pytestmark = pytest.mark.django_db(transaction=True)


def enter(page: Page, email: str) -> None:
    """Log in by the code of the mail, and set up an app as the second factor."""
    page.goto("/konto/einloggen/")
    page.locator("input[name=login]").fill(email)
    page.locator("main form button.btn").first.click()
    run_queue()
    page.locator("input[name=code]").fill(code_in_last_mail())
    page.locator("form.code button.btn").click()
    page.goto("/konto/zweiter-nachweis/totp/activate/")
    secret = page.locator("#authenticator_secret").input_value()
    counter = next(iter(yield_hotp_counters_from_time()))
    page.locator("input[name=code]").fill(str(format_hotp_value(hotp_value(secret, counter))))
    page.locator("main form button.btn").first.click()


def test_an_empty_house_makes_its_first_offer_and_a_stranger_signs_up(open_page: Opening) -> None:
    call_command("appoint", "diallo@example.org", "board", verbosity=0)
    board = open_page(size=DESK, script=False)
    enter(board, "diallo@example.org")

    board.goto(f"{EVENTS}add/")
    for name, value in {
        "kind": "single",
        "topic": "sewing",
        "joins": "single",
        "carried_by": "residents",
    }.items():
        board.locator(f"select[name={name}]").select_option(value)
    board.locator("select[name=texts-0-language]").select_option("de")
    board.locator("input[name=texts-0-title]").fill("Nähtreff")
    board.locator("textarea[name=texts-0-text]").fill("Stoff ist da, Maschinen auch.")
    start = in_days(5)
    board.locator("input[name=occurrences-0-starts_at]").fill(typed(start))
    board.locator("input[name=occurrences-0-ends_at]").fill(typed(start + timedelta(hours=2)))
    board.locator("input[name=occurrences-0-capacity]").fill("4")
    board.locator("input[name=_continue]").click()
    event = Event.objects.get()
    assert event.slug == "naehtreff"

    board.goto(f"{EVENTS}{event.pk}/publish/")
    board.locator("main form [type=submit], #content form [type=submit]").first.click()
    event.refresh_from_db()
    assert event.state == Event.State.PUBLISHED

    date = event.occurrences.get()
    stranger = open_page(script=False)
    stranger.goto("/programm/")
    stranger.get_by_role("link", name="Nähtreff").click()
    sign_up(stranger, date.get_absolute_url(), "Olena", phone="0151 00000103")
    assert confirmed(date) == 1
