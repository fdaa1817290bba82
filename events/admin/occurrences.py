"""Dates in the staff's admin: what is on, and the verbs for one evening."""

from collections.abc import Iterator
from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events import words
from events.acts import DATE_ACTS
from events.admin import lists
from events.admin.confirm import ActingAdmin
from events.models import Occurrence, OccurrenceText
from events.models.event import State
from events.models.occurrence_set import OccurrenceQuerySet
from treff.house import when
from treff.house.saving import TextInline


class WhenFilter(admin.SimpleListFilter):
    """Today, still to come, or over."""

    title = _("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("today", _("today")), ("coming", _("coming")), ("past", _("past")), ("all", _("all"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Without a choice the coming ones are shown, and marked as chosen."""
        for value, label in self.lookup_choices:
            yield {
                "selected": (self.value() or "coming") == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Occurrence]) -> QuerySet[Occurrence]:
        begin, end = when.day_bounds(when.today())
        not_over = Occurrence.objects.not_over().values("pk")
        match self.value() or "coming":
            case "today":
                return queryset.filter(starts_at__gte=begin, starts_at__lt=end)
            case "coming":
                return queryset.filter(pk__in=not_over)
            case "past":
                return queryset.exclude(pk__in=not_over).order_by("-starts_at")
        return queryset


class DateTextRows(TextInline):
    model = OccurrenceText
    parent = "occurrence"


@admin.register(Occurrence)
class OccurrenceAdmin(ActingAdmin):
    """Time, rooms and places are read here and changed by a verb; only small things are fields."""

    acts = DATE_ACTS
    never_deleted = _("A date is never deleted. Cancel it, then everybody is told.")
    inlines = (DateTextRows,)
    list_display = ("when_words", "title", "rooms_words", "seats_words", "state_words")
    list_filter = (WhenFilter, "status", "event__topic")
    list_per_page = 50
    ordering = ("starts_at", "pk")
    search_fields = ("public_id",)
    search_help_text = _("Words of the title or the text, in any language")
    readonly_fields = ("title", "when_words", "rooms_words", "seats_words", "state_words", "cancel_words")
    fields = (*readonly_fields, "queue_closed", "carried_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """New dates are typed on the page of their event."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Occurrence]:
        dates = cast(OccurrenceQuerySet, super().get_queryset(request)).with_seats()
        named = dates.annotate(title_words=lists.title_of("event"))
        return named.select_related("event", "use").prefetch_related("use__rooms")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Occurrence], search_term: str
    ) -> tuple[QuerySet[Occurrence], bool]:
        return lists.saying(queryset, "event", search_term), False

    @admin.display(description=_("date"), ordering="starts_at")
    def when_words(self, date: Occurrence) -> str:
        return words.date_words(date)

    @admin.display(description=_("event"))
    def title(self, date: Any) -> str:
        return str(date.title_words or date.event.slug)

    @admin.display(description=_("where"))
    def rooms_words(self, date: Occurrence) -> str:
        return date.whereabouts()

    @admin.display(description=_("places"))
    def seats_words(self, date: Occurrence) -> str:
        return words.date_seats_words(date)

    @admin.display(description=_("cancelled because"))
    def cancel_words(self, date: Occurrence) -> str:
        return date.reason if date.cancelled else ""

    @admin.display(description=_("state"), ordering="status")
    def state_words(self, date: Occurrence) -> str:
        return words.state_words(date)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is over stays as it was."""
        return super().has_change_permission(request, obj) and not is_over(obj)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return () if is_over(obj) else self.inlines

    def view_on_site(self, obj: Occurrence) -> str | None:
        return obj.get_absolute_url() if obj.event.state == State.PUBLISHED else None

    def name_of(self, record: Any) -> str:
        return f"{self.title(record)}, {self.when_words(record)}"

    def said_about(self, request: HttpRequest, record: Occurrence) -> dict[str, Any]:
        return {
            **super().said_about(request, record),
            "is_over": is_over(record),
            "event_url": reverse("admin:events_event_change", args=[record.event_id]),
            "sign_ups_url": f"{reverse('admin:events_signup_changelist')}?event={record.event_id}",
        }


def is_over(date: Occurrence | None) -> bool:
    """Whether a date lies behind us, so that nothing about it changes any more."""
    return date is not None and date.over_at <= when.now()
