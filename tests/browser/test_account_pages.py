"""The pages of an account in a real browser: no fault, nothing blocked, and a passkey that works."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from playwright.sync_api import Page, ViewportSize, expect

from members.models import Role, User
from tests.browser.conftest import DESK, PHONE, Opening, faults
from tests.browser.journeys import carry
from tests.members.doing import TOTP_SECRET, code_in_last_mail, make_role
from tests.worker import run_queue
from treff.house.models import House

pytestmark = pytest.mark.django_db(transaction=True)
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def sign_in(page: Page, user: User) -> None:
    """A session of this account, without the way there and without a second factor."""
    client = Client()
    client.force_login(user)
    page.goto("/konto/einloggen/")
    carry(page, client, page.url.removesuffix("konto/einloggen/"))


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_of_the_entrance_have_no_fault(open_page: Opening, size: ViewportSize) -> None:
    House.objects.create(phone="02151 000 100")
    page = open_page(size=size)
    for address in ("/konto/einloggen/", "/konto/neu/", "/konto/neu/passkey/", "/ar/konto/einloggen/"):
        page.goto(address)
        assert faults(page) == [], address


def test_a_neighbour_logs_in_by_code_without_a_script(open_page: Opening) -> None:
    user = make_role(Role.VOLUNTEER)
    page = open_page(script=False)
    page.goto("/konto/einloggen/")
    page.locator("input[name=login]").fill(user.email)
    page.locator("main form button.btn").first.click()
    run_queue()
    page.locator("input[name=code]").fill(code_in_last_mail())
    page.locator("form.code button.btn").click()
    page.goto("/konto/e-mail/")
    expect(page.locator("main")).to_contain_text(user.email)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_of_an_account_have_no_fault(open_page: Opening, size: ViewportSize) -> None:
    page = open_page(size=size)
    sign_in(page, make_role(Role.STAFF))
    for address in (
        "/konto/zweiter-nachweis/",
        "/konto/zweiter-nachweis/totp/activate/",
        "/konto/zweiter-nachweis/webauthn/add/",
        "/konto/ausloggen/",
    ):
        page.goto(address)
        assert faults(page) == [], address


def test_the_team_sets_up_a_passkey_and_enters_with_it(open_page: Opening) -> None:
    user = make_role(Role.STAFF)
    page = open_page(size=DESK)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    sign_in(page, user)
    page.goto("/admin/")
    page.wait_for_url("**/konto/zweiter-nachweis/")
    page.goto("/konto/zweiter-nachweis/webauthn/add/")
    page.locator("input[name=name]").fill("Mein Telefon")
    page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "webauthn" not in url)
    assert Authenticator.objects.filter(user=user, type="webauthn").exists()
    page.goto("/admin/")
    house = page.url
    assert house.endswith("/admin/")

    page.context.clear_cookies()
    page.goto("/konto/einloggen/?next=/admin/")
    page.locator("#passkey_login").click()
    page.wait_for_url(lambda url: "einloggen" not in url)
    assert page.url == house


def test_the_picture_for_the_app_is_drawn_in_the_page(open_page: Opening) -> None:
    page = open_page()
    sign_in(page, make_role(Role.BOARD))
    page.goto("/konto/zweiter-nachweis/totp/activate/")
    box = page.locator("main svg").first.bounding_box()
    assert box is not None
    assert box["width"] > 100
    assert TOTP_SECRET not in page.content()
