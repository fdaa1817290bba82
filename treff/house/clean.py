"""What a person typed into one line, as one line that everybody sees.

A name goes into mails, lists and Arabic sentences. A line break in it would be a paragraph of ours,
a mark of direction would turn the words around it, and a name of nothing but invisible letters would
be a line without a name. So all of that is taken out before a word is kept or sent.
"""

import unicodedata
from typing import Self

BLANK_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
"""Letters and marks by their category, yet nothing is to be seen of them."""
VARIANTS = [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
INVISIBLE = frozenset(BLANK_LETTERS) | frozenset(map(chr, VARIANTS))
UNSEEN = {"Cf", "Cs"}
"""Marks of format and direction, and halves of characters."""


def one_line(text: str) -> str:
    """The words with one space between them: no breaks, no control characters, nothing invisible."""
    spaced = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text)
    seen = (c for c in spaced if c not in INVISIBLE and unicodedata.category(c) not in UNSEEN)
    return " ".join("".join(seen).split())


class Typed(str):
    """A line that somebody typed in a language of its own, which may not be that of the words around it."""

    language: str

    def __new__(cls, text: str, language: str) -> Self:
        typed = super().__new__(cls, one_line(text))
        typed.language = language
        return typed
