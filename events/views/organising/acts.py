"""One page for each verb: what happens and to whom, a small form, one button."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from events.acts import OFFER_ACTS
from events.acts.base import Act
from events.views.organising.access import Own, own_offer
from events.views.organising.pressing import NotDone, pressed
from members.rights import person_of


@own_offer
@require_http_methods(["GET", "HEAD", "POST"])
def offer_act(request: HttpRequest, own: Own, act: str) -> HttpResponse:
    """Publish, give back, archive or rename an offer; what is the team's is not found by others."""
    found = own.act(OFFER_ACTS, own.event, act)
    back = reverse("events:own_offer", args=[own.event.public_id])
    return act_page(request, own, own.event, found, back=back, title=own.title().words)


def act_page(
    request: HttpRequest, own: Own, record: Any, act: Act, *, back: str, title: str = ""
) -> HttpResponse:
    """Ask, and on POST do it; `back` is the page it was opened from, `title` what it is about.

    Whoever may not see names is told how many people it touches, not who. What the verb refuses
    stands in the form (422), and a crowd is asked to press again (409).
    """
    form, status = act.form(request.POST if request.method == "POST" else None, record=record), 200
    if form.is_bound:
        try:
            pressed(form, lambda: act.do(record, form.cleaned_data, person_of(request)))
        except NotDone as why:
            status = why.status
        else:
            messages.success(request, str(act.done))
            return redirect(back)
    context = {
        **own.context(),
        "act": act,
        "heading": act.title_of(record),
        "about": title,
        "form": form,
        "back": back,
        "consequences": act.consequences(record),
        "sees_people": own.organiser.sees_people_of(own.event),
    }
    return render(request, "events/organising/act.html", context, status=status)
