"""Beginning an offer, and holding it while somebody changes it.

Who begins one is behind it from the first moment: as a host that the person speaks for, or as whoever
runs it. So nobody writes an offer that they cannot open the next day, or in the name of another house.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import Range

from events.models.copying import again, copy_of
from events.models.event import CarriedBy, Event, EventText, Joins, Kind
from events.models.hosting import EventLead, Hosting
from events.models.organiser import Organiser
from members.models import AuditEvent, Group, Organisation, Person
from treff.house import when
from treff.house.locks import lock
from treff.house.models import Submission

WITHOUT_SIGN_UP = {Kind.DROP_IN, Kind.CONSULTATION}


@dataclass(frozen=True)
class Host:
    """Who is first in line: an organisation, a group, or neither: then the house, or whoever runs it."""

    organisation: Organisation | None = None
    group: Group | None = None

    @classmethod
    def of(cls, event: Event) -> "Host":
        """The first host of this event."""
        first = event.hostings.filter(is_first=True).select_related("organisation", "group").first()
        return cls(first.organisation, first.group) if first else cls()

    @property
    def is_somebody(self) -> bool:
        return self.organisation is not None or self.group is not None


def hosts_of(organiser: Organiser) -> list[Host]:
    """In whose name this organiser may offer something; the team in everybody's."""
    team = organiser.is_team
    partners = list(Organisation.objects.live()) if team else organiser.organisations()
    groups = list(Group.objects.live()) if team else organiser.groups()
    return [*(Host(organisation=each) for each in partners), *(Host(group=each) for each in groups)]


def usual_carrier(organiser: Organiser) -> CarriedBy:
    """Who most likely carries what this organiser writes."""
    if organiser.is_team:
        return CarriedBy.STAFF
    return CarriedBy.PARTNER if organiser.organisations() else CarriedBy.RESIDENTS


@contextmanager
def in_hand(event: Event) -> Iterator[Event]:
    """The event as it is now, held until the block is done: of two who save, the second sees the first."""
    with transaction.atomic():
        [[held]] = lock(Event.objects.filter(pk=event.pk))
        yield held


def begin(
    event: Event, words: dict[str, str], host: Host, *, runs_it: bool, organiser: Organiser, key: UUID
) -> Event:
    """Save a new draft with its German words, once for each key.

    `runs_it` says that the organiser runs it. Raises ValidationError if the key was used for other
    words, and if the organiser does not speak for the host.
    """
    refuse_strange_host(host, organiser)
    digest = Submission.digest_of({**words, "host": host, "runs_it": runs_it, "kind": event.kind})
    with transaction.atomic():
        if (earlier := Submission.begin(key, digest)) is not None:
            earlier.refuse_other_words(digest)
            return Event.objects.get(public_id=earlier.outcome_ref)
        follow_kind(event)
        event.full_clean()
        event.save_as_new(words["title"])
        EventText.write("de", words, event=event)
        put_behind(event, host, organiser.person if runs_it else None)
        AuditEvent.note(organiser.person, "begin", event)
        Submission.finish(key, "events:own_step", event.public_id)
    return event


def follow_kind(event: Event) -> None:
    """A drop-in and advice hours take no sign-up; where people have signed up, all stays as it is."""
    if event.kind in WITHOUT_SIGN_UP and (event.pk is None or not event.sign_ups.exists()):
        event.joins = Joins.NONE


def refuse_strange_host(host: Host, organiser: Organiser) -> None:
    """Nobody offers something in the name of those they do not speak for."""
    if host.is_somebody and host not in hosts_of(organiser):
        raise ValidationError({"host": _("You do not speak for this host today. Please choose another.")})
    if not host.is_somebody and organiser.person is None and not organiser.is_team:
        raise ValidationError({"host": _("Please choose who offers this.")})


def change_host(event: Event, host: Host, *, runs_it: bool, organiser: Organiser) -> None:
    """Let another host be the first in line; `runs_it` says that the organiser runs it from now on.

    Raises ValidationError if that is not for this organiser to say: nobody puts themselves before a host
    they do not speak for, and an offer of a host is taken away from it by the team only. The caller holds
    the event.
    """
    refuse_strange_host(host, organiser)
    if not organiser.may_change_host(event):
        raise ValidationError({"host": _("Only the first host or the team can change who offers it.")})
    if not host.is_somebody and not organiser.is_team and event.hostings.exists():
        raise ValidationError({"host": _("Only the team can take an offer away from its host.")})
    put_behind(event, host, organiser.person if runs_it else None)


def offer_again(event: Event, *, organiser: Organiser, key: UUID) -> Event:
    """A draft like this offer in the organiser's hands, once for each key; without dates and people.

    Raises ValidationError if the key was used for something else.
    """
    digest = Submission.digest_of({"copy": event.pk})
    with transaction.atomic():
        if (earlier := Submission.begin(key, digest)) is not None:
            earlier.refuse_other_words(digest)
            return Event.objects.get(public_id=earlier.outcome_ref)
        copied = copy_of(event, by=organiser.person)
        hand_over(event, copied, organiser)
        Submission.finish(key, "events:own_dates", copied.public_id)
    return copied


def hand_over(event: Event, copied: Event, organiser: Organiser) -> None:
    """Put those behind the copy in whose name the organiser may speak, and those who run the offer today.

    The first of the hosts that are left is first in line. Where none is left, the organiser's only host is,
    or the organiser runs it; so a copy is never in the name of somebody who does not know of it.
    """
    kept = list(organiser.hostings_of(event).order_by("-is_first", "pk"))
    for number, hosting in enumerate(kept):
        again(hosting, event=copied, is_first=hosting.is_first or (number == 0 and not organiser.is_team))
    leads = event.leads.live()
    if not organiser.is_team and not organiser.speaks_for_first(event):
        leads = leads.filter(person=organiser.person)
    for lead in leads:
        again(lead, event=copied, during=Range(when.today(), None))
    if not kept and not organiser.is_team and event.hostings.exists():
        own = hosts_of(organiser)
        put_behind(copied, *((own[0], None) if len(own) == 1 else (Host(), organiser.person)))


def put_behind(event: Event, host: Host, lead: Person | None) -> None:
    """Make this host the first in line, and let this person run the event from today on.

    The caller holds the event.
    """
    same = event.hostings.filter(organisation=host.organisation, group=host.group)
    event.hostings.filter(is_first=True).exclude(pk__in=same).delete()
    if host.is_somebody and not same.update(is_first=True):
        Hosting.objects.create(event=event, organisation=host.organisation, group=host.group, is_first=True)
    if lead is not None and not event.leads.live().filter(person=lead).exists():
        later = event.leads.filter(person=lead, during__startswith__gt=when.today()).order_by("during")
        until = later[0].during.lower if later else None
        EventLead.objects.create(event=event, person=lead, during=Range(when.today(), until))
