"""What an offer says in each language: written, missing, or older than the German text."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from events.models import Event, EventText
from events.models.drafting import in_hand
from events.offer_forms import TextForm, label_of
from events.views.organising.access import Own, own_offer
from events.views.organising.pressing import REFUSED, say_busy
from members.models import AuditEvent, Person
from members.rights import person_of
from treff.house.busy import Busy, patiently
from treff.house.models.text import ORIGINAL, content_languages
from treff.house.saving import show
from treff.house.seen import CHANGED, changed_meanwhile, fingerprint, say_what_stands

WRITTEN, MISSING, OLD = "written", "missing", "old"
STANDING: dict[str, Promise] = {
    WRITTEN: _("written"),
    MISSING: _("missing; there the German text is shown"),
    OLD: _("older than the German text"),
}


@dataclass(frozen=True)
class TextLine:
    """One language of the list."""

    language: str
    name: str
    standing: str
    words: str
    title: str
    dir: str


def lines_of(event: Event) -> list[TextLine]:
    """Every language in which the house writes, German first. One query."""
    texts = {text.language: text for text in event.texts.all()}
    german = texts.get(ORIGINAL)
    return [line(code, str(name), texts.get(code), german) for code, name in content_languages()]


def line(code: str, name: str, text: EventText | None, german: EventText | None) -> TextLine:
    if text is None:
        return TextLine(code, name, MISSING, str(STANDING[MISSING]), "", "")
    old = german is not None and text.is_older_than(german.source_changed_at)
    standing = OLD if old else WRITTEN
    return TextLine(code, name, standing, str(STANDING[standing]), text.title, text.dir)


@own_offer
@require_safe
def texts(request: HttpRequest, own: Own) -> HttpResponse:
    """All languages, and how each stands."""
    context = {**own.context(), "lines": lines_of(own.event)}
    return render(request, "events/organising/texts.html", context)


@own_offer
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, own: Own, language: str) -> HttpResponse:
    """Write one language, with the German words beside it."""
    if language not in dict(content_languages()):
        raise Http404
    german = own.event.german()
    form, status = text_form(own.event, language), 200
    seen = seen_of(form, german)
    if request.method == "POST":
        status = REFUSED
        try:
            form = patiently(lambda: saved(own.event, language, request.POST, person_of(request)))
        except Busy:
            form = text_form(own.event, language, request.POST)
            status = say_busy(form)
        if not form.errors:
            messages.success(request, _t("The text is saved."))
            return redirect("events:own_texts", own.event.public_id)
        if not form.has_error(NON_FIELD_ERRORS, CHANGED):
            seen = request.POST.get("seen", seen)
    shown = next(each for each in lines_of(own.event) if each.language == language)
    context = {
        **own.context(),
        "form": form,
        "seen": seen,
        "line": shown,
        "german": german if language != ORIGINAL else None,
        "german_words": words_of(german) if german and language != ORIGINAL else [],
    }
    return render(request, "events/organising/text.html", context, status=status)


def words_of(text: EventText) -> list[tuple[str, str]]:
    """Name and words of each piece that says something."""
    return [
        (str(label_of(name)), getattr(text, name)) for name in TextForm.Meta.fields if getattr(text, name)
    ]


def text_form(event: Event, language: str, data: QueryDict | None = None) -> TextForm:
    row = event.texts.filter(language=language).first() or EventText(event=event, language=language)
    return TextForm(data, instance=row)


def seen_of(form: TextForm, german: EventText | None) -> str:
    """What the page shows: the words to be changed, and which German words stood beside them."""
    return f"{fingerprint(form, [])}.{german.source_changed_at.timestamp() if german else ''}"


def saved(event: Event, language: str, data: QueryDict, by: Person | None) -> TextForm:
    """The form after it was saved; with errors if it was not.

    A translation of German words that have changed meanwhile is not taken for one of the new words.
    """
    with in_hand(event):
        german = event.texts.filter(language=ORIGINAL).first()
        form = text_form(event, language, data)
        if data.get("seen") not in (None, "", seen_of(form, german)):
            form.add_error(None, changed_meanwhile())
            say_what_stands(form)
        elif form.is_valid():
            words = {name: form.cleaned_data[name] for name in TextForm.Meta.fields}
            is_slip = form.cleaned_data.get("is_slip", False)
            try:
                EventText.write(language, words, is_slip=is_slip, event=event)
            except ValidationError as refusal:
                show(form, refusal)
            else:
                AuditEvent.note(by, "write_text", event, form.changed_data, language)
    return form
