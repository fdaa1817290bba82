"""Cancelling a whole series: one act, one message for each contact, and nothing is lost on the way."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django import app

from events.models import CancelReason, Event
from events.models.calling_off import cancel_dates
from tests.events.crowd import crowd
from tests.events.serial import dates_of, next_weekday, tuesdays, weekly
from tests.factories import make_room
from treff.house.models import Notice
from treff.house.tasks import PICK_UP

PEOPLE = 300


def series_of(people: int, title: str = "Sprachcafé") -> Event:
    event = tuesdays(next_weekday(1), title=title, recurrence=weekly(next_weekday(1), 4))
    crowd(event, dates_of(event)[:2], people, by_phone=people // 10)
    return event


def cancel_all(event: Event) -> None:
    cancel_dates(event, [date.pk for date in dates_of(event)], CancelReason.ROOM, by=None)


@pytest.mark.django_db
def test_story_44_three_hundred_people_are_told_once_each_with_all_their_dates() -> None:
    event = series_of(PEOPLE)
    cancel_all(event)
    notices = Notice.objects.all()
    assert Counter(notice.channel for notice in notices) == {"mail": 270, "call": 30}
    assert {tuple(notice.facts["dates"]) for notice in notices} == {
        tuple(date.pk for date in dates_of(event)[:2])
    }
    assert len({notice.about_id for notice in notices}) == PEOPLE


@pytest.mark.django_db
def test_the_statements_under_the_lock_do_not_grow_with_the_people() -> None:
    asked = []
    for people in (10, PEOPLE):
        event = series_of(people, title=f"Treff {people}")
        with CaptureQueriesContext(connection) as seen:
            cancel_all(event)
        asked.append(len(seen))
    assert asked[0] == asked[1]


@pytest.mark.django_db
def test_nothing_is_rendered_under_the_lock() -> None:
    event = series_of(3)
    with patch("django.template.base.Template.render", side_effect=AssertionError("rendered")):
        cancel_all(event)
    assert Notice.objects.count() == 3


@pytest.mark.django_db
def test_the_statements_do_not_grow_with_the_dates_either() -> None:
    room = make_room()
    asked = []
    for many in (2, 12):
        first = next_weekday(1 if many == 2 else 3)
        rule = weekly(first, many, weekdays=(first.weekday(),))
        event = tuesdays(first, title=f"Treff {many}", recurrence=rule, rooms=(room,))
        with CaptureQueriesContext(connection) as seen:
            cancel_all(event)
        asked.append(len(seen))
    assert asked[0] == asked[1]


@pytest.mark.django_db(transaction=True)
def test_each_mail_arrives_once_although_the_worker_is_killed_in_between(tmp_path: Path) -> None:
    event = tuesdays(next_weekday(1), recurrence=weekly(next_weekday(1), 2))
    crowd(event, dates_of(event), 12)
    cancel_all(event)
    box = tmp_path / "post"
    killed = work(box, killed_at=5)
    assert killed != 0
    assert len(box.read_text().splitlines()) == 5
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    app.configure_task(PICK_UP, queue="house").defer(timestamp=0)
    assert work(box) == 0
    assert Counter(box.read_text().splitlines()) == {f"gast{number}@treff.example": 1 for number in range(12)}
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}


def work(box: Path, *, killed_at: int | None = None) -> int:
    """Let a worker do what waits and leave; how it ended."""
    database = connection.settings_dict
    address = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    post = {"MAILBOX": str(box), "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.mailbox"}
    killed = {} if killed_at is None else {"KILLED_AT": str(killed_at)}
    command = [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot", "--concurrency", "1"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env={**os.environ, **post, **killed}, capture_output=True, timeout=60
    )
    return done.returncode
