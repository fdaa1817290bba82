"""A mail server that sends nothing: letters go into a box that the demo shows."""

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from treff.demo.models import Letter

KEPT = 500


class PostBox(BaseEmailBackend):
    """Keeps the newest letters, so that a demo which runs for weeks does not swell."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        letters = [letter(message) for message in email_messages]
        Letter.objects.bulk_create(letters)
        kept = Letter.objects.values("pk")[:KEPT]
        Letter.objects.exclude(pk__in=kept).delete()
        return len(letters)


def letter(message: EmailMessage) -> Letter:
    """The message in both its forms, to whoever would have got it."""
    return Letter(
        to=", ".join(message.recipients())[:254],
        subject=message.subject[:400],
        text=str(message.body),
        html=_html(message) if isinstance(message, EmailMultiAlternatives) else "",
    )


def _html(message: EmailMultiAlternatives) -> str:
    return next((str(words) for words, kind in message.alternatives if kind == "text/html"), "")
