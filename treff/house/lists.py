"""What lists of the team share: a search that knows no accents, a filter by when and its order."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from treff.house.folding import fold


class FoldedSearch:
    """Finds a name whatever its accents: "yildiz" finds Yıldız."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found: tuple[QuerySet[Any], bool]
        found = super().get_search_results(request, queryset, fold(search_term))  # type: ignore[misc]  # mixed into a ModelAdmin
        return found


class WhenFilter(admin.SimpleListFilter):
    """Today, still to come, or over; what is still to come unless something else is chosen."""

    title = _("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("today", _("today")), ("coming", _("coming")), ("past", _("past")), ("all", _("all"))]

    def chosen(self) -> str:
        """What the list shows."""
        return self.value() or "coming"

    def choices(self, changelist: Any) -> Iterator[Any]:
        """What the list shows is marked, also where nobody has chosen."""
        for value, label in self.lookup_choices:
            yield {
                "selected": self.chosen() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }


class ByTime:
    """Rows in the order of time; of those that are over the last one first."""

    time: str
    """The field that says when."""

    def get_ordering(self, request: HttpRequest) -> tuple[str, str]:
        is_past = request.GET.get(WhenFilter.parameter_name) == "past"
        return (f"-{self.time}", "-pk") if is_past else (self.time, "pk")
