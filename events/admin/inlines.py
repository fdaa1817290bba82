"""Rows on the page of an event: texts, new dates, hosts, leads, questions."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events.admin.forms import HostForm, LeadForm, NewDateForm, NewDateFormSet, QuestionForm, QuestionFormSet
from events.models import EventLead, EventText, Hosting, Occurrence, Question
from members.models import Person
from treff.house.saving import HouseInline, TextInline


class TextRows(TextInline):
    """What the event says, one row for each language."""

    model = EventText
    parent = "event"


class NewDateRows(HouseInline):
    """Dates that are not there yet. A saved date changes on its own page, where people are told."""

    model = Occurrence
    form = NewDateForm
    formset = NewDateFormSet
    extra = 2
    verbose_name, verbose_name_plural = _("new date"), _("new dates")
    fields = (
        ("starts_at", "ends_at", "room_until"),
        "rooms",
        "place_text",
        ("capacity", "reserve", "queue_closed"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Occurrence]:
        return super().get_queryset(request).none()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request, obj)


class HostRows(HouseInline):
    model = Hosting
    extra = 1
    form = HostForm
    exclude = ("sees_list",)  # nobody reads it before organisers have pages of their own


class LeadRows(HouseInline):
    model = EventLead
    form = LeadForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[EventLead]:
        return super().get_queryset(request).select_related("person")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Only people whom this account may see can be chosen."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.base_fields["person"].people = Person.objects.visible_to(request.user)
        return formset


class QuestionRows(HouseInline):
    model = Question
    form = QuestionForm
    formset = QuestionFormSet
    extra = 1
    max_num = 5
    fields = (
        ("position", "ask_of"),
        "wording",
        "hint",
        "purpose",
        ("required", "sensitive", "erase_days"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return super().get_queryset(request).prefetch_related("texts")
