"""Compares privacy.toml with the live database and prints the lines that are missing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members.privacy import problems, unlisted_links


class Command(BaseCommand):
    help = "Fail when a table or column of the database has no rule in members/privacy.toml."

    def handle(self, *args: Any, **options: Any) -> None:
        found = problems() + [f"privacy.toml: list {link} under person" for link in unlisted_links()]
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write("privacy.toml covers every column of every table.")
