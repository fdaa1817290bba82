"""What becomes of a notice that is posted again, comes too late, or waits for long."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.house.notices import AMINA, HOUR, JERZY, TESFAY, a_notice, a_thing, posted
from tests.worker import jobs
from treff.house.models import House, Notice
from treff.house.tasks import drop_late_calls

State = Notice.State
MONTH = timedelta(days=30)
pytestmark = pytest.mark.django_db


def test_what_is_posted_again_is_not_queued_again() -> None:
    thing = a_thing()
    first, *_ = posted(a_notice(thing=thing, key="1"))
    _again, other = posted(a_notice(thing=thing, key="1"), a_notice(thing=thing, key="2"))
    assert [job.args["notice_id"] for job in jobs()] == [str(first.pk), str(other.pk)]


def three_urgent_lines() -> list[Notice]:
    """A call, a word at the desk and a mail that did not get through, each for the next hour."""
    thing, soon = a_thing(), timezone.now() + HOUR
    lines = posted(
        a_notice(JERZY, thing=thing, key="call", urgent_until=soon),
        a_notice(TESFAY, thing=thing, key="desk", urgent_until=soon),
        a_notice(AMINA, thing=thing, key="lost", urgent_until=soon),
    )
    Notice.objects.filter(key="lost").update(state=State.FAILED)
    return lines


def test_a_call_ends_with_what_it_is_about() -> None:
    lines = three_urgent_lines()
    assert set(Notice.objects.calls()) == set(lines)
    with time_machine.travel(timezone.now() + 2 * HOUR):
        assert list(Notice.objects.calls()) == []


def test_calls_that_came_too_late_are_laid_aside_and_no_others() -> None:
    three_urgent_lines()
    thing = a_thing("2")
    later = timezone.now() + 5 * HOUR
    posted(
        a_notice(JERZY, thing=thing, key="no hurry"),
        a_notice(JERZY, thing=thing, key="later", urgent_until=later),
        a_notice(AMINA, thing=thing, key="mail", urgent_until=timezone.now() + HOUR),
    )
    with time_machine.travel(timezone.now() + 2 * HOUR):
        drop_late_calls(0)
    dropped = Notice.objects.filter(state=State.DROPPED).values_list("key", flat=True)
    assert set(dropped) == {"call", "desk", "lost"}


def test_a_call_about_several_dates_is_not_over_with_the_first() -> None:
    soon = timezone.now() + HOUR
    _one, several = posted(
        a_notice(JERZY, thing=a_thing("1"), key="one", urgent_until=soon, facts={"dates": [7]}),
        a_notice(JERZY, thing=a_thing("2"), key="several", urgent_until=soon, facts={"dates": [7, 8]}),
    )
    with time_machine.travel(timezone.now() + 2 * HOUR):
        drop_late_calls(0)
        assert list(Notice.objects.calls()) == [several]


@pytest.mark.parametrize("tries", [0, 1])
def test_a_call_about_a_far_date_outlives_the_period(tries: int) -> None:
    (call,) = posted(a_notice(JERZY, urgent_until=timezone.now() + 2 * MONTH))
    for _ in range(tries):
        call.not_reached(House(pk=7))
    with time_machine.travel(timezone.now() + MONTH + HOUR):
        assert list(Notice.due(MONTH)) == []
    with time_machine.travel(timezone.now() + 3 * MONTH + HOUR):
        assert list(Notice.due(MONTH)) == [call]
        Notice.objects.update(state=State.DROPPED)
    with time_machine.travel(timezone.now() + MONTH + HOUR):
        assert list(Notice.due(MONTH)) == [call]


def test_who_presses_not_reached_twice_has_called_once() -> None:
    (call,) = posted(a_notice(JERZY))
    for _ in range(3):
        Notice.objects.get().not_reached(House(pk=7), seen=0)
    call.refresh_from_db()
    assert (call.state, call.tries) == (State.WAITING, 1)


def test_two_who_call_at_once_hear_of_each_other() -> None:
    posted(a_notice(JERZY))
    Notice.objects.get().not_reached(House(pk=7), seen=0)
    with pytest.raises(ValidationError) as refusal:
        Notice.objects.get().not_reached(House(pk=8), seen=0)
    assert refusal.value.code == "ticked"
    assert Notice.objects.get().tries == 1
