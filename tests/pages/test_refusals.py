"""The net below the views: refusals and locks that no view has caught are pages, not crashes."""

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.test import Client
from psycopg.errors import LockNotAvailable, SyntaxError
from psycopg_pool import PoolTimeout

from members.models import Role, User
from tests.factories import YILDIZ
from tests.members.doing import make_role
from tests.visitors import log_in
from treff.house.busy import Busy
from treff.house.models import Notice

LIST = "/en/tresen/anrufe/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> User:
    return log_in(client, make_role(Role.DESK, YILDIZ))


def fails_with(monkeypatch: pytest.MonkeyPatch, error: Exception, cause: Exception | None = None) -> None:
    """Looking for calls fails so."""

    def fail(*_args: object) -> None:
        raise error from cause

    monkeypatch.setattr(type(Notice.objects.all()), "calls", fail)


def test_a_refusal_is_read_on_a_page(client: Client, desk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    fails_with(monkeypatch, ValidationError("The room is taken then."))
    answer = client.get(LIST)

    assert answer.status_code == 422
    assert "<p>The room is taken then.</p>" in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "cause"), [(Busy(), None), (OperationalError("busy"), LockNotAvailable())], ids=["busy", "lock"]
)
def test_who_waited_too_long_is_asked_to_press_again(
    client: Client, desk: User, monkeypatch: pytest.MonkeyPatch, error: Exception, cause: Exception | None
) -> None:
    fails_with(monkeypatch, error, cause)
    answer = client.post(f"{LIST}{'0' * 8}-0000-0000-0000-{'0' * 12}/erledigt/", {"told": "yes"})
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Your answers are still here. Please press again." in page
    assert '<input type="hidden" name="told" value="yes">' in page


def test_without_a_database_the_house_is_away_and_not_broken(
    client: Client, desk: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fails_with(monkeypatch, OperationalError("no connection"), PoolTimeout("no connection"))
    answer = client.get(LIST)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "Wir sind gleich wieder da." in answer.content.decode()
    assert "The database cannot be reached: no connection" in caplog.text
    caplog.clear()


def test_a_bug_is_still_a_bug(
    client: Client, desk: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fails_with(monkeypatch, OperationalError("broken"), SyntaxError())

    with pytest.raises(OperationalError):
        client.get(LIST)
    caplog.clear()
