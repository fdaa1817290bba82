"""Something a person must be told: by mail, by phone, or when they come to the desk.

Nobody is dropped: every notice is a row with a unique key, written in the transaction that causes
it. A mail goes through the queue in the same database, so a rollback takes it along. Without an
address it is a line on the list "Please call"; without a number it waits at the desk; a mail that
could not be sent joins that list. The row holds only what cannot be looked up later; words are
rendered by the worker from the thing the notice is about, never under its lock.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, Self
from uuid import uuid4

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

DELIVER = "house.deliver"
QUEUE = "mail"
CALL_TRIES = 3
"""So often a person is called before the line is laid aside."""
REOPEN_WITHIN = timedelta(minutes=15)
"""So long whoever ticked a call can take the tick back; later the words may be out of date."""
MAIL_TRIES = 5
"""So often a mail is tried, over some two hours, before somebody calls instead."""


class Channel(models.TextChoices):
    """How the person is reached."""

    MAIL = "mail", _("by mail")
    CALL = "call", _("by phone")
    DESK = "desk", _("at the desk")


class State(models.TextChoices):
    """What became of the notice."""

    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be sent")
    DONE = "done", _("told")
    NOT_REACHED = "not_reached", _("not reached")
    DROPPED = "dropped", _("no longer needed")


class Subject(Protocol):
    """What a notice may be about: it knows what the words need, or that nothing needs saying."""

    def notice_context(self, notice: "Notice") -> dict[str, Any] | None:
        """Values for the words of this notice, in the language that is active; None drops it."""


@dataclass(frozen=True)
class Addressee:
    """Whom to tell, in plain values; the channel follows from what they gave us."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = "de"

    @property
    def channel(self) -> Channel:
        """Mail where there is an address, a call where there is a number, else the desk."""
        if self.email:
            return Channel.MAIL
        return Channel.CALL if self.phone else Channel.DESK


