"""Codes to read out and public ids."""

import pytest

from treff.house import codes


def test_a_code_has_six_characters_that_cannot_be_mistaken() -> None:
    drawn = {codes.code() for _ in range(200)}
    assert {len(code) for code in drawn} == {6}
    assert set("".join(drawn)) == set("BCDFGHJKLMNPQRTW6789")


def test_a_public_id_has_eight_small_characters_without_vowels_or_look_alikes() -> None:
    drawn = {codes.public_id() for _ in range(200)}
    assert {len(drawn_id) for drawn_id in drawn} == {8}
    assert not set("".join(drawn)) & set("aeiouy01l" + "ABC") - {"y"}


def test_ids_do_not_repeat() -> None:
    assert len({codes.public_id() for _ in range(2000)}) == 2000


@pytest.mark.parametrize(
    "typed", ["KRF7HM", "krf 7hm", " KRF-7HM ", "k r f 7 h m", "KRF\u00a07HM", "krf–7hm"]
)
def test_a_code_is_found_however_it_was_typed(typed: str) -> None:
    assert codes.clean_code(typed) == "KRF7HM"
