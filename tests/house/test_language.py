"""The path says the language, whatever the browser asks for, so that every page can be shared and cached."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("path", "language"), [("/", "de"), ("/en/", "en"), ("/ar/", "ar")])
def test_the_path_alone_says_the_language(client: Client, path: str, language: str) -> None:
    client.cookies["django_language"] = "en"
    answer = client.get(path, headers={"accept-language": "tr, en;q=0.5"})
    assert answer.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in answer.content.decode()
    assert "Accept-Language" not in answer.headers["Vary"]


def test_german_has_no_prefix(client: Client) -> None:
    assert client.get("/de/").status_code == 404


@pytest.mark.parametrize(
    "path", ["/en//evil.example/x/", "//evil.example/x/", "/ar/%5Cevil.example/x/", "/en/%09/evil.example/x/"]
)
def test_no_link_to_another_language_leads_to_a_foreign_site(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    links = re.findall(r'<a href="([^"]*)" lang=', page)
    assert len(links) == 3
    assert [link for link in links if re.match(r"/[\\/\s]|[^/]", link)] == []


def test_a_link_to_another_language_keeps_page_and_question(client: Client) -> None:
    page = client.get("/en/programm/?q=n%C3%A4hen&ansicht=woche").content.decode()
    assert re.findall(r'<a href="([^"]*)" lang=', page) == [
        f"{prefix}/programm/?q=n%C3%A4hen&amp;ansicht=woche" for prefix in ("", "/en", "/ar")
    ]
