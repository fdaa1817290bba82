"""Who comes to a date: names, the list at the door, walk-ins, and the verbs for one party."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from events import people
from events.acts.party import PARTY_ACTS, Party
from events.models import Joins, Organiser, Place
from events.models.walk_in import add_walk_ins, takes_walk_ins
from events.people_forms import NameForm, WalkInForm
from events.views.organising.access import Own, for_organisers, own_people
from events.views.organising.acts import act_page
from events.views.organising.pressing import NotDone, pressed
from events.words import date_line, date_words
from members.rights import person_of
from treff.house import formats


@own_people
@require_safe
def people_page(request: HttpRequest, own: Own, public_id: str) -> HttpResponse:
    """Everybody on one date: who holds a place, and who waits."""
    date = own.date(public_id)
    can = {act.name for act in own.permitted(PARTY_ACTS)} if date.is_ahead else set()
    context = {
        **own.context(),
        "date": date,
        "line": date_line(date),
        "people": people.people_of(date, own.organiser),
        "contacts": people.contacts_words(date),
        "can_act": bool(can),
        "can_move": "move_over" in can and own.event.joins == Joins.SINGLE and not date.has_begun,
        "can_reorder": "move_in_queue" in can,
        "can_remove": "remove" in can,
    }
    return render(request, "events/organising/people.html", context)


@own_people
@require_safe
def attendance_list(request: HttpRequest, own: Own, public_id: str) -> HttpResponse:
    """The list to print and take to the door; no contact stands on it."""
    date = own.date(public_id)
    rows = people.people_of(date, own.organiser).rows()
    context = {
        **own.context(),
        "date": date,
        "line": date_line(date),
        "rows": rows,
        "blank": range(people.blank_rows(len(rows))),
    }
    return render(request, "events/organising/attendance.html", context)


@own_people
@require_http_methods(["GET", "HEAD", "POST"])
def walk_in(request: HttpRequest, own: Own, public_id: str) -> HttpResponse:
    """Put somebody at the door on the list."""
    date = own.date(public_id)
    form, status = WalkInForm(request.POST if request.method == "POST" else None), 200
    if form.is_bound:
        try:
            over = pressed(form, lambda: add_walk_ins(date, **form.cleaned_data, by=person_of(request)))
        except NotDone as why:
            status = why.status
        else:
            messages.success(request, added_words(form.cleaned_data["names"], over))
            return redirect("events:own_date", own.event.public_id, public_id)
    context = {
        **own.context(),
        "date": date,
        "line": date_line(date),
        "form": form,
        "takes_walk_ins": takes_walk_ins(date),
    }
    return render(request, "events/organising/walk_in.html", context, status=status)


def added_words(names: list[str], over: int) -> str:
    """ "Amina is on the list. That makes one person more than there are places." """
    words = ngettext("%(names)s is on the list.", "%(names)s are on the list.", len(names))
    said = [words % {"names": formats.listing(names)}]
    if over:
        more = ngettext(
            "That makes one person more than there are places.",
            "That makes %(n)s people more than there are places.",
            over,
        )
        said.append(more % {"n": over})
    return " ".join(said)


@own_people
@require_http_methods(["GET", "HEAD", "POST"])
def party_act(request: HttpRequest, own: Own, public_id: str, sign_up: str, act: str) -> HttpResponse:
    """Take out, move to another date, or move in the queue; whoever was ever on this date."""
    date = own.date(public_id)
    ever = Place.objects.filter(occurrence=date).values("participant__sign_up")
    found = get_object_or_404(own.event.sign_ups.filter(pk__in=ever, erased_at=None), public_id=sign_up)
    party = Party(found, date)
    verb = own.act(PARTY_ACTS, party, act)
    back = reverse("events:own_people", args=[own.event.public_id, public_id])
    names = formats.listing([person.name for person in found.participants.all() if person.name])
    title = f"{names or _('(erased)')}: {own.title().words}, {date_words(date)}"
    return act_page(request, own, party, verb, back=back, title=title)


@for_organisers
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Look for somebody by name, among the people of one's own offers."""
    form = NameForm(request.GET if "name" in request.GET else None)
    name = form.cleaned_data["name"].strip() if form.is_bound and form.is_valid() else ""
    found = people.find_people(Organiser.of(request.user), name) if name else []
    context = {
        "form": form,
        "name": name,
        "found": found[: people.MOST_FOUND],
        "more": len(found) > people.MOST_FOUND,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "events/organising/find.html", context, status=status)
