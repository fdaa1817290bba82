"""Offering the same once more: a copy that only needs its dates."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from events.models.drafting import offer_again
from events.views.organising.access import Own, own_offer


@own_offer
@require_POST
def again(request: HttpRequest, own: Own) -> HttpResponse:
    """Copy the offer, once for each button, and go on to the dates; a key of another form is asked about."""
    try:
        copied = offer_again(own.event, organiser=own.organiser, key=key_of(request))
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return redirect("events:own_offer", own.event.public_id)
    return redirect("events:own_dates", copied.public_id)


def key_of(request: HttpRequest) -> UUID:
    """The key of the button; one without a key is a new press."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()
