"""The verbs of `events.acts` in the admin: the page of a record leads to those that are possible now."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from events.acts.base import Act, ActForm
from members.rights import can, person_of
from treff.house.saving import RecordAdmin
from treff.house.words import Words


class ActingAdmin(RecordAdmin):
    """Records with verbs: their page leads to the page of each verb that is possible now."""

    acts: ClassVar[tuple[Act, ...]] = ()

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<int:pk>/{act.name}/",
                self.admin_site.admin_view(self.page_of(act)),
                name=self.url_name(act),
            )
            for act in self.acts
        ]
        return own + super().get_urls()

    def url_name(self, act: Act) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{act.name}"

    def page_of(self, act: Act) -> Callable[..., HttpResponse]:
        """The view of one verb."""

        def page(request: HttpRequest, pk: int) -> HttpResponse:
            return self.act_page(request, pk, act)

        return page

    def act_page(self, request: HttpRequest, pk: int, act: Act) -> HttpResponse:
        """Ask, and on POST do it; back to the record afterwards."""
        if not can(request.user, act.right):
            raise PermissionDenied
        record = self.get_object(request, str(pk))
        if record is None:
            raise Http404
        form = act.form(request.POST if request.method == "POST" else None, record=record)
        if form.is_valid():
            try:
                act.do(record, form.cleaned_data, person_of(request))
            except ValidationError as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, str(act.done))
                return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", pk)
        return self.ask(request, record, act, form)

    def ask(self, request: HttpRequest, record: models.Model, act: Act, form: ActForm) -> HttpResponse:
        """The page with consequences, form and button."""
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": act.title_of(record),
            "subtitle": self.name_of(self.get_object(request, str(record.pk))),
            "opts": self.opts,
            "original": record,
            "act": act,
            "consequences": act.consequences(record),
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/act.html", context, status=422 if form.is_bound else 200)

    def name_of(self, record: Any) -> str:
        """What the record is called on its pages."""
        return str(record)

    def possible_acts(self, request: HttpRequest, record: Any) -> Iterable[dict[str, Any]]:
        """Links to the verbs that this account may call and that make sense now."""
        for act in self.acts:
            if can(request.user, act.right) and act.is_offered(record):
                yield {"title": act.title, "url": reverse(f"admin:{self.url_name(act)}", args=[record.pk])}

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        record = self.get_object(request, object_id)
        said = self.said_about(request, record) if record is not None else {}
        context = {**(extra_context or {}), **said}
        return super().change_view(request, object_id, form_url, context)

    def said_about(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        """More for the page of a record than its fields."""
        return {"acts": list(self.possible_acts(request, record)), "subtitle": self.name_of(record)}

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> None:  # type: ignore[override]  # no LogEntry here
        super().log_change(request, obj, message)
        request.saved = obj  # type: ignore[attr-defined]  # our own note on it

    def message_user(
        self,
        request: HttpRequest,
        message: Any,
        level: int | str = messages.INFO,
        extra_tags: str = "",
        fail_silently: bool = False,  # noqa: FBT001, FBT002 (Django's signature)
    ) -> None:
        """What was saved is called by its title, not by its code in the database."""
        saved = getattr(request, "saved", None)
        record = self.get_object(request, str(saved.pk)) if saved is not None else None
        if record is not None and level == messages.SUCCESS:
            message = _("Saved: %(title)s") % {"title": self.name_of(record)}
        super().message_user(request, message, level, extra_tags, fail_silently)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Nothing here is deleted; the page says what to do instead."""
        messages.warning(request, str(self.never_deleted))
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)

    never_deleted: ClassVar[Words] = ""
