"""/demo/: log in as one of the neighbours with one press, and read the mails sent so far.

Everything here answers 404 unless TREFF_DEMO is on. Logging in is a POST: opening a link, or a
scanner that follows it, changes nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET, require_POST

from events.models import Event
from members.models import User
from members.second_factor import DEMO_MARK
from treff.demo import facts
from treff.demo.models import Letter, Loaded
from treff.house.models import Notice, active_language

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
SHOWN = 60
BACKEND = "members.rights.RoleBackend"
NO_SCRIPT = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"


def only_in_the_demo(view: View[P]) -> View[P]:
    """The page does not exist in a real house."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not settings.TREFF_DEMO:
            raise Http404
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return guarded


def _account(who: str) -> str:
    """The address this neighbour logs in with."""
    person = facts.read("people")[who]
    return facts.mail(person.get("account") or person["mail"])


def _said(each: dict[str, Any], key: str) -> str:
    """Words about a neighbour in the language of the page."""
    words: str = each.get(f"{key}_{active_language()}", each[key])
    return words


@login_not_required
@only_in_the_demo
@require_GET
def neighbours(request: HttpRequest) -> HttpResponse:
    """Everybody one can be, with what they do here."""
    counts = {
        "calls": Notice.objects.calls().count(),
        "drafts": Event.objects.waiting_for_approval().count(),
    }
    people: list[dict[str, Any]] = [
        each | {"line": _said(each, "line").format(**counts), "role": _said(each, "role")}
        for each in facts.read("neighbours")["neighbour"]
    ]
    return render(request, "demo/neighbours.html", {"people": people, "loaded": Loaded.objects.first()})


@login_not_required
@only_in_the_demo
@require_POST
def log_in(request: HttpRequest) -> HttpResponse:
    """Become the neighbour named in the form; without a name, nobody again."""
    who = request.POST.get("who", "")
    if not who:
        auth.logout(request)
        return redirect("pages:home")
    lands = {each["who"]: each["lands"] for each in facts.read("neighbours")["neighbour"]}
    if who not in lands:
        raise Http404
    user = get_object_or_404(User, email=_account(who))
    auth.login(request, user, backend=BACKEND)
    request.session[DEMO_MARK] = bool(facts.read("people")[who].get("ready"))
    with translation.override(user.language):
        return redirect(lands[who])


@login_not_required
@only_in_the_demo
@require_GET
def post(request: HttpRequest) -> HttpResponse:
    """The mails sent so far, newest first."""
    letters = Letter.objects.annotate(has_html=Case(When(html="", then=False), default=True)).defer("html")
    return render(request, "demo/post.html", {"letters": letters[:SHOWN], "count": letters.count()})


@login_not_required
@only_in_the_demo
@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML form of one mail as a mail program would show it; no script runs here."""
    found = get_object_or_404(Letter.objects.exclude(html=""), pk=pk)
    return HttpResponse(found.html, headers={"Content-Security-Policy": NO_SCRIPT})
