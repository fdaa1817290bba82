"""The files of the world as prose and as facts: no two offers say the same, and every key is known."""

import re
from collections import Counter
from typing import Any

import pytest

from treff.demo import facts
from treff.demo.pictures import MOTIFS

NOT_OUR_VOICE = {
    *("erfolgt", "gemäß", "bzw.", "ggf.", "zwecks", "hiermit", "Antrag", "genehmig", "stornier", "Kapazität"),
    *("Nutzer", "verfügbar", "ungültig", "obligatorisch", "bequem", "schnell", "Senioren", "barrierefrei"),
    *("Gebühr", "!", ":in", "*in", "/in"),
}
MOST_WORDS = 15


def sentences(offer: dict[str, Any]) -> list[str]:
    words = offer["text"]["de"]
    return re.split(r"(?<=[.?!]) ", f"{words['text']} {words['summary']}")


def test_the_programme_has_thirty_eight_offers() -> None:
    assert sorted(offer["number"] for offer in facts.offers()) == list(range(1, 39))


def test_no_two_offers_share_a_sentence() -> None:
    counted = Counter(sentence for offer in facts.offers() for sentence in sentences(offer))
    assert {sentence for sentence, often in counted.items() if often > 1} == set()


def test_no_sentence_is_longer_than_the_voice_of_the_house_allows() -> None:
    long = [s for offer in facts.offers() for s in sentences(offer) if len(s.split()) > MOST_WORDS]
    assert long == []


def test_no_offer_speaks_like_an_office() -> None:
    found = {
        (offer["slug"], word)
        for offer in facts.offers()
        for word in NOT_OUR_VOICE
        if word in " ".join(offer["text"]["de"].values())
    }
    assert found == set()


def test_every_offer_says_what_it_costs_and_for_whom_in_two_to_five_sentences() -> None:
    for offer in facts.offers():
        german = offer["text"]["de"]
        assert german["cost"], offer["slug"]
        assert german["audience"], offer["slug"]
        assert 2 <= len(re.split(r"(?<=[.?!]) ", german["text"])) <= 5, offer["slug"]


def test_every_offer_has_a_line_in_easy_german() -> None:
    assert [offer["slug"] for offer in facts.offers() if not offer["text"]["de-simple"]["summary"]] == []


def test_fifteen_offers_are_translated_and_some_texts_are_left_out_on_purpose() -> None:
    translated = [offer for offer in facts.offers() if "en" in offer["text"]]
    missing = {
        (offer["number"], language)
        for offer in translated
        for language in ("tr", "ar", "uk")
        if language not in offer["text"]
    }
    assert len(translated) == 15
    assert missing == {
        (14, "tr"),
        (15, "tr"),
        (15, "uk"),
        (24, "tr"),
        (24, "uk"),
        (29, "ar"),
        (32, "uk"),
        (37, "tr"),
    }


def test_there_are_sixty_people_and_twenty_two_accounts() -> None:
    people = facts.read("people")
    assert len(people) == 60
    assert sum("mail" in person or "account" in person for person in people.values()) == 22


def test_every_key_of_the_programme_is_known() -> None:
    partners = facts.read("organisations")
    known = {
        "hosts": {*partners["organisation"], *partners["group"]},
        "leads": set(facts.read("people")),
        "rooms": {room["key"] for room in facts.read("house")["room"]},
    }
    for offer in facts.offers():
        for field, keys in known.items():
            assert set(offer.get(field, [])) <= keys, offer["slug"]
        assert offer.get("picture", "naht") in MOTIFS


@pytest.mark.parametrize("name", sorted(MOTIFS))
def test_every_picture_is_described_in_three_languages(name: str) -> None:
    assert set(facts.read("pictures")[name]) == {"de", "en", "ar"}


def test_numbers_reach_nobody() -> None:
    """Subscriber numbers do not begin with 0."""
    numbers = [facts.number(person["phone"]) for person in facts.read("people").values() if "phone" in person]
    assert [n for n in numbers if not re.fullmatch(r"(0151|\+49 151) 00000 ?\d{3}|02151 000 \d{3}", n)] == []
