"""The path says the language, whatever the browser asks for, so that every page can be shared and cached."""

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
