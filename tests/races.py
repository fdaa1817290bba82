"""Two people at the same moment, on two real connections; no result hangs on a moment.

`together` lets acts loose at once. `while_held` is the sharper tool: somebody holds a lock with
changes that nobody else can see yet, the act starts, and only when it waits (or has run past the
lock that is not there) are the changes committed. What the act did must fit what it then found.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, models, transaction

T = TypeVar("T")

CONNECTIONS = 8
"""At the same time; a thread that finds none waits for one."""
PATIENCE = 60
MEETING = 4711
"""Advisory lock on which the server of a test lets people meet."""
I_AM_IN_THE_WAY = """
    SELECT EXISTS (
        SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
    )
"""


def start(act: Callable[[], T], barrier: threading.Barrier | None = None) -> "Future[T]":
    """Run the act on a thread with a connection of its own."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            if barrier is not None:
                barrier.wait()
            future.set_result(act())
        except BaseException as error:
            future.set_exception(error)
        finally:
            connection.close()

    threading.Thread(target=run, daemon=True).start()
    return future


def together(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Let all acts go at once; what each returned or raised, in the order given."""
    barrier = threading.Barrier(len(acts))
    with roomy_pool():
        futures = [start(act, barrier) for act in acts]
        return [future.exception(PATIENCE) or future.result() for future in futures]


@contextmanager
def roomy_pool() -> Iterator[None]:
    """More connections than a web process has, and patience to wait for one."""
    connection.ensure_connection()
    pool: Any = connection.pool  # type: ignore[attr-defined]  # Postgres has a pool
    shape = pool.min_size, pool.max_size, pool.timeout
    pool.resize(1, CONNECTIONS)
    pool.timeout = PATIENCE
    try:
        yield
    finally:
        pool.resize(*shape[:2])
        pool.timeout = shape[2]


def while_held(
    row: models.Model, change: Callable[[], object], act: Callable[[], T], *, hold: bool = True
) -> "Future[T]":
    """Hold `row`, `change` something unseen, start `act`, commit as soon as it waits or is done.

    `hold=False` where the change takes the lock by itself. Returns how the act ended.
    """
    with transaction.atomic():
        if hold:
            type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)
        change()
        future = start(act)
        wait_until_blocked_or_done(future)
    future.exception(PATIENCE)
    return future


def wait_until_blocked_or_done(future: "Future[Any]") -> None:
    with connection.cursor() as cursor:
        while not future.done():
            cursor.execute(I_AM_IN_THE_WAY)
            if cursor.fetchone()[0]:
                return


class MeetAfterReading:
    """A place where threads meet once each has read and before any has written.

    With the lock in its place only one gets there at a time, finds itself alone and goes on: the one
    wait here that ends by the clock. Too short, it would let a missing lock pass; never fail a good one.
    """

    def __init__(self, parties: int, patience: float = 0.5) -> None:
        self.barrier = threading.Barrier(parties)
        self.patience = patience
        self.met = False

    def wait(self) -> None:
        try:
            self.barrier.wait(self.patience)
            self.met = True
        except threading.BrokenBarrierError:
            """Alone under the lock: everybody else goes through at once."""


def unlocked(*querysets: models.QuerySet[Any]) -> list[list[Any]]:
    """What `lock` would be if it did not lock."""
    return [list(queryset.order_by("pk")) for queryset in querysets]


@contextmanager
def held(row: models.Model) -> Iterator[None]:
    """Somebody else holds this row, on a connection of their own, as long as the block runs."""
    taken, release = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)
            taken.set()
            release.wait(PATIENCE)

    holding = start(hold)
    taken.wait(PATIENCE)
    try:
        yield
    finally:
        release.set()
        holding.result(PATIENCE)
