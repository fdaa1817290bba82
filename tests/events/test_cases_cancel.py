"""Cancelling, by who comes and by the house: what happens to the places, and who is told."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from events.models import Attendance, Event, Occurrence, Place, SignUp
from events.models.calling_off import cancel_dates
from events.models.place import CancelledBy
from members.models import AuditEvent
from tests.events.doing import before, notices
from tests.factories import (
    AMINA,
    KOWALSKI,
    OLENA,
    YILDIZ,
    ask,
    in_days,
    make_course,
    make_date,
    make_person,
    make_room,
    states,
    take,
)
from treff.house.models import Notice
from treff.house.models.notice import Channel
from treff.house.models.notice import State as Told

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def test_case_57_cancelling_after_the_start_means_absent_and_nobody_moves_up() -> None:
    date = make_date(capacity=1)
    sign_up, waiting = ask(date, "Gertrud", by=AMINA), ask(date, "Olena")
    with before(date, timedelta(0)):
        assert sign_up.cancel() == 1
        assert sign_up.cancel() == 0
    place = sign_up.places().get()
    assert (place.state, place.attendance, place.late) == ("confirmed", Attendance.ABSENT, False)
    assert states(waiting) == ["waiting"]
    assert notices("cancelled") == notices("moved_up") == []


def test_case_57_of_a_course_the_past_dates_stay_and_the_coming_ones_are_given_back() -> None:
    course = make_course(dates=3, capacity=1)
    dates = list(course.occurrences.order_by("starts_at"))
    sign_up = ask(course, "Gertrud")
    with time_machine.travel(dates[1].starts_at + HOUR, tick=False):
        sign_up.cancel()
    assert states(sign_up) == ["confirmed", "confirmed", "cancelled"]


def test_case_57_who_came_is_not_marked_absent_by_a_late_press() -> None:
    date = make_date()
    sign_up = ask(date, "Gertrud")
    sign_up.places().update(attendance=Attendance.CAME)
    with before(date, -HOUR):
        assert sign_up.cancel() == 0
    assert sign_up.places().get().attendance == Attendance.CAME


@pytest.mark.parametrize(
    ("distance", "late"), [(timedelta(hours=24), [False]), (timedelta(hours=24) - SECOND, [True])]
)
def test_case_58_a_late_cancellation_is_taken_marked_and_lets_the_next_move_up(
    distance: timedelta, late: list[bool]
) -> None:
    date = make_date(capacity=1)
    sign_up, waiting = ask(date, "Gertrud"), ask(date, "Olena")
    with before(date, distance):
        sign_up.cancel()
    assert [place.late for place in sign_up.places()] == late
    assert states(waiting) == ["confirmed"]


def test_case_61_cancelling_every_date_tells_each_contact_once_and_empties_the_call_list() -> None:
    course = make_course(dates=3, capacity=2)
    dates = list(course.occurrences.order_by("starts_at"))
    holder, by_phone = ask(course, "Olena", by=OLENA), ask(course, "Jerzy", by=KOWALSKI)
    same_contact = ask(course, "Halyna", by=OLENA)
    waiting = ask(course, "Nermin", by=YILDIZ)
    Place.objects.filter(participant__sign_up=waiting, occurrence=dates[0]).update(
        state="offered", offered_until=dates[0].starts_at
    )
    cancel_dates(course, [date.pk for date in dates], "room", by=None)
    assert not Place.objects.live().exists()
    told = notices("date_cancelled")
    assert [notice.about_id for notice in told] == [holder.pk, by_phone.pk, waiting.pk]
    assert [notice.channel for notice in told] == [Channel.MAIL, Channel.CALL, Channel.MAIL]
    assert len(told[0].facts["places"]) == 6
    assert told[0].facts["dates"] == [date.pk for date in dates]
    assert set(same_contact.places().values_list("pk", flat=True)) <= set(told[0].facts["places"])
    assert Place.objects.filter(cancelled_by=CancelledBy.HOUSE).count() == 12


def test_case_61_open_calls_about_the_cancelled_date_are_dropped_and_others_stay() -> None:
    date, other = make_date(capacity=1), make_date(capacity=1)
    for each in (date, other):
        holder, _waiting = ask(each, "Gertrud"), ask(each, "Jerzy", by=KOWALSKI)
        holder.cancel()
    assert Notice.objects.calls().filter(template="moved_up").count() == 2
    date.cancel("weather", by=None)
    assert {notice.template for notice in Notice.objects.calls()} == {"moved_up", "date_cancelled"}
    [dropped, kept] = notices("moved_up")
    assert (dropped.state, kept.state) == (Told.DROPPED, Told.WAITING)


def test_case_61_who_only_waited_is_told_so() -> None:
    date = make_date(capacity=1)
    ask(date, "Olena", by=OLENA)
    ask(date, "Nermin", by=YILDIZ)
    date.cancel("few", by=None)
    assert [notice.facts["waited"] for notice in notices("date_cancelled")] == [False, True]


def test_case_61_cancelling_is_final() -> None:
    date = make_date()
    date.cancel("lead", by=None)
    with pytest.raises(ValidationError):
        date.cancel("lead", by=None)
    with pytest.raises(ValidationError):
        date.move(in_days(9), in_days(10), by=None)
    assert date.sequence == 1


def test_case_61_nothing_is_cancelled_if_one_of_the_dates_is_over() -> None:
    course = make_course(dates=3)
    dates = list(course.occurrences.order_by("starts_at"))
    with time_machine.travel(dates[0].over_at, tick=False), pytest.raises(ValidationError):
        cancel_dates(course, [date.pk for date in dates], "room", by=None)
    assert not Occurrence.objects.filter(status="cancelled").exists()


def test_a_cancelled_date_of_a_course_lets_those_move_up_whom_it_kept_out() -> None:
    course = make_course(dates=2, capacity=5)
    first, second = course.occurrences.order_by("starts_at")
    second.set_capacity(1, 0, by=None)
    ask(course, "Gertrud")
    waiting = ask(course, "Olena")
    second.cancel("room", by=None)
    assert states(waiting) == ["confirmed", "cancelled"]


def test_case_62_a_cancelled_date_takes_nobody() -> None:
    date = make_date()
    date.cancel("lead", by=None)
    with pytest.raises(ValidationError) as refusal:
        ask(date, "Olena")
    assert refusal.value.code == "cancelled"


def test_case_62_a_cancelled_date_of_a_course_is_left_out() -> None:
    course = make_course(dates=3)
    course.occurrences.order_by("starts_at")[1].cancel("room", by=None)
    assert len(states(ask(course, "Olena"))) == 2


def test_case_62_giving_up_a_date_gives_its_rooms_back() -> None:
    date, room = make_date(), make_room()
    date.set_rooms([room])
    date.cancel("room", by=None)
    assert not room.occupancies.exists()
    take([room], date.starts_at)


def test_case_65_an_event_with_sign_ups_cannot_be_deleted_only_cancelled() -> None:
    date = make_date()
    ask(date, "Olena").cancel()
    with pytest.raises(ProtectedError):
        date.event.delete()
    with pytest.raises(ProtectedError):
        date.delete()
    with pytest.raises(ProtectedError):
        SignUp.objects.all().delete()


def test_an_event_with_somebody_signed_up_cannot_be_archived() -> None:
    date = make_date()
    sign_up = ask(date, "Olena")
    with pytest.raises(ValidationError):
        date.event.archive(by=None)
    sign_up.cancel()
    date.event.archive(by=None)
    assert Event.objects.get().state == "archived"


def test_story_22_one_child_is_taken_out_by_the_desk_and_the_contact_is_called() -> None:
    date, desk = make_date(capacity=2), make_person(YILDIZ)
    sign_up, waiting = ask(date, "Yasmin", "Maksym", by=KOWALSKI), ask(date, "Olena")
    maksym = sign_up.participants.get(name="Maksym")
    sign_up.cancel(by=CancelledBy.STAFF, participants=[maksym.pk], actor=desk, reason="Mutter bittet darum")
    assert states(sign_up) == ["confirmed", "cancelled"]
    assert states(waiting) == ["confirmed"]
    call = Notice.objects.calls().get(template="cancelled")
    assert (call.to_name, call.facts["by"]) == ("Jerzy", "staff")
    assert AuditEvent.objects.get(verb="cancel").actor == desk


def test_whoever_cancels_by_herself_is_not_called_about_it() -> None:
    date = make_date()
    ask(date, "Jerzy", by=KOWALSKI).cancel()
    ask(date, "Olena", by=OLENA).cancel()
    assert [notice.channel for notice in notices("cancelled")] == [Channel.MAIL]
