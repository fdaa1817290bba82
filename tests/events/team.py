"""What tests of the admin do over and over: fill in the page of an event, hear what it says."""

from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

from events.models import Event
from treff.house import when

ADMIN = "/admin/"
EVENTS, DATES, SIGN_UPS = "/admin/events/event/", "/admin/events/occurrence/", "/admin/events/signup/"
ROWS = ("texts", "occurrences", "hostings", "leads", "questions")


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


def page_of(event: Event) -> str:
    return f"{EVENTS}{event.pk}/change/"


def dates(*rows: dict[str, Any]) -> dict[str, Any]:
    """Several new dates in one form."""
    return {name: value for row in rows for name, value in row.items()} | {
        "occurrences-TOTAL_FORMS": len(rows)
    }


def as_typed(event: Event, **fields: Any) -> dict[str, Any]:
    """The page of a saved event, sent back as it is, with these changes."""
    text = event.texts.get(language="de")
    kept = {
        "texts-INITIAL_FORMS": 1,
        "texts-0-id": text.pk,
        "texts-0-event": event.pk,
        "texts-0-title": text.title,
    }
    return event_form(text.title, **kept) | fields


def picture_file(name: str = "stoff.png") -> SimpleUploadedFile:
    paper = BytesIO()
    Image.new("RGB", (40, 30), "green").save(paper, "PNG")
    return SimpleUploadedFile(name, paper.getvalue(), "image/png")
