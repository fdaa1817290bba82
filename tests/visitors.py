"""Who comes to the door: browsers in which somebody is logged in, and what a page asks of the database."""

from allauth.account.internal.flows.login import record_authentication
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.models import Role, User
from tests.factories import AMINA, Neighbour
from tests.members.doing import make_role


def log_in(client: Client, user: User) -> User:
    """This account is logged in there, second factor shown."""
    client.force_login(user)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, "mfa")
    request.session.save()
    return user


def logged_in(user: User) -> Client:
    """A browser in which this account is logged in, second factor shown."""
    client = Client()
    log_in(client, user)
    return client


def browser_of(role: Role, who: Neighbour = AMINA) -> Client:
    """A browser of somebody who holds this role."""
    return logged_in(make_role(role, who))


def queries(client: Client, path: str) -> int:
    """What opening this page asks of the database."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)
