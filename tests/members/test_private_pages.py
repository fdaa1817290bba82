"""Pages of an account are kept by no browser and no proxy."""

import pytest
from django.test import Client

from members.models import Role
from tests.factories import OLENA, make_user
from tests.members.doing import LOG_IN, make_role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["", "/en", "/ar"])
@pytest.mark.parametrize(
    "page", ["e-mail/", "geraete/", "ausloggen/", "zweiter-nachweis/", "zweiter-nachweis/webauthn/"]
)
def test_no_page_of_an_account_is_kept(client: Client, language: str, page: str) -> None:
    client.force_login(make_user(OLENA))
    answer = client.get(f"{language}/konto/{page}")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_what_leads_to_the_entrance_is_not_kept_either(client: Client) -> None:
    assert "no-store" in client.get(LOG_IN)["Cache-Control"]
    assert "no-store" in client.get("/konto/geraete/")["Cache-Control"]
    client.force_login(make_role(Role.STAFF))
    assert "no-store" in client.get("/konto/geraete/")["Cache-Control"]


def test_the_programme_may_be_kept(client: Client) -> None:
    assert "no-store" not in client.get("/programm/").get("Cache-Control", "")
