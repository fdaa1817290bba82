"""Two starts at once do not spoil each other's tables or static files."""

import fcntl
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from pytest_django import Settings

from treff.house.management.commands import start
from treff.house.management.commands.migrate import MIGRATING, one_at_a_time


def free_for_others() -> bool:
    """Whether somebody on another connection could migrate now."""
    there = connection.get_connection_params()
    keys = ("host", "port", "user", "password", "dbname")
    with psycopg.connect(**{key: there[key] for key in keys if there.get(key)}) as other:
        return bool(other.execute("SELECT pg_try_advisory_xact_lock(%s)", [MIGRATING]).fetchone() == (True,))


def lock_timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_one_migrates_at_a_time_and_waits_as_long_as_it_takes() -> None:
    assert (free_for_others(), lock_timeout()) == (True, "3s")
    with one_at_a_time():
        assert (free_for_others(), lock_timeout()) == (False, "0")
    assert (free_for_others(), lock_timeout()) == (True, "3s")


def test_static_files_are_collected_once_for_each_change_and_by_one_at_a_time(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STATIC_ROOT = tmp_path / "collected"
    runs: list[str] = []

    def collect(command: str, **_options: object) -> None:
        runs.append(command)
        with (settings.STATIC_ROOT / ".collected").open() as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)

    monkeypatch.setattr(start, "call_command", collect)
    start.collect_static()
    start.collect_static()
    assert runs == ["collectstatic"]
    monkeypatch.setattr(start, "state_of_static", lambda: "changed")
    start.collect_static()
    assert runs == ["collectstatic", "collectstatic"]
