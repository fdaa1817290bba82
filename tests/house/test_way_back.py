"""What the answer to a POST says that it varies with; tests/browser/test_look.py presses "back"."""

import pytest
from django.test import Client

from tests.factories import AMINA, make_date, make_user
from tests.visitors import logged_in

pytestmark = pytest.mark.django_db


def varies(client: Client, method: str, path: str) -> set[str]:
    return {name.strip() for name in getattr(client, method)(path).headers.get("Vary", "").split(",")}


@pytest.fixture
def form() -> str:
    return f"{make_date().get_absolute_url()}anmelden/"


def test_a_form_that_comes_back_does_not_vary_with_the_cookies_of_a_guest(client: Client, form: str) -> None:
    assert "Cookie" in varies(client, "get", form)
    assert client.post(form).status_code == 422
    assert "Cookie" not in varies(client, "post", form)


def test_logged_in_it_does(form: str) -> None:
    assert "Cookie" in varies(logged_in(make_user(AMINA)), "post", form)


def test_a_wrong_host_is_refused_all_the_same(client: Client, form: str) -> None:
    assert client.post(form, headers={"host": "evil.example"}).status_code == 400
