"""The papers promise nothing that is not there: links lead somewhere, tests and commands exist."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands
from procrastinate.contrib.django import app as queue

from tests.pictures import FOLDER, KEPT, MOST_BYTES

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
PAPERS = {
    path: path.read_text() for path in (ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/*.md"))
}
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
PROOF = re.compile(r"\[(test_\w+)\]\((tests/[\w/]+\.py)\)")
NOT_OURS = re.compile(r"/tmp/|/root\b|/home/\w+|\bissues? #?\d+|\b[0-9a-f]{40}\b")


def section(heading: str) -> str:
    """What stands in the README below this heading."""
    return README.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def first_cells(heading: str) -> list[str]:
    """The first column of the table below this heading, without its head."""
    rows: list[str] = re.findall(r"^\| (.+?) \|", section(heading), re.MULTILINE)
    return rows[1:]


@cache
def functions(file: str) -> set[str]:
    return {
        node.name
        for node in ast.walk(ast.parse((ROOT / file).read_text()))
        if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_every_link_leads_to_something(paper: Path) -> None:
    targets = [target for _words, target in LINK.findall(PAPERS[paper]) if "://" not in target]
    assert [target for target in targets if not (paper.parent / target).exists()] == []


def test_each_line_of_what_it_does_names_the_test_that_proves_it() -> None:
    lines = [line for line in section("What it does").splitlines() if line.startswith("- ")]
    assert len(lines) > 20
    assert [line for line in lines if not PROOF.search(line)] == []


def test_the_tests_that_are_named_exist() -> None:
    named = [proof for text in PAPERS.values() for proof in PROOF.findall(text)]
    assert [name for name, file in named if name not in functions(file)] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_every_command_that_is_named_exists(paper: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = "\n".join(re.findall(r"```.*?```|`[^`]+`", PAPERS[paper], re.DOTALL))
    assert set(re.findall(r"\bmake ([a-z-]+)", text)) <= targets
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= set(get_commands())


def test_every_file_that_is_named_exists() -> None:
    """Names with a slash, as they stand between backticks; patterns and addresses are left out."""
    known = r"`((?:treff|events|rooms|members|tests|templates|static|locale|docs)/[\w./-]+)`"
    named = [name for text in PAPERS.values() for name in re.findall(known, text)]
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_words_of_the_house_are_those_of_the_code() -> None:
    words = re.findall(r"`(\w+)`", " ".join(first_cells("The words of the house")))
    models = {model.__name__ for model in apps.get_models()}
    assert [word for word in words if word not in models] == []


def test_everybody_of_the_demo_is_introduced_in_the_same_order() -> None:
    people = tomllib.loads((ROOT / "treff/demo/world/neighbours.toml").read_text())["neighbour"]
    assert first_cells("Who is who in the demo") == [each["name"] for each in people]


def test_every_job_that_happens_by_itself_is_explained() -> None:
    queue.perform_import_paths()  # type: ignore[no-untyped-call]  # of procrastinate
    explained = re.findall(r"\| `(\w+\.\w+)` \|$", (ROOT / "docs/running.md").read_text(), re.MULTILINE)
    periodic = {task.task.name for task in queue.periodic_registry.periodic_tasks.values()}
    assert set(explained) == {name for name in periodic if not name.startswith("builtin:")}


def test_the_changelog_knows_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert re.search(
        rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d$",
        (ROOT / "CHANGELOG.md").read_text(),
        re.MULTILINE,
    )


def test_no_paper_names_the_workshop_it_was_written_in() -> None:
    assert [(path.name, found) for path, text in PAPERS.items() for found in NOT_OURS.findall(text)] == []


def test_the_pictures_are_those_that_are_drawn_and_light() -> None:
    drawn = {f"{name}-{look.name}.png" for look, names in KEPT.items() for name in names}
    there = {picture.name for picture in FOLDER.iterdir() if "-paper" not in picture.name}
    assert there == drawn
    assert sum(picture.stat().st_size for picture in FOLDER.iterdir()) < MOST_BYTES


def test_the_reader_sees_a_pattern_of_what_is_missing(tmp_path: Path) -> None:
    """The patterns above find what they look for; otherwise everything would always be well."""
    assert PROOF.findall("- It works ([test_it](tests/x/test_y.py)).") == [("test_it", "tests/x/test_y.py")]
    assert NOT_OURS.findall("see /home/olena and issue 12") == ["/home/olena", "issue 12"]
    assert not (tmp_path / LINK.findall("[words](docs/nothing.md)")[0][1]).exists()
