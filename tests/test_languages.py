"""Every language says everything: German all of it, Arabic the whole way of a resident.

Pages are read the way a person reads them, piece by piece, in all the states they can be in.
"""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils.translation import gettext, ngettext, override, pgettext

from events.models import Question, QuestionText
from tests.factories import make_date
from tests.pages_of_a_resident import filled, read, world
from tests.reading import Piece, pieces
from treff.house import catalogues

pytestmark = pytest.mark.django_db

ENGLISH = re.compile(r"\b(the|and|you|your|please|this|with|from|are|have|does|which|there)\b", re.IGNORECASE)
GERMAN = re.compile(r"\b(der|die|das|und|nicht|Sie|Ihre?n?|bitte|für|ist|mit|Uhr|wir|haben)\b")
LATIN = re.compile(r"[A-Za-zÄÖÜäöüß]{3,}")
NAMES = re.compile(
    r"Treff am Bleichpfad|Bleichpfad 9|inter\.aktion e\. V\.|Krefeld|Nordrhein-Westfalen|Webstube|Saal"
    r"|Amina|Yusuf|Olena|Gertrud|Hoa|Suryani|\S+@\S+|\[\[.*?\]\]|«Spam»"
    r"|JavaScript|Cookie|sessionid|csrftoken|signups"
    r"|WCAG|EUPL|Art\. 6 Abs\. 1 [a-f] DSGVO|DDG|MStV|BGG NRW|BITVNRW"
)
"""What keeps its Latin letters in Arabic: names, addresses, laws, terms of the trade."""
TITLES = re.compile(
    r"Nähen|Rat|Kochen|Löten|Café|Beratung|Ausflug|Chor|Vortrag|Märchen|Lesenacht|Garten"
    r"|Deutsch am Vormittag|nirgends|Was nähen Sie\?|Planung"
)
"""What the team wrote in German only. In a title of a window it cannot carry a mark."""
BREAKABLE = re.compile(r"\b0\d+ \d+|\b(?=[A-Z0-9 ]*[A-Z])\d[A-Z0-9]{2} [A-Z0-9]{3}\b|\d:\d\d–\d")
"""Turned around in a line from right to left unless isolated: phone numbers, codes, spans of time."""
ISOLATED = re.compile("\u2066[^\u2069]*\u2069")
BANNED = re.compile(
    r"\b(erfolgt|gemäß|bzw|ggf|zwecks|hiermit|Antrag|genehmig\w+|stornier\w+|Kapazität|Nutzer\w*|verfügbar"
    r"|ungültig\w*|obligatorisch|bequem|erfolgreich|du|dein\w*)\b|\w[*:_]innen\b|/-?innen\b",
    re.IGNORECASE,
)
STATES, WORDS = 10, 17


def catalogue(language: str) -> Catalog:
    return catalogues.read(Path(settings.BASE_DIR, "locale", language, "LC_MESSAGES", "django.po"))


def sentences(said: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said or ())


@cache
def untranslated() -> frozenset[str]:
    """English texts whose German differs: none of them may be read on a German page."""
    german = {said for message in catalogue("de") if message.id for said in sentences(message.string)}
    english = {text for message in catalogue("de") if message.id for text in sentences(message.id)}
    return frozenset(english - german)


def bare(text: str) -> str:
    return ISOLATED.sub("", text)


def has_foreign_words(piece: Piece) -> bool:
    words = TITLES.sub("", NAMES.sub("", bare(piece.text)))
    return not piece.isolated and LATIN.search(words) is not None


