"""An empty house is opened from the command line, by nobody."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from members.models import AuditEvent, Person, Role, RoleGrant, User
from tests.members.doing import log_in_by_code, make_role

pytestmark = pytest.mark.django_db


def appoint(*words: str) -> str:
    out = StringIO()
    call_command("appoint", *words, stdout=out)
    return out.getvalue()


def test_the_first_board_can_log_in_and_give_roles(client: Client) -> None:
    said = appoint("Abdoulaye@Treff.Example", "board", "--name", "Abdoulaye")
    assert said == "Abdoulaye now has the role board. Log in with abdoulaye@treff.example.\n"
    user = User.objects.get(email="abdoulaye@treff.example")
    assert user.roles == {Role.BOARD}
    assert (user.is_staff, user.is_superuser) == (True, False)
    log_in_by_code(client, user.email)
    assert len(mail.outbox) == 1
    other = Person.objects.create(given="Ulrike")
    assert RoleGrant.grant(other, Role.BOARD, by=user.person).granted_by == user.person


def test_it_is_written_down_with_nobody_as_the_giver() -> None:
    appoint("abdoulaye@treff.example", "board")
    grant = RoleGrant.objects.get()
    assert grant.granted_by is None
    event = AuditEvent.objects.get()
    assert (event.actor, event.verb, event.object_id) == (None, "role.grant", str(grant.pk))


def test_saying_it_twice_changes_nothing() -> None:
    appoint("abdoulaye@treff.example", "board")
    appoint("abdoulaye@treff.example", "board")
    assert (User.objects.count(), Person.objects.count(), RoleGrant.objects.count()) == (1, 1, 1)


def test_what_excludes_each_other_is_refused_here_too() -> None:
    user = make_role(Role.CITY)
    with pytest.raises(CommandError):
        appoint(user.email, "board")
    assert RoleGrant.objects.count() == 1


@pytest.mark.parametrize("words", [["no-address", "board"], ["a@treff.example", "king"], ["a@treff.example"]])
def test_a_typing_mistake_is_said_and_makes_nothing(words: list[str]) -> None:
    with pytest.raises(CommandError):
        appoint(*words)
    assert User.objects.count() == 0
