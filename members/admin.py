"""The staff's pages about people, partners and acts. Rights: `roles.toml`."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.models import (
    AuditEvent,
    ErasureLog,
    Group,
    Organisation,
    OrganisationText,
    Person,
    Representation,
    RoleGrant,
    User,
)
from members.role_admin import RoleGrantAdmin
from treff.house import formats
from treff.house.lists import FoldedSearch
from treff.house.record_words import part_of_number, span_of_days
from treff.house.saving import HouseInline, RecordAdmin, TextInline
from treff.house.site import HouseAdmin


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
class UserAdmin(FoldedSearch, HouseAdmin):
    list_display = ["email", "person_name", "is_active", "last_login"]
    list_filter = ["is_active"]
    list_select_related = ["person"]
    search_fields = ["person__name_key"]
    search_help_text = _("A name or an e-mail address")
    fields = ["email", "language", "is_active", "joined_at", "last_login"]
    readonly_fields = ["email", "joined_at", "last_login"]

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """By the name in any accents, or by the address as it is written."""
        found, doubles = super().get_search_results(request, queryset, search_term)
        return found | queryset.filter(email__icontains=search_term.strip()), doubles

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


class PartnerFilter(admin.SimpleListFilter):
    """Whether an organisation works with the house today."""

    title = _("partner of the house")
    parameter_name = "partner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("now", _("now")), ("other", _("not now"))]

    def queryset(
        self, request: HttpRequest, queryset: models.QuerySet[Organisation]
    ) -> models.QuerySet[Organisation]:
        live = Organisation.objects.live().values("pk")
        match self.value():
            case "now":
                return queryset.filter(pk__in=live)
            case "other":
                return queryset.exclude(pk__in=live)
        return queryset


@admin.register(Organisation)
class OrganisationAdmin(FoldedSearch, RecordAdmin):
    list_display = ["name", "kind", "days"]
    list_filter = [PartnerFilter, "kind"]
    search_fields = ["name_key"]
    inlines = [OrganisationTextInline, OfOrganisation]

    @admin.display(description=_("from, until"), ordering="during")
    def days(self, organisation: Organisation) -> str:
        return span_of_days(organisation.during)


@admin.register(Group)
class GroupAdmin(FoldedSearch, RecordAdmin):
    list_display = ["name", "state"]
    list_filter = ["state"]
    search_fields = ["name_key"]
    inlines = [OfGroup]


admin.site.register(RoleGrant, RoleGrantAdmin)


VERBS = {
    "begin": _("begun"),
    "change": _("changed"),
    "write_text": _("text written"),
    "copy": _("copied"),
    "hand_in": _("handed in"),
    "send_back": _("given back"),
    "publish": _("published"),
    "archive": _("archived"),
    "rename": _("address changed"),
    "take_back_previews": _("preview links taken back"),
    "overbook": _("place given beyond the limit"),
    "move_in_queue": _("number on the waiting list changed"),
    "move_to": _("moved to another date"),
    "add_walk_ins": _("people at the door added"),
    "message": _("message sent to everybody signed up"),
    "cancel": _("cancelled"),
    "claim": _("taken into an account"),
    "move": _("moved"),
    "set_capacity": _("number of places changed"),
    "add_date": _("date added"),
    "replace": _("replaced by another date"),
    "hold": _("takes place with few people"),
    "change_dates": _("dates changed"),
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
class AuditEventAdmin(FoldedSearch, HouseAdmin):
    """Who did what, in words; the board alone reads it."""

    list_display = ["at", "actor", "act", "kind", "object_id", "names", "reason"]
    list_filter = [VerbFilter, KindFilter]
    list_select_related = ["actor"]
    search_fields = ["actor__name_key"]
    search_help_text = _("Who did it")
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
