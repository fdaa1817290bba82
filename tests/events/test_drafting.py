"""Who begins an offer is behind it, whatever page or command it comes from."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from psycopg.types.range import Range

from events.models import CarriedBy, Event, Kind, Organiser, Topic
from events.models.drafting import (
    Host,
    begin,
    change_host,
    hosts_of,
    put_behind,
    refuse_strange_host,
    usual_carrier,
)
from events.models.event import State
from members.models import Group, Organisation
from tests.events.organisers import draft_of, lead, partner_of, person, speaker, speaker_of_group, staff
from tests.factories import AMINA, GERTRUD, KOWALSKI, YILDIZ, make_event, make_person, make_user
from treff.house import when

pytestmark = pytest.mark.django_db

WORDS = {"title": "Nähen", "summary": "", "text": "Stoff ist da."}


def unsaved() -> Event:
    return Event(kind=Kind.COURSE, topic=Topic.SEWING, carried_by=CarriedBy.PARTNER)


def test_nobody_offers_in_the_name_of_those_they_do_not_speak_for() -> None:
    other, group = Organisation.objects.create(name="Jisr al-Jiran"), Group.objects.create(name="Chor")
    organiser = Organiser.of(speaker())
    for host in (Host(organisation=other), Host(group=group)):
        with pytest.raises(ValidationError, match="sprechen Sie heute nicht"):
            begin(unsaved(), WORDS, host, runs_it=False, organiser=organiser, key=uuid4())
    assert Event.objects.count() == 0


def test_somebody_without_a_person_and_without_a_role_offers_nothing() -> None:
    with pytest.raises(ValidationError):
        refuse_strange_host(Host(), Organiser(None))


def test_what_was_begun_is_a_draft_in_the_name_of_its_host() -> None:
    user = speaker()
    host = Host(organisation=partner_of(user))
    event = begin(unsaved(), WORDS, host, runs_it=False, organiser=Organiser.of(user), key=uuid4())
    assert (event.state, Host.of(event), event.slug) == (State.DRAFT, host, "naehen")
    assert Organiser.of(user).offers().get() == event


def test_a_new_first_host_takes_the_place_of_the_old_one() -> None:
    user = speaker()
    event, other = draft_of(user), Organisation.objects.create(name="Jisr al-Jiran")
    event.hostings.create(organisation=other)
    put_behind(event, Host(organisation=other), None)
    assert event.hostings.get().is_first
    put_behind(event, Host(), person(user))
    assert Host.of(event) == Host()
    assert event.leads.get().person == person(user)


def test_only_the_first_host_or_the_team_says_who_is_first_in_line() -> None:
    first, other = speaker(), speaker(KOWALSKI, Organisation.objects.create(name="Jisr al-Jiran"))
    event = draft_of(first)
    event.hostings.create(organisation=partner_of(other))
    theirs = Host(organisation=partner_of(other))
    for organiser in (Organiser.of(other), Organiser.of(lead(event, YILDIZ)), Organiser(None)):
        assert not organiser.may_change_host(event)
    with pytest.raises(ValidationError, match="an erster Stelle"):
        change_host(event, theirs, runs_it=False, organiser=Organiser.of(other))
    with pytest.raises(ValidationError, match="wegnehmen"):
        change_host(event, Host(), runs_it=True, organiser=Organiser.of(first))
    assert Host.of(event) == Host(organisation=partner_of(first))
    change_host(event, theirs, runs_it=False, organiser=Organiser.of(staff()))
    assert Host.of(event) == theirs


def test_where_other_hosts_stand_behind_it_nobody_of_them_makes_itself_the_first() -> None:
    user = speaker()
    event = draft_of(user)
    event.hostings.update(is_first=False)
    assert not Organiser.of(user).may_change_host(event)


def test_who_runs_it_from_next_week_on_can_run_it_from_today_on() -> None:
    event, who, today = make_event(), make_person(), when.today()
    for weeks in (3, 1):
        span = Range(today + timedelta(weeks=weeks), today + timedelta(weeks=weeks, days=2))
        event.leads.create(person=who, during=span)
    put_behind(event, Host(), who)
    assert event.leads.live().get().during == Range(today, today + timedelta(weeks=1))


def test_the_team_offers_in_the_name_of_everybody_else_in_their_own() -> None:
    user = speaker()
    Organisation.objects.create(name="Jisr al-Jiran")
    group = speaker_of_group(AMINA)
    assert hosts_of(Organiser.of(user)) == [Host(organisation=partner_of(user))]
    assert [host.group is not None for host in hosts_of(Organiser.of(group))] == [True]
    assert len(hosts_of(Organiser.of(staff(YILDIZ)))) == 3


def test_who_most_likely_carries_it_follows_from_who_writes() -> None:
    assert usual_carrier(Organiser.of(speaker())) == CarriedBy.PARTNER
    assert usual_carrier(Organiser.of(speaker_of_group())) == CarriedBy.RESIDENTS
    assert usual_carrier(Organiser.of(make_user(GERTRUD))) == CarriedBy.RESIDENTS
    assert usual_carrier(Organiser.of(staff(YILDIZ))) == CarriedBy.STAFF
