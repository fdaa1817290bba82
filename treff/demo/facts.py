"""The demo world as it stands in the files beside this one; nothing about it is written in code."""

import tomllib
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

WORLD = Path(__file__).with_name("world")
SEED = 47799


@cache
def read(name: str) -> dict[str, Any]:
    """One file of the world."""
    with (WORLD / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def offers() -> list[dict[str, Any]]:
    """The whole programme in the order in which it is loaded: `order`, then number."""
    files = sorted((WORLD / "programme").glob("*.toml"))
    found = [offer for file in files for offer in read(f"programme/{file.stem}")["offer"]]
    return sorted(found, key=lambda offer: (offer.get("order", 0), offer["number"]))


def edition() -> str:
    """A mark of the world as the files tell it now; another one after any change."""
    told = sha256()
    for file in sorted(WORLD.rglob("*.toml")):
        told.update(file.read_bytes())
    return told.hexdigest()[:12]


def number(short: str) -> str:
    """ "T101" and "F201" as numbers that reach nobody; anything else as it is."""
    stems = {"T": "0151 00000", "F": "02151 000 "}
    return stems[short[0]] + short[1:] if short[:1] in stems else short


def mail(name: str) -> str:
    return f"{name}@example.org"
