"""Roles: who gives them, when they end, what excludes what."""

import datetime as dt
from functools import partial

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from members.models import AuditEvent, Person, Role, RoleGrant
from members.models.spans import days
from tests.factories import AMINA, GERTRUD, KOWALSKI, OLENA, YILDIZ, Neighbour, make_person, make_user
from tests.members.doing import fresh, give
from tests.races import roomy_pool, while_held
from treff.house import when

pytestmark = pytest.mark.django_db
TODAY, DAY = when.today, dt.timedelta(days=1)


def make_board(who: Neighbour = GERTRUD) -> Person:
    person = make_person(who)
    give(person, Role.BOARD, TODAY() - 30 * DAY)
    return person


def test_a_role_opens_what_roles_toml_says_and_nothing_else() -> None:
    board, user = make_board(), make_user(YILDIZ)
    RoleGrant.grant(user.person, Role.DESK, by=board)
    assert fresh(user).roles == {Role.DESK}
    assert not fresh(user).is_staff
    RoleGrant.grant(user.person, Role.STAFF, by=board)
    assert fresh(user).is_staff
    assert fresh(user).has_perm("events.change_event")
    assert not fresh(user).has_perm("members.view_auditevent")
    assert not fresh(user).is_superuser


def test_a_role_ends_at_midnight_in_berlin_in_a_running_session() -> None:
    """Story 37, on a summer night: 21:59 and 22:00 UTC."""
    user = make_user(OLENA)
    give(user.person, Role.STAFF, dt.date(2026, 7, 1), dt.date(2026, 7, 11))
    with time_machine.travel(dt.datetime(2026, 7, 10, 21, 59, tzinfo=dt.UTC), tick=False) as clock:
        signed_in = fresh(user)
        assert signed_in.has_perm("events.change_event")
        clock.shift(dt.timedelta(seconds=60))
        assert not signed_in.has_perm("events.change_event")
        assert not signed_in.is_staff
    with time_machine.travel(dt.datetime(2026, 6, 30, 21, 59, tzinfo=dt.UTC), tick=False) as clock:
        assert fresh(user).roles == frozenset()
        clock.shift(dt.timedelta(seconds=60))
        assert fresh(user).roles == {Role.STAFF}


def test_an_account_that_is_switched_off_has_no_role() -> None:
    user = make_user()
    give(user.person, Role.BOARD)
    user.is_active = False
    user.save()
    assert fresh(user).roles == frozenset()


def test_nobody_gives_a_role_to_themselves() -> None:
    board = make_board()
    with (
        translation.override("en"),
        pytest.raises(ValidationError, match="Nobody can give a role to themselv"),
    ):
        RoleGrant.grant(board, Role.STAFF, by=board)
    with pytest.raises(IntegrityError, match="role_is_granted_by_somebody_else"), transaction.atomic():
        RoleGrant.objects.create(person=board, role=Role.STAFF, during=days(TODAY()), granted_by=board)


@pytest.mark.parametrize("first, second", [(Role.CITY, Role.VOLUNTEER), (Role.BOARD, Role.CITY)])
def test_the_city_holds_no_other_role(first: Role, second: Role) -> None:
    board, person = make_board(), make_person(OLENA)
    RoleGrant.grant(person, first, by=board)
    with translation.override("en"), pytest.raises(ValidationError, match="city coordination holds no other"):
        RoleGrant.grant(person, second, by=board)
    with pytest.raises(IntegrityError, match="one_role_once_and_the_city_alone"), transaction.atomic():
        give(person, second)


def test_the_city_may_have_been_something_else_before() -> None:
    board, person = make_board(), make_person(OLENA)
    RoleGrant.grant(person, Role.VOLUNTEER, by=board, end=TODAY() + 10 * DAY)
    later = RoleGrant.grant(person, Role.CITY, by=board, first=TODAY() + 10 * DAY)
    assert later.during == days(TODAY() + 10 * DAY)


def test_one_role_is_held_once_at_a_time_and_several_roles_side_by_side() -> None:
    board, person = make_board(), make_person(OLENA)
    for role in (Role.VOLUNTEER, Role.DESK, Role.STAFF, Role.BOARD):
        RoleGrant.grant(person, role, by=board)
    with pytest.raises(ValidationError):
        RoleGrant.grant(person, Role.DESK, by=board)
    assert RoleGrant.objects.filter(person=person).count() == 4


def test_staff_give_the_role_of_volunteers_only() -> None:
    katrin, person = make_person(OLENA), make_person(AMINA)
    give(katrin, Role.STAFF)
    RoleGrant.grant(person, Role.VOLUNTEER, by=katrin)
    for role in (Role.DESK, Role.STAFF, Role.BOARD, Role.CITY):
        with translation.override("en"), pytest.raises(ValidationError, match="Please ask the board"):
            RoleGrant.grant(person, role, by=katrin)


def test_who_was_on_the_board_until_yesterday_gives_nothing_today() -> None:
    former, person = make_person(GERTRUD), make_person(AMINA)
    give(former, Role.BOARD, TODAY() - 10 * DAY, TODAY())
    with pytest.raises(ValidationError):
        RoleGrant.grant(person, Role.VOLUNTEER, by=former)


