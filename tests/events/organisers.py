"""Those who may stand before the organisers' pages of an offer, each with an account of their own."""

from datetime import timedelta

from django.test import Client

from events.models import Event, EventLead, Hosting, Occurrence, SignUp
from members.models import Group, Organisation, Representation, Role, User
from members.models.spans import days
from tests.factories import OLENA, Neighbour, ask, make_user, party
from tests.members.doing import make_role
from tests.visitors import logged_in
from treff.house import when
from treff.house.models import Notice

ROLES = {"staff", "board", "city", "volunteer", "desk"}
# Who sees the offer, and who sees the names of those who have signed up.
SEE_THE_OFFER = {"lead", "representative", "group", "cohost", "seeing_cohost", "staff", "board"}
SEE_THE_NAMES = SEE_THE_OFFER - {"cohost"}
VISITORS = sorted(SEE_THE_OFFER | ROLES | {"resident", "expired", "former_lead", "stranger_lead"})


def lead(event: Event, who: Neighbour = OLENA) -> User:
    """Somebody who runs the offer today."""
    user = make_user(who)
    EventLead.objects.create(event=event, person=user.person, during=days(when.today()))
    return user


def host(event: Event, *, is_first: bool = True, sees_list: bool = False) -> Organisation:
    """An organisation behind the offer."""
    name = "Jisr al-Jiran" if is_first else "Lernhaus"
    organisation = Organisation.objects.create(name=name)
    Hosting.objects.create(event=event, organisation=organisation, is_first=is_first, sees_list=sees_list)
    return organisation


def speaker(organisation: Organisation, who: Neighbour = OLENA, *, expired: bool = False) -> User:
    """Somebody who speaks for an organisation today, or did until yesterday."""
    user, today = make_user(who), when.today()
    span = days(today - timedelta(days=9), today) if expired else days(today)
    Representation.objects.create(person=user.person, organisation=organisation, during=span)
    return user


def group_speaker(event: Event) -> User:
    user, group = make_user(OLENA), Group.objects.create(name="Spielerunde")
    Hosting.objects.create(event=event, group=group, is_first=True)
    Representation.objects.create(person=user.person, group=group, during=days(when.today()))
    return user


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
        return group_speaker(event)
    if who == "resident":
        return make_user(OLENA)
    if who in {"cohost", "seeing_cohost"}:
        return speaker(host(event, is_first=False, sees_list=who == "seeing_cohost"))
    return speaker(host(event), expired=who == "expired")


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
