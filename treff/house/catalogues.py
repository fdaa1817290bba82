"""Catalogues of translations, read and compiled with Babel: no system gettext is needed.

`python -m treff.house.catalogues` compiles what is older than its source. German must be complete:
it is the house's own voice, and every other language falls back to it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

BASE = Path(__file__).resolve().parents[2]
CODE = ("treff", "members", "rooms", "events")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


@dataclass(frozen=True)
class Wanted:
    """A text that a program or a template asks to have translated."""

    text: str
    plural: str
    context: str | None
    place: str


def wanted() -> Iterator[Wanted]:
    """Every text of our own, file by file."""
    files = [path for root in CODE for path in sorted((BASE / root).rglob("*.py"))]
    files += sorted(path for path in (BASE / "templates").rglob("*") if path.suffix in {".html", ".txt"})
    for path in files:
        source = path.read_text()
        if path.suffix != ".py":
            source = "\n".join(line.lstrip() for line in templatize(source).splitlines())
        for line, text, _comments, context in extract("python", BytesIO(source.encode()), KEYWORDS):
            one, many = (text[0], text[-1]) if isinstance(text, tuple) else (text, "")
            yield Wanted(one, many, context, f"{path.relative_to(BASE)}:{line}")


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def complaint(catalogue: Catalog, text: Wanted) -> str:
    """What is wrong with the translation of this text; "" if nothing is."""
    message = catalogue.get(text.text, text.context)
    if message is None:
        return "missing"
    if message.fuzzy:
        return "fuzzy"
    said = _strings(message)
    if not all(said):
        return "empty"
    if text.plural and len(said) < 2:
        return "without plural"
    known = _placeholders(text.text) | _placeholders(text.plural)
    strange = set().union(*map(_placeholders, said)) - known
    lost = known - _placeholders(said[-1])
    return f"placeholders differ: {', '.join(sorted(strange | lost))}" if strange | lost else ""


def compile_stale(folders: list[Path]) -> list[Path]:
    """Compile every .po below these folders that is newer than its .mo; fuzzy entries are left out."""
    done = []
    for source in (path for folder in folders for path in sorted(folder.rglob("*.po"))):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        part = target.with_suffix(f".{id(source)}.part")  # two commands may compile at once
        with part.open("wb") as file:
            write_mo(file, read(source))
        part.replace(target)
        done.append(target)
    return done


def _strings(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, (tuple, list)) else [message.string or ""]


def _placeholders(text: str) -> set[str]:
    return {one or other for one, other in PLACEHOLDER.findall(text)}


if __name__ == "__main__":
    compile_stale(sorted(BASE.glob("locale*")))
