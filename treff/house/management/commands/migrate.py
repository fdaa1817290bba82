"""Django's `migrate`, patient: a migration may wait for a lock longer than a page may."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
        try:
            super().handle(*args, **options)
        finally:  # the connection goes back to the pool
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
