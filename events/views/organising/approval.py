"""Drafts that wait until the team has looked at them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.models import Event
from events.models.columns import OfferTitle
from events.titles import Title
from events.views.organising.access import for_organisers
from members.rights import needs
from treff.house.models.text import active_language


@for_organisers
@needs("events_publish")
@require_safe
def to_approve(request: HttpRequest) -> HttpResponse:
    """The oldest first: each with who wrote it and since when it waits."""
    drafts = (
        Event.objects.waiting_for_approval()
        .select_related("handed_in_by")
        .prefetch_related("hostings__organisation", "hostings__group")
        .with_title(OfferTitle("pk", language=active_language()))
    )
    return render(
        request,
        "events/organising/to_approve.html",
        {"drafts": [(Title.of(each.title_in, each), each) for each in drafts]},
    )
