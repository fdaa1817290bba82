"""Roles in the staff's admin: given and ended through their verbs."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from members.models import Role, RoleGrant, User
from members.rights import can
from treff.house import when
from treff.house.fields import DayInput
from treff.house.lists import FoldedSearch
from treff.house.record_words import span_of_days
from treff.house.saving import RecordAdmin

CONFIRMED = "confirmed"


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


class HoldsFilter(admin.SimpleListFilter):
    """Whether a role counts today."""

    title = _("valid")
    parameter_name = "valid"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("now", _("now")), ("later", _("later")), ("over", _("over"))]

    def queryset(
        self, request: HttpRequest, queryset: models.QuerySet[RoleGrant]
    ) -> models.QuerySet[RoleGrant]:
        today = when.today()
        match self.value():
            case "now":
                return queryset.filter(during__contains=today)
            case "later":
                return queryset.filter(during__startswith__gt=today)
            case "over":
                return queryset.filter(Q(during__endswith__lte=today) | Q(during__isnull=True))
        return queryset


class RoleGrantAdmin(FoldedSearch, RecordAdmin):
    """A role is given and ended through its verbs; what they refuse stands in the form."""

    form = RoleGrantForm
    list_display = ["person", "role", "days", "granted_by"]
    list_filter = [HoldsFilter, "role"]
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
    def end_now(self, request: HttpRequest, queryset: models.QuerySet[RoleGrant]) -> TemplateResponse | None:
        """Ask first; then through the verb, one by one: the board that remains is counted anew each time."""
        if CONFIRMED not in request.POST:
            return self.ask_before_ending(request, queryset)
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
        return None

    def ask_before_ending(
        self, request: HttpRequest, queryset: models.QuerySet[RoleGrant]
    ) -> TemplateResponse:
        """The page that says whose roles would end, and what that means."""
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": _("End these roles now"),
            "opts": self.opts,
            "sentences": [
                _("These rights end at once, also on pages that are open now."),
                _("A role that began today or begins later is taken back, as if it had not been given."),
            ],
            "people": [
                ", ".join(filter(None, [str(grant), span_of_days(grant.during)])) for grant in queryset
            ],
            "ticked": [grant.pk for grant in queryset],
            "names": {"ticked": ACTION_CHECKBOX_NAME, "confirmed": CONFIRMED},
        }
        return TemplateResponse(request, "admin/members/rolegrant/end_now.html", context)
