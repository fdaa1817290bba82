"""Sign-up: one contact asks for one to six people, and holds one rank in the queue.

A guest is not a person of the register: the words stand as typed, and links to people are made
only when signed in, by the team, or by claim. A sign-up only ever shrinks; who wants to bring
somebody else later, or comes back after cancelling, asks anew and goes to the end of the line.
Cancelling is always possible. After the start the place stays, marked as absent.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from events import notice_words, notices
from events.models import dates_asked, queue
from events.models.ask import Ask, Channel, ContactBy, Guest
from events.models.event import Event, Joins
from events.models.giving_back import give_back
from events.models.occurrence import Occurrence
from events.models.participant import Participant
from events.models.place import CancelledBy, Place, PlaceQuerySet, PlaceState
from events.models.question import Answer
from events.models.sign_up_set import CONTACT, SignUpQuerySet
from members.models import AuditEvent, HomeArea, Person
from treff.house import links
from treff.house.codes import code, public_id
from treff.house.locks import lock
from treff.house.models import Submission
from treff.house.models.folded import FoldedField
from treff.house.models.notice import Addressee
from treff.house.phones import normalise

NOTICE_VERSION = "2026-11"
# So often in an hour somebody may be signed up from the web with one address or number.
MOST_IN_AN_HOUR = 10


@dataclass(frozen=True)
class Asked:
    """What came of asking. `again`: the same form had been sent before; `same`: with the same words."""

    sign_up: "SignUp"
    again: bool = False
    same: bool = True


class SignUp(models.Model):
    """One contact asking for n people: one rank, one code."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="sign_ups")
    public_id = models.CharField(max_length=8, unique=True, default=public_id, editable=False)
    code = models.CharField(_("code"), max_length=6, unique=True, default=code, editable=False)
    rank = models.BigIntegerField(_("rank"), editable=False)
    joins = models.CharField(_("asks for"), max_length=8, choices=Joins)
    splits = models.BooleanField(_("may come in part"), default=False)
    contact = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="sign_ups")
    contact_by = models.CharField(_("reached"), max_length=9, choices=ContactBy)
    contact_name = models.CharField(_("name of the contact"), max_length=80, blank=True)
    contact_name_key = FoldedField(of="contact_name")
    contact_phone = models.CharField(_("phone, as typed"), max_length=40, blank=True)
    contact_number = models.CharField(max_length=20, blank=True, editable=False)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=9, default="de")
    channel = models.CharField(_("came"), max_length=5, choices=Channel, default=Channel.WEB)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="sign_ups_made")
    home_area = models.CharField(max_length=10, choices=HomeArea, default=HomeArea.NOT_SAID, editable=False)
    notice_version = models.CharField(max_length=10, default=NOTICE_VERSION, editable=False)
    link_version = models.PositiveSmallIntegerField(default=1, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["rank"]
        indexes = [
            models.Index(name="sign_up_by_number", fields=["contact_number"]),
            models.Index(name="sign_up_by_moment", fields=["asked_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="rank_is_held_once", fields=["rank"], deferrable=models.Deferrable.IMMEDIATE
            ),
            models.CheckConstraint(
                name="sign_up_says_how_to_reach_the_contact",
                condition=Q(contact_by="phone", erased_at__isnull=True) & ~Q(contact_phone="")
                | Q(contact_by="email", erased_at__isnull=True) & ~Q(contact_email="")
                | Q(contact_by="in_person")
                | Q(erased_at__isnull=False),
                violation_error_message=_("Please say how we can reach you."),
            ),
            models.CheckConstraint(
                name="erased_sign_up_holds_no_contact",
                condition=Q(erased_at__isnull=True)
                | Q(**dict.fromkeys(CONTACT, ""), contact=None, made_by=None),
            ),
            models.CheckConstraint(name="sign_up_joins_is_known", condition=Q(joins__in=Joins.values)),
            models.CheckConstraint(name="sign_up_channel_is_known", condition=Q(channel__in=Channel.values)),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The signed address of this sign-up, in the active language. Never logged, never stored."""
        return reverse("events:my_sign_up", args=[self.token])

    # -- asking ----------------------------------------------------------------------------------

    @classmethod
    def ask(cls, event: Event, ask: Ask, *, date: Occurrence | None = None, key: UUID | None = None) -> Asked:
        """Append the party to the queue and admit whoever now fits: one rule for everybody.

        `date` says which date is asked for where an event takes them one at a time. `key` is the
        form's own; the same form sent twice is answered with the first sign-up. Raises
        ValidationError, fit for the visitor, if the event takes no sign-up (now), the party can
        never fit, or everybody in it has a place already. Locks the event.
        """
        digest = ask.digest(event.pk, date.pk if date else None)
        sign_up = cls.written(event, ask)
        with transaction.atomic():
            if key is not None and (earlier := sign_up.sent_before(key, digest)) is not None:
                first = cls.objects.get(public_id=earlier.outcome_ref)
                return Asked(first, again=True, same=earlier.same(digest))
            sign_up.refuse_flood()
            [[event]] = lock(Event.objects.filter(pk=event.pk))
            dates = dates_asked.dates_for(event, date, ask, timezone.now())
            places = sign_up.append(event, ask, dates)
            admissions = queue.admit(event, newcomer=sign_up.pk)
            given = {pk for admission in admissions for pk in admission.places}
            for place in places:
                place.state = PlaceState.CONFIRMED if place.pk in given else place.state
            dates_asked.refuse_if_queue_closed(places)
            notices.asked(sign_up, places)
            notices.moved_up(event, [a for a in admissions if a.sign_up != sign_up.pk])
        return Asked(sign_up)

    @classmethod
    def written(cls, event: Event, ask: Ask) -> Self:
        """The sign-up as the words say it, checked but not yet saved; looked at before the lock."""
        by_phone, by_mail = ask.contact_by == ContactBy.PHONE, ask.contact_by == ContactBy.EMAIL
        sign_up = cls(
            event=event,
            contact=ask.contact,
            contact_by=ask.contact_by,
            contact_name=ask.contact_name.strip(),
            contact_phone=ask.phone.strip() if by_phone else "",
            contact_number=normalise(ask.phone) if by_phone else "",
            contact_email=ask.email.strip() if by_mail else "",
            joins=event.joins,
            language=ask.language,
            channel=ask.channel,
            made_by=ask.made_by,
            home_area=ask.contact.home_area if ask.contact else HomeArea.NOT_SAID,
        )
        sign_up.clean_fields(exclude=["event", "contact", "made_by", "rank"])
        if not (sign_up.contact_email or sign_up.contact_phone or ask.contact_by == ContactBy.IN_PERSON):
            raise ValidationError(_("Please say how we can reach you."), code="unreachable")
        while cls.objects.filter(code=sign_up.code).exists():
            sign_up.code = code()
        return sign_up

    def sent_before(self, key: UUID, digest: str) -> Submission | None:
        """The earlier submission of the same form; if there is none, this sign-up is what comes of it."""
        return Submission.begin(key, digest, "events:my_sign_up", self.public_id)

    def refuse_flood(self) -> None:
        """Nobody's post box is filled with our mails by somebody who types a stranger's address.

        Raises ValidationError. The team signs up as many as it likes. Who leaves no address is not
        counted: the whole house signs up from one Wi-Fi, and machines are the business of the proxy.
        """
        if self.channel != Channel.WEB or self.contact_by == ContactBy.IN_PERSON:
            return
        same = SignUp.objects.filter(
            contact_email__iexact=self.contact_email, contact_number=self.contact_number
        )
        just_now = same.filter(asked_at__gt=timezone.now() - timedelta(hours=1)).order_by()
        if len(just_now.values_list("pk")[:MOST_IN_AN_HOUR]) == MOST_IN_AN_HOUR:
            raise ValidationError(
                _("There were many sign-ups just now. Please wait a while, or give us a call."), code="many"
            )

    def append(self, event: Event, ask: Ask, dates: Collection[Occurrence]) -> list[Place]:
        """Put the party at the end of the line, waiting on every date. The caller holds the lock."""
        self.event, self.joins = event, event.joins
        self.splits = ask.splits and event.splits
        self.rank = queue.next_rank()
        self.save(force_insert=True)
        people, places = self.add_guests(ask.guests, dates)
        self.first_guest = people[0].name
        Answer.objects.bulk_create(
            Answer(
                question_id=reply.question,
                sign_up=self,
                participant=None if reply.guest is None else people[reply.guest],
                text=reply.text,
            )
            for reply in ask.replies
            if reply.text
        )
        return places

    def add_guests(
        self, guests: Collection[Guest], dates: Collection[Occurrence]
    ) -> tuple[list[Participant], list[Place]]:
        """A participant per guest, and a waiting place per date that the person does not hold yet."""
        people = Participant.objects.bulk_create(
            Participant(
                sign_up=self,
                position=position,
                name=guest.name.strip(),
                age_band=guest.age_band,
                birth_year=guest.birth_year,
                person=guest.person,
            )
            for position, guest in enumerate(guests, start=1)
        )
        known = [guest.person for guest in guests if guest.person]
        held = set[tuple[int, int]]()
        if known:
            living = Place.objects.live().filter(person__in=known, occurrence__in=dates)
            held = set(living.values_list("person", "occurrence"))
        places = [
            Place(participant=participant, occurrence=date, person=participant.person)
            for participant in people
            for date in dates
            if (participant.person_id, date.pk) not in held
        ]
        if not places:
            raise ValidationError(_("This person is already signed up for this date."), code="already")
        return people, Place.objects.bulk_create(places)

    # -- cancelling ------------------------------------------------------------------------------

    def cancel(
        self,
        *,
        by: CancelledBy = CancelledBy.CONTACT,
        participants: Collection[int] | None = None,
        dates: Collection[int] | None = None,
        actor: Person | None = None,
        reason: str = "",
    ) -> int:
        """Give places back, or leave the queue; the next in line move up at once.

        Without `participants` and `dates` (primary keys) everybody and every date. Never refused to
        the contact and harmless if repeated; on a date that runs the place stays, marked as absent,
        and a date that is over stays as it is. Raises ValidationError only if the team takes out
        somebody who holds no place.
        Returns how many places changed. Locks the event.
        """
        with transaction.atomic():
            [[event]] = lock(Event.objects.filter(pk=self.event_id))
            places = self.places().live().select_related("occurrence")
            if participants is not None:
                places = places.filter(participant__in=participants)
            if dates is not None:
                places = places.filter(occurrence__in=dates)
            held = [p for p in places if p.state != PlaceState.CONFIRMED or not p.occurrence.is_over]
            waited = all(place.state == PlaceState.WAITING for place in held)
            given_back, absent = give_back(held, event, by)
            if given_back:
                notices.drop_calls(self, given_back)
                notices.cancelled(self, given_back, by, waited=waited)
                notices.moved_up(event, queue.admit(event))
            if by == CancelledBy.STAFF:
                if not given_back and not absent:
                    raise ValidationError(_("Nobody of them holds a place there."), code="nobody")
                AuditEvent.note(actor, "cancel", self, ["state"], reason)
        return len(given_back) + absent

    # -- reading ---------------------------------------------------------------------------------

    def places(self) -> PlaceQuerySet:
        """All places of the party, on all dates."""
        return Place.objects.filter(participant__sign_up=self)

    def number(self) -> int | None:
        """Place in the queue, counted in parties: 1 is next. None if the party does not wait."""
        mine = self.places().waiting().filter(occurrence__in=self.event.occurrences.to_be_had(self.event))
        return self.number_for(list(mine.values_list("occurrence", flat=True).distinct()))

    def number_for(self, dates: Collection[int]) -> int | None:
        """The number of a party that waits for these dates; None for none. `with_number` counts for lists."""
        if not dates:
            return None
        return queue.parties_before(self.rank, dates) + 1

    def clashes(self) -> list[Occurrence]:
        """Other dates for which the same account holds a place at the same time."""
        if self.contact_id is None:
            return []
        mine = Occurrence.objects.coming().filter(places__in=self.places().live()).distinct()
        held = Place.objects.confirmed().filter(participant__sign_up__contact=self.contact_id)
        others = (
            Occurrence.objects.coming()
            .filter(places__in=held.exclude(participant__sign_up=self.pk))
            .distinct()
        )
        dates = list(mine)
        return [
            other
            for other in others
            if any(other.starts_at < date.over_at and date.starts_at < other.over_at for date in dates)
        ]

    def greeting_name(self) -> str:
        """The contact's name as given, else the first participant's; empty once erased."""
        return self.contact_name or self.first_guest

    @cached_property
    def first_guest(self) -> str:
        """The name of the first participant; known while asking, else read."""
        return next((person.name for person in self.participants.all()), "")

    def addressee(self) -> Addressee:
        """Where notices go: a mail, a call, or a word at the desk."""
        return Addressee(self.greeting_name(), self.contact_email, self.contact_phone, self.language)

    @property
    def token(self) -> str:
        return links.token("sign_up", self.public_id, self.link_version)

    def notice_context(self, notice: Any) -> dict[str, Any] | None:
        """What a notice about this sign-up says; None if there is nothing to say any more."""
        return notice_words.context(self, notice)

    # -- people and privacy ----------------------------------------------------------------------

    def claim(self, person: Person) -> None:
        """Take the sign-up into somebody's account: whoever holds its link and is logged in.

        Raises ValidationError if it belongs to an account already.
        """
        with transaction.atomic():
            # One statement decides who is first; nothing is read that a lock would have to keep.
            if not SignUp.objects.filter(pk=self.pk, contact=None).update(contact=person):
                raise ValidationError(_("This sign-up already belongs to an account."))
            self.contact = person
            AuditEvent.note(person, "claim", self, ["contact"])

    @classmethod
    def due(cls, period: timedelta) -> SignUpQuerySet:
        """Sign-ups whose words are to be erased: `period` after the last live date.

        Whoever enters late who came would need them longer. Nothing enters that yet, so nothing
        waits for it; the form that does brings the longest time along, in `privacy.toml` too.
        """
        return cls.objects.filter(erased_at=None).over_since(timezone.now() - period)

    @classmethod
    def blank_rows(cls, sign_ups: SignUpQuerySet) -> int:
        """Erase what says who came; the places stay, so that the figures do."""
        return sign_ups.blank()
