"""What is typed and what is stored meet in one folded spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treff.house.folding import fold


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("nahkurs", "Nähkurs"),
        ("NÄHKURS", "Nähkurs"),
        ("yildiz", "Yıldız"),
        ("YILDIZ", "Yıldız"),
        ("istanbul", "İstanbul"),
        ("strasse", "Straße"),
        ("warteliste", "Warte-Liste"),
        ("nachbarschaftshilfe", "Nachbarschafts\u00adhilfe"),
        ("lukasz", "Łukasz"),
        ("soren", "Søren"),
        ("obrien", "O’Brien"),
        ("ёлка", "Елка"),
        ("احمد", "أَحْمَد"),
        ("مدرسه", "مدرسة"),
        ("amina  benali", " Amina Benali "),
        ("amina", "𝐀𝐦𝐢𝐧𝐚"),
    ],
)
def test_two_spellings_meet(typed: str, stored: str) -> None:
    assert fold(typed) == fold(stored)


def test_different_words_stay_different() -> None:
    assert len({fold(word) for word in ["Chor", "Chöre", "Ulm", "Ülkü", "李薇", "Li"]}) == 6


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
