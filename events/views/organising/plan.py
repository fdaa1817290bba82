"""Dates by a rule, and the same change of many dates: say it, look at every date, save it.

The first press shows what would happen; nothing is saved. On the second the plan is made anew under the
lock and must be what the page showed. Both pages are one address: the second carries the answers of the
first along.
"""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from events.acts.affected import Affected
from events.models import Occurrence, Place
from events.models.event import State
from events.models.hindrances import free_rooms_of, with_hindrances
from events.models.planning import Line, changed_lines, fingerprint, plan
from events.models.rearranging import Decision, LineTaken, carry_out
from events.plan_words import counted, done_words, in_the_way, row_of, rule_words, unticked_words
from events.rule_form import RuleForm
from events.steps import DATES, LOOK, steps_on, url_of
from events.views.organising.access import Own, own_offer
from members.rights import person_of
from rooms.models import Room
from treff.house import formats, when
from treff.house.busy import Busy, patiently
from treff.house.fields import ClockField
from treff.house.saving import show
from treff.house.words import Words

READ = ["GET", "HEAD", "POST"]
SAVE, BACK, SEEN, SHOWN = "save", "back", "seen", "shown"
OF_A_LINE = ("do-", "rooms-", "start-", "end-", SHOWN)
"""Beginnings of the names under which a line of the check page is decided."""
ROOM_IN_USE = gettext_lazy("The room is in use. Please choose another room or time, or leave the date out.")


@own_offer
@require_http_methods(READ)
def dates(request: HttpRequest, own: Own) -> HttpResponse:
    """New dates for an offer, or a change of all that are still to come."""
    return pages(request, own, None)


@own_offer
@require_http_methods(READ)
def from_here_on(request: HttpRequest, own: Own, public_id: str) -> HttpResponse:
    """A change of this date and all that follow."""
    return pages(request, own, own.date(public_id))


def pages(request: HttpRequest, own: Own, pivot: Occurrence | None) -> HttpResponse:
    """The form; after the first press the plan; after the second it is done."""
    if request.method != "POST":
        return form_page(request, own, RuleForm(event=own.event, pivot=pivot))
    form = RuleForm(request.POST, event=own.event, pivot=pivot)
    if BACK in request.POST:
        return form_page(request, own, form)
    if not form.is_valid():
        return form_page(request, own, form, status=422)
    if SAVE not in request.POST and form.is_stale:
        form.refuse_unseen()
        return form_page(request, own, form, status=422)
    try:
        lines = foreseen(form)
    except ValidationError as refusal:
        show(form, refusal)
        return form_page(request, own, form, status=422)
    if SAVE not in request.POST:
        return check_page(request, own, form, lines, {})
    return save(request, own, form, lines)


def foreseen(form: RuleForm) -> list[Line]:
    """The plan with everything that stands in the way of a date."""
    edit, now = form.edit(), when.now()
    lines = plan(form.event, edit, form.since(), now)
    left_out = form.series.left_out if form.series else []
    school = edit.in_school_holidays if edit.recurrence else True
    return with_hindrances(lines, in_school_holidays=school, left_out=left_out)


def save(request: HttpRequest, own: Own, form: RuleForm, lines: Sequence[Line]) -> HttpResponse:
    """Do it as decided; a refusal shows the plan once more, with every decision."""
    decisions, errors = decisions_of(request.POST, lines)
    if errors:
        return check_page(request, own, form, lines, errors, status=422)
    edit, by, reason = form.edit(), person_of(request), form.cleaned_data.get("reason", "")
    since, seen = form.since(), request.POST.get(SEEN, "")
    try:
        done = patiently(
            lambda: carry_out(own.event, edit, since, decisions, seen=seen, by=by, reason=reason)
        )
    except LineTaken as refusal:
        errors = dict.fromkeys(refusal.keys, " ".join(refusal.messages))
        return check_page(request, own, form, foreseen(form), errors, status=422)
    except ValidationError as refusal:
        refused = " ".join(refusal.messages)
        return check_page(request, own, form, foreseen(form), {}, refused=refused, status=422)
    except Busy:
        busy = _("It is busy right now. Your answers are still here. Please press again.")
        return check_page(request, own, form, foreseen(form), {}, refused=busy, status=409)
    messages.success(request, done_words(done))
    if own.event.state == State.DRAFT:
        return redirect(url_of(own.event, LOOK))
    return redirect(reverse("events:own_offer", args=[own.event.public_id]))


