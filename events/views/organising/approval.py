"""Drafts that wait until the team has looked at them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.models.columns import OfferTitle
from events.models.to_approve import drafts_to_look_at
from events.titles import Title
from events.views.organising.access import for_organisers
from members.rights import needs
from treff.house.models.text import active_language


@for_organisers
@needs("events_publish")
@require_safe
def to_approve(request: HttpRequest) -> HttpResponse:
    """The oldest first: each with who wrote it and since when it waits."""
    drafts = drafts_to_look_at().with_title(OfferTitle("pk", language=active_language()))
    return render(
        request,
        "events/organising/to_approve.html",
        {"drafts": [(Title.of(each.title_in, each), each) for each in drafts]},
    )
