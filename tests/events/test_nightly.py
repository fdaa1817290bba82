"""What the night finds: rooms that are taken for nobody."""

import pytest
from procrastinate.contrib.django import app

from events.nightly import check_uses
from tests.factories import make_date, make_room, take
from treff.house.models import Finding

pytestmark = pytest.mark.django_db


def found() -> list[str]:
    return [str(finding) for finding in Finding.objects.live()]


def test_the_night_finds_rooms_that_are_taken_for_nobody_until_they_are_given_back() -> None:
    make_date().set_rooms([make_room("Saal")])
    lost = take([make_room("Werkstatt")])
    check_uses(timestamp=0)
    assert found() == [f"use_has_an_owner: rooms.use {lost.pk}"]
    lost.release()
    check_uses(timestamp=0)
    assert found() == []


def test_the_check_stands_in_the_timetable_of_the_night() -> None:
    timetable = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert timetable["events.check_uses"] == "20 2 * * *"