def decisions_of(
    typed: Mapping[str, str], lines: Sequence[Line]
) -> tuple[dict[str, Decision], dict[str, Words]]:
    """What was decided about each line, and by key of the line what is wrong with it."""
    rooms = {str(room.pk): room for room in Room.objects.all()}
    found: dict[str, Decision] = {}
    errors: dict[str, Words] = {}
    for line in changed_lines(lines):
        room = rooms.get(typed.get(f"rooms-{line.key}", ""))
        try:
            clock = clock_of(typed, line)
            decision = Decision(f"do-{line.key}" in typed, (room,) if room else None, clock)
            if decision.do:
                line.shaped(rooms=decision.rooms, clock=clock)
        except ValidationError as refusal:
            errors[line.key] = " ".join(refusal.messages)
            continue
        found[line.key] = decision
        if decision.do and line.taken and room is None and clock is None:
            errors[line.key] = ROOM_IN_USE
    return found, errors


def clock_of(typed: Mapping[str, str], line: Line) -> tuple[time, time | None] | None:
    """Another time for this one date; None if nothing else was typed. Raises ValidationError for no time."""
    start, end = typed.get(f"start-{line.key}", "").strip(), typed.get(f"end-{line.key}", "").strip()
    if line.new is None or not (start or end):
        return None
    field = ClockField(required=False)
    ends = None if line.new.ends_at is None else when.local(line.new.ends_at).time()
    begins: time = field.clean(start) or when.local(line.new.starts_at).time()
    clock: tuple[time, time | None] = (begins, field.clean(end) or ends)
    if clock[0] == clock[1]:
        raise ValidationError(_("Start and end are the same. Please change the time."))
    return clock


def form_page(request: HttpRequest, own: Own, form: RuleForm, *, status: int = 200) -> HttpResponse:
    names = [name for name in request.POST if name.startswith(OF_A_LINE)]
    carried = [(name, value) for name in names for value in request.POST.getlist(name)]
    context = {**about(own, form), "form": form, "carried": carried}
    return render(request, "events/organising/plan.html", context, status=status)


def check_page(
    request: HttpRequest,
    own: Own,
    form: RuleForm,
    lines: Sequence[Line],
    errors: Mapping[str, Words],
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """Every date with old and new, and whom it touches."""
    typed, shown = request.POST, set(request.POST.getlist(SHOWN))
    changed = changed_lines(lines)
    touched = [line.date.pk for line in changed if line.date is not None]
    affected = Affected.by(Place.objects.filter(occurrence__in=touched))
    kept = [(name, value) for name in form.fields for value in request.POST.getlist(name)]
    rooms = list(Room.objects.order_by("name")) if any(line.new for line in changed) else []
    free = free_rooms_of(changed)
    rows = [
        row_of(
            line,
            typed,
            errors.get(line.key, ""),
            was_shown=line.key in shown,
            rooms=free.get(line.key, rooms),
        )
        for line in changed
    ]
    context = {
        **about(own, form),
        "rows": rows,
        "unchanged": [row_of(line, {}, "") for line in lines if line not in changed],
        "rule": rule_words(form.edit().recurrence),
        "counted": counted(changed),
        "in_the_way": in_the_way(rows),
        "affected": affected if touched else None,
        "sees_people": own.organiser.sees_people_of(own.event),
        "refused": refused,
        "errors": [(row.line.key, row.new or row.old, row.error) for row in rows if row.error],
        "unticked": unticked_words(rows),
        "kept": kept,
        "seen": fingerprint(lines),
    }
    return render(request, "events/organising/plan_check.html", context, status=status)


def about(own: Own, form: RuleForm) -> dict[str, Any]:
    pivot = form.pivot
    return {
        "own": own,
        "event": own.event,
        "title": own.title(),
        "pivot": pivot,
        "pivot_words": formats.when(pivot.starts_at, pivot.ends_at) if pivot else "",
        "has_dates": form.model_date is not None,
        **(steps_on(own.event, DATES) if pivot is None else {}),
    }
