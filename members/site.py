"""The staff's admin site: the board and the team, each as far as `roles.toml` says."""

from collections.abc import Iterable
from typing import cast

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from members.models import AuditEvent, Person, User
from members.rights import can
from treff.house.site import HouseSite


def acting(request: HttpRequest) -> Person | None:
    """The person who is signed in."""
    return Person.objects.filter(user=cast(User, request.user)).first()


def acting_person(request: HttpRequest) -> Person:
    """The person who is signed in, on a page that only people with a role can open."""
    return Person.objects.get(user=cast(User, request.user))


class StaffSite(HouseSite):
    """Its journal is AuditEvent."""

    def note(self, request: HttpRequest, verb: str, record: models.Model, fields: Iterable[str]) -> None:
        AuditEvent.note(acting(request), verb, record, fields)

    def history(self, request: HttpRequest, record: models.Model) -> HttpResponseBase:
        """The board reads who did what to this record; nobody else does."""
        if not can(request.user, "audit"):
            raise PermissionDenied
        page = reverse(f"{self.name}:members_auditevent_changelist")
        return redirect(f"{page}?label={record._meta.label_lower}&object_id={record.pk}")
