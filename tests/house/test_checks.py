"""The checks of `make check` see what they are there for."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.core.management import call_command

from treff.house import catalogues
from treff.house.catalogues import Wanted, compile_stale, complaint
from treff.house.management.commands.check_graph import upward
from treff.house.management.commands.check_lock import ADDRESS, locked, out_of_step


def test_the_lock_file_is_in_step() -> None:
    call_command("check_lock")


def test_a_removed_and_an_unsatisfied_requirement_are_seen() -> None:
    lock = locked((catalogues.BASE / "requirements.lock").read_text())
    whole = ["django~=5.2.0", "psycopg[binary,pool]~=3.3"]
    few = {"django": lock["django"], "asgiref": lock["asgiref"], "sqlparse": lock["sqlparse"]}
    assert out_of_step(few, ["django~=5.2.0"]) == []
    assert out_of_step(few, ["django~=6.0"])[0].startswith("django~=6.0 is asked for, 5.2")
    assert out_of_step(few | {"segno": "1.0"}, ["django"]) == ["segno is locked, but nothing asks for it"]
    assert out_of_step(few, whole) == ["psycopg[binary,pool]~=3.3 is asked for, nothing is locked"]


@pytest.mark.parametrize("line", ["--index-url x", "--find-links /x", "a @ https://example.org/a.whl"])
def test_an_address_in_the_lock_file_is_seen(line: str) -> None:
    assert ADDRESS.search(line)


def test_migrations_point_one_way() -> None:
    call_command("check_graph")


def test_a_migration_that_points_up_is_seen_over_foreign_apps_too() -> None:
    graph = {
        ("events", "1"): {("rooms", "1")},
        ("rooms", "1"): {("members", "1")},
        ("members", "1"): {("sessions", "1")},
        ("sessions", "1"): {("pages", "1")},
        ("pages", "1"): set(),
    }
    wrong = [f"{floor}.1 depends on pages.1" for floor in ("events", "members", "rooms")]
    assert upward(graph) == wrong


def test_texts_of_code_and_templates_are_found() -> None:
    found = {text.text for text in catalogues.wanted()}
    assert "There is only one house. Please change the one that is there." in found
    assert any(text.place.startswith("templates/") for text in catalogues.wanted())


def test_each_fault_of_a_translation_has_its_word() -> None:
    catalogue = Catalog(locale="de")
    catalogue.add("Whole", "Ganz")
    catalogue.add("Guessed", "Geraten", flags=["fuzzy"])
    catalogue.add("Empty", "")
    catalogue.add("%(n)s seat", "Platz")
    catalogue.add(("%(n)s day", "%(n)s days"), ("ein Tag", "%(n)s Tage"))
    asked = ["Whole", "Guessed", "Empty", "%(n)s seat", "Not there"]
    assert [complaint(catalogue, Wanted(text, "", None, "")) for text in asked] == [
        "",
        "fuzzy",
        "empty",
        "placeholders differ: n",
        "missing",
    ]
    assert complaint(catalogue, Wanted("%(n)s day", "%(n)s days", None, "")) == ""
    assert complaint(catalogue, Wanted("Whole", "Wholes", None, "")) == "without plural"


def test_a_catalogue_is_compiled_when_it_has_changed(tmp_path: Path) -> None:
    source = tmp_path / "de" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "a"\nmsgstr "b"\n'
    )
    assert compile_stale([tmp_path]) == [source.with_suffix(".mo")]
    assert compile_stale([tmp_path]) == []
    assert [path.name for path in source.parent.iterdir() if "part" in path.name] == []
