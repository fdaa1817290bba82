"""The staff's pages about people, partners and roles. Rights: `roles.toml`."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

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
from treff.house import when
from treff.house.fields import DayInput
from treff.house.folding import fold
from treff.house.saving import HouseInline, RecordAdmin, TextInline
from treff.house.site import HouseAdmin


class FoldedSearch:
    """Finds a name whatever its accents: "yildiz" finds Yıldız."""

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        found: tuple[models.QuerySet[Any], bool]
        found = super().get_search_results(request, queryset, fold(search_term))  # type: ignore[misc]
        return found


@admin.register(Person)
class PersonAdmin(FoldedSearch, RecordAdmin):
    list_display = ["name", "contact_by", "ui_language", "state"]
    list_filter = ["contact_by", "ui_language", "home_area", "state"]
    search_fields = ["name_key"]
    fields = [
        ("given", "family"),
        "contact_by",
        ("email", "phone"),
        "ui_language",
        "spoken",
        "home_area",
        ("birth_year", "birth_on"),
        ("state", "user", "public_id"),
    ]
    readonly_fields = ["state", "user", "public_id"]


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
    list_display = ["name", "kind", "during"]
    list_filter = ["kind"]
    search_fields = ["name_key"]
    inlines = [OrganisationTextInline, OfOrganisation]


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
    list_display = ["person", "role", "during", "granted_by"]
    list_filter = ["role"]
    list_select_related = ["person", "granted_by"]
    search_fields = ["person__name_key"]
    autocomplete_fields = ["person"]
    fields = ["person", "role", "first", "last", "reason"]
    actions = ["end_now"]

    def get_fields(self, request: HttpRequest, obj: RoleGrant | None = None) -> Any:
        return ["person", "role", "during", "granted_by", "reason"] if obj else self.fields

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


@admin.register(AuditEvent)
class AuditEventAdmin(HouseAdmin):
    list_display = ["at", "actor", "verb", "label", "object_id", "field_names", "reason"]
    list_filter = ["verb", "label", "object_id"]
    list_select_related = ["actor"]
    date_hierarchy = "at"


@admin.register(ErasureLog)
class ErasureLogAdmin(HouseAdmin):
    list_display = ["at", "digest"]
