"""Organiser: whoever prepares offers and looks after them, under /angebote/.

The team may do so for every offer. Everybody else for those they lead today, and for those hosted by an
organisation or a group they speak for today. Nothing is granted by hand and nothing is stored: the
right begins and ends with its dated row, at midnight in Krefeld.
"""

from dataclasses import dataclass
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q

from events.models.event import Event, EventQuerySet
from events.models.hosting import EventLead, EventLeadQuerySet, Hosting, HostingQuerySet
from members.models import Group, Organisation, Person, Representation, User
from members.models.representation import RepresentationQuerySet
from members.roles import Role, Tie, allowed


@dataclass(frozen=True)
class Organiser:
    """One account as an organiser; `person` is None for an account without a person."""

    person: Person | None
    roles: frozenset[Role] = frozenset()

    @classmethod
    def of(cls, user: AbstractBaseUser | AnonymousUser) -> Self:
        if not isinstance(user, User):
            return cls(None)
        return cls(getattr(user, "person", None), user.roles)

    def may(self, action: str) -> bool:
        """Whether a role of this organiser allows what [actions] of roles.toml calls so."""
        return not self.roles.isdisjoint(allowed(action))

    @property
    def is_team(self) -> bool:
        """Whether every offer is this organiser's to look after."""
        return self.may("events_change")

    def offers(self) -> EventQuerySet:
        """The offers whose pages open to this organiser; a stranger's are not found."""
        if self.is_team:
            return Event.objects.all()
        if self.person is None:
            return Event.objects.none()
        return Event.objects.filter(Exists(self._leads()) | Exists(self._hosts()))

    def sees_people_of(self, event: Event) -> bool:
        """Whether names and contacts of those who have signed up may be shown to this organiser.

        To the team, to who runs the offer, and to the host who is first in line; to another host
        only where the row says so.
        """
        return self.offers_with_people().filter(pk=event.pk).exists()

    def offers_with_people(self) -> EventQuerySet:
        """The offers of which this organiser may see who has signed up."""
        if self.is_team:
            return Event.objects.all()
        if self.person is None:
            return Event.objects.none()
        return Event.objects.filter(Exists(self._leads()) | Exists(self._hosts().with_list()))

    def ties_to(self, event: Event) -> frozenset[Tie]:
        """What ties this person to the event today, whatever the roles. One query."""
        if self.person is None:
            return frozenset()
        tied = {
            Tie.LEAD: Exists(self._leads()),
            Tie.HOST: Exists(self._hosts()),
            Tie.HOST_WITH_LIST: Exists(self._hosts().with_list()),
        }
        found = Event.objects.filter(pk=event.pk).values_list(*tied.values()).get()
        return frozenset(tie for tie, is_tied in zip(tied, found, strict=True) if is_tied)

    def leads(self, event: Event) -> bool:
        """Whether this organiser runs the event in person today; only then sensitive answers are shown."""
        return self.person is not None and event.leads.live().filter(person=self.person).exists()

    def may_change_host(self, event: Event) -> bool:
        """Whether this organiser may say who is first in line: the team, whoever speaks for the first host,
        and where no host is at all whoever runs the offer."""
        if self.is_team:
            return True
        if self.person is None:
            return False
        return self.speaks_for_first(event) or (not event.hostings.exists() and self.leads(event))

    def speaks_for_first(self, event: Event) -> bool:
        """Whether this person speaks for the host who is first in line."""
        hosts = self._hosts().filter(is_first=True)
        return bool(Event.objects.filter(Exists(hosts), pk=event.pk).exists())

    def hostings_of(self, event: Event) -> HostingQuerySet:
        """The hosts of the event in whose name this organiser may speak; the team for all."""
        speaks = self._speaks()
        mine = Q(organisation__in=speaks.values("organisation")) | Q(group__in=speaks.values("group"))
        hosts = Hosting.objects.filter(event=event)
        return hosts if self.is_team else hosts.filter(mine)

    def organisations(self) -> list[Organisation]:
        """The organisations this person speaks for today."""
        return list(Organisation.objects.filter(pk__in=self._speaks().values("organisation")))

    def groups(self) -> list[Group]:
        """The groups this person speaks for today."""
        return list(Group.objects.filter(pk__in=self._speaks().values("group")))

    def may_begin(self) -> bool:
        """Whether this organiser may write a new offer. One query, because every page's menu asks."""
        if self.is_team:
            return True
        if self.person is None:
            return False
        leads = EventLead.objects.live().filter(person=OuterRef("pk"))
        speaks = Representation.objects.live().filter(person=OuterRef("pk"))
        me = Person.objects.filter(Exists(leads) | Exists(speaks), pk=self.person.pk)
        return bool(me.exists())

    def _leads(self) -> EventLeadQuerySet:
        return EventLead.objects.live().filter(person=self.person, event=OuterRef("pk"))

    def _speaks(self) -> RepresentationQuerySet:
        return Representation.objects.live().filter(person=self.person)

    def _hosts(self) -> HostingQuerySet:
        """Hostings of the event at hand by somebody this person speaks for."""
        speaks = self._speaks()
        mine = Q(organisation__in=speaks.exclude(organisation=None).values("organisation")) | Q(
            group__in=speaks.exclude(group=None).values("group")
        )
        return Hosting.objects.filter(mine, event=OuterRef("pk"))
