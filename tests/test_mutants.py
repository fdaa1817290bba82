"""Every lock and every promise of the database stands on the list of mutants, and the list is true.

The mutants themselves are tried by `make mutants`, which takes some minutes.
"""

import ast
from collections import Counter

import pytest
from django.apps import apps
from django.db import connection

from tests.mutants.catalogue import ROOT, Mutant, mutants

OWN = ("events", "rooms", "members", "house", "pages", "demo")
CODE = ("events", "rooms", "members", "treff")

MUTANTS = mutants()
LINES = [mutant for mutant in MUTANTS if not mutant.in_database]

# What Django writes for a PositiveIntegerField (>= 0) is the field's business, not a rule of the house.
PROMISES = r"""
    SELECT t.relname, c.conname FROM pg_constraint c
        JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
        WHERE n.nspname = 'public' AND c.contype IN ('c', 'u', 'x')
        AND NOT (c.contype = 'c' AND pg_get_constraintdef(c.oid) ~ '^CHECK \(\("?\w+"? >= 0\)\)$')
    UNION ALL
    SELECT t.relname, i.relname FROM pg_index x
        JOIN pg_class i ON i.oid = x.indexrelid
        JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
        WHERE n.nspname = 'public' AND x.indisunique
        AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.oid)
    UNION ALL
    SELECT t.relname, g.tgname FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid WHERE NOT g.tgisinternal
"""


def own_tables() -> set[str]:
    return {
        model._meta.db_table
        for app in OWN
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }


@pytest.mark.django_db
def test_every_promise_of_the_database_has_a_mutant() -> None:
    """Asked of the live database, so that no migration can add one behind the models' back."""
    with connection.cursor() as cursor:
        cursor.execute(PROMISES)
        promised = {(table, name) for table, name in cursor.fetchall() if table in own_tables()}
    listed = {(mutant.table, mutant.name) for mutant in MUTANTS if mutant.in_database}
    assert promised - listed == set()
    assert listed - promised == set()


def locks(source: str) -> Counter[str]:
    """How often each function calls `lock(`."""
    found = Counter[str]()

    def visit(node: ast.AST, inside: str) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inside = f"{inside}.{node.name}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "lock":
            found[inside] += 1
        for child in ast.iter_child_nodes(node):
            visit(child, inside)

    visit(ast.parse(source), "")
    return found


def test_every_lock_has_a_mutant() -> None:
    called, taken_out = Counter[str](), Counter[str]()
    for folder in CODE:
        for path in (ROOT / folder).rglob("*.py"):
            name = str(path.relative_to(ROOT))
            called.update({f"{name}{place}": n for place, n in locks(path.read_text()).items()})
    for mutant in filter(
        is_a_mutant, (each for each in LINES if each.kind == "lock" or "lock" in each.take_out)
    ):
        removed = locks(mutant.source()) - locks(mutant.mutated(mutant.source()))
        taken_out.update({f"{mutant.file}{place}": n for place, n in removed.items()})
    assert set(called) - set(taken_out) == set()


def test_each_mutant_takes_out_what_is_there_and_is_still_a_program() -> None:
    assert [f"{mutant.file}: {mutant.name}" for mutant in LINES if not is_a_mutant(mutant)] == []


def is_a_mutant(mutant: Mutant) -> bool:
    try:
        mutated = mutant.mutated(mutant.source())
        ast.parse(mutated if mutant.file.endswith(".py") else "")
    except (OSError, SyntaxError, ValueError):
        return False
    return mutated != mutant.source()


def test_the_test_that_notices_each_exists() -> None:
    missing = []
    for mutant in MUTANTS:
        file, function = mutant.test.split("[")[0].split("::")
        if not (ROOT / file).exists() or f"def {function}(" not in (ROOT / file).read_text():
            missing.append(mutant.test)
    assert missing == []


SLEEPS = {"sleep", "threading.Event().wait", "Event().wait"}


def test_no_test_sleeps() -> None:
    """A race is shown by barriers and by waiting for a lock, never by hoping for a moment."""
    sleeping = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).removeprefix("time.") in SLEEPS
    ]
    assert sleeping == []
