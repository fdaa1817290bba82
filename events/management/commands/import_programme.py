"""Takes over the calendar that a house already keeps, as drafts that nobody sees yet."""

from argparse import ArgumentParser
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from events.foreign_calendar import LARGEST_FILE
from events.importing import Reading, read, save
from treff.house import when


class Command(BaseCommand):
    """Succeeds when the file held something to take, even if all of it was taken before."""

    help = "Make draft offers of the events in a calendar file; say what was not taken, and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a calendar as other programs save it (.ics)")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen; save nothing")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            with file.open("rb") as source:
                data = source.read(LARGEST_FILE + 1)
        except OSError as error:
            raise CommandError(_("The file cannot be opened: %(file)s") % {"file": file}) from error
        reading = read(data, now=when.now())
        with transaction.atomic():
            saved = save(reading)
            transaction.set_rollback(dry_run)
        self._say(saved)
        if dry_run:
            self.stdout.write(_("This was a trial. Nothing was saved."))
        if not reading.taken:
            raise CommandError(_("Nothing in this file can be taken."))

    def _say(self, saved: Reading) -> None:
        self.stdout.write(
            _("Draft offers: %(offers)s, dates: %(dates)s")
            % {"offers": len(saved.taken), "dates": sum(len(offer.dates) for offer in saved.taken)}
        )
        for offer in saved.taken:
            self.stdout.write(f"  {offer.title} ({len(offer.dates)})")
        by_reason = defaultdict(list)
        for refusal in saved.refused:
            by_reason[refusal.reason].append(refusal.what)
        for reason, left_out in by_reason.items():
            self.stdout.write(_("Not taken: %(reason)s") % {"reason": reason})
            for what in left_out:
                self.stdout.write(f"  {what}")