def _too_late() -> Q:
    """Its moment has passed. A message about several dates is not over with the first of them."""
    about_one_date = Q(facts__dates__1__isnull=True)
    return Q(urgent_until__isnull=False, urgent_until__lte=timezone.now()) & about_one_date


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices by what is to be done about them."""

    def waiting(self) -> Self:
        """Neither told nor given up."""
        return self.filter(state=State.WAITING)

    def due(self) -> Self:
        """Whose moment has come."""
        now = timezone.now()
        return self.filter(Q(hold_until__isnull=True) | Q(hold_until__lte=now), due_at__lte=now)

    def unsent(self) -> Self:
        """Mails that should have left by now, oldest first; the health page watches them."""
        return self.waiting().due().filter(channel=Channel.MAIL).order_by("due_at")

    def by_voice(self) -> Self:
        """Calls, word at the desk, and mails that did not get through."""
        call = Q(channel__in=[Channel.CALL, Channel.DESK], state=State.WAITING)
        lost_mail = Q(channel=Channel.MAIL, state=State.FAILED)
        return self.due().filter(call | lost_mail)

    def calls(self) -> Self:
        """The list "Please call": whoever can still be told something, the most urgent first."""
        soonest = F("urgent_until").asc(nulls_last=True)
        return self.by_voice().filter(~_too_late()).order_by(soonest, "due_at", "pk")

    def with_number(self) -> Self:
        """Of the calls, those that can be made."""
        return self.exclude(to_phone="")

    def without_number(self) -> Self:
        """Of the calls, those that wait until the person comes to the desk: lost mails too."""
        return self.filter(to_phone="")

    def drop_late_calls(self) -> int:
        """Lay aside the calls that came too late; how many there were."""
        return self.by_voice().filter(_too_late()).update(state=State.DROPPED)

    def to_send(self) -> "Notice | None":
        """The one mail of this set that still waits, locked; None when another worker has it."""
        waiting = self.filter(channel=Channel.MAIL, state=State.WAITING)
        return waiting.select_for_update(skip_locked=True).first()

    def count_failure(self) -> None:
        """A try to send failed. The last one moves it to the list "Please call", where calls count anew."""
        last = Q(tries__gte=MAIL_TRIES - 1)
        self.waiting().update(
            tries=Case(When(last, then=Value(0)), default=F("tries") + 1),
            state=Case(When(last, then=Value(State.FAILED)), default=F("state")),
        )

    def give_up(self) -> None:
        """Nobody can be reached at that address: on the list "Please call" at once."""
        self.waiting().update(tries=0, state=State.FAILED)

    def about(self, subject: models.Model) -> Self:
        """Every notice about this row."""
        return self.filter(about_label=subject._meta.label_lower, about_id=subject.pk)


class Notice(models.Model):
    """One message to one person."""

    Channel = Channel
    State = State

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.CharField(_("key"), max_length=120, unique=True)
    channel = models.CharField(_("channel"), max_length=4, choices=Channel)
    to_name = models.CharField(_("name"), max_length=120, blank=True, default="")
    to_address = models.CharField(_("e-mail"), max_length=254, blank=True, default="")
    to_phone = models.CharField(_("phone"), max_length=40, blank=True, default="")
    language = models.CharField(_("language"), max_length=12, default="de")
    template = models.CharField(_("reason"), max_length=40)
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    about_label = models.CharField(_("about"), max_length=60)
    about_id = models.BigIntegerField(_("record"))
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    hold_until = models.DateTimeField(_("not before"), null=True, blank=True)
    urgent_until = models.DateTimeField(_("until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    message_id = models.CharField(max_length=255, blank=True, default="", editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    handled_by = models.BigIntegerField(_("handled by"), null=True, blank=True, editable=False)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True, editable=False)
    blanked_at = models.DateTimeField(_("blanked"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = NoticeQuerySet.as_manager()
    subject: Any = None
    """The row it is about, where `attach_subjects` has fetched it; None when that row is gone."""

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                name="notices_that_wait",
                fields=["channel", "due_at"],
                condition=Q(state__in=["waiting", "failed"]),
            ),
            models.Index(name="notices_about_a_row", fields=["about_label", "about_id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="notice_goes_by_mail_call_or_desk", condition=Q(channel__in=["mail", "call", "desk"])
            ),
            models.CheckConstraint(
                name="notice_state_is_known",
                condition=Q(state__in=["waiting", "sent", "failed", "done", "not_reached", "dropped"]),
            ),
            models.CheckConstraint(
                name="notice_by_mail_has_an_address",
                condition=~Q(channel="mail") | ~Q(to_address="") | Q(blanked_at__isnull=False),
                violation_error_message=_("A mail needs an address."),
            ),
            models.CheckConstraint(
                name="notice_by_phone_has_a_number",
                condition=~Q(channel="call") | ~Q(to_phone="") | Q(blanked_at__isnull=False),
                violation_error_message=_("A call needs a phone number."),
            ),
            models.CheckConstraint(
                name="notice_that_is_blanked_names_nobody",
                condition=Q(blanked_at__isnull=True) | Q(to_name="", to_address="", to_phone="", facts={}),
            ),
            models.CheckConstraint(
                name="notice_is_sent_exactly_when_it_has_a_moment",
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def ready_at(self) -> datetime:
        """The moment from which it may go out."""
        return max(self.due_at, self.hold_until or self.due_at)

    @classmethod
    def to(cls, addressee: Addressee, subject: models.Model, template: str, **fields: Any) -> Self:
        """A notice to this addressee about a saved row, not yet posted; `fields` needs a `key`."""
        return cls(
            channel=addressee.channel,
            to_name=addressee.name,
            to_address=addressee.email,
            to_phone=addressee.phone,
            language=addressee.language,
            about_label=subject._meta.label_lower,
            about_id=subject.pk,
            template=template,
            **fields,
        )

    @classmethod
    def post(cls, notices: Sequence["Notice"], *, first: bool = False) -> None:
        """Write the notices and queue their mails, inside the transaction that causes them.

        A key that is already there is left alone and not queued again: nobody is told the same thing
        twice, and whoever posts every ten minutes fills no queue. `first` says that no key can be
        there yet, because what they are about was made a moment ago by the same transaction.
        """
        if not transaction.get_connection().in_atomic_block:
            raise transaction.TransactionManagementError("Notices are posted by the act that causes them.")
        cls._default_manager.bulk_create(notices, ignore_conflicts=not first)
        mails = {notice.pk: notice for notice in notices if notice.channel == Channel.MAIL}
        written = set(mails if first else cls.objects.filter(pk__in=mails).values_list("pk", flat=True))
        cls.queue(mail for pk, mail in mails.items() if pk in written)

    @staticmethod
    def queue(notices: Iterable["Notice"]) -> None:
        """Ask the worker to deliver these; the job carries nothing but the key of the row."""
        now = timezone.now()
        jobs: dict[datetime | None, list[dict[str, JSONValue]]] = defaultdict(list)
        for notice in notices:
            jobs[notice.ready_at if notice.ready_at > now else None].append({"notice_id": str(notice.pk)})
        for moment, batch in jobs.items():
            app.configure_task(DELIVER, queue=QUEUE, schedule_at=moment).batch_defer(*batch)

    @classmethod
    def attach_subjects(cls, notices: Collection["Notice"]) -> None:
        """Fetch what many notices are about, one query per kind; a model may offer `for_notices`."""
        wanted = defaultdict(set)
        for notice in notices:
            wanted[notice.about_label].add(notice.about_id)
        for label, ids in wanted.items():
            manager = apps.get_model(label)._default_manager
            found = getattr(manager, "for_notices", manager.all)().in_bulk(ids)
            for notice in notices:
                if notice.about_label == label:
                    notice.subject = found.get(notice.about_id)

    def is_early(self) -> bool:
        """Whether its moment has not come yet."""
        return self.ready_at > timezone.now()

    def sent(self, message_id: str) -> None:
        """The mail has been handed over; called by the worker that holds the row."""
        self.state, self.sent_at, self.message_id = State.SENT, timezone.now(), message_id
        self.save(update_fields=["state", "sent_at", "message_id"])

    def drop(self) -> None:
        """What it was about is gone, or needs no words any more."""
        self.state = State.DROPPED
        self.save(update_fields=["state"])

    def reached(self, by: models.Model) -> None:
        """The person has been told, by voice; `by` is whoever told them."""
        self._tick(by, state=State.DONE)

    def not_reached(self, by: models.Model, *, seen: int | None = None) -> None:
        """Nobody picked up. The line stays for the next try; after the third it is laid aside.

        `seen` is how many tries the page showed: who presses the button twice has called once.
        """
        self.tries = self.tries if seen is None else seen
        laid_aside = self.tries + 1 >= CALL_TRIES
        after = {"state": State.NOT_REACHED if laid_aside else self.state, "tries": self.tries + 1}
        try:
            self._tick(by, **after)
        except ValidationError:
            if not type(self).objects.filter(pk=self.pk, handled_by=by.pk, **after).exists():
                raise

    def reopen(self, by: models.Model) -> None:
        """Take one's own last tick back: a slip of the finger. The line is on the list as before.

        Raises ValidationError when somebody else ticked it, or when that was too long ago.
        """
        before = State.FAILED if self.channel == Channel.MAIL else State.WAITING
        changes: dict[str, Any] = {"state": before, "handled_by": None, "handled_at": None}
        if self.state != State.DONE:
            changes["tries"] = max(self.tries - 1, 0)
        fresh = timezone.now() - REOPEN_WITHIN
        mine = Q(handled_by=by.pk, handled_at__gte=fresh, blanked_at=None)
        if self.state in (State.SENT, State.DROPPED) or not self._write_as_seen(changes, mine):
            raise ValidationError(_("This can no longer be taken back."), code="ticked")

    def _tick(self, by: models.Model, **changes: Any) -> None:
        """Write what came of a call, unless somebody else has ticked the same line meanwhile."""
        changes |= {"handled_by": by.pk, "handled_at": timezone.now()}
        if self.state not in (State.WAITING, State.FAILED) or not self._write_as_seen(changes):
            raise ValidationError(_("Somebody else has already dealt with this call."), code="ticked")

    def _write_as_seen(self, changes: dict[str, Any], condition: Q | None = None) -> bool:
        """Write this if the line still stands as it was read; returns whether it did."""
        as_seen = type(self).objects.filter(condition or Q(), pk=self.pk, state=self.state, tries=self.tries)
        if not as_seen.update(**changes):
            return False
        for name, value in changes.items():
            setattr(self, name, value)
        return True

    @classmethod
    def due(cls, period: timedelta) -> models.QuerySet["Notice"]:
        """Notices whose addressee is to be blanked: settled, or never settled, for longer than this.

        One that still waits counts from its last chance: a call about a far date outlives the period.
        """
        limit = timezone.now() - period
        waits = Q(state__in=[State.WAITING, State.FAILED])
        never_settled = Q(sent_at=None, handled_at=None, due_at__lt=limit)
        settled = Q(sent_at__lt=limit) | Q(handled_at__lt=limit) | never_settled
        last_chance = Greatest("due_at", "urgent_until", "handled_at")
        hopeless = waits & Q(last_chance__lt=limit)
        return cls.objects.alias(last_chance=last_chance).filter(
            hopeless | (~waits & settled), blanked_at=None
        )

    @classmethod
    def blank_rows(cls, rows: models.QuerySet["Notice"]) -> int:
        """Take name, address, number and facts out; that something was said stays."""
        given_up = When(state__in=[State.WAITING, State.FAILED], then=Value(State.DROPPED))
        return rows.update(
            to_name="",
            to_address="",
            to_phone="",
            facts={},
            state=Case(given_up, default=F("state")),
            blanked_at=timezone.now(),
        )
