"""The programme as list, week and month; the page of an event; the page of one date."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from events import calendars, facts, programme
from events.forms import ProgrammeForm
from events.models import Event, EventSlug, EventText, Occurrence, OccurrenceText
from events.models.dates_asked import dates_to_ask
from events.models.event import ICONS, State
from events.models.seats import Seats, course_seats
from events.models.standing import Standing, standing
from members.rights import can
from treff.house import links, when
from treff.house.models.text import active_language

MOST_IN_A_TABLE = 2000


@login_not_required
@require_safe
def programme_page(request: HttpRequest) -> HttpResponse:
    """The programme; `ansicht` is woche or monat, everything else the list."""
    form = ProgrammeForm(request.GET)
    status = 200 if form.is_valid() else 422
    views = {"woche": week, "monat": month}
    page, context = views.get(request.GET.get("ansicht", ""), listing)(form)
    kept = urlencode({k: v for k, v in request.GET.items() if v and k not in {"ansicht", "von", "bis"}})
    context |= {"form": form, "today": when.today(), "kept": kept, "chosen": chosen(request, form, page)}
    return render(request, f"events/programme_{page}.html", context, status=status)


@dataclass(frozen=True)
class Chosen:
    """Something chosen in the filter, and the address of the page without it."""

    words: str
    without: str


def chosen(request: HttpRequest, form: ProgrammeForm, page: str) -> list[Chosen]:
    """What is chosen; in week and month the day only says which week or month."""
    kept = {name: value for name, value in request.GET.items() if value}
    return [
        Chosen(words, "?" + urlencode({key: value for key, value in kept.items() if key != name}))
        for name, words in form.chosen().items()
        if page == "list" or name not in {"von", "bis"}
    ]


@dataclass(frozen=True)
class Today(programme.DayRows):
    """Today's rows; what is over stands apart."""

    over: list[programme.Row]


def with_past_apart(day: programme.DayRows) -> programme.DayRows:
    if day.day != when.today():
        return day
    over = [row for row in day.rows if row.state == "past"]
    return Today(day.day, [row for row in day.rows if row.state != "past"], over)


def listing(form: ProgrammeForm) -> tuple[str, dict[str, Any]]:
    """Day by day, about sixty dates a page."""
    cleaned = getattr(form, "cleaned_data", {})
    first, last = cleaned.get("von") or when.today(), cleaned.get("bis")
    found = programme.listing(first, last, form.wanted())
    shown = [with_past_apart(day) for day in found.days]
    count = sum(len(each.rows) for each in found.days)
    context: dict[str, Any] = {"days": shown, "count": count, "next": found.next}
    if found.days:
        context["until"] = found.days[-1].day
    else:
        context["other"] = programme.select(first, last, programme.Filter()).count()
    return "list", context


def week(form: ProgrammeForm) -> tuple[str, dict[str, Any]]:
    """A table of one week: morning, afternoon, evening."""
    days = when.week_of(getattr(form, "cleaned_data", {}).get("von") or when.today())
    rows = programme.rows_by_day(days[0], days[-1], form.wanted(), rows=MOST_IN_A_TABLE)
    lines = [(day, parts_of_day(rows.get(day, []))) for day in days]
    return "week", {
        "lines": lines,
        "count": sum(map(len, rows.values())),
        "before": days[0] - timedelta(days=7),
        "after": days[0] + timedelta(days=7),
        "first": days[0],
        "last": days[-1],
    }


def parts_of_day(rows: list[programme.Row]) -> list[tuple[str, list[programme.Row]]]:
    """Rows before noon, before 18:00, and after."""
    parts: list[list[programme.Row]] = [[], [], []]
    for row in rows:
        parts[0 if row.start.hour < 12 else 1 if row.start.hour < 18 else 2].append(row)
    return list(zip([gettext("Morning"), gettext("Afternoon"), gettext("Evening")], parts, strict=True))


