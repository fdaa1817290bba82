"""Days and times as pages show them."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from treff.house.templatetags.times import day_words, moment_words, when_words

START, END = datetime(2026, 12, 1, 14, tzinfo=UTC), datetime(2026, 12, 1, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "said"),
    [("de", "Di, 1.\N{NO-BREAK SPACE}Dezember"), ("ar", "الثلاثاء، 1\N{NO-BREAK SPACE}ديسمبر")],
)
def test_a_line_never_breaks_between_a_day_and_its_month(language: str, said: str) -> None:
    with translation.override(language):
        assert day_words(START) == said


def test_a_line_never_breaks_before_the_word_for_the_clock() -> None:
    with translation.override("de"):
        assert moment_words(START).endswith("15\N{NO-BREAK SPACE}Uhr")
        assert "15–\N{WORD JOINER}17\N{NO-BREAK SPACE}Uhr" in when_words(START, END)
