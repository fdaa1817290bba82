"""Sets of sign-ups, in the words of the house."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

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


def _last_start(places: models.QuerySet[Place]) -> Subquery:
    """When the last date of these places of one sign-up begins."""
    grouped = places.order_by().values("participant__sign_up")
    return Subquery(grouped.annotate(last=Max("occurrence__starts_at")).values("last"))
