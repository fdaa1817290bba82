"""The one order in which rows are locked, so that no two people can wait for each other.

A change of state takes its locks before it reads anything: events before organisations before
groups and so on down to keys, and within one kind by primary key. `lock` takes them in the order
given and refuses another one, across every call inside one transaction. Rows that are already
held may be asked for again.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

ORDER = (
    "events.Event",
    "members.Organisation",
    "members.Group",
    "members.Person",
    "members.Shift",
    "rooms.Room",
    "rooms.Booking",
    "rooms.Item",
    "rooms.Key",
)


class LockOrderError(RuntimeError):
    """Locks were asked for in an order in which two people could wait for each other for ever."""


Row = tuple[int, Any]
"""Rank of the kind, and primary key."""


@dataclass(frozen=True)
class Held:
    """What a transaction holds, kept among what it does on commit.

    So it is forgotten exactly when Postgres lets go: on commit, on rollback, and on the rollback
    of the savepoint in which the lock was taken.
    """

    rows: set[Row]

    def __call__(self) -> None:
        """Nothing is to be done on commit."""


def lock(*querysets: models.QuerySet[Any]) -> list[list[Any]]:
    """Lock the rows of each queryset for change and return them, one list per queryset, by pk.

    Needs its own `transaction.atomic()`; the one that a test case wraps around does not count.
    Raises LockOrderError for a kind that has no rank and for an order other than ORDER; waits at
    most the server's lock_timeout (OperationalError after it).
    """
    return [_lock_one(queryset) for queryset in querysets]


def _lock_one(queryset: models.QuerySet[Any]) -> list[Any]:
    connection = transaction.get_connection(queryset.db)
    rank, label = _rank(queryset.model), queryset.model._meta.label
    held = _held(connection)
    highest = max((row_rank for row_rank, _ in held), default=-1)
    if rank < highest and not _all_held(rank, queryset, held):
        raise LockOrderError(f"{label} must be locked before {ORDER[highest]}.")
    rows = list(queryset.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    fresh = {(rank, row.pk) for row in rows} - held
    same_kind = {row for row in held if row[0] == rank}
    if fresh and same_kind and min(fresh) < max(same_kind):
        raise LockOrderError(f"Rows of {label} must be locked in one go, or by rising key.")
    _remember(connection, fresh)
    return rows


def _rank(model: type[models.Model]) -> int:
    try:
        return ORDER.index(model._meta.label)
    except ValueError:
        raise LockOrderError(f"{model._meta.label} has no place in the order of locks.") from None


def _all_held(rank: int, queryset: models.QuerySet[Any], held: set[Row]) -> bool:
    return {(rank, pk) for pk in queryset.values_list("pk", flat=True)} <= held


def _held(connection: BaseDatabaseWrapper) -> set[Row]:
    """Rows locked so far by the transaction that is running, in whichever of its savepoints."""
    savepoint = _outermost_savepoint(connection)
    return {
        row
        for savepoints, what, *_ in connection.run_on_commit
        if isinstance(what, Held) and (savepoint is None or savepoint in savepoints)
        for row in what.rows
    }


def _outermost_savepoint(connection: BaseDatabaseWrapper) -> str | None:
    """None in a transaction of our own; below a test case the savepoint that stands for one."""
    from_tests = sum(getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)
    if len(connection.atomic_blocks) == from_tests:
        raise transaction.TransactionManagementError("Locks need transaction.atomic().")
    return connection.savepoint_ids[from_tests - 1] if from_tests else None


def _remember(connection: BaseDatabaseWrapper, rows: set[Row]) -> None:
    transaction.on_commit(Held(rows), using=connection.alias)
