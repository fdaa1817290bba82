"""How the admin saves: all or nothing, and what a rule refuses stands in the form.

The rules live in the models and in the database, so some refusals come only while saving (a room
was taken a second ago). Then everything is rolled back and the same page comes again, status 422,
with the sentence beside the field and every word that was typed. A form that creates something
carries a key, so that a button pressed twice makes one record; a form that changes something
carries what it showed, so that nobody undoes what somebody else did meanwhile.
"""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from treff.house import when
from treff.house.fields import (
    ClockInput,
    DayInput,
    DaySpanField,
    DaySpanInput,
    MomentField,
    MomentInput,
    MomentSpanField,
    MomentSpanInput,
)
from treff.house.models import Submission
from treff.house.models.text import ORIGINAL
from treff.house.seen import (
    SEEN,
    changed_meanwhile,
    fingerprint,
    is_about_others,
    say_what_stands,
    writes_over,
)
from treff.house.site import HouseAdmin

TYPED_LOCALLY: dict[type[models.Field], dict[str, Any]] = {
    models.DateField: {"widget": DayInput},
    models.TimeField: {"widget": ClockInput},
    models.DateTimeField: {"form_class": MomentField, "widget": MomentInput},
    DateRangeField: {"form_class": DaySpanField, "widget": DaySpanInput},
    DateTimeRangeField: {"form_class": MomentSpanField, "widget": MomentSpanInput},
}
KEY = "submission"
NOT_TYPED = {KEY, "csrfmiddlewaretoken"}


class Refused(Exception):
    """A rule that said no while a row was being saved: which sentence, and at which form of the page."""

    def __init__(self, error: ValidationError, prefix: str = "") -> None:
        super().__init__(error, prefix)
        self.error, self.prefix = error, prefix

    @property
    def is_about_others(self) -> bool:
        """Whether somebody else saved the same page first."""
        return is_about_others(self.error)


class HouseFormSet(forms.BaseInlineFormSet):
    """Rows that show a refusal at the row which it is about."""

    refused: Refused | None = None

    def clean(self) -> None:
        super().clean()
        refused = self.refused
        if refused and refused.is_about_others:
            for form in self.initial_forms:
                say_what_stands(form)
        for form in self.forms:
            if refused and form.prefix == refused.prefix:
                show(form, refused.error)
            elif self.instance.pk and form.has_changed() and form.is_valid():
                self.look_at_the_whole_row(form)

    def look_at_the_whole_row(self, form: Any) -> None:
        """Ask the rules that name the record itself, too; Django leaves them out of a row's own check.

        Rows of a record that is not saved yet are asked by the database.
        """
        try:
            form.instance.validate_constraints()
        except ValidationError as refusal:
            show(form, refusal)

    def get_unique_error_message(self, unique_check: Any) -> Any:
        """The sentence of the rule, where two rows of the page say the same."""
        fields = {*unique_check, self.fk.name}
        model: Any = self.model
        for rule in model._meta.constraints:
            if isinstance(rule, models.UniqueConstraint) and set(rule.fields) == fields and speaks(rule):
                return rule.get_violation_error_message()
        return super().get_unique_error_message(unique_check)


