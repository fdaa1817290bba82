"""The admin site of the house: entered through the one log-in page, remembering without names.

Django's own journal keeps the name of every record that was changed. Ours keeps the kind, the
number and the names of the fields; the apps above say where, through `note`.
"""

from collections.abc import Iterable
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

PASSWORD_PAGES = {"password_change", "password_change_done"}


class HouseSite(admin.AdminSite):
    """An admin site without passwords: whoever is signed out goes to the log-in page of the house."""

    site_title = _("Team of the house")
    site_header = _("Team of the house")
    index_title = _("Records")
    enable_nav_sidebar = False

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Never Django's form: it would let a password in without code and second factor."""
        answer: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return answer

    def get_urls(self) -> list[Any]:
        return [url for url in super().get_urls() if getattr(url, "name", None) not in PASSWORD_PAGES]

    def note(self, request: HttpRequest, verb: str, record: models.Model, fields: Iterable[str]) -> None:
        """Write down who changed which fields of a record. The staff's site says where."""
        raise NotImplementedError

    def history(self, request: HttpRequest, record: models.Model) -> HttpResponseBase:
        """The page with the acts on one record."""
        raise Http404


class HouseAdmin(admin.ModelAdmin):
    """Base of every admin page: shows what the account may see, keeps no names in the journal."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Rows this account may see, where the model tells them apart."""
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def _note(self, request: HttpRequest, verb: str, record: models.Model, fields: Iterable[str]) -> None:
        site = self.admin_site
        if isinstance(site, HouseSite):
            site.note(request, verb, record, fields)

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> None:  # type: ignore[override]  # no LogEntry here
        self._note(request, "admin.add", obj, changed_fields(message))

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> None:  # type: ignore[override]  # no LogEntry here
        self._note(request, "admin.change", obj, changed_fields(message))

    def log_deletions(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:  # type: ignore[override]  # no LogEntry here
        for record in queryset:
            self._note(request, "admin.delete", record, ())

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        record = self.get_object(request, object_id)
        if record is None or not isinstance(self.admin_site, HouseSite):
            raise Http404
        return self.admin_site.history(request, record)


def changed_fields(message: Any) -> list[str]:
    """Names of fields out of Django's message about a change; never a value or the name of a row."""
    if not isinstance(message, list):
        return []
    return sorted({str(name) for part in message for name in part.get("changed", {}).get("fields", [])})
