"""Signed links: derived, bound to a purpose and a version, never stored."""

import pytest
from pytest_django.fixtures import Settings

from treff.house import links


def test_a_token_carries_the_public_id_and_proves_it() -> None:
    token = links.token("sign_up", "k7m2xq9p", 1)
    assert links.read("sign_up", token)[0] == "k7m2xq9p"
    assert links.valid("sign_up", token, 1)


def test_the_same_link_can_be_written_again() -> None:
    assert links.token("sign_up", "k7m2xq9p", 1) == links.token("sign_up", "k7m2xq9p", 1)


@pytest.mark.parametrize(("purpose", "version"), [("sign_up", 2), ("sign_up", 0), ("offer", 1), ("", 1)])
def test_another_purpose_or_version_does_not_open_it(purpose: str, version: int) -> None:
    assert not links.valid(purpose, links.token("sign_up", "k7m2xq9p", 1), version)


def test_another_row_does_not_open_with_it() -> None:
    signature = links.token("sign_up", "k7m2xq9p", 1).partition(".")[2]
    assert not links.valid("sign_up", f"k7m2xq9r.{signature}", 1)


@pytest.mark.parametrize("token", ["", ".", "k7m2xq9p", "k7m2xq9p.", ".abc", "k7m2xq9p.abc.def", "ä.ö"])
def test_nonsense_is_no_token(token: str) -> None:
    assert not links.valid("sign_up", token, 1)


def test_purpose_and_id_cannot_be_shifted_into_each_other() -> None:
    signature = links.token("sign_up", "a:1", 1).partition(".")[2]
    assert not links.valid("sign_up", f"a.{signature}", 11)


def test_a_token_is_safe_in_an_address() -> None:
    for number in range(50):
        token = links.token("sign_up", f"id{number}", number)
        assert set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


def test_links_stay_good_while_the_secret_key_is_exchanged(settings: Settings) -> None:
    old, token = settings.SECRET_KEY, links.token("sign_up", "k7m2xq9p", 1)
    settings.SECRET_KEY = "another-key-that-is-long-enough-to-be-taken"
    assert not links.valid("sign_up", token, 1)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert links.valid("sign_up", token, 1)


def test_an_absolute_link_has_one_slash(settings: Settings) -> None:
    settings.TREFF_URL = "https://treff.example/"
    assert links.absolute("/programm/") == "https://treff.example/programm/"
