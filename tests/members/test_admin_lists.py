"""The lists of people, partners, roles and acts: what is found, and that it costs the same for many."""

import datetime as dt
from typing import Any

import pytest

from members.models import AuditEvent, Group, Organisation, Person, Role, RoleGrant, User
from members.models.spans import days
from tests.factories import GERTRUD, KOWALSKI, OLENA, YILDIZ, Neighbour, make_person, make_user
from tests.members.doing import ADMIN, give, make_role
from tests.visitors import logged_in, queries
from treff.house import when

pytestmark = pytest.mark.django_db

TODAY, DAY = when.today, dt.timedelta(days=1)


@pytest.fixture
def board() -> User:
    return make_role(Role.BOARD)


def rows(board: User, model: str, **query: str) -> list[Any]:
    """The rows that a list shows for this question."""
    answer: Any = logged_in(board).get(f"{ADMIN}members/{model}/", query)
    return list(answer.context_data["cl"].result_list)


def test_an_account_is_found_by_the_name_of_its_person_and_by_its_address(board: User) -> None:
    nermin, olena = make_user(YILDIZ), make_user(OLENA)
    User.objects.filter(pk=olena.pk).update(email="olena-marta@treff.example")
    assert rows(board, "user", q="YILDIZ Nérmin") == [nermin]
    assert rows(board, "user", q="olena-marta@") == [olena]
    assert len(rows(board, "user", q="")) == 3
    User.objects.filter(pk=olena.pk).update(is_active=False)
    assert rows(board, "user", is_active__exact="0") == [olena]


def test_partners_of_today_are_told_from_those_of_once(board: User) -> None:
    def partner(name: str, first: dt.date, end: dt.date | None) -> Organisation:
        return Organisation.objects.create(name=name, kind="association", during=days(first, end))

    always = Organisation.objects.create(name="Nähkreis", kind="association")
    now = partner("Lernhaus", TODAY() - DAY, None)
    former = partner("Rad und Garn", TODAY() - 9 * DAY, TODAY())
    coming = partner("Webstuhl", TODAY() + DAY, None)
    assert set(rows(board, "organisation", partner="now")) == {always, now}
    assert set(rows(board, "organisation", partner="other")) == {former, coming}
    assert rows(board, "organisation", q="nahkreis") == [always]


def test_groups_are_found_by_their_state(board: User) -> None:
    resting = Group.objects.create(name="Chor der Küchen", state=Group.State.RESTING)
    Group.objects.create(name="Spielerunde")
    assert rows(board, "group", state__exact="resting") == [resting]


def test_roles_are_found_by_whether_they_count_today(board: User) -> None:
    def desk(who: Neighbour, first: dt.date, end: dt.date | None = None) -> RoleGrant:
        return give(make_person(who), Role.DESK, first, end)

    own = board.person.role_grants.get()
    over = desk(OLENA, TODAY() - 9 * DAY, TODAY())
    later = desk(KOWALSKI, TODAY() + DAY)
    taken_back = desk(GERTRUD, TODAY() + DAY)
    taken_back.end(by=board.person)
    assert rows(board, "rolegrant", valid="now") == [own]
    assert rows(board, "rolegrant", valid="later") == [later]
    assert set(rows(board, "rolegrant", valid="over")) == {over, taken_back}


def test_the_journal_is_searched_by_who_did_it(board: User) -> None:
    nermin = make_person(YILDIZ)
    AuditEvent.note(nermin, "publish", nermin)
    AuditEvent.note(board.person, "publish", nermin)
    assert [act.actor for act in rows(board, "auditevent", q="Nérmin")] == [nermin]


LISTS = {
    "person/?q=gast&contact_by__exact=in_person": 7,
    "user/?q=gast&is_active__exact=1": 7,
    "organisation/?q=verein&partner=now": 7,
    "group/?q=runde&state__exact=active": 7,
    "rolegrant/?q=gast&valid=now": 7,
    "auditevent/?q=gast": 10,
}


def test_the_lists_cost_the_same_for_one_row_and_for_fifty(board: User) -> None:
    client = logged_in(board)

    def add(number: int) -> None:
        person = make_user(Neighbour(f"Gast {number}", "Nachbar", email=f"gast{number}@treff.example")).person
        Organisation.objects.create(name=f"Verein {number}", kind="association")
        Group.objects.create(name=f"Runde {number}")
        give(person, Role.DESK)
        AuditEvent.note(person, "publish", person)

    add(0)
    counts = [{page: queries(client, f"{ADMIN}members/{page}") for page in LISTS}]
    for number in range(1, 50):
        add(number)
    counts.append({page: queries(client, f"{ADMIN}members/{page}") for page in LISTS})
    assert Person.objects.count() == 51
    assert counts == [LISTS, LISTS]
