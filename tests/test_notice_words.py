"""Every notice as somebody reads it. `golden/notices/` holds the whole text, to be read as prose.

After a change of words: GOLDEN=write pytest tests/test_notice_words.py, then read what changed.
"""

import os
import re
import textwrap
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter
from django.utils.translation import override

from members.models import AccountMail
from tests.house.notices import a_house
from tests.letters import ADDRESS, NOTICES, OFFERS, as_file, letter

GOLDEN = Path(__file__).parent / "golden"
LINES, WIDTH, WORDS, FOOT = 8, 78, 15, 2
ALL = [*NOTICES, *OFFERS]

ACCOUNT = {
    "login_code": "account/email/login_code",
    "unknown_account": "account/email/unknown_account",
    "account_already_exists": "account/email/account_already_exists",
    "email_confirmation": "account/email/email_confirmation",
    "email_changed": "account/email/email_changed",
    "second_factor": "mfa/email/totp_activated",
}

pytestmark = pytest.mark.django_db


def compare(said: str, file: Path) -> None:
    if os.environ.get("GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(said)
    assert said == file.read_text()


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_notice_reads_like_this(name: str, language: str) -> None:
    compare(as_file(letter(name, language)), GOLDEN / "notices" / f"{name}.{language}.txt")


@pytest.mark.parametrize("name", ACCOUNT)
def test_a_mail_about_the_account_reads_like_this(name: str) -> None:
    words = {"code": "526-283-746", "from_email": "alt@treff.example", "to_email": "neu@treff.example"}
    a_house()
    with override("de"):
        get_adapter().send_mail(ACCOUNT[name], "amina@treff.example", words)
    mail = AccountMail.objects.get()
    said = f"{mail.subject}\n\n{ADDRESS.sub('<link>', mail.text)}"
    compare(said, GOLDEN / "account" / f"{name}.de.txt")


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_notice_has_at_most_eight_lines_of_its_own(name: str, language: str) -> None:
    """Besides greeting, the block of facts and the foot; as wide as a mail program on a desk shows it."""
    _subject, _greeting, *paragraphs = as_file(letter(name, language)).strip().split("\n\n")
    own = [text for text in paragraphs[:-FOOT] if "KRF 7HM" not in text]
    lines = [line for text in own for written in text.split("\n") for line in textwrap.wrap(written, WIDTH)]
    assert own
    assert len(lines) <= LINES, lines


@pytest.mark.parametrize("name", ALL)
def test_german_notices_speak_in_short_sentences(name: str) -> None:
    """Fifteen words is the limit; the rule of the waiting list cannot be said in fewer than 16."""
    _subject, *paragraphs = as_file(letter(name, "de")).split("\n\n")
    sentences = [
        sentence
        for text in paragraphs
        for line in text.split("\n")
        for sentence in re.split(r"(?<=[.?:]) (?=[A-ZÄÖÜ„])", line)
    ]
    long = [sentence for sentence in sentences if len(sentence.split()) > WORDS]
    assert long == []


@pytest.mark.parametrize("name", ALL)
def test_a_notice_names_the_house_and_says_why_it_comes(name: str) -> None:
    said = as_file(letter(name, "de"))
    why = "ein Angebot eingereicht haben" if name in OFFERS else "sich angemeldet haben"
    why = "dieses Angebot betreuen" if name == "too_few" else why
    assert said.endswith(f"Ihr Treff am Bleichpfad\nDiese Nachricht bekommen Sie, weil Sie {why}.\n")
    assert "02151 000 100" in said


@pytest.mark.parametrize("name", ALL)
def test_an_arabic_notice_runs_from_right_to_left_and_keeps_its_digits(name: str) -> None:
    found = letter(name, "ar")
    assert 'dir="rtl"' in found.html
    assert "\u206802151 000 100\u2069" in found.text
    assert "<bdi>02151 000 100</bdi>" in found.html
    if "KRF 7HM" in found.text:
        assert "<bdi>KRF 7HM</bdi>" in found.html
