"""By whom and where: filters of the lists of events and of dates."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events.models import Hosting, Occurrence
from rooms.models import Occupancy, Room
from rooms.models.use import atomic_ids


class HostFilter(admin.SimpleListFilter):
    """Organisations and groups that are behind an event."""

    title = _("host")
    parameter_name = "host"
    event = "pk"
    """The event, seen from a row of the list."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every host once, by name; an organisation as "o12", a group as "g3"."""
        rows = Hosting.objects.values_list("organisation", "organisation__name", "group", "group__name")
        hosts = {
            (f"o{organisation}", name) if organisation else (f"g{group}", group_name)
            for organisation, name, group, group_name in rows
        }
        return sorted(hosts, key=lambda host: (host[1].casefold(), host[0]))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        kind, number = (self.value() or "")[:1], (self.value() or "")[1:]
        if kind not in KINDS or not number.isdecimal():
            return queryset
        hosted = Hosting.objects.filter(event=OuterRef(self.event), **{KINDS[kind]: int(number)})
        return queryset.filter(Exists(hosted))


KINDS = {"o": "organisation", "g": "group"}


class HostOfDate(HostFilter):
    event = "event"


class RoomFilter(admin.SimpleListFilter):
    """Events that have a date in a room, in the hall that it is a part of, or in a part of the hall."""

    title = _("room")
    parameter_name = "room"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Room.objects.order_by("name").values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        if not value.isdecimal():
            return queryset
        parts = atomic_ids(Room.objects.filter(pk=int(value)))
        return queryset.filter(self.taken(Occupancy.objects.filter(room__in=parts)))

    def taken(self, rows: QuerySet[Occupancy]) -> Exists:
        """Whether a row of the list takes one of these."""
        dates = Occurrence.objects.filter(event=OuterRef("pk"), use__in=rows.values("use"))
        return Exists(dates)


class RoomOfDate(RoomFilter):
    """Dates in a room, in the hall that it is a part of, or in a part of the hall."""

    def taken(self, rows: QuerySet[Occupancy]) -> Exists:
        return Exists(rows.filter(use=OuterRef("use")))