def test_a_role_ends_on_its_day_and_ending_it_twice_changes_nothing() -> None:
    board, person = make_board(), make_person(AMINA)
    grant = give(person, Role.VOLUNTEER, TODAY() - 5 * DAY)
    grant.end(by=board, on=TODAY() + 3 * DAY)
    assert grant.during == days(TODAY() - 5 * DAY, TODAY() + 3 * DAY)
    grant.end(by=board)
    grant.end(by=board)
    assert grant.during == days(TODAY() - 5 * DAY, TODAY())


def test_ending_a_role_that_is_over_does_not_draw_it_out() -> None:
    board, person = make_board(), make_person(AMINA)
    over = give(person, Role.VOLUNTEER, TODAY() - 9 * DAY, TODAY() - 5 * DAY)
    give(person, Role.VOLUNTEER, TODAY() - 3 * DAY)
    over.end(by=board)
    assert over.during == days(TODAY() - 9 * DAY, TODAY() - 5 * DAY)
    assert not AuditEvent.objects.exists()


def test_only_those_who_may_give_a_role_may_end_it() -> None:
    katrin, person = make_person(OLENA), make_person(AMINA)
    give(katrin, Role.STAFF)
    desk = give(person, Role.DESK)
    with translation.override("en"), pytest.raises(ValidationError, match="Please ask the board"):
        desk.end(by=katrin)


def test_a_role_taken_back_on_its_first_day_rests_and_leaves_the_road_free() -> None:
    board, person = make_board(), make_person(AMINA)
    RoleGrant.grant(person, Role.CITY, by=board).end(by=board)
    assert RoleGrant.objects.get(person=person).during is None
    assert RoleGrant.grant(person, Role.VOLUNTEER, by=board).is_live(TODAY())


def test_an_end_before_the_beginning_is_refused() -> None:
    board, person = make_board(), make_person(AMINA)
    with translation.override("en"), pytest.raises(ValidationError, match="end must come after"):
        RoleGrant.grant(person, Role.DESK, by=board, first=TODAY(), end=TODAY())


def test_two_people_remain_on_the_board() -> None:
    boards = [make_board(who) for who in (GERTRUD, KOWALSKI, YILDIZ)]
    boards[0].role_grants.get().end(by=boards[1])
    with translation.override("en"), pytest.raises(ValidationError, match="Two people must remain"):
        boards[1].role_grants.get().end(by=boards[2])
    assert RoleGrant.objects.live().filter(role=Role.BOARD).count() == 2


def test_a_successor_who_starts_later_does_not_count_yet() -> None:
    boards = [make_board(who) for who in (GERTRUD, KOWALSKI)]
    give(make_person(YILDIZ), Role.BOARD, TODAY() + 5 * DAY)
    with pytest.raises(ValidationError):
        boards[0].role_grants.get().end(by=boards[1], on=TODAY() + 4 * DAY)
    boards[0].role_grants.get().end(by=boards[1], on=TODAY() + 5 * DAY)


@pytest.mark.django_db(transaction=True)
def test_two_cannot_leave_the_board_at_the_same_moment() -> None:
    """Each would see the other still there; the lock on the whole board makes one see the other gone."""
    boards = [make_board(who) for who in (GERTRUD, KOWALSKI, YILDIZ)]
    first, second = boards[0].role_grants.get(), boards[1].role_grants.get()
    with roomy_pool():
        leaving = partial(first.end, by=boards[2])
        outcome = while_held(boards[0], leaving, partial(second.end, by=boards[2]), hold=False)
    assert isinstance(outcome.exception(), ValidationError)
    assert RoleGrant.objects.live().filter(role=Role.BOARD).count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_role_given_twice_at_the_same_moment_is_refused_in_words() -> None:
    """Without the lock both pass the check, and the second meets the bare constraint."""
    board, person = make_board(), make_person(AMINA)
    giving = partial(RoleGrant.grant, person, Role.DESK, by=board)
    with roomy_pool():
        outcome = while_held(
            person, giving, partial(RoleGrant.grant, person, Role.DESK, by=board), hold=False
        )
    assert isinstance(outcome.exception(), ValidationError)
    assert RoleGrant.objects.filter(person=person).count() == 1


def test_every_role_given_or_ended_is_written_down_without_a_name() -> None:
    board, person = make_board(), make_person(AMINA)
    grant = RoleGrant.grant(person, Role.DESK, by=board, reason="Schulung war am Montag")
    grant.end(by=board, reason="zieht um")
    told = list(
        AuditEvent.objects.order_by("pk").values_list(
            "actor", "verb", "label", "object_id", "field_names", "reason"
        )
    )
    assert told == [
        (
            board.pk,
            "role.grant",
            "members.rolegrant",
            str(grant.pk),
            ["during", "role"],
            "Schulung war am Montag",
        ),
        (board.pk, "role.end", "members.rolegrant", str(grant.pk), ["during"], "zieht um"),
    ]


@pytest.mark.parametrize("role", [0, 6])
def test_the_database_knows_five_roles(role: int) -> None:
    with pytest.raises(IntegrityError, match="role_is_known"), transaction.atomic():
        RoleGrant.objects.create(person=make_person(), role=role, during=days(TODAY()))


def test_the_database_wants_a_first_day() -> None:
    person = make_person()
    for during in (days(None, TODAY()), days(TODAY(), TODAY())):  # type: ignore[arg-type]  # wrong on purpose
        with pytest.raises(IntegrityError, match="role_has_a_first_day"), transaction.atomic():
            RoleGrant.objects.create(person=person, role=Role.DESK, during=during)