def month(form: ProgrammeForm) -> tuple[str, dict[str, Any]]:
    """A calendar of one month, whole weeks."""
    first = (getattr(form, "cleaned_data", {}).get("von") or when.today()).replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    begin, end = when.week_of(first)[0], when.week_of(after - timedelta(days=1))[-1]
    rows = programme.rows_by_day(begin, end, form.wanted(), rows=MOST_IN_A_TABLE)
    days = [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
    weeks = [[(day, rows.get(day, [])) for day in days[n : n + 7]] for n in range(0, len(days), 7)]
    return "month", {
        "weeks": weeks,
        "weekdays": list(zip(narrow_weekdays(), days, strict=False)),
        "first": first,
        "count": sum(len(lines) for day, lines in rows.items() if day.month == first.month),
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": after,
    }


def narrow_weekdays() -> list[str]:
    """Weekdays as they fit above a calendar on a phone, Monday first."""
    return [
        pgettext("weekday, as narrow as it goes", "Mo"),
        pgettext("weekday, as narrow as it goes", "Tu"),
        pgettext("weekday, as narrow as it goes", "We"),
        pgettext("weekday, as narrow as it goes", "Th"),
        pgettext("weekday, as narrow as it goes", "Fr"),
        pgettext("weekday, as narrow as it goes", "Sa"),
        pgettext("weekday, as narrow as it goes", "Su"),
    ]


@login_not_required
@require_safe
def event_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What an event is about, and its next dates. A draft needs its preview link or a right."""
    event = Event.objects.select_related("picture").filter(slug=slug).first()
    if event is None:
        former = get_object_or_404(EventSlug.objects.select_related("event"), slug=slug)
        return led_on(request, former.event)
    preview = refuse_unless_visible(request, event)
    text = facts.text_of(event)
    page = render(
        request,
        "events/event.html",
        {
            "event": event,
            "text": text,
            "icon_name": ICONS[event.topic],
            "texts": facts.other_texts(event),
            "is_old": facts.is_old(text),
            "facts": facts.of_event(event, text),
            "picture": facts.picture_of(event),
            "rows": programme.next_dates(event),
            "preview": preview,
            "dates_have_pages": event.state == State.PUBLISHED,
            "course": None if preview else way_into_course(event),
        },
    )
    return kept_by_nobody(page) if preview else page


def led_on(request: HttpRequest, event: Event) -> HttpResponse:
    """From a former address to the present one; a preview keeps its token."""
    preview, token = refuse_unless_visible(request, event), request.GET.get("vorschau")
    if not preview or not token:
        return redirect(event)
    return kept_by_nobody(redirect(f"{event.get_absolute_url()}?{urlencode({'vorschau': token})}"))


def kept_by_nobody(preview: HttpResponse) -> HttpResponse:
    """A preview, in no cache and in no search engine."""
    preview["Cache-Control"] = "private, no-store"
    preview["X-Robots-Tag"] = "noindex"
    return preview


def way_into_course(event: Event) -> dict[str, Any] | None:
    """What the button of a course says that is asked for as a whole; None where there is no way in."""
    first = event.occurrences.coming().first() if event.is_course else None
    if first is None:
        return None
    first.event = event
    try:
        dates_to_ask(event, first, timezone.now())
    except ValidationError:
        return None
    stands, _seats, _dates = how_it_stands(first)
    return {"date": first, "standing": stands} if stands.takes_sign_ups else None


def refuse_unless_visible(request: HttpRequest, event: Event) -> bool:
    """Whether this is a preview. Raises Http404 for those who may not see it.

    What was never published is a draft, also in the archive.
    """
    if event.state == State.PUBLISHED or (event.state == State.ARCHIVED and event.published_at):
        return False
    token = request.GET.get("vorschau", "")
    holds_link = links.read("preview", token)[0] == event.public_id
    if holds_link and links.valid("preview", token, event.preview_version):
        return True
    if can(request.user, "events_publish"):
        return True
    raise Http404


def public_date(slug: str, public_id: str) -> Occurrence:
    """One date of a published event, or Http404."""
    dates = Occurrence.objects.shown().select_related("event").for_form()
    return get_object_or_404(dates, event__slug=slug, public_id=public_id)


def date_to_show(slug: str, public_id: str) -> Occurrence:
    """The same with all that its page says."""
    dates = Occurrence.objects.shown().select_related("event").for_form()
    return get_object_or_404(dates.for_page(active_language()), event__slug=slug, public_id=public_id)


def where_it_is_now(slug: str, public_id: str) -> Occurrence | Event:
    """The date under the new address of its event; a date cancelled long ago leads to its event."""
    dates = Occurrence.objects.public().select_related("event").filter(public_id=public_id)
    known = dates.filter(Q(event__slug=slug) | Q(event__old_slugs__slug=slug)).distinct()
    date = get_object_or_404(known)
    return date.event if date.event.slug == slug else date


@login_not_required
@require_safe
def date_page(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One date, how it stands, and the way to the form."""
    try:
        occurrence = date_to_show(slug, public_id)
    except Http404:
        return redirect(where_it_is_now(slug, public_id))
    context = date_context(occurrence)
    return render(request, "events/date.html", {**context, "is_old": facts.is_old(context["text"])})


def how_it_stands(date: Occurrence) -> tuple[Standing, Seats, list[Occurrence]]:
    """State and places of a date; of a course those of all its coming dates, which stand beside them."""
    now, dates, seats = timezone.now(), list[Occurrence](), date.seats()
    if date.event.is_course:
        dates = list(date.event.occurrences.coming(now).with_seats())
        seats = course_seats([each.seats() for each in dates])
    next_start = dates[0].starts_at if dates else None
    return standing(date.event, date, seats, now, next_start), seats, dates


def date_context(date: Occurrence) -> dict[str, Any]:
    """What the page of a date (of `date_to_show`) says, in ready words."""
    text = EventText.of(date.event_words)
    stands, seats, dates = how_it_stands(date)
    return {
        "date": date,
        "event": date.event,
        "text": text,
        "own_text": OccurrenceText.of(date.own_words),
        "facts": facts.of_date(date, date.event, text, date.hosts),
        "day": when.local(date.starts_at).date(),
        "standing": stands,
        "seats": seats,
        "course_dates": dates,
        "where": date.directions(),
        "running": date.starts_at <= timezone.now() < date.over_at,
        "instead": instead_of(date),
    }


def instead_of(date: Occurrence) -> Occurrence | None:
    """The date that takes the place of a cancelled one; one query where there is one."""
    if date.replaced_by is None:
        return None
    date.replaced_by.event = date.event
    return date.replaced_by


@login_not_required
@require_safe
def date_ics(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One date for somebody's own calendar."""
    return calendars.answer([public_date(slug, public_id)])


@login_not_required
@require_safe
def poster(request: HttpRequest, public_id: str) -> HttpResponse:
    """The short address on posters; it never changes and leads to wherever the date, or the offer, is now."""
    dates = Occurrence.objects.public().select_related("event")
    if (date := dates.filter(public_id=public_id).first()) is not None:
        return redirect(date)
    return led_on(request, get_object_or_404(Event, public_id=public_id))
