"""Whoever changes something about an event waits for whoever is at it, and then looks again.

Real threads on real connections. Every lock of the verbs of events has its test here.
"""

import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from events.models import Event, EventSlug, Occurrence, Place, SignUp, queue
from events.models import sign_up as sign_up_module
from events.models.by_hand import overbook
from events.models.event import State
from events.models.queue import admit_waiting
from tests.factories import (
    AMINA,
    ask,
    asking,
    confirmed,
    in_days,
    make_course,
    make_date,
    make_event,
    make_room,
    party,
    states,
)
from tests.races import MeetAfterReading, together, unlocked, while_held
from treff.house.locks import lock
from treff.house.models import Notice, Submission

pytestmark = pytest.mark.django_db(transaction=True)


def ask_for(date: Occurrence, *guests: Any, **fields: Any) -> Callable[[], SignUp]:
    return lambda: ask(date, *guests, **fields)


def meet_after_reading(monkeypatch: pytest.MonkeyPatch, parties: int) -> MeetAfterReading:
    """Let everybody count the places before anybody gives one out, if nothing stops them."""
    meeting, count = MeetAfterReading(parties), queue.coming_places

    def counted(event: Event, now: datetime) -> Iterable[Any]:
        rows = list(count(event, now))
        meeting.wait()
        return rows

    monkeypatch.setattr(queue, "coming_places", counted)
    return meeting


def test_case_01_of_two_who_ask_for_the_last_place_one_gets_it_and_one_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    date = make_date(capacity=1)
    meet_after_reading(monkeypatch, 2)
    answers = together([ask_for(date, "Amina"), ask_for(date, "Olena")])
    assert sorted(states(answer) for answer in answers) == [["confirmed"], ["waiting"]]


