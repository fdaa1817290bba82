"""Logging in by code, opening an account, and what a stranger learns from it: nothing."""

import datetime as dt

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.core import mail
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from members.forms import NAME_KEY
from members.models import AccountMail, Person, User
from tests.factories import AMINA, OLENA, make_user
from tests.members.doing import CONFIRM, LOG_IN, code_in_last_mail, log_in_by_code
from tests.races import PATIENCE, roomy_pool, start
from tests.worker import run_queue

pytestmark = pytest.mark.django_db
SIGN_UP, CONFIRM_ADDRESS = "/konto/neu/", "/konto/e-mail/bestaetigen/"


def who(client: Client) -> User | None:
    """Whose session it is."""
    request = HttpRequest()
    request.session = client.session
    user = get_user(request)
    return user if isinstance(user, User) else None


def test_one_code_is_enough_and_proves_the_address(client: Client) -> None:
    user = make_user()
    log_in_by_code(client, user.email)
    assert who(client) == user
    assert len(mail.outbox) == 1
    assert EmailAddress.objects.get(user=user).verified


def test_after_the_log_in_the_house_speaks_the_language_of_the_account(client: Client) -> None:
    amina = make_user()
    User.objects.filter(pk=amina.pk).update(language="ar")
    client.post(LOG_IN, {"login": amina.email})
    run_queue()
    assert client.post(CONFIRM, {"code": code_in_last_mail()})["Location"] == "/ar/"
    client.logout()
    client.post(LOG_IN, {"login": amina.email, "next": "/programm/"})
    run_queue()
    assert (
        client.post(CONFIRM, {"code": code_in_last_mail(), "next": "/programm/"})["Location"] == "/programm/"
    )


def test_the_mail_waits_in_its_own_table_and_the_job_knows_only_a_number(client: Client) -> None:
    client.post(LOG_IN, {"login": make_user().email})
    assert mail.outbox == []
    waiting = AccountMail.objects.get()
    assert list(ProcrastinateJob.objects.values_list("args", flat=True)) == [{"mail_id": str(waiting.pk)}]
    run_queue()
    assert [letter.to for letter in mail.outbox] == [["amina@treff.example"]]
    assert AccountMail.objects.count() == 0


def test_a_mail_that_would_come_too_late_is_not_sent() -> None:
    waiting = AccountMail.post("amina@treff.example", "Ihr Code", "123-456-789")
    AccountMail.objects.update(posted_at=waiting.posted_at - dt.timedelta(minutes=15))
    run_queue()
    assert mail.outbox == []
    assert AccountMail.objects.count() == 0


def test_a_mail_that_could_not_leave_stays_for_the_next_try(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = AccountMail.post("amina@treff.example", "Ihr Code", "123-456-789")

    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError("the mail server is away")

    with monkeypatch.context() as away:
        away.setattr("django.core.mail.EmailMessage.send", refuse)
        with pytest.raises(OSError, match="away"):
            AccountMail.deliver(str(waiting.pk))
    AccountMail.deliver(str(waiting.pk))
    AccountMail.deliver(str(waiting.pk))
    assert len(mail.outbox) == 1


def test_the_mail_comes_in_the_language_of_the_page(client: Client) -> None:
    client.post(f"/en{LOG_IN}", {"login": make_user().email})
    run_queue()
    assert mail.outbox[0].subject == f"Your code to log in: {code_in_last_mail()}"


def test_a_name_with_an_apostrophe_is_kept_as_it_is(client: Client) -> None:
    client.post(f"/en{SIGN_UP}", {"email": "o'neil@treff.example", "given": "O'Neil"})
    run_queue()
    page = client.post(f"/en{CONFIRM_ADDRESS}", {"code": code_in_last_mail()})
    assert page.status_code == 302
    assert Person.objects.get().name == "O'Neil"


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_another_worker_is_sending_is_left_to_it() -> None:
    waiting = AccountMail.post("amina@treff.example", "Ihr Code", "123-456-789")
    with roomy_pool(), transaction.atomic():
        AccountMail.objects.select_for_update().get(pk=waiting.pk)
        start(lambda: AccountMail.deliver(str(waiting.pk))).result(PATIENCE)
        assert mail.outbox == []


def test_a_known_and_an_unknown_address_get_the_same_answer_and_one_mail_each() -> None:
    make_user()
    pages = []
    for address in ("amina@treff.example", "nobody@treff.example"):
        client = Client()
        answer = client.post(LOG_IN, {"login": address})
        page = client.get(CONFIRM).content.decode().replace(address, "ADDRESS")
        pages.append((answer.status_code, answer.headers["Location"], without_token(page)))
    assert pages[0] == pages[1]
    run_queue()
    assert [letter.to for letter in mail.outbox] == [["amina@treff.example"], ["nobody@treff.example"]]


def without_token(page: str) -> str:
    """The page without what is random on it."""
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_opening_an_account_with_a_known_address_looks_like_a_new_one() -> None:
    make_user()
    answers = []
    for address in ("amina@treff.example", "neu@treff.example"):
        answer = Client().post(SIGN_UP, {"email": address, "given": "Amina"})
        answers.append((answer.status_code, answer.headers["Location"]))
    assert answers[0] == answers[1]
    run_queue()
    assert [letter.to for letter in mail.outbox] == [["amina@treff.example"], ["neu@treff.example"]]
    assert User.objects.filter(email="amina@treff.example").count() == 1


def test_a_new_account_becomes_a_person_only_when_the_code_came_back(client: Client) -> None:
    client.post(SIGN_UP, {"email": "Suryani@Treff.Example", "given": "Suryani"})
    run_queue()
    assert Person.objects.count() == 0
    client.post(CONFIRM_ADDRESS, {"code": code_in_last_mail()})
    person = Person.objects.get()
    assert (person.given, person.family, person.email) == ("Suryani", "", "suryani@treff.example")
    assert person.user == who(client) == User.objects.get(email="suryani@treff.example")


def test_a_new_account_opens_the_house_in_its_language(client: Client) -> None:
    client.post(f"/ar{SIGN_UP}", {"email": "suryani@treff.example", "given": "Suryani"})
    run_queue()
    assert client.post(f"/ar{CONFIRM_ADDRESS}", {"code": code_in_last_mail()})["Location"] == "/ar/"


def test_the_person_of_an_account_is_not_made_twice(client: Client) -> None:
    """Somebody began to open a second account and then logs in with the old one."""
    user, session = make_user(), client.session
    session[NAME_KEY] = "Olena"
    session.save()
    client.post(LOG_IN, {"login": user.email})
    run_queue()
    assert client.post(CONFIRM, {"code": code_in_last_mail()}).status_code == 302
    assert who(client) == user
    assert Person.objects.get().given == "Amina"


def test_three_wrong_codes_end_it_even_for_the_right_one(client: Client) -> None:
    client.post(LOG_IN, {"login": make_user().email})
    run_queue()
    for wrong in ("000-000-001", "000-000-002", "000-000-003"):
        client.post(CONFIRM, {"code": wrong})
    client.post(CONFIRM, {"code": code_in_last_mail()})
    assert who(client) is None


def test_a_code_from_another_device_opens_nothing(client: Client) -> None:
    client.post(LOG_IN, {"login": make_user().email})
    run_queue()
    other = Client()
    other.post(LOG_IN, {"login": "nobody@treff.example"})
    other.post(CONFIRM, {"code": code_in_last_mail()})
    assert who(other) is None


@pytest.mark.parametrize("minutes, opens", [(14, True), (16, False)])
def test_a_code_is_good_for_fifteen_minutes(client: Client, minutes: int, *, opens: bool) -> None:
    user = make_user()
    with time_machine.travel(dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC), tick=False) as clock:
        client.post(LOG_IN, {"login": user.email})
        run_queue()
        clock.shift(dt.timedelta(minutes=minutes))
        client.post(CONFIRM, {"code": code_in_last_mail()})
        assert (who(client) == user) is opens


