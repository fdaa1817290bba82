"""Mails about the account itself: the log-in code, a changed address, a new second factor.

They leave through the queue like every mail, so that a slow mail server holds nobody up and the
answer takes as long for an unknown address as for a known one. They are no Notices: they are about
no record, their words contain a code, and nobody shall read that later on the list "Please call".
So the words wait here and nowhere else. The job carries only the number of the row; the row is
deleted as soon as it is sent, and unsent after fifteen minutes, because a late code opens nothing.
It is not encrypted: the same code stands in the session table for the same quarter of an hour.
"""

import datetime as dt
from typing import Self
from uuid import uuid4

from django.core.mail import EmailMessage
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from treff.house import when

SEND = "members.send_account_mail"
QUEUE = "mail"
GOOD_FOR = dt.timedelta(minutes=15)


class AccountMail(models.Model):
    """One mail that has not left yet."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    to_address = models.EmailField(_("e-mail address"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    posted_at = models.DateTimeField(_("posted"), default=when.now)

    class Meta:
        verbose_name = _("account mail")
        verbose_name_plural = _("account mails")

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def post(cls, to_address: str, subject: str, text: str) -> Self:
        """Lay the mail down and queue it, both or neither."""
        with transaction.atomic():
            mail = cls.objects.create(to_address=to_address, subject=subject, text=text)
            app.configure_task(SEND, queue=QUEUE).defer(mail_id=str(mail.pk))
        return mail

    @classmethod
    def deliver(cls, mail_id: str) -> None:
        """Send the mail and forget it; harmless when somebody has sent it or its time is over.

        Whatever the mail server says is raised, so that the queue tries again; the row then stays.
        """
        with transaction.atomic():
            mail = cls.objects.select_for_update(skip_locked=True).filter(pk=mail_id).first()
            if mail is None:
                return
            if when.now() - mail.posted_at < GOOD_FOR:
                EmailMessage(mail.subject, mail.text, to=[mail.to_address]).send()
            mail.delete()
