"""Who prepares offers: people who speak for a partner or a group, who run an offer, and the team."""

from datetime import timedelta

from events.models import Event, EventLead, Hosting
from members.models import Group, Organisation, Person, Representation, Role, User
from members.models.spans import days
from tests.factories import AMINA, OLENA, YILDIZ, Neighbour, make_date, make_event, make_user
from tests.members.doing import make_role
from treff.house import when


def speaker(who: Neighbour = OLENA, partner: Organisation | None = None) -> User:
    """An account that speaks for this partner, or for a new one, from today on."""
    partner = partner or Organisation.objects.create(name="Lernhaus e. V.")
    user = make_user(who)
    Representation.objects.create(person=user.person, organisation=partner, during=days(when.today()))
    return user


def speaker_of_group(who: Neighbour = AMINA, name: str = "Nähkreis") -> User:
    user = make_user(who)
    group = Group.objects.create(name=name)
    Representation.objects.create(person=user.person, group=group, during=days(when.today()))
    return user


def lead(event: Event, who: Neighbour = YILDIZ) -> User:
    """An account that runs this event from today on."""
    user = make_user(who)
    EventLead.objects.create(event=event, person=user.person, during=days(when.today()))
    return user


def staff(who: Neighbour = AMINA) -> User:
    return make_role(Role.STAFF, who)


def spoke_until_yesterday(who: Neighbour, partner: Organisation) -> User:
    user = make_user(who)
    span = days(when.today() - timedelta(days=30), when.today())  # today not included
    Representation.objects.create(person=user.person, organisation=partner, during=span)
    return user


def partner_of(user: User) -> Organisation:
    """The partner this account speaks for."""
    return Organisation.objects.get(representations__person=person(user))


def person(user: User) -> Person:
    found: Person = user.person
    return found


def draft_of(user: User, title: str = "Deutsch lernen", *, dated: bool = True) -> Event:
    """A draft hosted by the partner this account speaks for; ready to be handed in if it has a date."""
    event = make_event(title)
    Hosting.objects.create(event=event, organisation=partner_of(user), is_first=True)
    if dated:
        make_date(event)
    return event
