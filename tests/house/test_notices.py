"""Nobody is dropped: notices are posted with their cause, delivered once, or called through."""

import smtplib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from procrastinate.contrib.django import app
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from tests.house.notices import (
    AMINA,
    HOUR,
    JERZY,
    TESFAY,
    a_house,
    a_notice,
    a_thing,
    give_words,
    posted,
)
from tests.worker import deliver, jobs
from treff.house import letters
from treff.house.models import Addressee, District, House, Notice
from treff.house.models.notice import MAIL_TRIES

State, Channel = Notice.State, Notice.Channel


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    give_words(monkeypatch, settings)


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
@pytest.mark.usefixtures("words")
def test_the_same_thing_is_told_once(mailoutbox: list[mail.EmailMessage]) -> None:
    thing = a_thing()
    posted(a_notice(thing=thing))
    posted(a_notice(thing=thing))
    deliver()
    assert len(mailoutbox) == 1
    assert Notice.objects.get().state == State.SENT


@pytest.mark.django_db
@pytest.mark.usefixtures("words")
def test_a_mail_goes_out_once_and_is_noted(mailoutbox: list[mail.EmailMessage]) -> None:
    a_house()
    (notice,) = posted(a_notice())
    deliver()
    deliver()
    notice.refresh_from_db()
    (message,) = mailoutbox
    assert (notice.state, message.to) == (State.SENT, ["amina@example.org"])
    assert notice.sent_at is not None
    assert message.extra_headers["Message-ID"] == notice.message_id == f"<{notice.pk}@localhost>"
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.extra_headers["Content-Language"] == "de"


@pytest.mark.django_db
@pytest.mark.usefixtures("words")
def test_a_mail_that_is_early_is_queued_for_its_moment(mailoutbox: list[mail.EmailMessage]) -> None:
    (notice,) = posted(a_notice())
    Notice.objects.update(due_at=timezone.now() + HOUR)
    deliver()
    notice.refresh_from_db()
    assert mailoutbox == []
    assert (notice.state, jobs()[-1].scheduled_at) == (State.WAITING, notice.due_at)


@pytest.mark.django_db
def test_what_needs_no_words_any_more_is_dropped(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, mailoutbox: list[mail.EmailMessage]
) -> None:
    give_words(monkeypatch, settings, None)
    (notice,) = posted(a_notice())
    deliver()
    notice.refresh_from_db()
    assert (notice.state, mailoutbox) == (State.DROPPED, [])


@pytest.mark.django_db
def test_what_is_gone_is_dropped(mailoutbox: list[mail.EmailMessage]) -> None:
    (notice,) = posted(a_notice())
    District.objects.all().delete()
    deliver()
    notice.refresh_from_db()
    assert (notice.state, mailoutbox) == (State.DROPPED, [])


def refuse(*_args: object) -> None:
    raise smtplib.SMTPServerDisconnected


def refusing(error: Exception) -> Callable[..., None]:
    """A mail that meets this error when it is handed over."""

    def send(*_args: object) -> None:
        raise error

    return send


@pytest.mark.django_db
@pytest.mark.usefixtures("words")
def test_a_mail_that_cannot_be_sent_is_tried_again_and_then_called(monkeypatch: pytest.MonkeyPatch) -> None:
    (notice,) = posted(a_notice())
    monkeypatch.setattr(letters, "_send", refuse)
    for tries in range(1, MAIL_TRIES):
        with pytest.raises(smtplib.SMTPServerDisconnected):
            deliver()
        notice.refresh_from_db()
        assert (notice.state, notice.tries) == (State.WAITING, tries)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        deliver()
    assert list(Notice.objects.calls()) == [notice]
    assert Notice.objects.get().state == State.FAILED


def recipients_refused(code: int, words: bytes) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({AMINA.email: (code, words)})


@pytest.mark.django_db
@pytest.mark.usefixtures("words")
@pytest.mark.parametrize(
    "error",
    [
        recipients_refused(550, b"5.1.1 No such user here"),
        recipients_refused(553, b"Mailbox name not allowed"),
        recipients_refused(550, b"No such user at 195.7.1.2"),
        smtplib.SMTPDataError(552, b"5.2.2 Mailbox full"),
        smtplib.SMTPDataError(550, "5.1.1 No such user here"),
    ],
)
def test_who_has_no_mailbox_is_told_by_voice_at_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    (notice,) = posted(a_notice())
    monkeypatch.setattr(EmailMultiAlternatives, "send", refusing(error))
    deliver()
    assert list(Notice.objects.calls()) == [notice]
    notice.refresh_from_db()
    assert (notice.state, notice.tries) == (State.FAILED, 0)
    assert AMINA.email not in caplog.text


@pytest.mark.django_db
@pytest.mark.usefixtures("words")
@pytest.mark.parametrize(
    "error",
    [
        recipients_refused(450, b"4.7.1 Greylisted, try again"),
        recipients_refused(554, b"5.7.1 Relay access denied"),
        recipients_refused(550, b"Rejected\n5.7.1 Not from here"),
        recipients_refused(550, b"5.1.8 Domain of the sender not found"),
        smtplib.SMTPDataError(451, b"4.3.0 Try again later"),
        smtplib.SMTPDataError(452, b"4.2.2 Mailbox full"),
        smtplib.SMTPDataError(552, b"5.3.4 Message too big"),
        smtplib.SMTPDataError(554, b"Looks like spam, see rule 5.1.1"),
        smtplib.SMTPDataError(550, b"5.1.8 Bad sender"),
        smtplib.SMTPSenderRefused(550, b"5.1.8 Bad sender", "treff@example.org"),
        smtplib.SMTPAuthenticationError(535, b"5.7.8 Wrong password"),
    ],
)
def test_a_server_that_says_not_now_or_not_to_us_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    (notice,) = posted(a_notice())
    monkeypatch.setattr(EmailMultiAlternatives, "send", refusing(error))
    with pytest.raises(type(error)):
        deliver()
    notice.refresh_from_db()
    assert (notice.state, notice.tries) == (State.WAITING, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("words")
def test_two_workers_send_one_mail(mailoutbox: list[mail.EmailMessage]) -> None:
    """The first holds the row while it sends; the second sees that and leaves."""
    (notice,) = posted(a_notice())

    def second_worker() -> None:
        try:
            letters.deliver(notice.pk)
        finally:
            connection.close()

    with transaction.atomic():
        assert Notice.objects.filter(pk=notice.pk).to_send() is not None
        with ThreadPoolExecutor(1) as pool:
            pool.submit(second_worker).result(timeout=10)
        assert mailoutbox == []
    letters.deliver(notice.pk)
    assert len(mailoutbox) == 1


def test_the_worker_tries_as_often_as_the_house_promises() -> None:
    strategy = app.tasks["house.deliver"].retry_strategy
    assert getattr(strategy, "max_attempts", None) == MAIL_TRIES


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
