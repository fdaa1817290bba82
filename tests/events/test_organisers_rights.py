"""Which verbs an organiser may call: those that a role or a tie to the offer opens, while they make sense."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from events.acts import DATE_ACTS, OFFER_ACTS
from events.acts.base import Act
from events.acts.party import PARTY_ACTS, Party
from events.acts.rights import permitted, possible
from events.models import Event, Occurrence, Organiser
from members import roles
from members.models import Role
from members.roles import Tie, opened_by
from tests.events.organisers import SEE_THE_OFFER, VISITORS, browser, queue_of, visitor
from tests.factories import ask, in_days, make_course, make_date
from tests.members.doing import make_role
from tests.visitors import logged_in
from treff.house.models import House

pytestmark = pytest.mark.django_db

ACTS = (*OFFER_ACTS, *DATE_ACTS, *PARTY_ACTS)
ALL = {act.name for act in ACTS}
PARTY = {"move_over", "remove", "move_in_queue"}
DATE = {"cancel", "move", "replace", "places"}
OFFER = {"add_date", "cancel_all", "archive"}
MAY: dict[str, set[str]] = {
    "staff": ALL,
    "board": ALL,
    "lead": PARTY | DATE | OFFER,
    "representative": PARTY | DATE | OFFER,
    "group": PARTY | DATE | OFFER,
    "seeing_cohost": PARTY | DATE | OFFER,
    "cohost": DATE | OFFER,
}
TIES: dict[str, set[Tie]] = {
    "lead": {Tie.LEAD},
    "representative": {Tie.HOST, Tie.HOST_WITH_LIST},
    "group": {Tie.HOST, Tie.HOST_WITH_LIST},
    "seeing_cohost": {Tie.HOST, Tie.HOST_WITH_LIST},
    "cohost": {Tie.HOST},
}


@pytest.fixture(autouse=True)
def house() -> House:
    return House.objects.create(phone="02151 000 100")


@pytest.fixture
def other_rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A copy of the rules that a test may change."""
    changed = {part: dict(lines) for part, lines in roles.rules().items()}
    monkeypatch.setattr(roles, "rules", lambda: changed)
    for cached in (roles.allowed, roles.opened_by):
        cached.cache_clear()
    yield changed
    monkeypatch.undo()
    for cached in (roles.allowed, roles.opened_by):
        cached.cache_clear()


def page(date: Occurrence, path: str) -> str:
    return reverse("events:own_date_act", args=[date.event.public_id, date.public_id, path])


@pytest.mark.parametrize("who", VISITORS)
def test_what_each_may_do_is_what_the_file_says(who: str) -> None:
    event = make_date().event
    organiser = Organiser.of(visitor(who, event))
    assert organiser.ties_to(event) == TIES.get(who, set())
    assert {act.name for act in permitted(ACTS, event, organiser)} == MAY.get(who, set())


def test_only_what_makes_sense_now_is_possible() -> None:
    date = make_date(capacity=1)
    (waits,) = queue_of(date, "Olena")
    organiser = Organiser.of(visitor("lead", date.event))

    def found(acts: tuple[Act, ...], record: object) -> list[str]:
        return [act.name for act in possible(acts, record, date.event, organiser)]

    assert found(OFFER_ACTS, date.event) == ["add_date", "cancel_all", "archive"]
    assert found(DATE_ACTS, date) == ["cancel", "move", "replace", "places"]
    assert found(PARTY_ACTS, Party(waits, date)) == ["move_over", "remove", "move_in_queue"]
    date.cancel("lead", by=None)
    date.refresh_from_db()
    assert found(DATE_ACTS, date) == found(PARTY_ACTS, Party(waits, date)) == []


def test_a_verb_of_a_date_that_makes_no_sense_any_more_is_not_found() -> None:
    date = make_date()
    browser_of_lead = browser("lead", date.event)
    assert browser_of_lead.get(page(date, "absagen")).status_code == 200
    date.cancel("lead", by=None)
    for act in DATE_ACTS:
        assert browser_of_lead.get(page(date, act.path)).status_code == 404
        assert browser_of_lead.post(page(date, act.path), {"code": "lead"}).status_code == 404


