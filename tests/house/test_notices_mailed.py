"""A mail goes out once, is tried again, and becomes a call if it cannot be sent."""

import smtplib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from pytest_django.fixtures import Settings

from tests.house.notices import (
    AMINA,
    HOUR,
    a_house,
    a_notice,
    a_thing,
    give_words,
    posted,
)
from tests.worker import deliver, jobs
from treff.house import letters
from treff.house.models import District, Notice
from treff.house.models.notice import MAIL_TRIES

State = Notice.State


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    give_words(monkeypatch, settings)


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
