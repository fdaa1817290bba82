"""`manage.py demo`: fill an empty house with the neighbours of the demo; with --events, a whole city."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from treff.demo import large
from treff.demo.load import load
from treff.demo.models import Loaded
from treff.house import when


class Command(BaseCommand):
    """Load the demo. A second run loads nothing twice."""

    help = "Load the demo world (with TREFF_DEMO=1, into an empty database)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--events", type=int, default=0, help="as many coming dates in all, for measuring"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load()
        if loaded is None:
            before = Loaded.objects.get()
            age = (when.today() - before.on).days
            self.stdout.write(f"The demo is here since {before.on}; nothing was loaded.")
            if age > 7:
                self.stdout.write("Its dates grow old. Remove .treff and start again for fresh ones.")
        else:
            self.stdout.write("The demo is loaded.")
        if options["events"]:
            self.stdout.write(f"{large.grow(options['events'])} dates added.")
        if loaded is not None or options["events"]:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # the planner learns of so many new rows at once