@pytest.mark.parametrize("address", ["amina@treff.example", "nobody@treff.example"])
def test_the_fourth_code_within_a_minute_is_not_sent(address: str) -> None:
    make_user()
    for _ in range(4):
        Client().post(LOG_IN, {"login": address})
    run_queue()
    assert len(mail.outbox) == 3


def test_an_account_that_is_switched_off_does_not_open(client: Client) -> None:
    """Its mail is that of an unknown address: nothing tells the two apart."""
    user = make_user()
    User.objects.update(is_active=False)
    client.post(LOG_IN, {"login": user.email})
    run_queue()
    assert "konto/neu" in str(mail.outbox[-1].body)


def test_a_session_ends_when_the_account_is_switched_off(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    User.objects.update(is_active=False)
    assert client.get("/konto/e-mail/").status_code == 302


def test_no_page_takes_or_sets_a_password(client: Client) -> None:
    user = make_user()
    for name in ("account_change_password", "account_set_password", "account_reset_password"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    with pytest.raises(NoReverseMatch):
        reverse("admin:password_change")
    client.post(LOG_IN, {"login": user.email, "password": "geheim"})
    assert who(client) is None


def test_no_account_can_have_a_password() -> None:
    user = make_user()
    user.set_password("geheim")
    with pytest.raises(IntegrityError, match="account_has_no_password"), transaction.atomic():
        user.save()


def test_one_address_in_small_letters_for_one_account() -> None:
    assert User.objects.create_user(" Amina@Treff.Example ").email == "amina@treff.example"
    with pytest.raises(IntegrityError, match="account_email_is_in_small_letters"), transaction.atomic():
        User.objects.update(email="Amina@treff.example")


def test_every_account_has_its_address_row_from_the_start() -> None:
    user = make_user(OLENA)
    assert list(EmailAddress.objects.values_list("user", "email", "primary", "verified")) == [
        (user.pk, "olena@treff.example", True, False)
    ]


def test_changing_the_address_needs_a_code_from_the_new_one(client: Client) -> None:
    user = make_user(AMINA)
    log_in_by_code(client, user.email)
    client.post("/konto/e-mail/", {"email": "neu@treff.example", "action_add": ""})
    assert User.objects.get().email == "amina@treff.example"
    run_queue()
    client.post(CONFIRM_ADDRESS, {"code": code_in_last_mail()})
    assert User.objects.get().email == "neu@treff.example"


@pytest.mark.parametrize(
    "page", ["/konto/einloggen/", "/konto/neu/", "/konto/neu/passkey/", "/en/konto/neu/"]
)
def test_the_pages_of_the_entrance_are_open_to_all(client: Client, page: str) -> None:
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("page", ["/konto/e-mail/", "/konto/geraete/", "/konto/zweiter-nachweis/"])
def test_the_pages_of_an_account_are_for_its_owner(client: Client, page: str) -> None:
    assert client.get(page).headers["Location"] == f"{LOG_IN}?next={page}"
    client.force_login(make_user())
    assert client.get(page).status_code == 200


def test_a_forged_forwarded_address_does_not_escape_the_limit(client: Client) -> None:
    make_user()
    for number in range(4):
        Client().post(LOG_IN, {"login": "amina@treff.example"}, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    run_queue()
    assert len(mail.outbox) == 3
