"""Who may do what: the file, the question, and the guard of a view."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from events.acts import DATE_ACTS, OFFER_ACTS
from events.acts.party import PARTY_ACTS
from members import checks, roles
from members.models import Role
from members.rights import RoleBackend, can, needs
from members.roles import allowed, opened_by, permissions, rules
from tests.factories import make_user
from tests.members.doing import make_role

pytestmark = pytest.mark.django_db

APPS = ["treff", "members", "rooms", "events"]


@needs("calls")
def please_call(request: HttpRequest, number: int) -> HttpResponse:
    return HttpResponse(f"call {number}")


def asked_by(user: Any) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    return request


@pytest.mark.parametrize("role", [Role.DESK, Role.STAFF, Role.BOARD])
def test_a_view_opens_for_those_the_file_names(role: Role) -> None:
    assert please_call(asked_by(make_role(role)), 3).content == b"call 3"


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.CITY])
def test_a_view_stays_shut_for_others(role: Role) -> None:
    with pytest.raises(PermissionDenied):
        please_call(asked_by(make_role(role)), 3)


def test_a_view_stays_shut_for_a_resident_and_a_stranger() -> None:
    for user in (make_user(), AnonymousUser()):
        with pytest.raises(PermissionDenied):
            please_call(asked_by(user), 3)


def test_an_action_that_the_file_does_not_know_does_not_even_start() -> None:
    with pytest.raises(KeyError):
        needs("fly")
    with pytest.raises(KeyError):
        can(AnonymousUser(), "fly")


def test_the_city_may_do_nothing_with_people() -> None:
    city = [action for action in rules()["actions"] if Role.CITY in allowed(action)]
    assert city == []
    assert permissions(Role.CITY) == frozenset()


def test_volunteers_and_desk_open_no_page_of_the_admin_site() -> None:
    assert permissions(Role.VOLUNTEER) == permissions(Role.DESK) == frozenset()


def test_nobody_may_delete_a_person_a_role_or_an_act_by_hand() -> None:
    for model in ("person", "rolegrant", "auditevent", "representation"):
        assert not any(f"members.delete_{model}" in permissions(role) for role in Role)


def test_the_backend_says_the_same_as_the_account_and_lets_nobody_in_by_password() -> None:
    user, backend = make_role(Role.STAFF), RoleBackend()
    assert backend.has_perm(user, "events.change_event")
    assert not backend.has_perm(user, "members.view_auditevent")
    assert not backend.has_perm(AnonymousUser(), "events.change_event")
    assert backend.authenticate(None, username=user.email, password="x") is None
    assert backend.get_user(user.pk) == user


def test_a_right_hangs_on_no_single_object() -> None:
    user = make_role(Role.BOARD)
    assert user.has_perms(["events.change_event", "events.view_event"])
    assert not user.has_perm("events.change_event", obj=user)
    assert user.has_module_perms("events")
    assert not user.has_module_perms("report")


def test_every_page_of_the_admin_site_has_its_line() -> None:
    assert checks.rights_are_complete() == []


def test_the_check_sees_a_page_without_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    shorter = {label: verbs for label, verbs in rules()["admin"].items() if label != "members.person"}
    monkeypatch.setattr(checks, "rules", lambda: {"admin": shorter})
    assert [warning.id for warning in checks.rights_are_complete()] == ["members.W001"]
    assert "members.person" in checks.rights_are_complete()[0].msg


def test_every_line_names_a_model_its_four_verbs_and_known_roles() -> None:
    for label, verbs in rules()["admin"].items():
        apps.get_model(label)
        assert set(verbs) == {"view", "add", "change", "delete"}, label
        for names in verbs.values():
            roles._roles(names)


ASKS = re.compile(
    r'(?:can\(request\.user, |can\(user, |needs\(|allowed\(|right(?:, path)? = (?:"\w+", )?)"(\w+)"'
)


def test_every_action_of_the_file_is_asked_for_and_no_other() -> None:
    code = "\n".join(path.read_text() for app in APPS for path in Path(settings.BASE_DIR, app).rglob("*.py"))
    assert set(ASKS.findall(code)) == set(rules()["actions"])


def test_every_act_of_the_organisers_pages_has_its_line_and_no_other() -> None:
    acts = {act.name for act in (*OFFER_ACTS, *DATE_ACTS, *PARTY_ACTS)}
    assert set(rules()["organisers"]) == acts
    assert checks.ties_are_known() == []


def test_the_check_sees_a_tie_that_nobody_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "rules", lambda: {"organisers": {"move": ["lead", "guest"], "rename": []}})
    (warning,) = checks.ties_are_known()
    assert (warning.id, warning.msg) == ("members.W002", "roles.toml, [organisers], move: nobody is “guest”.")


def test_an_act_that_the_file_does_not_know_does_not_even_start() -> None:
    with pytest.raises(KeyError):
        opened_by("fly")


def test_every_role_says_who_gives_it() -> None:
    assert {role.name.lower() for role in Role} == set(rules()["grants"])
