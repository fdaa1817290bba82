"""The verbs for one evening, each on a page of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from events.acts.dates import DATE_ACTS
from events.views.organising.access import Own, own_offer
from events.views.organising.acts import act_page
from treff.house import formats


@own_offer
@require_http_methods(["GET", "HEAD", "POST"])
def date_act(request: HttpRequest, own: Own, public_id: str, act: str) -> HttpResponse:
    """Cancel, move, or change the places of one date."""
    date = own.date(public_id)
    found = next((each for each in DATE_ACTS if each.path == act), None)
    if found is None:
        raise Http404
    back = reverse("events:own_date", args=[own.event.public_id, public_id])
    title = f"{own.title()[1]}, {formats.when(date.starts_at, date.ends_at)}"
    return act_page(request, own, date, found, back=back, title=title)
