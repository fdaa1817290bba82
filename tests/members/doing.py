"""What tests about people do over and over: give roles, log in."""

import datetime as dt
import re

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client

from members.models import Person, Role, RoleGrant, User
from members.models.spans import days
from tests.factories import AMINA, Neighbour, make_user
from tests.worker import run_queue
from treff.house import when

TOTP_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
LOG_IN, CONFIRM = "/konto/einloggen/", "/konto/einloggen/code/eingeben/"
ADMIN = "/admin/"


def give(person: Person, role: Role, first: dt.date | None = None, end: dt.date | None = None) -> RoleGrant:
    """A role, however it came about; tests of the verb call the verb."""
    return RoleGrant.objects.create(person=person, role=role, during=days(first or when.today(), end))


def make_role(role: Role, who: Neighbour = AMINA) -> User:
    """An account whose person holds the role today and has logged in by code once."""
    user = make_user(who, email=f"{role.name.lower()}.{who.given.lower()}@treff.example")
    EmailAddress.objects.filter(user=user).update(verified=True)
    give(user.person, role)
    return fresh(user)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def code_in_last_mail() -> str:
    found = re.search(r"\d{3}-\d{3}-\d{3}", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[0]


def log_in_by_code(client: Client, email: str) -> None:
    """The whole way: address, mail, code."""
    client.post(LOG_IN, {"login": email})
    run_queue()
    client.post(CONFIRM, {"code": code_in_last_mail()})


def add_app(user: User) -> Authenticator:
    """A second factor: an app with numbers."""
    authenticator: Authenticator = TOTP.activate(user, TOTP_SECRET).instance
    return authenticator


def number_of_app() -> str:
    """What the app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(TOTP_SECRET, counter)))
