"""Dates in the staff's admin: what is on, and the verbs for one evening."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from events import words
from events.acts import DATE_ACTS
from events.admin import lists
from events.admin.confirm import ActingAdmin
from events.admin.filters import HostOfDate, RoomOfDate
from events.models import Occurrence, OccurrenceText
from events.models.event import State
from events.models.occurrence_set import OccurrenceQuerySet
from treff.house import when
from treff.house.lists import ByTime, WhenFilter
from treff.house.saving import TextInline


class DateWhen(WhenFilter):
    """Who looks for a day means that day, also where it is over."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.names_a_day = lists.typed_day(request.GET.get(SEARCH_VAR, ""))[0] is not None

    def chosen(self) -> str:
        return self.value() or ("all" if self.names_a_day else "coming")

    def queryset(self, request: HttpRequest, queryset: QuerySet[Occurrence]) -> QuerySet[Occurrence]:
        begin, end = when.day_bounds(when.today())
        not_over = Occurrence.objects.not_over().values("pk")
        match self.chosen():
            case "today":
                return queryset.filter(starts_at__gte=begin, starts_at__lt=end)
            case "coming":
                return queryset.filter(pk__in=not_over)
            case "past":
                return queryset.exclude(pk__in=not_over)
        return queryset


class DateTextRows(TextInline):
    model = OccurrenceText
    parent = "occurrence"


@admin.register(Occurrence)
class OccurrenceAdmin(ByTime, ActingAdmin):
    """Time, rooms and places are read here and changed by a verb; only small things are fields."""

    acts = DATE_ACTS
    never_deleted = _("A date is never deleted. Cancel it, then everybody is told.")
    inlines = (DateTextRows,)
    list_display = ("when_words", "title", "rooms_words", "seats_words", "state_words", "on_site")
    list_filter = (DateWhen, "status", RoomOfDate, HostOfDate, "event__topic", "event__kind")
    list_per_page = 50
    time = "starts_at"
    search_fields = ("public_id",)
    search_help_text = _("Words of the title or the text, or a day: 2.12. or 2 December")
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
        """By words of the event, by the day, or by both."""
        return queryset.filter(lists.on_day_or_saying(search_term)), False

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

    @admin.display(description=_("page"))
    def on_site(self, date: Occurrence) -> SafeString:
        return lists.link_to_page(self.view_on_site(date), date.event)

    def view_on_site(self, obj: Occurrence) -> str:
        """Its page; while the event is not in the programme, that of the event."""
        event = obj.event
        return obj.get_absolute_url() if event.state == State.PUBLISHED else lists.address_of(event)

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
    return date is not None and date.is_over
