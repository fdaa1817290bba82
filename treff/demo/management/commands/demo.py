"""`manage.py demo`: fill an empty house with the neighbours of the demo; with --events, a whole city."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from treff.demo import facts, large
from treff.demo.load import load
from treff.demo.models import Loaded
from treff.house import postgres, when

FRESH_DAYS = 7


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
            self.say_what_is_here(Loaded.objects.get())
        else:
            self.stdout.write("The demo is loaded.")
        if options["events"]:
            self.stdout.write(f"{large.grow(options['events'])} dates added.")
        if loaded is not None or options["events"]:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # the planner learns of so many new rows at once

    def say_what_is_here(self, before: Loaded) -> None:
        """Since when, and what to do about it if it is out of date."""
        self.stdout.write(f"The demo is here since {before.on}; nothing was loaded.")
        if before.edition != facts.edition():
            self.stdout.write("These files tell of a newer demo than the one that was loaded.")
        elif (when.today() - before.on).days > FRESH_DAYS:
            self.stdout.write("Its dates grow old.")
        else:
            return
        self.stdout.write(f"For a fresh one: stop the house, {way_to_a_fresh_one()}, and start again.")


def way_to_a_fresh_one() -> str:
    """What has to go: the folder where the data lie, which is another one for root."""
    server = postgres.own_server()
    if connection.settings_dict["HOST"] == str(server.socket):
        return f"remove the folder {server.state}"
    return "name an empty database in DATABASE_URL"
