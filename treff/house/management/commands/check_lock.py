"""The lock file says what pyproject asks for, is installed as it stands, and names no address."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from treff.house.catalogues import BASE

ADDRESS = re.compile(r"://|--index|--extra-index|--find-links|--trusted-host")


class Command(BaseCommand):
    help = "Check the lock file against pyproject.toml and what is installed; needs no network."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        text = (BASE / "requirements.lock").read_text()
        project = tomllib.loads((BASE / "pyproject.toml").read_text())
        asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
        wrong = [f"an address in the lock file: {line}" for line in text.splitlines() if ADDRESS.search(line)]
        if wrong := wrong or out_of_step(locked(text), asked):
            raise CommandError("\n".join([*wrong, "make lock writes the lock file anew, then set up again."]))


def locked(text: str) -> dict[str, str]:
    """Package and version of each line that counts on this machine."""
    lines = (line.rstrip(" \\") for line in text.splitlines() if line and line[0] not in " #")
    wants = [Requirement(line) for line in lines]
    return {
        canonicalize_name(want.name): str(want.specifier).removeprefix("==")
        for want in wants
        if want.marker is None or want.marker.evaluate()
    }


def out_of_step(lock: dict[str, str], asked: list[str]) -> list[str]:
    """Walks from what is asked for through what is installed; a line for whatever does not fit."""
    todo, seen, wrong = [Requirement(line) for line in asked], dict[str, set[str]](), []
    while todo:
        want = todo.pop()
        name = canonicalize_name(want.name)
        if name not in lock or not want.specifier.contains(lock[name], prereleases=True):
            wrong.append(f"{want} is asked for, {lock.get(name, 'nothing')} is locked")
            continue
        if name in seen and want.extras <= seen[name]:
            continue
        extras = seen[name] = seen.get(name, set()) | want.extras
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            wrong.append(f"{name} is locked but not installed")
            continue
        if installed.version != lock[name]:
            wrong.append(f"{name} {lock[name]} is locked, {installed.version} is installed")
        needs = [Requirement(line) for line in installed.requires or []]
        todo += [need for need in needs if counts(need, extras)]
    return wrong + [
        f"{name} is locked, but nothing asks for it" for name in sorted(lock.keys() - seen.keys())
    ]


def counts(need: Requirement, extras: set[str]) -> bool:
    """Whether this machine and these extras ask for it."""
    marker = need.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras | {""})
