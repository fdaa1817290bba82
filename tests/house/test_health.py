"""Health: a worker that sleeps must be noticed, and the reason said in words."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from tests.house.notices import a_notice, a_thing, posted
from treff.house import health
from treff.house.models import Notice

pytestmark = pytest.mark.django_db
Answer = tuple[int, dict[str, dict[str, object]]]


def a_worker(seconds_ago: int = 5) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)",
            [timezone.now() - timedelta(seconds=seconds_ago)],
        )


@pytest.fixture
def asked(client: Client, caplog: pytest.LogCaptureFixture) -> Callable[[], Answer]:
    """Ask as a program would; that a 503 is logged is expected."""

    def ask() -> Answer:
        answer = client.get("/en/gesund/", headers={"Accept": "application/json"})
        caplog.clear()
        return answer.status_code, answer.json()["checks"]

    return ask


def test_a_house_that_is_well_says_so(asked: Callable[[], Answer]) -> None:
    a_worker()

    status, checks = asked()

    assert status == 200
    assert {name: check["ok"] for name, check in checks.items()} == {
        "database": True, "tables": True, "worker": True, "queue": True, "mail": True
    }  # fmt: skip


def test_a_house_without_a_worker_is_not_well(asked: Callable[[], Answer]) -> None:
    status, checks = asked()

    assert status == 503
    assert checks["worker"] == {
        "ok": False,
        "words": "No worker is running. Mails and nightly work do not leave.",
    }


def test_a_worker_that_fell_silent_is_noticed(asked: Callable[[], Answer]) -> None:
    a_worker(seconds_ago=300)

    status, checks = asked()

    assert status == 503
    assert "5 minutes ago" in str(checks["worker"]["words"])


def test_a_mail_that_waits_is_noticed_before_anybody_asks(asked: Callable[[], Answer]) -> None:
    a_worker()
    (notice,) = posted(a_notice())
    Notice.objects.filter(pk=notice.pk).update(due_at=timezone.now() - timedelta(minutes=12))

    status, checks = asked()

    assert status == 503
    assert checks["mail"]["words"] == "Mails have been waiting for 12 minutes."
    assert health.mail_waiting_minutes() == 12


def test_a_mail_that_has_just_been_written_is_no_fault(asked: Callable[[], Answer]) -> None:
    a_worker()
    posted(a_notice())

    assert asked()[0] == 200
    assert health.mail_waiting_minutes() == 0


def test_work_that_waits_is_noticed_and_work_of_tomorrow_is_not(asked: Callable[[], Answer]) -> None:
    a_worker()
    thing = a_thing()
    posted(a_notice(key="now", thing=thing))
    posted(a_notice(key="tomorrow", thing=thing, due_at=timezone.now() + timedelta(days=1)))
    assert asked()[0] == 200

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '15 minutes'")
    status, checks = asked()

    assert status == 503
    assert checks["queue"]["words"] == "Work has been waiting for 15 minutes."


def test_without_a_database_nothing_else_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> tuple[bool, str]:
        raise DatabaseError

    monkeypatch.setattr(health, "_database", gone)

    assert [(check.name, check.is_well) for check in health.checks()] == [("database", False)]


def test_a_person_reads_it_as_a_page(client: Client) -> None:
    a_worker()
    page = client.get("/en/gesund/").content.decode()

    assert "<h1>Everything is running</h1>" in page
    assert "The worker is awake." in page
