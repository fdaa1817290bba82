"""A typed line holds what everybody sees, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treff.house.clean import one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Amina   Benali ", "Amina Benali"),
        ("Amina\r\n\r\nIhr Platz ist weg.", "Amina Ihr Platz ist weg."),
        ("Amina\tBenali\x00\x1b", "Amina Benali"),
        ("Amina\u2028Benali\u2029", "Amina Benali"),
        ("Amina\u00a0\u2003Benali", "Amina Benali"),
        ("A\u202ebc\u202c", "Abc"),
        ("\u2066A\u2067b\u2068c\u2069\u200e\u200f\u061c", "Abc"),
        ("\u200b\u2060\ufeff\u00ad\u200c\u200d", ""),
        ("\u3164\u2800\u115f\ufe0f", ""),
        ("Zoë O’Brien-Łukasz", "Zoë O’Brien-Łukasz"),
        ("أَحْمَد", "أَحْمَد"),
        ("ನಿಶಾ 李薇 Нуржан 🙂", "ನಿಶಾ 李薇 Нуржан 🙂"),
        ("\ud800A", "A"),
    ],
)
def test_what_is_seen_is_kept_on_one_line(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


@given(st.text())
def test_a_line_that_is_clean_stays_as_it_is(text: str) -> None:
    line = one_line(text)
    assert one_line(line) == line
    assert line.splitlines() in ([], [line])
