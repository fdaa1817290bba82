"""Nobody is dropped: notices are posted with their cause, found again, and blanked when they are settled."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError
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
from tests.worker import jobs
from treff.house.models import Addressee, Notice

State = Notice.State


@pytest.mark.parametrize(
    ("addressee", "channel"),
    [(AMINA, "mail"), (JERZY, "call"), (TESFAY, "desk"), (Addressee("Olena", "olena@example.org"), "mail")],
)
def test_the_channel_follows_from_what_people_gave(addressee: Addressee, channel: str) -> None:
    assert addressee.channel == channel


@pytest.mark.django_db
def test_a_mail_is_queued_with_its_cause_and_a_call_is_not() -> None:
    mail_notice, *_ = posted(a_notice(), a_notice(JERZY, thing=a_thing("2"), key="trial:2"))
    assert [job.args for job in jobs()] == [{"notice_id": str(mail_notice.pk)}]


@pytest.mark.django_db
def test_a_job_that_is_due_later_waits_until_then() -> None:
    later = timezone.now() + HOUR
    held = timezone.now() + 2 * HOUR
    thing = a_thing()
    posted(
        a_notice(thing=thing, key="now"),
        a_notice(thing=thing, key="later", due_at=later),
        a_notice(thing=thing, key="held", due_at=later, hold_until=held),
    )
    assert [job.scheduled_at for job in jobs()] == [None, later, held]


@pytest.mark.django_db
def test_nothing_is_posted_outside_the_act_that_causes_it_or_kept_when_it_fails() -> None:
    notice = a_notice()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Notice.post([notice])
        raise ZeroDivisionError
    assert (Notice.objects.count(), jobs()) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_posting_needs_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        Notice.post([a_notice()])


@pytest.mark.django_db
def test_two_hundred_mails_are_queued_with_a_handful_of_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    thing = a_thing()
    notices = [a_notice(thing=thing, key=f"trial:{number}") for number in range(200)]
    with django_assert_max_num_queries(5):
        posted(*notices)
    assert len(jobs()) == 200


@pytest.mark.django_db
def test_settled_notices_are_blanked_after_their_period_and_hanging_ones_given_up() -> None:
    thing, long_ago = a_thing(), timezone.now() - timedelta(days=31)
    sent, told, hanging, fresh = posted(
        a_notice(thing=thing, key="sent", facts={"old_start": "2026-12-02"}),
        a_notice(JERZY, thing=thing, key="told"),
        a_notice(JERZY, thing=thing, key="hanging", due_at=long_ago),
        a_notice(thing=thing, key="fresh"),
    )
    Notice.objects.filter(pk=sent.pk).update(state=State.SENT, sent_at=long_ago)
    Notice.objects.filter(pk=told.pk).update(state=State.DONE, handled_at=long_ago)
    due = Notice.due(timedelta(days=30))
    assert set(due) == {sent, told, hanging}
    assert Notice.blank_rows(due) == 3
    blanked = list(Notice.objects.exclude(pk=fresh.pk).order_by("key"))
    assert [(n.to_name, n.to_address, n.to_phone, n.facts) for n in blanked] == [("", "", "", {})] * 3
    assert [(n.key, n.state) for n in blanked] == [("hanging", "dropped"), ("sent", "sent"), ("told", "done")]
    assert list(Notice.due(timedelta(days=30))) == []


@pytest.mark.django_db
def test_the_health_page_sees_the_oldest_mail_that_should_have_left() -> None:
    thing, now = a_thing(), timezone.now()
    newer, older, *_ = posted(
        a_notice(thing=thing, key="newer", due_at=now - HOUR),
        a_notice(thing=thing, key="older", due_at=now - 2 * HOUR),
        a_notice(thing=thing, key="later", due_at=now + HOUR),
        a_notice(JERZY, thing=thing, key="call", due_at=now - HOUR),
    )
    assert list(Notice.objects.unsent()) == [older, newer]


@pytest.mark.django_db
def test_notices_about_a_row_are_found() -> None:
    first, second = a_thing("1"), a_thing("2")
    mine, _other = posted(a_notice(thing=first, key="1"), a_notice(thing=second, key="2"))
    assert list(Notice.objects.about(first)) == [mine]
