"""Offering the same once more: a copy that only needs its dates."""

from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from events.models import Event
from events.models.copying import copy_of
from events.views.organising.access import Own, own_offer
from members.models import Person
from members.rights import person_of
from treff.house.models import Submission


@own_offer
@require_POST
def again(request: HttpRequest, own: Own) -> HttpResponse:
    """Copy the offer, once for each button, and go on to the dates."""
    return redirect("events:own_dates", copied(own.event, key_of(request), person_of(request)))


def copied(event: Event, key: UUID, by: Person | None) -> str:
    """The public id of the copy, made now or when the same button was pressed before."""
    with transaction.atomic():
        if (earlier := Submission.begin(key, Submission.digest_of({"copy": event.pk}))) is not None:
            return earlier.outcome_ref
        copy = copy_of(event, by=by)
        Submission.finish(key, "events:own_dates", copy.public_id)
    return copy.public_id


def key_of(request: HttpRequest) -> UUID:
    """The key of the button; one without a key is a new press."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()
