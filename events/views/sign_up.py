"""The form to sign up, on a page of its own. No account, no e-mail, no script needed."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from events import facts
from events.forms import SignUpForm, resized
from events.made_here import made_here, remember
from events.models import Occurrence, Participant, Place, Question, SignUp
from events.models.dates_asked import QUEUE_CLOSED, dates_to_ask
from events.models.standing import State
from events.programme import Row, next_dates
from events.views.programme import date_context, date_to_show, public_date
from members import privacy
from members.rights import person_of
from treff.house.busy import Busy, patiently
from treff.house.folding import fold
from treff.house.models import Submission

# So few places left that a party may not fit.
SHORT = 6


@login_not_required
@cache_control(private=True, no_cache=True)  # kept for the button "back", asked about before it is shown
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Show the form, or ask for the places."""
    if request.method != "POST":
        date = date_to_show(slug, public_id)
        return form_page(request, date, new_form(request, date))
    date = public_date(slug, public_id)
    if {"more", "less"} & request.POST.keys():
        return form_page(request, date, unchecked(new_form(request, date, resized(request.POST))))
    form = new_form(request, date, request.POST)
    if not form.is_valid():
        return form_page(request, date, form, status=422)
    known = None if "again" in request.POST else signed_up_here(request, date, form)
    if known is not None and not Submission.objects.filter(pk=form.cleaned_data["key"]).exists():
        return ask_again(request, date, "events/again.html", {"sign_up": known, "again": "1"})
    return send(request, date, form)


def send(request: HttpRequest, date: Occurrence, form: SignUpForm) -> HttpResponse:
    """Ask, and lead to the sign-up; a refusal or a crowd keeps everything typed."""
    ask, key = form.ask(), form.cleaned_data["key"]
    try:
        asked = patiently(lambda: SignUp.ask(date.event, ask, date=date, key=key))
    except ValidationError as refusal:
        form.add_error(None, refusal)
        status = 429 if getattr(refusal, "code", "") == "many" else 422
        return form_page(request, date, form, status=status)
    except Busy:
        form.add_error(None, _("It is busy right now. Your answers are still here. Please press again."))
        return form_page(request, date, form, status=409)
    gone = asked.again and not asked.sign_up.places().live().exists()
    if gone or not asked.same:
        fresh = {"key": str(SignUpForm.base_fields["key"].initial())}
        context = {"sign_up": asked.sign_up, "gone": gone, **fresh}
        return ask_again(request, date, "events/already_sent.html", context)
    answer = redirect(asked.sign_up)
    remember(request, answer, asked.sign_up.public_id)
    return answer


def new_form(request: HttpRequest, date: Occurrence, data: Any = None) -> SignUpForm:
    """The form of this date, filled with what the house knows of somebody who is logged in."""
    seats = date.seats()
    short = seats.free is not None and (seats.free < SHORT or seats.waiting > 0)
    questions: list[Question] | None = None if date.asks_questions else []
    return SignUpForm(data, event=date.event, person=person_of(request), short=short, questions=questions)


def unchecked(form: SignUpForm) -> SignUpForm:
    """The form with what was typed but without complaints: nobody has pressed "sign up" yet."""
    initial = {name: form.data.get(name, "") for name in form.fields}
    return SignUpForm(
        None,
        event=form.event,
        person=form.person,
        short="splits" in form.fields,
        initial=initial,
        size=form.size,
        questions=form.questions,
    )


def form_page(request: HttpRequest, date: Occurrence, form: SignUpForm, *, status: int = 200) -> HttpResponse:
    """The page with the form; instead of the form, the reason why there is none."""
    is_bare = "event_words" not in date.__dict__  # whoever has pressed is seldom shown the form again
    context = date_context(date_to_show(date.event.slug, date.public_id) if is_bare else date)
    stands = context["standing"]
    try:
        context["asked_dates"] = dates_to_ask(date.event, date, timezone.now())
        refusal = QUEUE_CLOSED if stands.state == State.CLOSED_LIST else ""
    except ValidationError as refused:
        refusal = " ".join(refused.messages)
    if refusal:
        context |= {"refusal": refusal, "others": other_dates(date)}
    queue = stands.state == State.FULL
    free = stands.free if stands.state in {State.FREE, State.FEW} else None
    all_wait = form.all_wait(free)
    context |= {
        "title": facts.title_on(context["date"], alone=len(context.get("asked_dates", [date])) == 1),
        "form": form,
        "queue": queue,
        "free": free,
        "too_many": free is not None and form.size > free,
        "all_wait": all_wait,
        "button_words": form.button_words(queue=queue or all_wait),
        "erased_after": privacy.period("events_signup"),
    }
    return render(request, "events/sign_up.html", context, status=status)


def other_dates(date: Occurrence) -> list[Row]:
    """The next dates of the same event that take place."""
    rows = next_dates(date.event)
    return [row for row in rows if row.url != date.get_absolute_url() and row.state != "off"][:4]


def ask_again(request: HttpRequest, date: Occurrence, template: str, context: dict[str, Any]) -> HttpResponse:
    """The same answers once more, with a question before they are sent."""
    changed = {name: context.pop(name) for name in ("key", "again") if name in context}
    left_out = {"csrfmiddlewaretoken", *changed}
    kept = [(name, value) for name, value in request.POST.items() if name not in left_out]
    context |= {"date": date, "event": date.event, "kept": [*kept, *changed.items()]}
    shown = date_to_show(date.event.slug, date.public_id)
    context["title"] = facts.title_on(shown, alone=not date.event.is_course)
    return render(request, template, context, status=409)


def signed_up_here(request: HttpRequest, date: Occurrence, form: SignUpForm) -> SignUp | None:
    """A live sign-up of somebody with the same name for this date, made in this browser or account.

    Nobody else is asked: the question would tell a stranger who comes.
    """
    mine_here = made_here(request)
    if not mine_here and form.person is None:
        return None
    names = {fold(form.cleaned_data[f"name_{number}"]) for number in range(1, form.size + 1)}
    mine = Participant.objects.filter(sign_up__public_id__in=mine_here)
    if form.person is not None:
        mine |= Participant.objects.filter(sign_up__contact=form.person)
    live = mine.filter(places__in=Place.objects.live().filter(occurrence=date)).select_related("sign_up")
    return next((found.sign_up for found in live if fold(found.name) in names), None)