def heading(html: str) -> str:
    """What a page of a date says first about places."""
    found = re.search(r'<h2 id="platz">(.*?)</h2>', html, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def test_german_says_everything() -> None:
    """Raises with a list of what is missing, fuzzy, empty, or has lost a placeholder."""
    call_command("check_catalogue")


def test_every_language_keeps_its_placeholders() -> None:
    """A catalogue may be short of texts, but what it says is whole."""
    for folder in Path(settings.BASE_DIR, "locale").iterdir():
        known = catalogue(folder.name)
        wrong = [
            (text.text, said)
            for text in catalogues.wanted()
            if (said := catalogues.complaint(known, text)) not in {"", "missing"}
        ]
        assert wrong == [], folder.name


def test_no_catalogue_keeps_what_nobody_asks_for() -> None:
    asked = {(text.text, text.context) for text in catalogues.wanted()}
    for folder in Path(settings.BASE_DIR, "locale").iterdir():
        kept = {
            (found.id[0] if isinstance(found.id, tuple) else found.id, found.context)
            for found in catalogue(folder.name)
            if found.id
        }
        assert kept - asked == set(), folder.name


@cache
def pages(language: str) -> dict[str, str]:
    """Every page of a resident in this language, read once for all tests here."""
    return read(world(), language)


def test_no_page_of_a_resident_speaks_english_to_a_german_reader() -> None:
    """Neither words of a text that was never translated, nor a text that is known in German."""
    spoken = {page: pieces(html) for page, html in pages("de").items()}
    strange = {
        (page, piece.text)
        for page, said in spoken.items()
        for piece in said
        if piece.language != "en" and (ENGLISH.search(piece.text) or piece.text in untranslated())
    }
    assert strange == set()
    assert len(spoken) > 60


def test_no_page_of_a_resident_speaks_german_to_an_english_reader() -> None:
    """Except what carries the mark of its own language."""
    strange = {
        (page, piece.text)
        for page, html in pages("en").items()
        for piece in pieces(html)
        if piece.language == "en" and GERMAN.search(piece.text)
    }
    assert strange == set()


def test_no_page_of_a_resident_speaks_anything_but_arabic_to_an_arabic_reader() -> None:
    """Latin letters are names, addresses, codes, laws, or carry the mark of their own language."""
    strange = {
        (page, piece.text)
        for page, html in pages("ar").items()
        for piece in pieces(html)
        if piece.language == "ar" and has_foreign_words(piece)
    }
    assert strange == set()


def test_arabic_pages_run_from_right_to_left_and_keep_numbers_in_order() -> None:
    arabic = pages("ar")
    assert {page for page, html in arabic.items() if '<html lang="ar" dir="rtl">' not in html} == set()
    said = [piece for html in arabic.values() for piece in pieces(html) if piece.language == "ar"]
    loose = {piece.text for piece in said if BREAKABLE.search(bare(piece.text)) and not piece.isolated}
    assert loose == set()
    assert any(piece.text == "02151 000 100" and piece.isolated for piece in said)


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_every_state_of_a_date_has_words_of_its_own(client: Client, prefix: str) -> None:
    dates = world().dates
    with override("de"):
        paths = {name: date.get_absolute_url() for name, date in dates.items()}
    heads = {heading(client.get(prefix + path).content.decode()) for path in paths.values()}
    assert len(heads) >= STATES, heads


@pytest.mark.parametrize(
    ("msgid", "context", "german"),
    [
        ("Sign up", "", "Anmelden"),
        ("Log in", "", "Einloggen"),
        ("Log out", "", "Ausloggen"),
        ("Cancel", "give a place back", "Absagen"),
        ("Cancel this date", "give a place back", "Diesen Termin absagen"),
        ("Cancel this date", "", "Diesen Termin ausfallen lassen"),
        ("cancelled", "status of a date", "fällt aus"),
        ("cancelled", "state of a place", "abgesagt"),
    ],
)
def test_three_acts_have_three_words(msgid: str, context: str, german: str) -> None:
    """anmelden: get a place; einloggen: open the account; absagen: a person; "fällt aus": the house."""
    said = pgettext(context, msgid) if context else gettext(msgid)
    assert said == german


@pytest.mark.parametrize(
    ("people", "button"),
    [
        (1, "تسجيل شخص واحد"),
        (2, "تسجيل شخصين"),
        (3, "تسجيل 3 أشخاص"),
        (11, "تسجيل 11 شخصًا"),
        (100, "تسجيل 100 شخص"),
        (103, "تسجيل 103 أشخاص"),
    ],
)
def test_arabic_counts_people_in_all_its_forms(people: int, button: str) -> None:
    with override("ar"):
        said = ngettext("Sign up %(n)s person", "Sign up %(n)s people", people) % {"n": people}
    assert said == button


def test_german_uses_no_word_that_the_house_does_not_use() -> None:
    said = [text for message in catalogue("de") if message.id for text in sentences(message.string)]
    assert [text for text in said if BANNED.search(text)] == []
    assert [text for text in said if "!" in text or '"' in text.replace("manage.py", "")] == []


def test_german_speaks_in_short_sentences() -> None:
    """Fifteen words are the limit; the rule of the waiting list needs two more."""
    said = [text for message in catalogue("de") if message.id for text in sentences(message.string)]
    each = [sentence for text in said for sentence in re.split(r"(?<=[.?!:]) ", text)]
    assert [sentence for sentence in each if len(sentence.split()) > WORDS] == []


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_a_question_of_the_team_is_words_in_its_own_language_and_never_markup(
    client: Client, prefix: str
) -> None:
    date = make_date()
    question = Question.objects.create(event=date.event, purpose="<i>Planung</i>", required=True)
    QuestionText.objects.create(question=question, language="de", wording="<b>Was nähen Sie?</b>")
    with override("de"):
        path = f"{date.get_absolute_url()}anmelden/"
    asked = client.get(prefix + path).content.decode()
    missing = client.post(prefix + path, filled()).content.decode()
    assert "<b>Was" not in asked + missing
    assert "<i>Planung" not in asked + missing
    mark = '<span lang="de" dir="ltr">' if prefix else ""
    assert f"{mark}&lt;b&gt;Was nähen Sie?&lt;/b&gt;" in asked
    assert "&amp;lt;" not in missing
