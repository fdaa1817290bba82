"""What a person reads or hears on a page: every piece of text with its language and its direction."""

import re
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from typing import Any

VOID = {"br", "hr", "img", "input", "link", "meta", "wbr", "area", "base", "col", "source", "use", "path"}
SILENT = {"script", "style", "template"}
SPOKEN_ATTRIBUTES = ("aria-label", "alt", "title", "placeholder")


@dataclass(frozen=True)
class Piece:
    """One piece of text. `isolated` says that its direction cannot leak into the words around it."""

    text: str
    language: str
    isolated: bool


@dataclass(frozen=True)
class _Open:
    tag: str
    language: str
    isolated: bool
    silent: bool


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [_Open("", "", isolated=False, silent=False)]
        self.pieces: list[Piece] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given, outer = dict(attrs), self.open[-1]
        inner = _Open(
            tag,
            given.get("lang") or outer.language,
            isolated=outer.isolated or (tag == "bdi" and given.get("dir") == "ltr"),
            silent=outer.silent or tag in SILENT,
        )
        for name in SPOKEN_ATTRIBUTES:
            self.say(given.get(name) or "", inner)
        if tag == "input" and given.get("type") == "submit":
            self.say(given.get("value") or "", inner)
        if tag not in VOID:
            self.open.append(inner)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        while len(self.open) > 1 and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.say(data, self.open[-1])

    def say(self, text: str, where: _Open) -> None:
        words = " ".join(text.split())
        if words and not where.silent:
            self.pieces.append(Piece(words, where.language, where.isolated))


def pieces(html: str) -> list[Piece]:
    """Everything that is shown or read aloud, in the order of the page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.pieces


def words(answer: Any) -> str:
    """What can be read on the page of an answer, in one line."""
    html = re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
