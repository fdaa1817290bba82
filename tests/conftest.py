"""What holds for every test: a real Postgres, an empty cache, and no error in the log."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import translation
from xdist.scheduler import LoadScopeScheduling

from tests.emptying import empty_tables
from treff.house.catalogues import compile_stale
from treff.house.postgres import running

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "admin_user", "admin_client"}

SET_UP_ONCE = {"tests/demo/test_load.py", "tests/events/test_cases_server.py", "tests/test_languages.py"}
"""Files whose tests share something that takes seconds to set up: they go to one worker, and first."""

# A machine that is busy with something else is no fault of ours.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")

TransactionTestCase._fixture_teardown = empty_tables  # type: ignore[attr-defined]  # Django's own


def pytest_configure(config: pytest.Config) -> None:
    """Hold the server as long as this process lives; each of xdist's workers is a holder of its own."""
    holding = ExitStack()
    config.add_cleanup(holding.close)
    holding.enter_context(running())
    compile_stale([Path(folder) for folder in settings.LOCALE_PATHS])


class Sharing(LoadScopeScheduling):
    """One test after the other to whoever is free, except for the files that stay together."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file in SET_UP_ONCE else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    return Sharing(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database: those tests run once more on the oldest Postgres we promise."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES:
            item.add_marker("database")


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Rate limits are counted in the cache; one test must not use up those of the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def language_of_the_house() -> None:
    """A request leaves its language behind in the thread; the next test begins in German again."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def no_logged_error(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A logged error fails the test. Who expects one reads it and then says `caplog.clear()`."""
    yield
    errors = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert errors == []
