"""How a notice becomes a mail: one template, two forms with the same words.

The worker loads the notice, asks the thing it is about for the values, and renders plain text in
the reader's language. The HTML form is made from that text, paragraph by paragraph, so the two can
never differ. Every value is one line and isolated, so that a phone number or a German title stands
right inside an Arabic sentence, and a name never becomes a sentence of the house. Only addresses of
this site become links.
"""

import logging
import re
import smtplib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import translation
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from treff.house import formats
from treff.house.clean import Typed, one_line
from treff.house.models import House, Notice
from treff.house.models.text import ORIGINAL, direction

log = logging.getLogger("treff.house.letters")

FOR_GOOD = 500
"""From this number on a mail server has said its last word."""
ABOUT_US = re.compile(r"\b5\.(7\.|1\.[78]\b)")
"""In what a server says (RFC 3463): it will not work for the sender, or finds fault with its address."""
ABOUT_THE_MAILBOX = re.compile(r"5\.[12]\.\d")
"""How a server begins that means the mailbox: it is not there, is closed or is full."""
ISOLATE, END = "\u2068", "\u2069"
TO_THE_RIGHT, TO_THE_LEFT = "\u2066", "\u2067"
"""In which direction words run whose language is known."""
MARKS = str.maketrans("", "", ISOLATE + TO_THE_RIGHT + TO_THE_LEFT + END)


@dataclass(frozen=True)
class Letter:
    """The words of one notice."""

    subject: str
    text: str
    html: str


class Isolated(str):
    """A value that prints itself between marks which keep its direction from leaking out."""

    def __str__(self) -> str:
        return f"{ISOLATE}{str.__str__(self)}{END}"


class InLanguage(Typed):
    """A line in a language of its own, between marks which say the direction of that language."""

    def __str__(self) -> str:
        mark = TO_THE_LEFT if direction(self.language) == "rtl" else TO_THE_RIGHT
        return f"{mark}{str.__str__(self)}{END}" if self else ""


def interface_language(language: str) -> str:
    """The language in which the pages and mails of a reader of this language are written."""
    known, short = dict(settings.LANGUAGES), language.split("-")[0]
    if language in known:
        return language
    return short if short in known else ORIGINAL


def render(notice: Notice) -> Letter | None:
    """The words of a notice; None when what it is about is gone or nothing needs saying."""
    subject = notice.subject or _subject(notice)
    if subject is None:
        return None
    language = interface_language(notice.language)
    with translation.override(language):
        values = subject.notice_context(notice)
        if values is None:
            return None
        return _letter(notice, _frame(notice) | values, language)


def deliver(notice_id: UUID) -> None:
    """Send one waiting mail, once: whoever comes second finds the row taken or done.

    The row of the notice is held while sending, nothing else is. An error is counted and raised,
    so that the queue tries again; after the last try the notice joins the list "Please call". If the
    mail server does not take mail for the address it joins at once: trying again would only lose hours.
    """
    mine = Notice.objects.filter(pk=notice_id)
    try:
        with transaction.atomic():
            notice = mine.to_send()
            if notice is not None:
                _send_or_drop(notice)
    except Exception as error:
        if refuses_reader(error):
            log.warning("the mail server refuses the address of notice %s", notice_id)
            mine.give_up()
            return
        mine.count_failure()
        raise


