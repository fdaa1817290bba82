"""What the browser remembers of the sign-ups made with it, and for how long."""

import pytest
from django.conf import settings as of_the_house
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from events.made_here import COOKIE, REMEMBERED
from events.models import Occurrence
from tests.events.doing import send
from tests.factories import OLENA, make_date, make_user

pytestmark = pytest.mark.django_db


def is_asked(client: Client, date: Occurrence) -> bool:
    """Whether somebody of the same name is asked "is this you again?"."""
    return bool(send(client, date, "Fatima").status_code == 409)


@pytest.fixture
def date(client: Client) -> Occurrence:
    """A date for which Fatima has signed up with this browser."""
    date = make_date(capacity=50)
    assert send(client, date, "Fatima").status_code == 302
    return date


def test_only_the_same_browser_is_asked(client: Client, date: Occurrence) -> None:
    assert is_asked(client, date)
    assert not is_asked(Client(), date)


def test_it_ends_with_the_browser_and_no_script_reads_it(client: Client, date: Occurrence) -> None:
    said = client.cookies[COOKIE]
    assert (said["max-age"], said["expires"], said["httponly"], said["samesite"]) == ("", "", True, "Lax")


def test_a_guest_who_signs_up_leaves_no_session(client: Client, date: Occurrence) -> None:
    assert of_the_house.SESSION_COOKIE_NAME not in client.cookies
    assert not Session.objects.exists()


def test_a_house_that_is_open_sends_it_over_https_only(client: Client, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    send(client, make_date(capacity=5), "Fatima")
    assert client.cookies[COOKIE]["secure"]


def test_nobody_writes_it_by_hand(client: Client, date: Occurrence) -> None:
    public_id, _signature = client.cookies[COOKIE].value.split(":", 1)
    client.cookies[COOKIE] = public_id
    assert not is_asked(client, date)


def test_whoever_logs_out_takes_it_along(client: Client, date: Occurrence) -> None:
    client.force_login(make_user(OLENA))
    assert is_asked(client, date)
    client.post(reverse("account_logout"))
    assert not client.cookies[COOKIE].value
    assert not is_asked(client, date)


def test_the_latest_twenty_are_remembered(client: Client, date: Occurrence) -> None:
    for _each in range(REMEMBERED - 1):
        send(client, make_date(capacity=5), "Fatima")
    assert is_asked(client, date)
    send(client, make_date(capacity=5), "Fatima")
    assert not is_asked(client, date)
