"""A new offer in five plain steps, each a page of its own; the same pages change an old one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events import facts, programme, steps
from events.acts.offers import still_empty, without_text
from events.join_form import JoinForm
from events.models import Event, Organiser
from events.models.approval import hand_in, needs_approval
from events.models.drafting import begin, in_hand
from events.models.event import State
from events.offer_forms import AboutForm, StepForm, WhomForm
from events.views.organising.access import Own, for_organisers, own_offer
from events.views.organising.pressing import REFUSED, NotDone, pressed, say_busy
from members.rights import person_of
from treff.house.busy import Busy, patiently
from treff.house.saving import show
from treff.house.seen import CHANGED, changed_meanwhile, fingerprint, say_what_stands, writes_over

FORMS: dict[int, type[StepForm]] = {steps.ABOUT: AboutForm, steps.WHOM: WhomForm, steps.JOINING: JoinForm}
LATER = "later"
"""The button "save and go on later"."""
READ = ["GET", "HEAD", "POST"]


@for_organisers
@require_http_methods(READ)
def new(request: HttpRequest) -> HttpResponse:
    """Step 1 of an offer that is not there yet. It is saved as a draft at once."""
    organiser = Organiser.of(request.user)
    if not organiser.may_begin():
        raise Http404
    form = AboutForm(request.POST if request.method == "POST" else None, organiser=organiser)
    if not form.is_bound:
        return render(request, "events/organising/step.html", step_context(form, steps.ABOUT))
    try:
        event = pressed(form, lambda: begun(form, organiser))
    except NotDone as why:
        context = step_context(form, steps.ABOUT)
        return render(request, "events/organising/step.html", context, status=why.status)
    return onward(request, event, steps.ABOUT)


def begun(form: AboutForm, organiser: Organiser) -> Event:
    """The draft that this form made, now or when it was pressed before."""
    form.instance.pk = None
    return begin(
        form.instance,
        form.said(),
        form.chosen_host,
        runs_it=form.runs_it,
        organiser=organiser,
        key=form.cleaned_data["key"],
    )


@own_offer
@require_http_methods(READ)
def step(request: HttpRequest, own: Own, number: int) -> HttpResponse:
    """One step of an offer that is there."""
    if number == steps.DATES:
        return redirect("events:own_dates", own.event.public_id)
    if number == steps.LOOK:
        return look(request, own)
    if number not in FORMS:
        raise Http404
    kind, status = FORMS[number], 200
    form = kind(instance=own.event, organiser=own.organiser)
    seen = fingerprint(form, [])
    if request.method == "POST":
        try:
            form = patiently(lambda: saved(own, kind, request.POST))
        except Busy:
            form = kind(request.POST, instance=own.event, organiser=own.organiser)
            status = say_busy(form)
        else:
            if not form.errors:
                return onward(request, own.event, number)
            # What a refusal says that stands now has been seen with it.
            seen = (
                fingerprint(form, [])
                if form.has_error(NON_FIELD_ERRORS, CHANGED)
                else request.POST.get("seen", seen)
            )
            status = REFUSED
    context = {**own.context(), **step_context(form, number, own.event), "seen": seen}
    return render(request, "events/organising/step.html", context, status=status)


def saved(own: Own, kind: type[StepForm], data: QueryDict) -> StepForm:
    """The form after it was saved; with errors if it was not. Nobody undoes what they have not seen."""
    form = None
    try:
        with in_hand(own.event) as event:
            form = kind(data, instance=event, organiser=own.organiser)
            if data.get("seen") not in (None, "", fingerprint(form, [])) and writes_over(form, []):
                raise changed_meanwhile()
            if form.is_valid():
                form.save_step(by=own.organiser.person)
    except ValidationError as refusal:
        assert form is not None
        show(form, refusal)
        if form.has_error(NON_FIELD_ERRORS, CHANGED):
            say_what_stands(form)
    return form


def onward(request: HttpRequest, event: Event, number: int) -> HttpResponse:
    """Where one goes after saving: to the next step; to the offer if it is in the programme, or later."""
    if event.state != State.DRAFT:
        messages.success(request, _("Saved."))
        return redirect("events:own_offer", event.public_id)
    if LATER in request.POST:
        messages.success(request, _("Saved. You can go on whenever you like."))
        return redirect("events:own_offer", event.public_id)
    return redirect(steps.url_of(event, number + 1))


def look(request: HttpRequest, own: Own) -> HttpResponse:
    """Step 5: what people will see, what is missing, and the button that publishes or hands in."""
    refusal = None
    if request.method == "POST":
        try:
            patiently(lambda: hand_in(own.event, by=person_of(request), seen=request.POST.get("seen", "")))
        except ValidationError as error:
            refusal = error
        except Busy:
            messages.warning(request, _("It is busy right now. Please press again."))
        else:
            messages.success(request, outcome(own.event))
            return redirect("events:own_offer", own.event.public_id)
    own.event.refresh_from_db()
    seen, text = own.event.as_written(), facts.text_of(own.event)
    context = {
        **own.context(),
        **step_context(None, steps.LOOK, own.event),
        "seen": seen,
        "text": text,
        "facts": facts.of_event(own.event, text),
        "rows": programme.next_dates(own.event),
        "missing": steps.missing_of(own.event),
        "empty": still_empty(own.event),
        "without_text": without_text(own.event),
        "waits": own.event.handed_in_at is not None,
        "looked_at": needs_approval(person_of(request)),
        "refusal": " ".join(refusal.messages) if refusal else "",
        "whom_url": steps.url_of(own.event, steps.WHOM),
    }
    return render(request, "events/organising/look.html", context, status=422 if refusal else 200)


def outcome(event: Event) -> str:
    """What has happened, and what happens next."""
    if event.state == State.PUBLISHED:
        return _("Your offer is in the programme. Everybody can read it now.")
    return _("Thank you. The team reads your offer and answers you.")


def step_context(form: StepForm | None, number: int, event: Event | None = None) -> dict[str, Any]:
    """The list of steps, and which one this is; before the first is saved they are only names."""
    if event is not None:
        return {"form": form, **steps.steps_on(event, number)}
    found = [steps.Step(each, str(title), "", is_done=False) for each, title in steps.TITLES.items()]
    return {"form": form, "steps": found, "step": found[number - 1], "is_draft": True}
