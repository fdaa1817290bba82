"""Error pages: what does not work, why, and where to go on. What was typed stays."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import Client, RequestFactory

from tests.factories import AMINA, make_user
from treff.pages import errors


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "language"), [("/gibt-es-nicht/", "de"), ("/ar/gibt-es-nicht/", "ar")])
def test_a_page_that_is_not_there_leads_on(client: Client, path: str, language: str) -> None:
    answer = client.get(path)
    page = answer.content.decode()

    assert answer.status_code == 404
    assert f'<html lang="{language}"' in page
    assert "/programm/" in page


@pytest.mark.django_db
def test_what_is_only_for_the_team_says_so(client: Client) -> None:
    client.force_login(make_user(AMINA))
    answer = client.get("/en/tresen/anrufe/")

    assert answer.status_code == 403
    assert "This page is only for the team" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_that_stood_open_too_long_keeps_what_was_typed() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        "/en/anmeldung/", {"code": "KRF7HM", "contact": "<b>"}, headers={"Origin": "http://testserver"}
    )
    page = answer.content.decode()

    assert answer.status_code == 403
    assert "The page was open for a long time" in page
    assert '<input type="hidden" name="code" value="KRF7HM">' in page
    assert '<input type="hidden" name="contact" value="&lt;b&gt;">' in page
    assert re.search(r'name="csrfmiddlewaretoken" value="\w+"', page)


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}])
def test_a_form_on_a_foreign_site_is_offered_nothing(headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.post("/en/anmeldung/", {"code": "KRF7HM"}, headers=headers).content.decode()

    assert "KRF7HM" not in page
    assert "csrfmiddlewaretoken" not in page


@pytest.mark.parametrize(("view", "status"), [(errors.broken, 500), (errors.away, 503)])
def test_a_broken_server_needs_no_database_to_say_so(
    view: Callable[[HttpRequest], Any], status: int, rf: RequestFactory
) -> None:
    answer = view(rf.get("/"))
    page = answer.content.decode()

    assert answer.status_code == status
    assert 'lang="ar" dir="rtl"' in page
    assert "/static/" not in page
    assert answer._csp_update == {"style-src": [errors.STYLE_HASH]}


def test_the_hash_lets_in_exactly_the_style_of_the_page(rf: RequestFactory) -> None:
    page = errors.broken(rf.get("/")).content.decode()
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.S)

    assert style == errors.STYLE


@pytest.mark.django_db
def test_a_crash_shows_the_house_page_and_not_its_cause(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def crash(*_args: object) -> None:
        raise RuntimeError("the cellar is flooded")

    monkeypatch.setattr("treff.pages.views.render", crash)
    client.raise_request_exception = False
    answer = client.get("/impressum/")
    caplog.clear()

    assert answer.status_code == 500
    assert "flooded" not in answer.content.decode()
    assert errors.STYLE_HASH in answer.headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_the_refusal_of_a_view_is_the_house_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise PermissionDenied

    monkeypatch.setattr("treff.pages.views.render", refuse)

    assert "403" in client.get("/en/impressum/").content.decode()


def test_only_our_own_page_counts_as_ours() -> None:
    request = HttpRequest()
    request.META = {"HTTP_HOST": "localhost", "HTTP_REFERER": "http://localhost/programm/"}
    assert errors._from_our_page(request)

    request = HttpRequest()
    request.META = {"HTTP_HOST": "localhost", "HTTP_ORIGIN": "null"}
    assert not errors._from_our_page(request)


def test_a_request_that_nobody_understands_gets_a_page_of_the_house(client: Client) -> None:
    answer = client.get("/", headers={"Host": "somebody-else.example"})

    assert answer.status_code == 400
    assert "Diese Anfrage verstehen wir nicht." in answer.content.decode()
