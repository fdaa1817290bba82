"""When and where: what hurried people leave standing in the form is understood, and what is odd is asked."""

from datetime import date as Day
from datetime import time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from events.models import Event, Occurrence
from members.models import Role
from tests.factories import in_days, make_course, make_date, make_room
from tests.reading import words
from tests.visitors import browser_of
from treff.house import when
from treff.house.models import HouseClosure, Notice

pytestmark = pytest.mark.django_db


def act_of(date: Occurrence, path: str) -> str:
    return reverse("events:own_date_act", args=[date.event.public_id, date.public_id, path])


def add_to(event: Event) -> str:
    return reverse("events:own_offer_act", args=[event.public_id, "termin-dazu"])


def filled(client: Client, url: str) -> dict[str, Any]:
    """The form as it stands on the page, to be sent again; moments as the browser sends them."""
    form = client.get(url).context["form"]
    said: dict[str, Any] = {}
    for name in form.fields:
        value = form[name].value()
        if name == "rooms":
            value = [getattr(room, "pk", room) for room in value or []]
        elif hasattr(value, "astimezone"):
            value = f"{when.local(value):%Y-%m-%dT%H:%M}"
        if value not in (None, "", []):
            said[name] = value
    return said


@pytest.fixture
def team() -> Client:
    return browser_of(Role.STAFF)


def test_the_end_goes_along_where_only_the_day_of_the_start_changes(team: Client) -> None:
    date = make_date(starts_at=in_days(5, time(10)))
    url = act_of(date, "verschieben")
    earlier = in_days(4, time(10))
    answer = team.post(url, filled(team, url) | {"starts_at": f"{when.local(earlier):%Y-%m-%dT%H:%M}"})
    assert answer.status_code == 302
    date.refresh_from_db()
    assert (date.starts_at, date.ends_at) == (earlier, earlier + timedelta(hours=2))


def test_the_end_stays_where_the_start_changes_on_the_same_day(team: Client) -> None:
    date = make_date(starts_at=in_days(5, time(10)))
    url = act_of(date, "verschieben")
    later = in_days(5, time(10, 30))
    team.post(url, filled(team, url) | {"starts_at": f"{when.local(later):%Y-%m-%dT%H:%M}"})
    date.refresh_from_db()
    assert date.ends_at == in_days(5, time(12))


def test_one_more_date_is_filled_like_the_last_one_in_the_first_week_that_has_none(team: Client) -> None:
    room, course = make_room(), make_course(3, capacity=5)
    last = course.occurrences.order_by("starts_at").last()
    assert last is not None
    last.set_rooms([room])
    said = filled(team, add_to(course))
    assert said["starts_at"] == f"{when.local(last.starts_at) + when.WEEK:%Y-%m-%dT%H:%M}"
    assert said["rooms"] == [room.pk]
    assert team.post(add_to(course), said).status_code == 302
    assert course.occurrences.count() == 4
    assert [each.name for each in course.occurrences.order_by("starts_at").last().rooms()] == [room.name]  # type: ignore[union-attr]  # there are four


def test_a_date_nowhere_is_not_added(team: Client) -> None:
    course = make_course(1)
    answer = team.post(add_to(course), filled(team, add_to(course)) | {"rooms": [], "place_text": ""})
    assert answer.status_code == 422
    assert "Bitte sagen Sie, wo" in words(answer)


def test_a_replacement_is_proposed_in_a_week_that_has_no_date_yet(team: Client) -> None:
    course = make_course(3)
    first, _second, last = course.occurrences.order_by("starts_at")
    said = filled(team, act_of(first, "ersetzen"))
    assert said["starts_at"] == f"{when.local(last.starts_at) + when.WEEK:%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize("path", ["verschieben", "ersetzen"])
def test_a_holiday_is_asked_about_before_anybody_is_told(path: str) -> None:
    with time_machine.travel("2026-12-01 12:00+01:00", tick=False):
        team = browser_of(Role.STAFF)
        date = make_date(starts_at=when.at(Day(2026, 12, 11), time(15)))
        url = act_of(date, path)
        said = filled(team, url) | {"starts_at": "2026-12-25T15:00", "code": "lead", "place_text": "Park"}
        said["ends_at"] = "2026-12-25T17:00"
        answer = team.post(url, said)
        assert answer.status_code == 422
        assert "1. Weihnachtstag. Ist dieser Tag gemeint?" in words(answer)
        assert Notice.objects.count() == 0
        assert team.post(url, said | {"meant": "on"}).status_code == 302


def test_a_closed_house_is_asked_about_and_a_date_outside_is_not() -> None:
    with time_machine.travel("2026-12-01 12:00+01:00", tick=False):
        team, room = browser_of(Role.STAFF), make_room()
        shut = when.day_bounds(Day(2026, 12, 16))
        HouseClosure.objects.create(during=shut, reason_code="team_day", decision="closed")
        date = make_date(starts_at=when.at(Day(2026, 12, 11), time(15)))
        date.set_rooms([room])
        url = act_of(date, "verschieben")
        said = filled(team, url) | {"starts_at": "2026-12-16T15:00"}
        assert "Haus geschlossen: Teamtag" in words(team.post(url, said))
        outside = said | {"rooms": [], "place_text": "Stadtwald"}
        assert team.post(url, outside).status_code == 302
