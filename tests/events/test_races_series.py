"""Whoever changes many dates, adds one or replaces one waits for whoever is at the event, and looks again."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError

from events.models import CancelReason, Event, Occurrence
from events.models.adding import add_date, replace_date
from events.models.changes import Shape
from events.models.planning import Edit
from events.models.rearranging import carry_out
from tests.events.serial import clocks, dates_of, next_weekday, tuesdays
from tests.factories import ask, in_days, make_course, make_date, states
from tests.races import while_held
from treff.house import when
from treff.house.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)


def in_a_month() -> Shape:
    start = in_days(30)
    return Shape(start, start + timedelta(hours=2), None, (), "", 5, 0)


def test_a_date_that_is_cancelled_meanwhile_stays_as_it_was_when_the_series_changes() -> None:
    event = tuesdays(next_weekday(1))
    first = dates_of(event)[0]
    edit = Edit(clock=(time(17), time(18, 30)))
    while_held(
        event,
        lambda: first.cancel(CancelReason.LEAD, by=None),
        lambda: carry_out(event, edit, when.now(), seen=None, by=None),
    ).result()
    assert clocks(event)[0].endswith("18:00-19:30 x")
    assert clocks(event)[1].endswith("17:00-18:30")


def test_whoever_joins_a_course_while_a_date_is_added_is_on_it() -> None:
    course = make_course(2, capacity=5)
    while_held(course, lambda: ask(course, "Amina"), lambda: add_date(course, in_a_month(), by=None)).result()
    assert states(course.sign_ups.get()) == ["confirmed"] * 3


def test_a_date_that_is_cancelled_meanwhile_is_not_replaced() -> None:
    date = make_date()
    stale = Occurrence.objects.select_related("event").get(pk=date.pk)
    replaced = while_held(
        date.event,
        lambda: date.cancel(CancelReason.LEAD, by=None),
        lambda: replace_date(stale, in_a_month(), CancelReason.ROOM, by=None),
    )
    assert isinstance(replaced.exception(), ValidationError)
    assert Occurrence.objects.get().replaced_by is None


def test_a_date_that_is_cancelled_meanwhile_is_not_held() -> None:
    date = make_date()
    stale = Occurrence.objects.select_related("event").get(pk=date.pk)
    held = while_held(date.event, lambda: date.cancel(CancelReason.FEW, by=None), lambda: stale.hold(by=None))
    assert isinstance(held.exception(), ValidationError)
    assert Occurrence.objects.get().held_at is None


def test_of_two_who_replace_a_date_at_once_one_does() -> None:
    date = make_date()
    stale = Occurrence.objects.select_related("event").get(pk=date.pk)
    second = while_held(
        date.event,
        lambda: replace_date(date, in_a_month(), CancelReason.ROOM, by=None),
        lambda: replace_date(stale, in_a_month(), CancelReason.ROOM, by=None),
    )
    assert isinstance(second.exception(), ValidationError)
    assert (Occurrence.objects.count(), Notice.objects.count()) == (2, 0)


def test_who_signs_up_meanwhile_saves_a_date_with_too_few() -> None:
    date = make_date(starts_at=in_days(2), capacity=5)
    Event.objects.update(minimum=1)
    stale = Occurrence.objects.select_related("event").get(pk=date.pk)
    cancelled = while_held(date.event, lambda: ask(date, "Olena"), lambda: stale.cancel_for_few(by=None))
    assert isinstance(cancelled.exception(), ValidationError)
    assert not Occurrence.objects.get().cancelled
