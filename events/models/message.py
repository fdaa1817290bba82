"""A message of those who run an offer to everybody who has signed up for it, in words of their own.

One notice for each contact, however many sign-ups. Who has no e-mail address stands on the list
"Please call". The words say nothing about anybody's health, and an offer writes only so often a day
that people go on reading.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events import notices
from events.models.event import Event, State
from events.models.place import Place, PlaceQuerySet
from members.models import AuditEvent, Person
from treff.house import when
from treff.house.about_health import tells_of_health
from treff.house.clean import one_line
from treff.house.locks import lock
from treff.house.models import Notice, Submission
from treff.house.models.text import direction

MOST_CHARACTERS = 1000
MOST_A_DAY = 5
SENT = "events:own_message"
"""What the submission of a message came to; so those of a day are counted."""


@dataclass(frozen=True)
class Message:
    """What is to be said: plain words and the language they are written in."""

    subject: str
    text: str
    language: str

    @property
    def dir(self) -> str:
        """Direction of writing, for the piece of the page that holds this text."""
        return direction(self.language)

    def lines(self) -> list[str]:
        """The text line by line, empty ones between paragraphs; each as everybody sees it."""
        return [one_line(line) for line in self.text.strip().splitlines()]

    def refuse(self) -> None:
        """Raises ValidationError, at the field, for words that cannot be sent."""
        if not one_line(self.text) or not one_line(self.subject):
            raise ValidationError(_("Please write a subject and a text."), code="empty")
        if len(self.text) > MOST_CHARACTERS:
            raise ValidationError(
                {"text": _("Please write at most %(most)s characters.") % {"most": MOST_CHARACTERS}}
            )
        for field in ("subject", "text"):
            if tells_of_health(getattr(self, field)):
                raise ValidationError({field: _("Please say nothing about anybody's health.")})


def recipients(event: Event, dates: Collection[int], states: Collection[str]) -> PlaceQuerySet:
    """The places of the event on these dates (primary keys) that are in these states."""
    places = Place.objects.filter(occurrence__event=event, occurrence__in=dates, state__in=states)
    return places.filter(participant__sign_up__erased_at=None)


def send(
    event: Event,
    message: Message,
    dates: Collection[int],
    states: Collection[str],
    *,
    by: Person | None,
    key: UUID,
) -> None:
    """Tell it to each contact once. The same form sent twice tells it once.

    Raises ValidationError if the words cannot be sent, nobody would read them, or the offer has
    written often enough today. Locks the event.
    """
    message.refuse()
    asked = [("dates", sorted(dates)), ("states", sorted(states)), *vars(message).items()]
    digest = Submission.digest_of([("event", event.pk), *asked])
    with transaction.atomic():
        if (earlier := Submission.begin(key, digest)) is not None:
            earlier.refuse_other_words(digest)
            return
        [[event]] = lock(Event.objects.filter(pk=event.pk))
        if event.state != State.PUBLISHED:
            raise ValidationError(_("This activity is not open."), code="not_published")
        if left_today(event) <= 0:
            raise ValidationError(
                _("This offer has sent %(most)s messages today. Please write again tomorrow."),
                code="many",
                params={"most": MOST_A_DAY},
            )
        places = recipients(event, dates, states)
        if not places.exists():
            raise ValidationError(_("Nobody would get this message."), code="nobody")
        tell(event, places, str(key), message)
        AuditEvent.note(by, "message", event, ["sign_ups"])
        Submission.finish(key, SENT, event.public_id)


def tell(event: Event, places: PlaceQuerySet, key: str, message: Message) -> None:
    """One notice per contact. A call is worth making until the first of the dates, if all are to come."""
    facts = {"subject": message.subject, "lines": message.lines(), "written_in": message.language}
    about = notices.rows_by_contact(places, event)
    dates = {row.date for _sign_up, rows in about for row in rows}
    starts = dict(event.occurrences.filter(pk__in=dates).values_list("pk", "starts_at"))
    hurries = min(starts.values()) > when.now()
    Notice.post(
        [
            Notice.to(
                sign_up.addressee(),
                sign_up,
                "message",
                key=f"message:{sign_up.pk}:{key}",
                urgent_until=min(starts[row.date] for row in rows) if hurries else None,
                facts={
                    "places": [row.place for row in rows],
                    "dates": sorted({row.date for row in rows}),
                    **facts,
                },
            )
            for sign_up, rows in about
        ]
    )


def left_today(event: Event) -> int:
    """How many messages the offer may still send today."""
    start, end = when.day_bounds(when.today())
    sent = Submission.objects.filter(outcome=SENT, outcome_ref=event.public_id, at__gte=start, at__lt=end)
    return MOST_A_DAY - sent.count()