def test_case_02_without_the_lock_the_same_two_both_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves that the harness sees the race which the lock prevents."""
    date = make_date(capacity=1)
    meeting = meet_after_reading(monkeypatch, 2)
    monkeypatch.setattr(sign_up_module, "lock", unlocked)
    together([ask_for(date, "Amina"), ask_for(date, "Olena")])
    assert meeting.met
    assert confirmed(date) == 2


def test_case_03_a_hundred_ask_for_twenty_places(monkeypatch: pytest.MonkeyPatch) -> None:
    date, order = make_date(capacity=20), list[int]()

    def noted(*querysets: Any) -> list[list[Any]]:
        rows = lock(*querysets)
        order.append(threading.get_ident())
        return rows

    def act(number: int) -> Callable[[], tuple[int, SignUp]]:
        return lambda: (threading.get_ident(), ask(date, f"Gast {number}"))

    monkeypatch.setattr(sign_up_module, "lock", noted)
    answers = together([act(number) for number in range(100)])
    rank = {thread: sign_up.rank for thread, sign_up in answers}
    by_rank = sorted((sign_up for _, sign_up in answers), key=lambda sign_up: sign_up.rank)
    assert sorted(rank, key=lambda thread: rank[thread]) == order
    assert [states(sign_up) for sign_up in by_rank] == [["confirmed"]] * 20 + [["waiting"]] * 80
    assert [sign_up.number() for sign_up in by_rank] == [None] * 20 + list(range(1, 81))


def test_case_05_the_same_form_sent_six_times_at_once_is_one_sign_up() -> None:
    date, key = make_date(capacity=5), uuid4()
    form = asking("Amina", "Yasmin")
    answers = together([lambda: SignUp.ask(date.event, form, date=date, key=key)] * 6)
    assert len({answer.sign_up.pk for answer in answers}) == 1
    assert sorted(answer.again for answer in answers) == [False] + [True] * 5
    assert all(answer.same for answer in answers)
    assert (SignUp.objects.count(), confirmed(date), Submission.objects.count()) == (1, 2, 1)


def test_case_28_who_waits_gets_the_freed_place_and_not_who_asks_at_that_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _attempt in range(5):
        date = make_date(capacity=1)
        holder, first_in_line = ask(date, "Amina"), ask(date, "Herr Kowalski")
        newcomer: SignUp
        _, newcomer = together([holder.cancel, ask_for(date, "Olena")])
        assert states(first_in_line) == ["confirmed"]
        assert states(newcomer) == ["waiting"]


def test_a_newcomer_sees_the_place_that_was_given_out_while_she_waited_for_the_lock() -> None:
    date = make_date(capacity=1)
    late = while_held(date.event, lambda: ask(date, "Amina"), ask_for(date, "Olena"))
    assert states(late.result()) == ["waiting"]


def test_a_newcomer_who_waits_for_the_cancelling_of_a_date_is_refused() -> None:
    date = make_date()
    late = while_held(date.event, lambda: date.cancel("room", by=None), ask_for(date, "Olena"))
    with pytest.raises(ValidationError, match="fällt aus"):
        late.result()


def test_a_place_is_given_back_once_however_often_it_is_pressed_at_once() -> None:
    date = make_date(capacity=1)
    sign_up, waiting = ask(date, "Amina", by=AMINA), ask(date, "Olena")
    second = while_held(date.event, sign_up.cancel, sign_up.cancel)
    assert second.result() == 0
    assert Notice.objects.filter(template="cancelled").count() == 1
    assert states(waiting) == ["confirmed"]


def test_nobody_is_overbooked_who_has_just_left_the_queue() -> None:
    date = make_date(capacity=0)
    sign_up = ask(date, "Amina")
    late = while_held(date.event, sign_up.cancel, lambda: overbook(sign_up, "sie hilft mit", by=None))
    with pytest.raises(ValidationError):
        late.result()
    assert states(sign_up) == ["cancelled"]


def test_more_places_are_not_given_to_a_party_that_has_just_left() -> None:
    date = make_date(capacity=1)
    ask(date, "Amina")
    waiting = ask(date, "Olena")
    while_held(date.event, waiting.cancel, lambda: date.set_capacity(2, 0, by=None)).result()
    assert states(waiting) == ["cancelled"]


def test_an_event_is_not_published_while_its_german_text_is_taken_away() -> None:
    event = make_date(make_event(), capacity=2).event
    published = while_held(event, lambda: event.texts.all().delete(), lambda: event.publish(by=None))
    assert isinstance(published.exception(), ValidationError)
    assert Event.objects.get(pk=event.pk).state == State.DRAFT


def test_an_event_is_not_archived_while_somebody_signs_up() -> None:
    date = make_date()
    archived = while_held(date.event, lambda: ask(date, "Amina"), lambda: date.event.archive(by=None))
    assert isinstance(archived.exception(), ValidationError)
    assert Event.objects.get(pk=date.event_id).state == State.PUBLISHED


def test_two_new_addresses_at_once_lose_none_of_the_old_ones() -> None:
    event = make_date().event
    first, twin = event.slug, Event.objects.get(pk=event.pk)
    while_held(
        event, lambda: event.rename("naehen", by=None), lambda: twin.rename("stoffe", by=None)
    ).result()
    assert Event.objects.get(pk=event.pk).slug == "stoffe"
    assert set(EventSlug.objects.values_list("slug", flat=True)) == {first, "naehen"}


def test_preview_links_taken_back_by_two_at_once_are_taken_back_twice() -> None:
    """The second has seen, and means, the link that the first brought about."""
    event = make_event()
    twin = Event.objects.get(pk=event.pk)
    while_held(
        event, lambda: event.take_back_previews(by=None), lambda: twin.take_back_previews(by=None)
    ).result()
    assert Event.objects.get(pk=event.pk).preview_version == 3


def test_a_date_that_was_cancelled_meanwhile_takes_no_room() -> None:
    date, room = make_date(), make_room()
    stale = Occurrence.objects.get(pk=date.pk)
    taken = while_held(date.event, lambda: date.cancel("room", by=None), lambda: stale.set_rooms([room]))
    assert isinstance(taken.exception(), ValidationError)
    assert not room.occupancies.exists()


def test_rooms_are_taken_for_the_time_to_which_a_date_was_moved_meanwhile() -> None:
    date, room = make_date(), make_room()
    stale, later = Occurrence.objects.get(pk=date.pk), in_days(9)
    while_held(
        date.event,
        lambda: date.move(later, None, by=None, room_until=in_days(10)),
        lambda: stale.set_rooms([room]),
    ).result()
    assert [row.period.lower for row in room.occupancies.all()] == [later]


def test_a_date_that_was_cancelled_meanwhile_cannot_be_moved() -> None:
    date = make_date()
    stale = Occurrence.objects.get(pk=date.pk)
    moved = while_held(
        date.event,
        lambda: date.cancel("lead", by=None),
        lambda: stale.move(in_days(9), in_days(10), by=None),
    )
    assert isinstance(moved.exception(), ValidationError)
    assert not Notice.objects.filter(template="date_changed").exists()


def test_of_two_who_saw_the_same_date_and_move_it_at_once_the_second_is_refused() -> None:
    date = make_date()
    stale, first = Occurrence.objects.get(pk=date.pk), in_days(8)
    second = while_held(
        date.event,
        lambda: date.move(first, None, by=None, seen=date.changed_at),
        lambda: stale.move(in_days(9), None, by=None, seen=stale.changed_at),
    )
    assert isinstance(second.exception(), ValidationError)
    assert Occurrence.objects.get().starts_at == first


def test_whoever_signs_up_while_a_date_is_cancelled_loses_the_place_and_is_told() -> None:
    date = make_date()
    while_held(
        date.event, lambda: ask(date, "Olena", by=AMINA), lambda: date.cancel("room", by=None)
    ).result()
    assert not Place.objects.live().filter(occurrence=date).exists()
    assert Notice.objects.filter(template="date_cancelled").count() == 1


def test_ranks_are_drawn_under_the_lock_of_the_event() -> None:
    """Whoever gets the lock first has the lower rank, though the other one pressed first."""
    date = make_date(capacity=0)
    earlier: list[SignUp] = []
    later = while_held(date.event, lambda: earlier.append(ask(date, "Amina")), ask_for(date, "Olena"))
    assert (earlier[0].number(), later.result().number()) == (1, 2)


def test_dates_of_a_course_are_given_out_together_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    course = make_course(dates=3, capacity=4)
    meet_after_reading(monkeypatch, 3)
    answers = together([lambda: ask(course, *party(2))] * 3)
    assert sorted(states(answer) for answer in answers) == [
        ["confirmed"] * 6,
        ["confirmed"] * 6,
        ["waiting"] * 6,
    ]


def test_a_sign_up_waits_no_longer_than_three_seconds_for_the_lock() -> None:
    """The page for this is read over HTTP; here only that the server gives up by itself."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("3s",)


def test_the_job_of_the_minute_lets_nobody_in_who_has_just_left() -> None:
    date = make_date(capacity=0)
    waiting = ask(date, "Olena")
    Occurrence.objects.update(capacity=1)
    while_held(date.event, waiting.cancel, lambda: admit_waiting(date.event)).result()
    assert states(waiting) == ["cancelled"]
