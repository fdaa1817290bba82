"""The staff's admin site: the board and the team, each as far as `roles.toml` says."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from members.models import AuditEvent
from members.rights import can, person_of
from treff.house.site import HouseSite


class StaffSite(HouseSite):
    """Its journal is AuditEvent."""

    def note(self, request: HttpRequest, verb: str, record: models.Model, fields: Iterable[str]) -> None:
        AuditEvent.note(person_of(request), verb, record, fields)

    def history(self, request: HttpRequest, record: models.Model) -> HttpResponseBase:
        """The board reads who did what to this record; nobody else does."""
        if not can(request.user, "audit"):
            raise PermissionDenied
        page = reverse(f"{self.name}:members_auditevent_changelist")
        return redirect(f"{page}?label={record._meta.label_lower}&object_id={record.pk}")
