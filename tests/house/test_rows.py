"""The abstract rows of the ground: head counts and texts per language."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Tally
from treff.house.models import PictureAlt, content_languages, direction


def test_who_was_not_asked_for_the_age_is_the_rest_of_those_present() -> None:
    assert Tally(present=12, age_0_5=2, age_65_up=4).not_counted_by_age() == 6
    assert Tally(present=0).not_counted_by_age() == 0


def test_empty_is_not_zero() -> None:
    assert Tally().not_counted_by_age() is None


def test_a_translation_is_old_when_the_german_words_have_changed_since() -> None:
    now = timezone.now()
    german = PictureAlt(language="de", source_changed_at=now)
    assert PictureAlt(source_changed_at=now - timedelta(days=1)).is_older_than(german.source_changed_at)
    assert not PictureAlt(source_changed_at=now).is_older_than(german.source_changed_at)


@pytest.mark.parametrize(
    ("language", "written"),
    [("de", "ltr"), ("de-simple", "ltr"), ("ar", "rtl"), ("tr", "ltr"), ("fa", "rtl")],
)
def test_each_language_has_its_direction(language: str, written: str) -> None:
    assert direction(language) == written


def test_easy_german_is_a_language_like_the_others() -> None:
    assert [code for code, _name in content_languages()] == ["de", "de-simple", "en", "tr", "ar", "uk", "ru"]
