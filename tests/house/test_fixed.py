"""What is drawn once for all readers of a language sees nothing of anybody."""

from collections.abc import Iterator

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

PIECE = '{% translate "Menu" %}: {% firstof secret user request.path %}'
PAGE = "{% load fixed i18n %}{% fixed %}" + PIECE + "{% endfixed %}"


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    with translation.override("de"):
        yield


def test_it_is_out_of_reach_of_the_request_and_of_the_view() -> None:
    given = {"secret": "Amina", "user": "Amina", "request": RequestFactory().get("/meine-anmeldung/")}
    assert Template(PAGE).render(Context(given)) == "Menü: "


def test_it_is_drawn_once_in_each_language() -> None:
    page = Template(PAGE)
    german = page.render(Context())
    with translation.override("en"):
        english = page.render(Context())
    assert [german, english, page.render(Context())] == ["Menü: ", "Menu: ", "Menü: "]


def test_a_loop_variable_does_not_get_in_either() -> None:
    page = Template(
        "{% load fixed %}{% for name in names %}{% fixed %}({% firstof name %}){% endfixed %}{% endfor %}"
    )
    assert page.render(Context({"names": ["Amina", "Yusuf"]})) == "()()"
