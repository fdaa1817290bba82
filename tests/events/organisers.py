"""Those who look after offers, and those who may stand before their pages: each with an account."""

from datetime import timedelta

from django.test import Client

from events.models import Event, EventLead, Hosting, Occurrence, SignUp
from members.models import Group, Organisation, Person, Representation, Role, User
from members.models.spans import days
from tests.factories import AMINA, OLENA, Neighbour, ask, make_date, make_event, make_user, party
from tests.members.doing import make_role
from tests.visitors import logged_in
from treff.house import when
from treff.house.models import Notice

ROLES = {"staff", "board", "city", "volunteer", "desk"}
# Who sees the offer, and who sees the names of those who have signed up.
SEE_THE_OFFER = {"lead", "representative", "group", "cohost", "seeing_cohost", "staff", "board"}
SEE_THE_NAMES = SEE_THE_OFFER - {"cohost"}
VISITORS = sorted(SEE_THE_OFFER | ROLES | {"resident", "expired", "former_lead", "stranger_lead"})


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


def lead(event: Event, who: Neighbour = OLENA) -> User:
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


def host(event: Event, *, is_first: bool = True, sees_list: bool = False) -> Organisation:
    """An organisation behind the offer."""
    name = "Jisr al-Jiran" if is_first else "Lernhaus"
    organisation = Organisation.objects.create(name=name)
    Hosting.objects.create(event=event, organisation=organisation, is_first=is_first, sees_list=sees_list)
    return organisation


def draft_of(user: User, title: str = "Deutsch lernen", *, dated: bool = True) -> Event:
    """A draft hosted by the partner this account speaks for; ready to be handed in if it has a date."""
    event = make_event(title)
    Hosting.objects.create(event=event, organisation=partner_of(user), is_first=True)
    if dated:
        make_date(event)
    return event


# -- visitors of an offer -------------------------------------------------------------------------


def visitor(who: str, event: Event) -> User:
    """An account that stands to this offer as `who` says."""
    today = when.today()
    if who in ROLES:
        return make_role(Role[who.upper()], OLENA)
    if who == "lead":
        return lead(event)
    if who == "former_lead":
        user = make_user(OLENA)
        span = days(today - timedelta(days=9), today)
        EventLead.objects.create(event=event, person=user.person, during=span)
        return user
    if who == "stranger_lead":
        other = Event.objects.create(kind="single", topic="sewing", carried_by="residents", slug="anderswo")
        return lead(other)
    if who == "group":
        user = speaker_of_group(OLENA)
        Hosting.objects.create(event=event, group=Group.objects.get(), is_first=True)
        return user
    if who == "resident":
        return make_user(OLENA)
    if who in {"cohost", "seeing_cohost"}:
        return speaker(OLENA, host(event, is_first=False, sees_list=who == "seeing_cohost"))
    spoke = spoke_until_yesterday if who == "expired" else speaker
    return spoke(OLENA, host(event))


def browser(who: str, event: Event) -> Client:
    return logged_in(visitor(who, event))


# -- their people -------------------------------------------------------------------------------


def queue_of(date: Occurrence, *names: str) -> list[SignUp]:
    """A full date, and parties of one that wait for it."""
    ask(date, *party(date.capacity or 1, "Vorher"))
    return [ask(date, name) for name in names]


def told(template: str) -> list[str]:
    return sorted(Notice.objects.filter(template=template).values_list("to_name", flat=True))


def pks(sign_up: SignUp) -> list[int]:
    return list(sign_up.participants.values_list("pk", flat=True))
