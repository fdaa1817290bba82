"""Django's `migrate`, alone and patient: of two hosts that start at once, one waits for the other."""

import contextlib
from collections.abc import Iterator
from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import DEFAULT_DB_ALIAS, connections

MIGRATING = 7_238_463  # any number, as long as nobody else takes it


@contextlib.contextmanager
def one_at_a_time(database: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Hold the database's tables against others that would change them; waits as long as it takes."""
    connection = connections[database]
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
    try:
        yield
    finally:  # the connection goes back to the pool
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])
            cursor.execute("RESET lock_timeout")


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        with one_at_a_time(options["database"]):
            super().handle(*args, **options)
