"""Staff, board and city need two proofs; nobody gets round it."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from members.models import Role, User
from members.second_factor import DEMO_MARK
from tests.factories import OLENA, make_user
from tests.members.doing import TOTP_SECRET, add_app, log_in_by_code, make_role, number_of_app
from tests.worker import run_queue

pytestmark = pytest.mark.django_db
HOME, SECOND, SET_UP = "/konto/e-mail/", "/konto/zweiter-nachweis/", "/konto/zweiter-nachweis/totp/activate/"
NEEDING = [Role.STAFF, Role.BOARD, Role.CITY]


@pytest.fixture
def katrin() -> User:
    return make_role(Role.STAFF)


@pytest.mark.parametrize("role", NEEDING)
def test_who_has_no_second_factor_reaches_only_its_pages(client: Client, role: Role) -> None:
    client.force_login(make_role(role))
    for page in (HOME, "/admin/", "/konto/geraete/"):
        assert client.get(page).headers["Location"] == SECOND
    for page in (SECOND, SET_UP, f"{SECOND}webauthn/add/", "/konto/ausloggen/"):
        assert client.get(page).status_code == 200


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.DESK])
def test_others_need_none(client: Client, role: Role) -> None:
    client.force_login(make_role(role))
    assert client.get(HOME).status_code == 200


def test_a_role_given_in_a_running_session_asks_at_once(client: Client) -> None:
    user = make_user(OLENA)
    client.force_login(user)
    assert client.get(HOME).status_code == 200
    make_staff(user)
    assert client.get(HOME).headers["Location"] == SECOND


def make_staff(user: User) -> None:
    from_today = make_role(Role.STAFF).person.role_grants.get()
    from_today.pk, from_today.person = None, user.person
    from_today.save()


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_opens_the_house(client: Client, katrin: User) -> None:
    client.force_login(katrin)
    page = client.get(SET_UP)
    session = client.session
    session["mfa.totp.secret"] = TOTP_SECRET
    session.save()
    answer = client.post(SET_UP, {"code": number_of_app()})
    assert answer.status_code == 302, page.content
    assert client.get("/admin/").status_code == 200
    assert Authenticator.objects.filter(user=katrin, type="totp").exists()
    run_queue()
    assert [letter.to for letter in mail.outbox] == [[katrin.email]]


def test_the_picture_stands_in_the_page_and_loads_nothing(client: Client, katrin: User) -> None:
    client.force_login(katrin)
    answer = client.get(SET_UP)
    page = answer.content.decode()
    assert "<svg" in page
    assert "data:image" not in page
    assert "data:" not in answer.headers["Content-Security-Policy"]
    assert 'style="' not in page


def test_a_code_alone_does_not_open_an_account_with_an_app(client: Client, katrin: User) -> None:
    add_app(katrin)
    log_in_by_code(client, katrin.email)
    assert client.get(HOME).status_code == 302
    answer = client.post(f"{SECOND}authenticate/", {"code": number_of_app()})
    assert answer.status_code == 302
    assert client.get("/admin/").status_code == 200


def test_a_session_from_before_proves_itself_and_cannot_add_a_factor(client: Client, katrin: User) -> None:
    """Whoever reads the mailbox logs in before the person sets up an app, and waits."""
    client.force_login(katrin)
    add_app(katrin)
    prove = f"{SECOND}reauthenticate/"
    for page in (
        HOME,
        f"{SECOND}webauthn/add/",
        SECOND,
        f"{SECOND}totp/deactivate/",
        f"{SECOND}recovery-codes/",
    ):
        assert client.get(page).headers["Location"] == f"{prove}?next={page.replace('/', '%2F')}"
    assert client.get(prove).status_code == 200
    assert client.get("/konto/ausloggen/").status_code == 200
    client.post(f"{prove}?next={HOME}", {"code": number_of_app()})
    assert client.get(HOME).status_code == 200


def test_the_last_second_factor_of_staff_stays(client: Client, katrin: User) -> None:
    client.force_login(katrin)
    add_app(katrin)
    client.post(f"{SECOND}reauthenticate/", {"code": number_of_app()})
    client.post(f"{SECOND}totp/deactivate/")
    assert Authenticator.objects.filter(user=katrin).exists()


def test_a_resident_may_take_the_second_factor_away(client: Client) -> None:
    user = make_role(Role.VOLUNTEER)
    client.force_login(user)
    add_app(user)
    client.post(f"{SECOND}reauthenticate/", {"code": number_of_app()})
    client.post(f"{SECOND}totp/deactivate/")
    assert not Authenticator.objects.filter(user=user).exists()


@pytest.fixture
def marked(client: Client, katrin: User) -> Iterator[Client]:
    """A session that carries the demo's mark."""
    client.force_login(katrin)
    session = client.session
    session[DEMO_MARK] = True
    session.save()
    yield client


def test_the_mark_of_the_demo_counts_in_the_demo(marked: Client, settings: Any) -> None:
    settings.TREFF_DEMO = True
    assert marked.get(HOME).status_code == 200


def test_the_mark_of_the_demo_is_ignored_anywhere_else(marked: Client, settings: Any) -> None:
    settings.TREFF_DEMO = False
    assert marked.get(HOME).headers["Location"] == SECOND
