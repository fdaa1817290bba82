"""Sets of sign-ups, in the words of the house."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, Max, OuterRef, Q, Subquery

from events.models.place import Place, PlaceState
from treff.house.models import Notice
from treff.house.phones import normalise

if TYPE_CHECKING:
    from events.models.sign_up import SignUp


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

    def waiting_for(self, dates: Collection[int]) -> Self:
        waits = Q(participants__places__state=PlaceState.WAITING, participants__places__occurrence__in=dates)
        return self.filter(waits).distinct()

    def over_since(self, moment: datetime) -> Self:
        """Sign-ups whose last date began before that moment, and about which nothing is left to say."""
        places = Place.objects.filter(participant__sign_up=OuterRef("pk")).order_by()
        last = (
            places.values("participant__sign_up").annotate(last=Max("occurrence__starts_at")).values("last")
        )
        open_notices = Notice.objects.filter(
            about_label="events.signup", about_id=OuterRef("pk"), state__in=["waiting", "failed"]
        )
        over = Q(last__lt=moment) | Q(last=None, asked_at__lt=moment)
        return self.alias(last=Subquery(last)).filter(over, ~Exists(open_notices))