def test_a_verb_of_a_party_that_makes_no_sense_is_not_found() -> None:
    """Whoever has a place has no number, and in a course nobody changes one date for another."""
    date = make_course(2).occurrences.earliest("starts_at")
    sign_up = ask(date, "Olena")
    client = browser("lead", date.event)
    address = [date.event.public_id, date.public_id, sign_up.public_id]
    statuses = {
        act.path: client.get(reverse("events:own_party_act", args=[*address, act.path])).status_code
        for act in PARTY_ACTS
    }
    assert statuses == {"anderer-termin": 404, "entfernen": 200, "reihenfolge": 404}


@pytest.mark.parametrize("who", sorted(SEE_THE_OFFER))
def test_the_lines_of_the_file_decide_whatever_the_page(who: str, other_rules: dict[str, Any]) -> None:
    """Without its lines nobody but the team may cancel; the team neither, without the action."""
    other_rules["organisers"]["cancel"] = []
    date = make_date(capacity=1)
    Event.objects.filter(pk=date.event_id).update(minimum=3)
    client, is_team = browser(who, date.event), who in {"staff", "board"}
    own_date = reverse("events:own_date", args=[date.event.public_id, date.public_id])
    decide = reverse("events:own_decide", args=[date.event.public_id, date.public_id])

    assert (page(date, "absagen") in client.get(own_date).content.decode()) is is_team
    assert client.get(page(date, "absagen")).status_code == (200 if is_team else 404)
    assert client.post(decide, {"answer": "hold"}).status_code == (302 if is_team else 404)

    other_rules["actions"]["events_cancel"] = []
    roles.allowed.cache_clear()
    assert client.post(page(date, "absagen"), {"code": "lead"}).status_code == 404
    assert client.post(decide, {"answer": "cancel"}).status_code == 404
    date.refresh_from_db()
    assert not date.cancelled


def test_who_may_not_cancel_is_not_asked_whether_it_takes_place(other_rules: dict[str, Any]) -> None:
    date = make_date(starts_at=in_days(2))
    Event.objects.filter(pk=date.event_id).update(minimum=2)
    client = browser("lead", date.event)
    own_date = reverse("events:own_date", args=[date.event.public_id, date.public_id])
    assert 'value="hold"' in client.get(own_date).content.decode()
    other_rules["organisers"]["cancel"] = []
    roles.opened_by.cache_clear()
    assert 'value="hold"' not in client.get(own_date).content.decode()


def test_the_buttons_beside_a_name_are_those_of_the_file(other_rules: dict[str, Any]) -> None:
    other_rules["organisers"] |= {"remove": ["lead"], "move_over": ["lead"]}
    date = make_date(capacity=1)
    queue_of(date, "Olena")
    people = reverse("events:own_people", args=[date.event.public_id, date.public_id])
    buttons = ("/entfernen/", "/anderer-termin/", "/reihenfolge/")

    said = browser("seeing_cohost", date.event).get(people).content.decode()
    assert [button in said for button in buttons] == [False, False, True]


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.DESK, Role.CITY])
def test_a_role_without_the_action_opens_nothing(role: Role) -> None:
    date = make_date()
    client = logged_in(make_role(role))
    for act in DATE_ACTS:
        assert client.get(page(date, act.path)).status_code == 404


@pytest.mark.parametrize(
    ("who", "begins", "leads"),
    [
        ("lead", True, True),
        ("representative", True, False),
        ("former_lead", False, False),
        ("expired", False, False),
        ("stranger_lead", True, False),
        ("resident", False, False),
    ],
)
def test_who_begins_an_offer_and_who_runs_this_one_today(who: str, *, begins: bool, leads: bool) -> None:
    event = make_date().event
    organiser = Organiser.of(visitor(who, event))
    assert (organiser.may_begin(), organiser.leads(event)) == (begins, leads)


def test_the_ties_of_the_file_are_read_once_at_the_start() -> None:
    assert opened_by("archive") == {Tie.LEAD, Tie.HOST}
