"""One page for each verb: what happens and to whom, a small form, one button."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from events.acts.base import Act
from events.views.organising.access import Own
from members.rights import person_of
from treff.house.busy import Busy, patiently


def act_page(
    request: HttpRequest, own: Own, record: Any, act: Act, *, back: str, title: str = ""
) -> HttpResponse:
    """Ask, and on POST do it; `back` is the page it was opened from, `title` what it is about.

    Whoever may not see names is told how many people it touches, not who. What the verb refuses
    stands in the form (422), and a crowd is asked to press again (409).
    """
    form, status = act.form(request.POST if request.method == "POST" else None, record=record), 200
    if form.is_bound:
        status = 422
    if form.is_bound and form.is_valid():
        try:
            patiently(lambda: act.do(record, form.cleaned_data, person_of(request)))
        except ValidationError as refusal:
            form.refuse(refusal)
        except Busy as busy:
            form.add_error(None, str(busy))
            status = 409
        else:
            messages.success(request, str(act.done))
            return redirect(back)
    context = {
        "own": own,
        "event": own.event,
        "act": act,
        "title": own.title(),
        "about": title,
        "form": form,
        "back": back,
        "consequences": act.consequences(record),
        "sees_people": own.organiser.sees_people_of(own.event),
    }
    return render(request, "events/organising/act.html", context, status=status)
