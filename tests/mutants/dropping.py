"""A plugin for pytest: drops what a test is about just before it runs, in the test's own transaction.

Postgres rolls a dropped constraint back with everything else, so one run tries them all. `--drops`
names a JSON file with `{node id: [kind, table, name]}`; what came of each test is written beside it.
"""

import json
from collections.abc import Generator
from pathlib import Path

import pytest
from django.db import connection

WORDS = {
    "constraint": 'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"',
    "index": 'DROP INDEX "{name}"',
    "trigger": 'DROP TRIGGER "{name}" ON "{table}"',
}


class Dropping:
    def __init__(self, path: Path) -> None:
        self.drops: dict[str, list[str]] = json.loads(path.read_text())
        self.answer = path.with_suffix(".out")
        self.outcomes: dict[str, str] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        if wanted := self.drops.get(item.nodeid):
            kind, table, name = wanted
            assert connection.in_atomic_block, "a dropped constraint comes back only with a rollback"
            with connection.cursor() as cursor:
                cursor.execute(WORDS[kind].format(table=table, name=name))
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """What the call came to; a set-up that fails says nothing about the constraint."""
        if report.when == "call":
            self.outcomes[report.nodeid] = report.outcome

    def pytest_sessionfinish(self) -> None:
        self.answer.write_text(json.dumps(self.outcomes))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--drops", type=Path)


def pytest_configure(config: pytest.Config) -> None:
    if path := config.getoption("--drops"):
        config.pluginmanager.register(Dropping(path))
