"""Whether the house is well: database, tables, queue, worker, mails. Each answer gives its reason in words.

A worker that sleeps makes no error page, only people who are never told. So the age of the oldest
mail is watched, and so is the worker's heartbeat.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from treff.house import when
from treff.house.models import Notice
from treff.house.words import Words

PATIENCE = timedelta(minutes=10)
"""So long may a mail or a job wait before it is a fault."""
HEARTBEAT = timedelta(minutes=1)
"""A worker says every ten seconds that it is there."""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    is_well: bool
    words: Words


def checks() -> list[Check]:
    """Everything there is to look at. Without a database the rest cannot be asked."""
    first = _asked("database", _database)
    if not first.is_well:
        return [first]
    return [first, *(_asked(name, look) for name, look in LOOKS.items())]


def mail_waiting_minutes() -> int:
    """For how many minutes the oldest mail has been due; 0 when none waits longer than our patience."""
    oldest = Notice.objects.unsent().values_list("due_at", flat=True).first()
    return _minutes(oldest) if oldest and when.now() - oldest > PATIENCE else 0


def _asked(name: str, look: Callable[[], tuple[bool, Words]]) -> Check:
    try:
        return Check(name, *look())
    except DatabaseError:
        return Check(name, is_well=False, words=_("The database did not answer this question."))


def _database() -> tuple[bool, Words]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True, _("The database answers.")


def _migrations() -> tuple[bool, Words]:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not missing:
        return True, _("All tables are up to date.")
    return False, ngettext(
        "One change to the tables is missing. Run: manage.py migrate",
        "%(n)d changes to the tables are missing. Run: manage.py migrate",
        missing,
    ) % {"n": missing}


def _worker() -> tuple[bool, Words]:
    heartbeats = ProcrastinateWorker.objects.order_by("-last_heartbeat")
    newest = heartbeats.values_list("last_heartbeat", flat=True).first()
    if newest is None:
        return False, _("No worker is running. Mails and nightly work do not leave.")
    if when.now() - newest <= HEARTBEAT:
        return True, _("The worker is awake.")
    minutes = _minutes(newest)
    return False, ngettext(
        "The worker was last heard of one minute ago. Mails and nightly work do not leave.",
        "The worker was last heard of %(n)d minutes ago. Mails and nightly work do not leave.",
        minutes,
    ) % {"n": minutes}


def _queue() -> tuple[bool, Words]:
    """Jobs whose moment has come; those planned for later are no fault."""
    since = Coalesce("scheduled_at", Min("procrastinateevent__at"))
    due = ProcrastinateJob.objects.filter(status="todo").annotate(since=since).filter(since__lte=when.now())
    oldest = due.aggregate(oldest=Min("since"))["oldest"]
    if oldest is None or when.now() - oldest <= PATIENCE:
        return True, _("No work is waiting.")
    minutes = _minutes(oldest)
    return False, ngettext(
        "Work has been waiting for one minute.", "Work has been waiting for %(n)d minutes.", minutes
    ) % {"n": minutes}


def _mail() -> tuple[bool, Words]:
    minutes = mail_waiting_minutes()
    if not minutes:
        return True, _("No mail is waiting.")
    return False, ngettext(
        "Mails have been waiting for one minute.", "Mails have been waiting for %(n)s minutes.", minutes
    ) % {"n": minutes}


def _minutes(moment: datetime) -> int:
    return int((when.now() - moment).total_seconds() // 60)


LOOKS: dict[str, Callable[[], tuple[bool, Words]]] = {
    "tables": _migrations,
    "worker": _worker,
    "queue": _queue,
    "mail": _mail,
}
