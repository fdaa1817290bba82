"""Who is behind an offer: organisations and groups that host it, and the people who run it.

What an organiser may do follows from these dated rows and from the role in the house; nothing is
granted by hand. Names of those who have signed up are seen by the people who run the offer, by the
first host in line, and by another host only where `sees_list` says so.
"""

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from members.models import Group, Organisation, Person
from treff.house import when
from treff.house.ranges import key


class HostingQuerySet(models.QuerySet["Hosting"]):
    def names(self) -> models.QuerySet["Hosting", str]:
        """Names of those behind an event, the first in line first."""
        name = Coalesce("organisation__name", "group__name")
        return self.order_by("-is_first", "pk").values_list(name, flat=True)

    def with_list(self) -> Self:
        """Those that see who has signed up."""
        return self.filter(Q(is_first=True) | Q(sees_list=True))


class Hosting(models.Model):
    """An organisation or a group behind an event."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="hostings")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="hostings"
    )
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="hostings")
    is_first = models.BooleanField(_("first in line"), default=False)
    sees_list = models.BooleanField(_("sees who has signed up"), default=False)

    objects = HostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("host")
        verbose_name_plural = _("hosts")
        constraints = [
            models.CheckConstraint(
                name="host_is_an_organisation_or_a_group",
                condition=Q(organisation__isnull=False) ^ Q(group__isnull=False),
                violation_error_message=_("Please choose an organisation or a group, one of the two."),
            ),
            models.UniqueConstraint(
                name="event_has_one_first_host",
                fields=["event"],
                condition=Q(is_first=True),
                violation_error_message=_("Only one host can be the first in line."),
            ),
            models.UniqueConstraint(
                name="organisation_hosts_an_event_once",
                fields=["event", "organisation"],
                violation_error_message=_("This host is already there."),
            ),
            models.UniqueConstraint(
                name="group_hosts_an_event_once",
                fields=["event", "group"],
                violation_error_message=_("This host is already there."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation or self.group)


class EventLeadQuerySet(models.QuerySet["EventLead"]):
    def live(self) -> Self:
        """Those who run an event today."""
        return self.filter(during__contains=when.today())


class EventLead(models.Model):
    """A person who runs an event, from-until. `during` is empty when the row rests."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="leads")
    person = models.ForeignKey(Person, models.PROTECT, related_name="leads")
    during = DateRangeField(_("from, until"), null=True, blank=True)

    objects = EventLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        constraints = [
            ExclusionConstraint(
                name="person_leads_an_event_once_at_a_time",
                expressions=[
                    (key("event"), RangeOperators.OVERLAPS),
                    (key("person"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person already leads the event in that time."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.person_id}"
