"""Who waits, and who gets a place next: the acceptance cases of the waiting list."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from events.models import Event, Joins, Occurrence, Place, SignUp, queue
from events.models.event import State
from events.models.queue import admit_waiting
from events.tasks import admit_due
from tests.events.doing import before
from tests.factories import (
    AMINA,
    KOWALSKI,
    OLENA,
    ask,
    confirmed,
    make_course,
    make_date,
    make_person,
    party,
    publish,
    states,
)
from treff.house.locks import lock
from treff.house.models import Notice
from treff.house.models.notice import Channel

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
OVERTAKING_BEGINS = timedelta(hours=48)
TEAM_ONLY = timedelta(hours=2)


def minute_passes() -> None:
    admit_due(timestamp=0)


def test_case_25_a_newcomer_goes_behind_the_queue_even_if_a_place_is_free() -> None:
    date = make_date(capacity=3)
    ask(date, *party(2))
    waiting = ask(date, *party(2))
    newcomer = ask(date, "Olena")
    assert confirmed(date) == 2
    assert (states(waiting), states(newcomer)) == (["waiting"] * 2, ["waiting"])
    assert (waiting.number(), newcomer.number()) == (1, 2)


def test_case_26_the_order_is_the_rank_and_not_the_clock() -> None:
    date = make_date(capacity=1)
    holder = ask(date, "Gertrud")
    with time_machine.travel(timezone.now(), tick=False):
        first, second = ask(date, "Amina"), ask(date, "Olena")
    SignUp.objects.filter(pk=second.pk).update(asked_at=first.asked_at - timedelta(days=1))
    assert first.asked_at == second.asked_at
    holder.cancel()
    assert (states(first), states(second)) == (["confirmed"], ["waiting"])


def test_case_26_a_number_in_the_queue_counts_parties_of_this_event_only() -> None:
    other = make_date(capacity=0)
    ask(other, "Gertrud")
    date = make_date(capacity=0)
    assert [ask(date, *party(3)).number(), ask(date, "Olena").number()] == [1, 2]


def test_case_27_nobody_overtakes_a_party_that_does_not_fit_until_48_hours_before() -> None:
    date = make_date(capacity=2)
    holder, _other = ask(date, "Gertrud"), ask(date, "Hasan")
    couple, single = ask(date, *party(2)), ask(date, "Olena", by=OLENA)
    holder.cancel()
    with before(date, OVERTAKING_BEGINS + SECOND):
        minute_passes()
        assert (states(couple), states(single)) == (["waiting"] * 2, ["waiting"])
    with before(date, OVERTAKING_BEGINS):
        minute_passes()
        assert (states(couple), states(single)) == (["waiting"] * 2, ["confirmed"])
        assert couple.number() == 1
        assert Notice.objects.filter(template="moved_up", about_id=single.pk).count() == 1


def test_case_27_who_was_passed_over_keeps_the_rank_and_is_served_before_newcomers() -> None:
    date = make_date(capacity=2)
    first, second = ask(date, "Gertrud"), ask(date, "Hasan")
    couple, single = ask(date, *party(2)), ask(date, "Olena")
    with before(date, OVERTAKING_BEGINS):
        first.cancel()
        assert states(single) == ["confirmed"]
        newcomer = ask(date, "Amina")
        second.cancel()
        assert states(newcomer) == ["confirmed"]
        single.cancel()
        newcomer.cancel()
        assert states(couple) == ["confirmed"] * 2


def test_case_27_a_newcomer_overtakes_like_anybody_else_once_it_is_allowed() -> None:
    date = make_date(capacity=2)
    ask(date, "Gertrud")
    couple = ask(date, *party(2))
    with before(date, OVERTAKING_BEGINS + SECOND):
        early = ask(date, "Olena")
        assert states(early) == ["waiting"]
    with before(date, OVERTAKING_BEGINS):
        late = ask(date, "Amina")
        assert (states(early), states(late), states(couple)) == (
            ["confirmed"],
            ["waiting"],
            ["waiting"] * 2,
        )


def test_story_07_three_more_places_do_not_help_a_party_of_four_and_time_does_not_help_those_behind() -> None:
    date = make_date(capacity=6)
    ask(date, *party(6))
    four = ask(date, *party(4))
    behind = [ask(date, name) for name in ("Amina", "Olena", "Hasan", "Gertrud")]
    date.set_capacity(9, 0, by=None)
    assert confirmed(date) == 6
    with before(date, OVERTAKING_BEGINS):
        minute_passes()
        assert [states(sign_up)[0] for sign_up in behind] == ["confirmed"] * 3 + ["waiting"]
        assert four.number() == 1
        minute_passes()
        assert confirmed(date) == 9


def test_story_07_for_a_course_the_48_hours_count_to_its_next_date() -> None:
    course = make_course(dates=3, capacity=2)
    first = course.occurrences.order_by("starts_at")[0]
    ask(course, "Gertrud")
    couple, single = ask(course, *party(2)), ask(course, "Olena")
    with before(first, OVERTAKING_BEGINS + SECOND):
        minute_passes()
        assert set(states(single)) == {"waiting"}
    with before(first, OVERTAKING_BEGINS):
        minute_passes()
        assert (set(states(single)), set(states(couple))) == ({"confirmed"}, {"waiting"})


def test_case_28_whoever_waits_is_served_before_the_one_who_asks_next() -> None:
    date = make_date(capacity=1)
    holder, waiting = ask(date, "Gertrud"), ask(date, "Olena")
    holder.cancel()
    newcomer = ask(date, "Amina")
    assert (states(waiting), states(newcomer)) == (["confirmed"], ["waiting"])


def test_in_the_last_two_hours_only_the_team_lets_people_move_up() -> None:
    date = make_date(capacity=1)
    holder, waiting = ask(date, "Gertrud"), ask(date, "Olena")
    with before(date, TEAM_ONLY - SECOND):
        holder.cancel()
        minute_passes()
        assert states(waiting) == ["waiting"]
        with transaction.atomic():
            [[event]] = lock(Event.objects.filter(pk=date.event_id))
            queue.admit(event, by_team=True)
        assert states(waiting) == ["confirmed"]


def test_two_hours_before_to_the_second_they_still_move_up_by_themselves() -> None:
    date = make_date(capacity=1)
    holder, waiting = ask(date, "Gertrud"), ask(date, "Olena")
    with before(date, TEAM_ONLY):
        holder.cancel()
        assert states(waiting) == ["confirmed"]


def test_in_the_last_two_hours_a_newcomer_gets_a_free_place_if_nobody_waits() -> None:
    date = make_date(capacity=2)
    with before(date, TEAM_ONLY - SECOND):
        assert states(ask(date, "Olena")) == ["confirmed"]
        assert states(ask(date, *party(2))) == ["waiting"] * 2
        assert states(ask(date, "Amina")) == ["waiting"]


def test_case_36_cancelled_and_asked_again_is_the_end_of_the_queue() -> None:
    date = make_date(capacity=0)
    amina, olena = ask(date, "Amina", by=AMINA), ask(date, "Olena")
    amina.cancel()
    again = ask(date, "Amina", by=AMINA)
    assert again.pk != amina.pk
    assert (olena.number(), again.number(), amina.number()) == (1, 2, None)


@pytest.mark.parametrize("what", ["cancelled", "draft", "archived", "past"])
def test_case_38_nobody_moves_up_to_a_date_that_is_not_to_come(what: str) -> None:
    date = make_date(capacity=0)
    waiting = ask(date, "Olena")
    Occurrence.objects.update(capacity=5)
    if what == "cancelled":
        Occurrence.objects.update(status="cancelled", cancel_code="room")
    elif what != "past":
        Event.objects.update(state=State(what))
    with before(date, -SECOND if what == "past" else OVERTAKING_BEGINS):
        minute_passes()
        admit_waiting(date.event)
    assert states(waiting) == ["waiting"]


def test_case_38_not_even_the_team_lets_somebody_into_a_date_that_has_begun() -> None:
    date = make_date(capacity=0)
    waiting = ask(date, "Olena")
    Occurrence.objects.update(capacity=5)
    with before(date, timedelta(0)), transaction.atomic():
        [[event]] = lock(Event.objects.filter(pk=date.event_id))
        assert queue.admit(event, by_team=True) == []
    assert states(waiting) == ["waiting"]


def test_case_40_who_waits_may_leave_at_any_time_before_the_start_and_is_never_late() -> None:
    date = make_date(capacity=0)
    waiting = ask(date, *party(2))
    with before(date, SECOND):
        assert waiting.cancel() == 2
    assert states(waiting) == ["cancelled"] * 2
    assert not Place.objects.filter(late=True).exists()


def test_case_41_the_number_shown_is_the_real_place_after_every_cancelling() -> None:
    date = make_date(capacity=0)
    line = [ask(date, *party(size)) for size in (1, 3, 2, 1, 4)]
    for leaver in (line[2], line[0], line[4]):
        leaver.cancel()
        line.remove(leaver)
        assert [sign_up.number() for sign_up in line] == list(range(1, len(line) + 1))
    date.set_capacity(3, 0, by=None)
    assert [sign_up.number() for sign_up in line] == [None, 1]


def test_case_41_one_person_fewer_in_a_party_changes_nobodys_number() -> None:
    date = make_date(capacity=1)
    ask(date, "Gertrud")
    couple, behind = ask(date, "Amina", "Yasmin", splits=True), ask(date, "Olena")
    couple.cancel(participants=[couple.participants.get(name="Amina").pk])
    assert (couple.number(), behind.number()) == (1, 2)


def test_one_out_of_a_waiting_party_leaves_and_the_rest_fits() -> None:
    date = make_date(capacity=2)
    ask(date, "Gertrud")
    couple = ask(date, "Amina", "Yasmin")
    couple.cancel(participants=[couple.participants.get(name="Amina").pk])
    assert states(couple) == ["cancelled", "confirmed"]


# -- courses --------------------------------------------------------------------------------------


def test_story_01_a_party_in_a_running_course_has_one_rank_and_one_number() -> None:
    """Mother without mail, two children and a neighbour's child, from date 3 on, behind a queue."""
    course = make_course(dates=10, capacity=3, joins=Joins.FROM_NOW)
    dates = list(course.occurrences.order_by("starts_at"))
    ask(course, "Gertrud")
    with time_machine.travel(dates[1].starts_at + timedelta(days=1), tick=False):
        first_in_line = ask(course, *party(3))
        mother = ask(course, "Yasmin", "Sami", "Maksym", by=KOWALSKI)
        assert first_in_line.number() == 1
        assert mother.number() == 2
        assert {place.occurrence for place in mother.places()} == set(dates[2:])
        assert states(mother) == ["waiting"] * 3 * 8
        assert [p.name for p in mother.participants.all()] == ["Yasmin", "Sami", "Maksym"]
        assert all(participant.person is None for participant in mother.participants.all())
        first_in_line.cancel()
        assert set(states(mother)) == {"waiting"}
        for date in dates[2:]:
            date.set_capacity(4, 0, by=None)
        assert states(mother) == ["confirmed"] * 3 * 8


