"""Whether a language says everything that the house says."""

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import to_locale

from treff.house import catalogues


class Command(BaseCommand):
    """Fails, with a list, where a text is missing, fuzzy, empty, or loses a placeholder."""

    help = "Check that the catalogue of a language is complete (German unless said otherwise)."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--language", default="de")
        parser.add_argument("--po", action="store_true", help="print what is wanting as entries to fill in")

    def handle(self, *, language: str, po: bool, **options: Any) -> None:
        known = Catalog(locale=to_locale(language))
        for folder in map(Path, settings.LOCALE_PATHS):
            for path in sorted(folder.glob(f"{to_locale(language)}/LC_MESSAGES/*.po")):
                for message in catalogues.read(path):
                    if message.id:
                        known[message.id] = message
        todo = Catalog(locale=to_locale(language))
        found: dict[tuple[str, str | None], str] = {}
        for text in catalogues.wanted():
            if wrong := catalogues.complaint(known, text):
                found.setdefault((text.text, text.context), f"{text.place}: {wrong}: {text.text}")
                ids = (text.text, text.plural) if text.plural else text.text
                file, _, line = text.place.rpartition(":")
                todo.add(ids, locations=[(file, int(line))], context=text.context)
        if po:
            write_po(self.stdout._out.buffer, todo, omit_header=True)  # type: ignore[attr-defined]  # it writes bytes
        elif found:
            raise CommandError("\n".join([*found.values(), f"{language}: {len(found)} texts to mend."]))
