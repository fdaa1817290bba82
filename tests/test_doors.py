"""Every address of the house and who may open it: eight visitors before every door.

A new address fails here until somebody has said whom it is for.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import override

from members.models import Organisation, Representation, Role, User
from members.models.spans import days
from tests.factories import AMINA, OLENA, make_person, make_user
from tests.members.doing import LOG_IN, make_role
from tests.visitors import log_in
from treff.house import when

pytestmark = pytest.mark.django_db

EVERYBODY = {
    "house:picture",
    "house:favicon",
    "pages:home",
    "pages:house",
    "pages:imprint",
    "pages:privacy",
    "pages:accessibility",
    "pages:easy_language",
    "pages:health",
    "events:programme",
    "events:event",
    "events:date",
    "events:date_ics",
    "events:poster",
    "events:sign_up",
    "events:find_sign_up",
    # opened by a signed link, by whoever holds it
    "events:my_sign_up",
    "events:my_dates_ics",
    "events:cancel",
    "events:claim",
    # the entrance
    "account_login",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_signup_by_passkey",
    "account_email_verification_sent",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_signup_webauthn",
    # 404 unless TREFF_DEMO
    "demo:neighbours",
    "demo:log_in",
    "demo:post",
    "demo:letter",
}
OWN = {
    "account_email",
    "account_reauthenticate",
    "usersessions_list",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
}
# opens to whoever is logged in; what is not the organiser's own is not found
ORGANISERS: dict[str, dict[str, Any]] = {
    "events:own_offers": {},
    "events:own_offer": {"offer": "abcdefgh"},
    "events:own_new": {},
    "events:own_step": {"offer": "abcdefgh", "number": 1},
    "events:own_dates": {"offer": "abcdefgh"},
    "events:own_texts": {"offer": "abcdefgh"},
    "events:own_text": {"offer": "abcdefgh", "language": "tr"},
    "events:own_again": {"offer": "abcdefgh"},
    "events:own_offer_act": {"offer": "abcdefgh", "act": "archivieren"},
    "events:own_date": {"offer": "abcdefgh", "public_id": "abcdefgh"},
    "events:own_from_here_on": {"offer": "abcdefgh", "public_id": "abcdefgh"},
    "events:own_decide": {"offer": "abcdefgh", "public_id": "abcdefgh"},
    "events:own_find": {},
    "events:own_message": {"offer": "abcdefgh"},
    "events:own_people": {"offer": "abcdefgh", "public_id": "abcdefgh"},
    "events:own_list": {"offer": "abcdefgh", "public_id": "abcdefgh"},
    "events:own_walk_in": {"offer": "abcdefgh", "public_id": "abcdefgh"},
    "events:own_party_act": {
        "offer": "abcdefgh",
        "public_id": "abcdefgh",
        "sign_up": "abcdefgh",
        "act": "entfernen",
    },
    "events:own_date_act": {"offer": "abcdefgh", "public_id": "abcdefgh", "act": "absagen"},
}
SOME_CALL = {"key": UUID(int=1)}
TEAM: dict[str, tuple[dict[str, Any], set[str]]] = {
    "pages:calls": ({}, {"desk", "staff", "board"}),
    "pages:call": (SOME_CALL, {"desk", "staff", "board"}),
    "pages:ticked": (SOME_CALL, {"desk", "staff", "board"}),
    "events:to_approve": ({}, {"staff", "board"}),
    "pages:reopened": (SOME_CALL, {"desk", "staff", "board"}),
}
VISITORS = ["stranger", "resident", "volunteer", "desk", "representative", "staff", "board", "city"]


def addresses() -> dict[str, Any]:
    """Every named address outside the admin site, with its view."""

    def walk(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, Any]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
            else:
                assert pattern.name, f"{pattern.pattern} has no name"
                yield f"{space}{pattern.name}", pattern.callback

    with override("de"):
        patterns = [each for each in get_resolver().url_patterns if getattr(each, "namespace", "") != "admin"]
        return dict(walk(patterns))


def visitor(who: str) -> User | None:
    if who == "stranger":
        return None
    if who in {"resident", "representative"}:
        user = make_user(AMINA)
        if who == "representative":
            partner = Organisation.objects.create(name="Jisr al-Jiran")
            Representation.objects.create(person=user.person, organisation=partner, during=days(when.today()))
        return user
    return make_role(Role[who.upper()])


@pytest.fixture
def entered(client: Client) -> Any:
    """Enters the house as one of the eight, the second factor shown."""

    def enter(who: str) -> Client:
        if user := visitor(who):
            log_in(client, user)
        return client

    return enter


def test_somebody_has_said_of_every_address_whom_it_is_for() -> None:
    assert set(addresses()) == EVERYBODY | OWN | set(TEAM) | set(ORGANISERS)


def test_only_what_is_for_everybody_opens_without_logging_in() -> None:
    opened = {name for name, view in addresses().items() if not getattr(view, "login_required", True)}
    assert opened == EVERYBODY


@pytest.mark.parametrize("who", VISITORS)
def test_a_page_of_the_team_opens_for_those_it_is_for(entered: Any, who: str) -> None:
    client = entered(who)
    for name, (example, may) in TEAM.items():
        address = reverse(name, kwargs=example)
        for answer in (client.get(address), client.post(address)):
            if who == "stranger":
                assert answer.headers["Location"].startswith(LOG_IN), name
            else:
                assert (answer.status_code == 403) is (who not in may), name


@pytest.mark.parametrize("who", VISITORS)
def test_the_admin_site_opens_as_far_as_the_file_of_rights_says(entered: Any, who: str) -> None:
    client = entered(who)
    user = User.objects.filter(pk=client.session.get("_auth_user_id", 0)).first()
    team = who in {"staff", "board"}
    assert (client.get(reverse("admin:index")).status_code == 200) is team
    for model in admin.site._registry:
        label, name = model._meta.app_label, model._meta.model_name
        answer = client.get(reverse(f"admin:{label}_{name}_changelist"))
        listed = answer.status_code == 200 or (team and answer.status_code == 302)  # one row: its page
        assert listed is (team and user is not None and user.has_perm(f"{label}.view_{name}")), model
        added = client.get(reverse(f"admin:{label}_{name}_add")).status_code == 200
        assert not added or (team and user is not None and user.has_perm(f"{label}.add_{name}")), model


@pytest.mark.parametrize("who", sorted({*VISITORS} - {"staff", "board"}))
def test_no_way_into_the_admin_site_shows_a_person(entered: Any, who: str) -> None:
    client, olena = entered(who), make_person(OLENA)
    for address in (
        *(
            reverse(f"admin:members_person_{page}", args=[olena.pk])
            for page in ("change", "history", "delete")
        ),
        reverse("admin:members_person_changelist") + "?q=Olena",
        reverse("admin:autocomplete")
        + "?app_label=members&model_name=rolegrant&field_name=person&term=Olena",
    ):
        answer = client.get(address)
        assert answer.status_code in {302, 403, 404}, address
        assert b"Bondarenko" not in answer.content