def test_story_01_a_party_moves_up_only_when_it_fits_on_every_coming_date() -> None:
    course = make_course(dates=3, capacity=1)
    ask(course, "Gertrud")
    waiting = ask(course, "Olena")
    *others, last = course.occurrences.order_by("starts_at")
    for date in others:
        date.set_capacity(2, 0, by=None)
        assert set(states(waiting)) == {"waiting"}
    last.set_capacity(2, 0, by=None)
    assert set(states(waiting)) == {"confirmed"}


def test_story_14_missing_one_date_of_a_course_keeps_the_others() -> None:
    course = make_course(dates=3, capacity=1)
    olena, waiting = ask(course, "Olena", by=OLENA), ask(course, "Hasan")
    missed = course.occurrences.order_by("starts_at")[1]
    olena.cancel(dates=[missed.pk])
    assert states(olena) == ["confirmed", "cancelled", "confirmed"]
    assert states(waiting) == ["waiting"] * 3
    assert missed.seats().free == 1


def test_story_14_the_seat_goes_to_somebody_who_asked_for_that_date_only() -> None:
    """Whoever waits for this one date alone moves up, whoever waits for the whole course does not."""
    course = make_course(dates=3, capacity=1)
    dates = list(course.occurrences.order_by("starts_at"))
    olena, whole, single = ask(course, "Olena"), ask(course, "Hasan"), ask(course, "Amina")
    single.cancel(dates=[dates[0].pk, dates[2].pk])
    whole.cancel()
    olena.cancel(dates=[dates[1].pk])
    assert states(single) == ["cancelled", "confirmed", "cancelled"]


