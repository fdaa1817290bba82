"""The list "Please call": what is urgent stands first, and one line has one tick."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.house.notices import (
    AMINA,
    HOUR,
    JERZY,
    TESFAY,
    a_notice,
    a_thing,
    posted,
)
from treff.house.models import District, House, Notice

State = Notice.State


@pytest.mark.django_db
def test_the_call_list_is_sorted_by_what_is_urgent() -> None:
    thing, now = a_thing(), timezone.now()
    soon, late, never, desk, mailed, later = posted(
        a_notice(JERZY, thing=thing, key="soon", urgent_until=now + HOUR),
        a_notice(JERZY, thing=thing, key="late", urgent_until=now + 5 * HOUR),
        a_notice(JERZY, thing=thing, key="never", due_at=now - HOUR),
        a_notice(TESFAY, thing=thing, key="desk", urgent_until=now + 2 * HOUR),
        a_notice(AMINA, thing=thing, key="mailed"),
        a_notice(JERZY, thing=thing, key="later", due_at=now + HOUR),
    )
    assert list(Notice.objects.calls()) == [soon, desk, late, never]


@pytest.mark.django_db
def test_who_was_told_leaves_the_list() -> None:
    (notice,) = posted(a_notice(JERZY))
    notice.reached(House(pk=7))
    notice.refresh_from_db()
    assert (notice.state, notice.handled_by, list(Notice.objects.calls())) == (State.DONE, 7, [])


@pytest.mark.django_db
def test_after_three_calls_in_vain_the_line_is_laid_aside() -> None:
    (notice,) = posted(a_notice(JERZY))
    for _ in range(2):
        notice.not_reached(House(pk=7))
        assert list(Notice.objects.calls()) == [notice]
    notice.not_reached(House(pk=7))
    assert (notice.state, notice.tries, list(Notice.objects.calls())) == (State.NOT_REACHED, 3, [])


@pytest.mark.django_db
def test_two_callers_cannot_tick_the_same_line() -> None:
    (notice,) = posted(a_notice(JERZY))
    other = Notice.objects.get()
    notice.not_reached(House(pk=7))
    with pytest.raises(ValidationError) as refusal:
        other.reached(House(pk=8))
    assert refusal.value.code == "ticked"
    notice.reached(House(pk=7))
    with pytest.raises(ValidationError):
        notice.reached(House(pk=7))


@pytest.mark.django_db
def test_a_tick_is_taken_back_once_from_two_open_pages_too() -> None:
    (notice,) = posted(a_notice(JERZY))
    notice.reached(House(pk=7))
    other = Notice.objects.get()
    notice.reopen(House(pk=7))
    with pytest.raises(ValidationError):
        other.reopen(House(pk=7))


@pytest.mark.django_db
def test_a_tick_is_taken_back_once_and_by_the_same_hand() -> None:
    (notice,) = posted(a_notice(JERZY))
    notice.reached(House(pk=7))
    with pytest.raises(ValidationError):
        notice.reopen(House(pk=8))
    notice.reopen(House(pk=7))
    assert list(Notice.objects.calls()) == [notice]
    assert Notice.objects.get().tries == 0
    with pytest.raises(ValidationError):
        notice.reopen(House(pk=7))


@pytest.mark.django_db
def test_a_call_in_vain_that_is_taken_back_does_not_count() -> None:
    (notice,) = posted(a_notice(JERZY))
    for _ in range(3):
        notice.not_reached(House(pk=7))
    notice.reopen(House(pk=7))
    notice.refresh_from_db()
    assert (notice.state, notice.tries) == (State.WAITING, 2)


@pytest.mark.django_db
def test_a_tick_of_an_hour_ago_stands() -> None:
    (notice,) = posted(a_notice(JERZY))
    notice.reached(House(pk=7))
    Notice.objects.update(handled_at=timezone.now() - HOUR)
    with pytest.raises(ValidationError):
        notice.reopen(House(pk=7))
    assert list(Notice.objects.calls()) == []


@pytest.mark.django_db
def test_a_mail_that_was_lost_is_a_failed_mail_again() -> None:
    (notice,) = posted(a_notice())
    Notice.objects.update(state=State.FAILED)
    notice.refresh_from_db()
    notice.reached(House(pk=7))
    notice.reopen(House(pk=7))
    assert Notice.objects.get().state == State.FAILED


@pytest.mark.django_db
@pytest.mark.parametrize("lines", [1, 50])
def test_what_calls_are_about_is_fetched_at_once(
    lines: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    posted(*(a_notice(JERZY, thing=a_thing(str(n)), key=f"trial:{n}") for n in range(lines)))
    District.objects.filter(code="0").delete()
    calls = list(Notice.objects.calls())
    with django_assert_num_queries(1):
        Notice.attach_subjects(calls)
    assert [notice.subject and notice.subject.code for notice in calls] == [
        None,
        *(str(n) for n in range(1, lines)),
    ]
