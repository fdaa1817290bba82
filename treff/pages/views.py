"""Pages that everybody may read: home, the house, and those the law or good manners ask for."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events import programme
from members import privacy
from members.privacy_words import SEEN_BY
from treff.house import formats, health, hours, when

DAYS_AHEAD = 6
SIGN_UPS = "events_signup"
"""The table that keeps name and number of those who sign up."""


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is on today, whether the door is open, the next days, and how to find us."""
    today = when.today()
    days = programme.days(today, today + timedelta(days=DAYS_AHEAD))
    rows = next((each.rows for each in days if each.day == today), [])
    later = [each for each in days if each.day != today]
    return render(
        request,
        "pages/home.html",
        {
            "today": today,
            "today_words": formats.day_with_word(today),
            "rows": [row for row in rows if row.state != "past"],
            "over": [row for row in rows if row.state == "past"],
            "days": later,
            "next_day": later[0] if later else None,
            "next_words": formats.day_with_word(later[0].day) if later else "",
            "topics": programme.topics(),
            "state": hours.open_now(when.now()),
            "closures": hours.coming_closures(when.now()),
        },
    )


@login_not_required
@require_safe
def house(request: HttpRequest) -> HttpResponse:
    """The house: why it is there, who carries it, how this site works, when the door is open."""
    now = when.now()
    context = {"state": hours.open_now(now), "closures": hours.coming_closures(now)}
    return render(request, "pages/house.html", context)


@login_not_required
@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    """Who answers for this site (§ 5 DDG, § 18 MStV)."""
    return render(request, "pages/imprint.html")


@login_not_required
@require_safe
def privacy_page(request: HttpRequest) -> HttpResponse:
    """What is kept, for what, how long: written by the file the program itself obeys."""
    seen_by = [SEEN_BY[who] for who in privacy.rules()[SIGN_UPS].seen_by if who != "you"]
    context = {"purposes": privacy.for_page(), "name_seen_by": seen_by}
    return render(request, "pages/privacy.html", context)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What works for whom, what does not yet, and who helps."""
    return render(request, "pages/accessibility.html")


@login_not_required
@require_safe
def easy_language(request: HttpRequest) -> HttpResponse:
    """How to use the Treff, in easy German; the same in every language of the interface."""
    with override("de"):
        kept_for = privacy.period(SIGN_UPS)
    return render(request, "pages/easy_language.html", {"kept_for": kept_for})


@login_not_required
@never_cache
@require_safe
def health_page(request: HttpRequest) -> HttpResponse:
    """Whether the house is well, in words or as JSON; status 503 when something is not."""
    checks = health.checks()
    status = 200 if all(check.is_well for check in checks) else 503
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        answers = {check.name: {"ok": check.is_well, "words": str(check.words)} for check in checks}
        return JsonResponse({"ok": status == 200, "checks": answers}, status=status)
    return render(request, "pages/health.html", {"checks": checks, "is_well": status == 200}, status=status)
