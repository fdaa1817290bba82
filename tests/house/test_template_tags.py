"""What templates can say: dates as heroes, numbers that are not mirrored, words of another language."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from treff.house import formats, spoken, when
from treff.house.templatetags import treff as tags

ROOT = Path(settings.BASE_DIR)


@dataclass(frozen=True)
class Text:
    language: str
    title: str


def test_a_phone_number_can_be_pressed_and_keeps_its_order() -> None:
    assert tags.phone_link("02151 000 100") == (
        '<bdi dir="ltr"><a href="tel:+492151000100">02151 000 100</a></bdi>'
    )
    assert 'href="tel:+33123456789"' in tags.phone_link("0033 1 23 45 67 89")
    assert tags.phone_link("+492151000204") == (
        '<bdi dir="ltr"><a href="tel:+492151000204">02151 000 204</a></bdi>'
    )


def test_what_is_no_phone_number_cannot_be_pressed() -> None:
    assert tags.phone_link("[[Telefon]]") == '<bdi dir="ltr">[[Telefon]]</bdi>'


def test_a_code_is_printed_three_and_three() -> None:
    assert tags.code("KRF7HM") == '<bdi dir="ltr">KRF 7HM</bdi>'


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", ["26.", "November"]), ("en", ["26<", "November"]), ("ar", ["26<", "نوفمبر"])],
)
def test_the_day_speaks_the_language_of_the_page(language: str, words: list[str]) -> None:
    day = date(when.today().year, 11, 26)
    with translation.override(language):
        html = tags.date_hero(day, big=True)

    assert f'class="date big" datetime="{day.isoformat()}"' in html
    assert all(word in html for word in words)


@pytest.mark.parametrize("days", [-40, -20, 0, 320, 360])
def test_the_hero_names_the_year_where_every_day_does(days: int) -> None:
    day = when.today() + timedelta(days=days)
    with translation.override("de"):
        hero = re.sub('datetime="[^"]*"', "", tags.date_hero(day))
        assert (str(day.year) in hero) == (str(day.year) in formats.day(day))


@pytest.mark.parametrize(("language", "comma"), [("de", ", "), ("en", ", "), ("ar", "، ")])
def test_pieces_are_held_together_by_the_comma_of_the_language(language: str, comma: str) -> None:
    with translation.override(language):
        assert tags.comma() == comma


def test_words_of_another_language_carry_their_own_language_and_direction() -> None:
    with translation.override("de"):
        assert tags.in_language(Text("ar", "خياطة"), "title") == '<span lang="ar" dir="rtl">خياطة</span>'
        assert tags.in_language(Text("de", "Nähen"), "title") == "Nähen"
        assert tags.own_language("Nähen", Text("de", "Nähen")) == "Nähen"
        assert tags.in_language(None, "title") == ""


def test_marked_words_are_never_markup() -> None:
    with translation.override("de"):
        assert "<b>" not in str(spoken.marked("<b>x</b>", "ar"))


def test_every_language_of_the_house_has_a_name() -> None:
    with translation.override("en"):
        assert spoken.language_name("tr") == "Turkish"
        assert spoken.language_name("ku") == "Kurdish"
        assert spoken.language_name("de-simple") == "Easy German"
        assert spoken.language_name("xx") == "xx"


def test_every_pictogram_that_a_page_names_is_drawn() -> None:
    drawn = set(re.findall(r'id="i-([a-z]+)"', (ROOT / "static/icons.svg").read_text()))
    pages = "\n".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    named = set(re.findall(r'{% icon "([a-z]+)"', pages)) | set(re.findall(r"#i-([a-z]+)\"", pages))

    assert named
    assert named - drawn == set()