class TextFormSet(HouseFormSet):
    """Texts per language, which remember the German words they were translated from."""

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 (Django's signature)
        """Mark the German text as changed now, and a translation as made from the German of now."""
        changed = [form.instance for form in self.forms if form.has_changed()]
        rows = [form.instance for form in self.initial_forms] + changed
        german = next((text for text in rows if text.language == ORIGINAL), None)
        moment = german.source_changed_at if german and german not in changed else when.now()
        for text in changed:
            text.source_changed_at = moment
        return super().save(commit=commit)


class HouseInline(admin.StackedInline):
    """Rows of a record on its page; without a script one empty row is already there."""

    formset = HouseFormSet
    extra = 1
    formfield_overrides = TYPED_LOCALLY

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The formset, with the refusal that the last try to save met."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.refused = getattr(request, "refused", None)
        return formset


class TextInline(HouseInline):
    """One text for each language; says which is older than the German one."""

    formset = TextFormSet
    parent: str
    """Name of the key to the thing that the text is about."""
    readonly_fields = ("standing",)

    def get_queryset(self, request: HttpRequest) -> Any:
        german = self.model.objects.filter(**{self.parent: models.OuterRef(self.parent)}, language=ORIGINAL)
        rows = super().get_queryset(request).order_by("pk")
        return rows.annotate(german_at=models.Subquery(german.values("source_changed_at")[:1]))

    @admin.display(description=_("state of the text"))
    def standing(self, text: Any) -> str:
        """Whether the German words have changed since."""
        german_at = getattr(text, "german_at", None)
        if german_at is None:
            return ""
        return str(_("older than the German text") if text.is_older_than(german_at) else _("up to date"))


class RecordAdmin(HouseAdmin):
    """A page of records whose saving can be refused by the rules."""

    formfield_overrides = TYPED_LOCALLY

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 (Django's signature)
        """The form, with the refusal that the last try to save met."""
        form = super().get_form(request, obj, change=change, **kwargs)
        refused: Refused | None = getattr(request, "refused", None)
        if refused is None or refused.prefix:
            return form
        error, is_about_others = refused.error, refused.is_about_others

        class FormWithRefusal(form):  # type: ignore[valid-type, misc]  # made anew per request
            def clean(self) -> Any:
                cleaned = super().clean()
                show(self, error)
                if is_about_others:
                    say_what_stands(self)
                return cleaned

        return FormWithRefusal

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show the page, or save all of it or nothing."""
        context = {
            **(extra_context or {}),
            "submission": uuid4() if object_id is None else None,
            SEEN: request.POST.get(SEEN, ""),
        }
        if request.method != "POST":
            return as_seen(super().changeform_view(request, object_id, form_url, context))
        try:
            with transaction.atomic():
                if object_id is not None:
                    self.hold(object_id)
                answer = self._save_once(request, object_id, form_url, context)
        except (Refused, ValidationError, IntegrityError) as refusal:
            why = refused(refusal)
            request.refused = why  # type: ignore[attr-defined]  # our own note on it
            answer = super().changeform_view(request, object_id, form_url, context)
            if why.is_about_others:
                as_seen(answer)
        if "adminform" in (getattr(answer, "context_data", None) or {}):
            answer.status_code = 422
        return answer

    def hold(self, object_id: str) -> None:
        """Lock the record, so that of two who save it at the same moment the second sees the first."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        """Refuse what would write over words that were not on the page.

        Here Django shows form and rows together for the first time. Only the record's own columns
        have been written by now, and they are rolled back.
        """
        seen = request.POST.get(SEEN)
        if seen and change and seen != fingerprint(form, formsets) and writes_over(form, formsets):
            raise Refused(changed_meanwhile())
        super().save_related(request, form, formsets, change)

    def _save_once(
        self, request: HttpRequest, object_id: str | None, form_url: str, context: dict[str, Any]
    ) -> HttpResponse:
        """A new record is saved once for each key; nothing is kept of a form that was refused."""
        key = _key(request) if object_id is None else None
        if key is None:
            return super().changeform_view(request, object_id, form_url, context)
        typed = [pair for pair in request.POST.lists() if pair[0] not in NOT_TYPED]
        digest = Submission.digest_of(typed)
        if (earlier := Submission.begin(key, digest)) is not None:
            earlier.refuse_other_words(digest)
            messages.info(request, _("This was saved already."))
            return redirect(earlier.outcome, earlier.outcome_ref)
        answer: HttpResponse = super().changeform_view(request, None, form_url, context | {"submission": key})
        saved = getattr(request, "saved", None)
        if saved is None:
            transaction.set_rollback(True)
        else:
            Submission.finish(
                key, f"admin:{self.opts.app_label}_{self.opts.model_name}_change", str(saved.pk)
            )
        return answer

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> None:  # type: ignore[override]  # no LogEntry here
        super().log_addition(request, obj, message)
        request.saved = obj  # type: ignore[attr-defined]  # our own note on it

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        """Write only what the form shows: a state that somebody changed meanwhile is left alone."""
        if not change:
            obj.save()
            return
        names = {field.name for field in obj._meta.concrete_fields if not field.primary_key}
        touched = {f.name for f in obj._meta.concrete_fields if getattr(f, "auto_now", False)}
        if shown := names & set(form.cleaned_data):
            obj.save(update_fields=shown | touched)


def refused(why: Refused | ValidationError | IntegrityError) -> Refused:
    """What the page has to say. A rule of the database speaks its own sentence; one without is a fault."""
    if isinstance(why, Refused):
        return why
    if isinstance(why, ValidationError):
        return Refused(why)
    name = getattr(getattr(why.__cause__, "diag", None), "constraint_name", None)
    rules = [rule for model in apps.get_models() for rule in model._meta.constraints]
    for rule in rules:
        if rule.name == name and speaks(rule):
            return Refused(ValidationError(rule.get_violation_error_message(), code=name))
    raise why


def as_seen(answer: Any) -> Any:
    """The page of a record, carrying what it shows."""
    shown = getattr(answer, "context_data", None) or {}
    if "adminform" in shown and shown["change"]:
        rows = [each.formset for each in shown["inline_admin_formsets"]]
        shown[SEEN] = fingerprint(shown["adminform"].form, rows)
    return answer


def speaks(rule: models.BaseConstraint) -> bool:
    """Whether a rule of the database has a sentence for people."""
    return rule.violation_error_message != rule.default_violation_error_message


def show(form: Any, error: ValidationError) -> None:
    """Put a refusal into a form: at the fields it names, else above them."""
    if not hasattr(error, "error_dict"):
        field = getattr(error, "field", None)
        form.add_error(field if field in form.fields else None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _key(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get(KEY, ""))
    except ValueError:
        return None
