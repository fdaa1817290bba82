"""What an offer or a date is called on a page: its title, or the short name while it has no words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from treff.house.models.text import ORIGINAL, active_language

if TYPE_CHECKING:
    from events.models.event import Event


@dataclass(frozen=True)
class Title:
    """The words, and the language they are in; a short name is in none."""

    language: str
    words: str

    @classmethod
    def of(cls, found: Sequence[str] | None, event: "Event") -> Self:
        """`found` is what a query has read, language and title; None while nobody has written any."""
        return cls(*found) if found else cls("", event.slug)

    @classmethod
    def in_words_of(cls, event: "Event") -> Self:
        """In the language of the page, else German, else any; reads its texts, prefetched or not."""
        asked = active_language()
        texts = sorted(
            event.texts.all(),
            key=lambda text: (text.language != asked, text.language != ORIGINAL, text.language),
        )
        return cls.of((texts[0].language, texts[0].title) if texts else None, event)
