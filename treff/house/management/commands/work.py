"""The queue's worker: sends mails and does the nightly work. `start` runs one; more may run elsewhere."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from procrastinate.contrib.django import app

GRACE = 5  # seconds a running job has to end when the house closes


class Command(BaseCommand):
    help = "Take jobs from the queue until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", default="worker", help="how it is called in the log")

    def handle(self, *, name: str, **options: Any) -> None:
        connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # of Django's connector
        with app.replace_connector(connector) as queue:
            queue.run_worker(name=name, concurrency=2, shutdown_graceful_timeout=GRACE)