def refuses_reader(error: Exception) -> bool:
    """Whether the mail server said for good that this mailbox is not there, is closed or is full.

    A number below 500 means "not now": whoever sends too fast or for the first time hears it. Where
    the server will not work for *us* (not allowed; sender, password), somebody has to mend that.
    Whoever has read the mail may refuse it for its words or its size, too; then only an answer that
    is about the mailbox counts.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(_is_never(code, _said(answer)) for code, answer in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        said = _said(error.smtp_error)
        return _is_never(error.smtp_code, said) and ABOUT_THE_MAILBOX.match(said) is not None
    return False


def _is_never(code: int, said: str) -> bool:
    return code >= FOR_GOOD and not ABOUT_US.search(said)


def _said(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer


def _send_or_drop(notice: Notice) -> None:
    if notice.is_early():
        Notice.queue([notice])
        return
    letter = render(notice)
    if letter is None:
        notice.drop()
        return
    notice.sent(_send(notice, letter))


def _send(notice: Notice, letter: Letter) -> str:
    """Hand the mail over; the same notice always has the same Message-ID, so a twin is recognised."""
    message_id = f"<{notice.pk}@{urlsplit(settings.TREFF_URL).hostname}>"
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[notice.to_address],
        headers={
            "Message-ID": message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": interface_language(notice.language),
        },
    )
    mail.attach_alternative(letter.html, "text/html")
    mail.send()
    return message_id


def _subject(notice: Notice) -> Any:
    model: type[models.Model] = apps.get_model(notice.about_label)
    return model._default_manager.filter(pk=notice.about_id).first()


def _frame(notice: Notice) -> dict[str, Any]:
    """What every notice may say: to whom, and how to reach the house."""
    house = House.get()
    return {
        "name": notice.to_name,
        "house_name": house.name,
        "phone": formats.phone_display(house.phone),
        "hours": house.phone_hours,
    }


def _letter(notice: Notice, values: dict[str, Any], language: str) -> Letter:
    context = {name: isolated(value) for name, value in values.items()}
    subject = " ".join(_words(f"notices/{notice.template}.subject.txt", context).split()).translate(MARKS)
    text = _tidy(_words(f"notices/{notice.template}.txt", context))
    typed_in = notice.facts.get("written_in", "")
    page = {
        "subject": subject,
        "language": language,
        "dir": direction(language),
        "paragraphs": [_as_html(paragraph, typed_in) for paragraph in text.split("\n\n")],
    }
    html = get_template("notices/base.html").render(page)
    keeps_marks = direction(language) == "rtl"
    return Letter(subject, (text if keeps_marks else text.translate(MARKS)) + "\n", html)


def isolated(value: Any) -> Any:
    """The value, every text in it one line that keeps its own direction; our addresses stay bare."""
    if isinstance(value, dict):
        return {name: isolated(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [isolated(item) for item in value]
    if isinstance(value, Typed):
        return InLanguage(value, value.language)
    if not isinstance(value, str | Promise):
        return value
    words = one_line(str(value))
    return words if not words or _own_address().fullmatch(words) else Isolated(words)


def _own_address() -> re.Pattern[str]:
    """An address of this site, never one that only begins like it."""
    return re.compile(rf"{re.escape(settings.TREFF_URL)}/[^\s<]*")


def _words(name: str, context: dict[str, Any]) -> str:
    """A text template, where nothing is escaped because nothing is HTML."""
    template: Template = get_template(name).template  # type: ignore[attr-defined]  # Django's engine has it
    return str(template.render(Context(context, autoescape=False)))


def _tidy(text: str) -> str:
    """Paragraphs with one empty line between them, however the template was laid out."""
    lines = "\n".join(line.strip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines)


def _as_html(paragraph: str, typed_in: str = "") -> SafeString:
    """A paragraph of the text as HTML: marks become <bdi>, our addresses become links.

    `typed_in` is the language of the lines that somebody typed; it stands at each of them.
    """
    safe = str(escape(paragraph)).replace(ISOLATE, "<bdi>").replace(END, "</bdi>")
    if typed_in:
        own = format_html('<bdi lang="{}" dir="{}">', typed_in, direction(typed_in))
        safe = safe.replace(TO_THE_RIGHT, own).replace(TO_THE_LEFT, own)
    linked = _own_address().sub(r'<a href="\g<0>" dir="ltr">\g<0></a>', safe)
    return mark_safe(linked.replace("\n", "<br>\n"))  # escaped above
