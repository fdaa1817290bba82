"""What tests of the admin do over and over: log in as somebody of the team, fill in the page of an event."""

import re
from datetime import datetime
from html import unescape
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import translation

from members.models import Role, User
from tests.factories import AMINA, Neighbour
from tests.members.doing import make_role
from treff.house import when

ADMIN = "/admin/"
EVENTS, DATES, SIGN_UPS = "/admin/events/event/", "/admin/events/occurrence/", "/admin/events/signup/"
ROWS = ("texts", "occurrences", "hostings", "leads", "questions")


def logged_in(user: User) -> Client:
    """A browser in which this account is logged in, second factor shown."""
    client = Client()
    client.force_login(user)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, "mfa")
    request.session.save()
    return client


def browser_of(role: Role, who: Neighbour = AMINA) -> Client:
    return logged_in(make_role(role, who))


def typed(moment: datetime) -> str:
    """A moment as the browser's field sends it."""
    return f"{when.local(moment):%Y-%m-%dT%H:%M}"


def said(msgid: str, **values: Any) -> str:
    """A sentence as the admin says it, which speaks German."""
    with translation.override("de"):
        return translation.gettext(msgid) % values if values else translation.gettext(msgid)


def context(answer: Any) -> dict[str, Any]:
    """What the page was made of."""
    found: dict[str, Any] = answer.context_data
    return found


def words(answer: HttpResponse | Any) -> str:
    """What can be read on a page."""
    html = re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def no_rows() -> dict[str, Any]:
    """Management fields of rows in which nothing was typed."""
    return {f"{rows}-{name}": 0 for rows in ROWS for name in ("TOTAL_FORMS", "INITIAL_FORMS")}


def event_form(title: str = "Nähwerkstatt", **fields: Any) -> dict[str, Any]:
    """A new event with its German text, as typed."""
    return {
        **no_rows(),
        "kind": "single",
        "topic": "sewing",
        "joins": "single",
        "carried_by": "residents",
        "default_reserve": 0,
        "late_hours": 24,
        "sign_language": "unknown",
        "splits": "on",
        "texts-TOTAL_FORMS": 1,
        "texts-0-language": "de",
        "texts-0-title": title,
        "texts-0-text": "Stoff ist da, Maschinen auch.",
    } | fields


def date_row(number: int, start: datetime, end: datetime | None = None, **fields: Any) -> dict[str, Any]:
    """One new date on the page of an event; add the number of rows yourself."""
    row = {"starts_at": typed(start), "ends_at": typed(end) if end else ""} | fields
    return {f"occurrences-{number}-{name}": value for name, value in row.items()}
