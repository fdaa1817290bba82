"""Sets of sign-ups, in the words of the house."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from events.models.ask import ContactBy
from events.models.occurrence_set import OPEN_END
from events.models.participant import Participant
from events.models.place import Place, PlaceState
from events.models.question import Answer
from members.models import AuditEvent
from treff.house.folding import fold
from treff.house.models import Notice
from treff.house.phones import normalise

if TYPE_CHECKING:
    from events.models.sign_up import SignUp

CONTACT = ("contact_name", "contact_name_key", "contact_phone", "contact_number", "contact_email")
"""The columns that say who the contact is and how to reach them, as typed."""


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def live(self) -> Self:
        """Sign-ups with at least one place held, offered or waited for."""
        return self.filter(participants__places__in=Place.objects.live()).distinct()

    def reached_at(self, contact: str, code: str) -> "SignUp | None":
        """The sign-up with this code, if the number or address is the one given with it."""
        sign_up = self.filter(code=code, erased_at=None).first()
        if sign_up is None:
            return None
        try:
            given = contact.strip().lower() if "@" in contact else normalise(contact)
        except ValidationError:
            return None
        return sign_up if given in {sign_up.contact_email.lower(), sign_up.contact_number} else None

    def named(self, words: str) -> Self:
        """Those in whose names every word stands, whatever the accents: "tran" finds Trần."""
        asked, found = fold(words).split(), self
        for word in asked:
            guests = Participant.objects.filter(sign_up=OuterRef("pk"), name_key__contains=word)
            found = found.filter(Q(contact_name_key__contains=word) | Exists(guests))
        return found if asked else self.none()

    def waiting_for(self, dates: Collection[int]) -> Self:
        waits = Q(participants__places__state=PlaceState.WAITING, participants__places__occurrence__in=dates)
        return self.filter(waits).distinct()

    def with_first_guest(self) -> Self:
        """With the name of the first participant, so that `greeting_name` asks for nothing."""
        guests = Participant.objects.filter(sign_up=OuterRef("pk")).order_by("position")
        return self.annotate(first_guest=Coalesce(Subquery(guests.values("name")[:1]), Value("")))

    def with_number(self) -> Self:
        """With `queue_number`, the place in the queue counted in parties: 1 is next.

        Who asked earlier is ahead while waiting for one of the same dates, as long as there are places
        to be had on it. None if the party waits for nothing.
        """
        waiting = Place.objects.waiting()
        mine = waiting.filter(
            participant__sign_up=OuterRef(OuterRef("pk")), occurrence=OuterRef("occurrence")
        )
        line = waiting.filter(
            _to_be_had(),
            Exists(mine),
            participant__sign_up__event=OuterRef("event"),
            participant__sign_up__rank__lte=OuterRef("rank"),
        )
        parties = line.order_by().values("participant__sign_up__event")
        counted = parties.annotate(parties=Count("participant__sign_up", distinct=True)).values("parties")
        return self.annotate(queue_number=Subquery(counted))

    def with_double(self) -> Self:
        """With `is_double`: somebody of the same name and the same contact holds a place here already.

        Names are the same whatever the accents; who asks in person is known by the contact's name.
        """
        places = Place.objects.live()
        twin = places.filter(
            _same_contact(),
            participant__sign_up__event=OuterRef(OuterRef("event")),
            participant__name_key=OuterRef("name_key"),
        ).exclude(participant__sign_up=OuterRef("sign_up"))
        holds = places.filter(participant=OuterRef("pk"))
        people = Participant.objects.filter(Exists(twin), Exists(holds), sign_up=OuterRef("pk"))
        return self.annotate(is_double=Exists(people.exclude(name_key="")))

    def over_since(self, moment: datetime) -> Self:
        """Sign-ups whose last live date began before that moment, and about which nothing is left to say.

        Where every place was given back, the last of those dates counts.
        """
        places = Place.objects.filter(participant__sign_up=OuterRef("pk"))
        open_notices = Notice.objects.filter(
            about_label="events.signup", about_id=OuterRef("pk"), state__in=["waiting", "failed"]
        )
        last = Coalesce(_last_start(places.live()), _last_start(places))
        over = Q(last__lt=moment) | Q(last=None, asked_at__lt=moment)
        return self.alias(last=last).filter(over, ~Exists(open_notices))

    def blank(self) -> int:
        """Take out names, contact and answers, and whose account it was; the places stay.

        Of a guest nothing says any more who came. A place of somebody in the register keeps its
        person, because the figures of a year count people and not places; erasing the person
        takes the name out there.
        """
        pks = list(self.values_list("pk", flat=True))
        with transaction.atomic():
            Answer.objects.filter(sign_up__in=pks).delete()
            guests = Participant.objects.filter(sign_up__in=pks)
            guests.update(name="", name_key="", birth_year=None, person=None)
            # Who claimed a sign-up is the one who came; no other act is done by the guest.
            claims = AuditEvent.objects.filter(label=self.model._meta.label_lower, verb="claim")
            claims.filter(object_id__in=map(str, pks)).delete()
            return self.model.objects.filter(pk__in=pks).update(
                **dict.fromkeys(CONTACT, ""),
                contact=None,
                made_by=None,
                erased_at=timezone.now(),
                link_version=F("link_version") + 1,
            )


def _to_be_had() -> Q:
    """Places on those dates that `OccurrenceQuerySet.to_be_had` gives of one event."""
    now = timezone.now()
    runs = Q(occurrence__ends_at__gt=now) | Q(
        occurrence__ends_at=None, occurrence__starts_at__gt=now - OPEN_END
    )
    coming = Q(occurrence__starts_at__gt=now) | Q(occurrence__event__after_start=True) & runs
    return Q(occurrence__status="scheduled") & coming


def _same_contact() -> Q:
    """Places whose contact has the number or address, or asks in person under the name, of this one."""

    def same(column: str, how: str = "exact") -> Q:
        theirs = f"participant__sign_up__{column}"
        return Q(**{f"{theirs}__{how}": OuterRef(OuterRef(column))}) & ~Q(**{theirs: ""})

    in_person = Q(participant__sign_up__contact_by=ContactBy.IN_PERSON)
    return same("contact_number") | same("contact_email", "iexact") | in_person & same("contact_name_key")


def _last_start(places: models.QuerySet[Place]) -> Subquery:
    """When the last date of these places of one sign-up begins."""
    grouped = places.order_by().values("participant__sign_up")
    return Subquery(grouped.annotate(last=Max("occurrence__starts_at")).values("last"))
