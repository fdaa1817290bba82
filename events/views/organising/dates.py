"""The verbs for one evening, each on a page of its own, and whether a date with few people takes place."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from events.acts import DATE_ACTS
from events.acts.dates import Cancel
from events.views.organising.access import Own, own_offer
from events.views.organising.acts import act_page
from members.rights import person_of
from treff.house import formats
from treff.house.busy import Busy, patiently


@own_offer
@require_http_methods(["GET", "HEAD", "POST"])
def date_act(request: HttpRequest, own: Own, public_id: str, act: str) -> HttpResponse:
    """Cancel, move, or change the places of one date."""
    date = own.date(public_id)
    found = own.act(DATE_ACTS, date, act)
    back = reverse("events:own_date", args=[own.event.public_id, public_id])
    title = f"{own.title().words}, {formats.when(date.starts_at, date.ends_at)}"
    return act_page(request, own, date, found, back=back, title=title)


@own_offer
@require_POST
def decide(request: HttpRequest, own: Own, public_id: str) -> HttpResponse:
    """Few have signed up: it takes place all the same, or it does not. One press, asked for on the page."""
    date, by = own.date(public_id), person_of(request)
    if not own.permitted([Cancel()]):
        raise Http404
    try:
        match request.POST.get("answer"):
            case "cancel":
                patiently(lambda: date.cancel_for_few(by=by))
                messages.success(request, _("The date is cancelled. Everybody is being told."))
            case "hold":
                patiently(lambda: date.hold(by=by))
                messages.success(request, _("The date takes place."))
            case _other:
                messages.warning(request, _("Please press one of the two buttons."))
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    except Busy:
        messages.warning(request, _("It is busy right now. Please press again."))
    return redirect("events:own_date", own.event.public_id, public_id)