def test_story_02_a_place_that_a_child_holds_already_is_kept_and_counts_as_fitting() -> None:
    course, yasmin = make_course(dates=4, capacity=2), make_person(AMINA, given="Yasmin")
    dates = list(course.occurrences.order_by("starts_at"))
    ask(course, "Gertrud").cancel(dates=[date.pk for date in dates[:3]])
    earlier = ask(course, yasmin)
    earlier.cancel(dates=[date.pk for date in dates[:3]])
    assert states(earlier) == ["cancelled"] * 3 + ["confirmed"]
    again = ask(course, yasmin)
    assert states(again) == ["confirmed"] * 3
    assert states(earlier)[3] == "confirmed"
    assert [place.occurrence for place in again.places().order_by("occurrence__starts_at")] == dates[:3]


# -- those who cannot be reached by mail --------------------------------------------------------------


def test_story_18_who_moves_up_is_confirmed_even_if_nobody_can_be_reached() -> None:
    date = make_date(capacity=1)
    holder, silent = ask(date, "Gertrud"), ask(date, "Hasan")
    with before(date, timedelta(hours=47)):
        holder.cancel()
    assert states(silent) == ["confirmed"]
    notice = Notice.objects.get(template="moved_up")
    assert (notice.channel, notice.about_id) == (Channel.DESK, silent.pk)


def test_story_19_who_has_only_a_phone_is_on_the_list_please_call_until_the_start() -> None:
    date = make_date(capacity=1)
    holder, by_phone = ask(date, "Gertrud"), ask(date, "Jerzy", by=KOWALSKI)
    holder.cancel()
    line = Notice.objects.calls().get()
    assert (line.channel, line.template) == (Channel.CALL, "moved_up")
    assert (line.to_name, line.to_phone) == ("Jerzy", by_phone.contact_phone)
    assert line.urgent_until == date.starts_at


def test_who_waits_for_a_draft_that_was_published_again_is_not_forgotten() -> None:
    date = make_date(capacity=0)
    waiting = ask(date, "Olena")
    Event.objects.update(state=State.ARCHIVED)
    Occurrence.objects.update(capacity=1)
    publish(date.event)
    minute_passes()
    assert states(waiting) == ["confirmed"]
