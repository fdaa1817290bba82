"""The staff's pages about people, partners and roles. Rights: `roles.toml`."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from members.models import (
    AuditEvent,
    ErasureLog,
    Group,
    Organisation,
    OrganisationText,
    Person,
    Representation,
    Role,
    RoleGrant,
    User,
)
from members.rights import can
from treff.house import formats, when
from treff.house.fields import DayInput
from treff.house.folding import fold
from treff.house.record_words import part_of_number, span_of_days
from treff.house.saving import HouseInline, RecordAdmin, TextInline
from treff.house.site import HouseAdmin


class FoldedSearch:
    """Finds a name whatever its accents: "yildiz" finds Yıldız."""

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        found: tuple[models.QuerySet[Any], bool]
        found = super().get_search_results(request, queryset, fold(search_term))  # type: ignore[misc]  # mixed into a ModelAdmin
        return found


@admin.register(Person)
class PersonAdmin(FoldedSearch, RecordAdmin):
    list_display = ["name", "contact_by", "ui_language", "state"]
    list_filter = ["contact_by", "ui_language", "home_area", "state"]
    search_fields = ["name_key"]
    search_help_text = _("A name, a phone number or an e-mail address")
    fields = [
        ("given", "family"),
        "contact_by",
        ("email", "phone"),
        "ui_language",
        "spoken",
        "home_area",
        ("birth_year", "birth_on"),
        ("state", "account"),
    ]
    readonly_fields = ["state", "account"]

    @admin.display(description=_("account"))
    def account(self, person: Person) -> str:
        return person.user.email if person.user else ""

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """By every word of the name in any script, by the number however typed, or by the address."""
        found, doubles = super().get_search_results(request, queryset, search_term)
        if "@" in search_term:
            return found | queryset.filter(email__icontains=search_term.strip()), doubles
        digits = part_of_number(search_term)
        return (found | queryset.filter(phone__contains=digits) if digits else found), doubles


@admin.register(User)
class UserAdmin(HouseAdmin):
    list_display = ["email", "person_name", "is_active", "last_login"]
    list_select_related = ["person"]
    search_fields = ["email"]
    fields = ["email", "language", "is_active", "joined_at", "last_login"]
    readonly_fields = ["email", "joined_at", "last_login"]

    @admin.display(description=_("person"))
    def person_name(self, user: User) -> str:
        return user.person.name if hasattr(user, "person") else ""


class RepresentationInline(HouseInline):
    model = Representation
    extra = 0
    autocomplete_fields = ["person"]


class OfOrganisation(RepresentationInline):
    fields = ["person", "function", "during"]
    fk_name = "organisation"


class OfGroup(RepresentationInline):
    fields = ["person", "function", "during"]
    fk_name = "group"


class OrganisationTextInline(TextInline):
    model = OrganisationText
    parent = "organisation"


@admin.register(Organisation)
class OrganisationAdmin(FoldedSearch, RecordAdmin):
    list_display = ["name", "kind", "days"]
    list_filter = ["kind"]
    search_fields = ["name_key"]
    inlines = [OrganisationTextInline, OfOrganisation]

    @admin.display(description=_("from, until"), ordering="during")
    def days(self, organisation: Organisation) -> str:
        return span_of_days(organisation.during)


@admin.register(Group)
class GroupAdmin(FoldedSearch, RecordAdmin):
    list_display = ["name", "state"]
    search_fields = ["name_key"]
    inlines = [OfGroup]


class RoleGrantForm(forms.ModelForm):
    """A new role: who, which, from when, until when, why."""

    first = forms.DateField(label=_("first day"), initial=when.today, widget=DayInput)
    last = forms.DateField(
        label=_("last day"),
        required=False,
        widget=DayInput,
        help_text=_("The role ends at midnight after this day. Leave it empty if the end is open."),
    )

    class Meta:
        model = RoleGrant
        fields = ["person", "role", "reason"]


@admin.register(RoleGrant)
class RoleGrantAdmin(FoldedSearch, RecordAdmin):
    """A role is given and ended through its verbs; what they refuse stands in the form."""

    form = RoleGrantForm
    list_display = ["person", "role", "days", "granted_by"]
    list_filter = ["role"]
    list_select_related = ["person", "granted_by"]
    search_fields = ["person__name_key"]
    autocomplete_fields = ["person"]
    fields = ["person", "role", "first", "last", "reason"]
    actions = ["end_now"]

    def get_fields(self, request: HttpRequest, obj: RoleGrant | None = None) -> Any:
        return ["person", "role", "days", "granted_by", "reason"] if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: RoleGrant | None = None) -> Any:
        return ["days"] if obj else []

    @admin.display(description=_("from, until"), ordering="during")
    def days(self, grant: RoleGrant) -> str:
        return span_of_days(grant.during)

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: RoleGrantForm, change: Any) -> None:
        said = form.cleaned_data
        grant = RoleGrant.grant(
            said["person"],
            Role(said["role"]),
            by=cast(User, request.user).person,
            first=said["first"],
            end=said["last"] and said["last"] + dt.timedelta(days=1),
            reason=said["reason"],
        )
        obj.pk = grant.pk
        obj.refresh_from_db()

    def has_end_permission(self, request: HttpRequest) -> bool:
        return can(request.user, "roles")

    @admin.action(description=_("End these roles now"), permissions=["end"])
    def end_now(self, request: HttpRequest, queryset: models.QuerySet[RoleGrant]) -> None:
        """Through the verb, one by one: the board that remains is counted anew each time."""
        by, ended = cast(User, request.user).person, 0
        for grant in queryset:
            try:
                grant.end(by=by)
                ended += 1
            except ValidationError as refusal:
                self.message_user(request, f"{grant}: {' '.join(refusal.messages)}", messages.ERROR)
        if ended:
            words = ngettext("%(count)d role has ended.", "%(count)d roles have ended.", ended)
            self.message_user(request, words % {"count": ended})


VERBS = {
    "publish": _("published"),
    "archive": _("archived"),
    "rename": _("address changed"),
    "take_back_previews": _("preview links taken back"),
    "overbook": _("place given beyond the limit"),
    "cancel": _("cancelled"),
    "claim": _("taken into an account"),
    "move": _("moved"),
    "set_capacity": _("number of places changed"),
    "erase": _("words erased"),
    "role.grant": _("role given"),
    "role.end": _("role ended"),
    "admin.add": _("written new"),
    "admin.change": _("changed"),
    "admin.delete": _("deleted"),
}


# Fields that no form shows, as the acts on them name them.
UNNAMED = {"preview_version": _("preview links")}


class VerbFilter(admin.SimpleListFilter):
    title = _("act")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(VERBS.items())

    def queryset(
        self, request: HttpRequest, queryset: models.QuerySet[AuditEvent]
    ) -> models.QuerySet[AuditEvent]:
        return queryset.filter(verb=self.value()) if self.value() else queryset


class KindFilter(admin.SimpleListFilter):
    title = _("kind of record")
    parameter_name = "label"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        labels = AuditEvent.objects.order_by("label").values_list("label", flat=True).distinct()
        return [(label, kind_words(label)) for label in labels]

    def queryset(
        self, request: HttpRequest, queryset: models.QuerySet[AuditEvent]
    ) -> models.QuerySet[AuditEvent]:
        return queryset.filter(label=self.value()) if self.value() else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(HouseAdmin):
    """Who did what, in words; the board alone reads it."""

    list_display = ["at", "actor", "act", "kind", "object_id", "names", "reason"]
    list_filter = [VerbFilter, KindFilter]
    list_select_related = ["actor"]
    date_hierarchy = "at"
    fields = ("at", "actor", "act", "kind", "object_id", "names", "reason")
    readonly_fields = fields

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """The page of a record leads to its own acts."""
        return lookup == "object_id" or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("act"), ordering="verb")
    def act(self, event: AuditEvent) -> str:
        return str(VERBS.get(event.verb, event.verb))

    @admin.display(description=_("kind of record"), ordering="label")
    def kind(self, event: AuditEvent) -> str:
        return kind_words(event.label)

    @admin.display(description=_("fields"))
    def names(self, event: AuditEvent) -> str:
        return formats.listing([field_words(event.label, name) for name in event.field_names])


def kind_words(label: str) -> str:
    """What a kind of record is called; its code where the program knows it no more."""
    try:
        return str(capfirst(apps.get_model(label)._meta.verbose_name))
    except (LookupError, ValueError):
        return label


def field_words(label: str, name: str) -> str:
    """What a field of a record, or of the rows that belong to it, is called on the pages of the team."""
    if name in UNNAMED:
        return str(UNNAMED[name])
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return name
    for each in (model, *(row.related_model for row in model._meta.related_objects)):
        try:
            field = each._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        named = field.related_model._meta if field.is_relation and field.related_model else field
        return str(getattr(named, "verbose_name", name))
    return label_words(name)


def label_words(label: str) -> str:
    """A change is kept with the English label of its field, as Django hands it on; here in this language."""
    found = gettext(label)
    small = label[:1].lower() + label[1:]
    return capfirst(gettext(small)) if found == label and small else found


@admin.register(ErasureLog)
class ErasureLogAdmin(HouseAdmin):
    list_display = ["at", "digest"]
