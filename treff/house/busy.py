"""When two people press at once and one has to wait too long.

A deadlock, or a wait of more than the server's lock_timeout, is tried once more by the server.
After that the page says "please press again" (status 409) with everything typed still there.
"""

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError
from psycopg.errors import DeadlockDetected, LockNotAvailable

Result = TypeVar("Result")
TRIES = 2


class Busy(Exception):
    """Others were faster, twice. Nothing has been done."""


def is_lock(error: BaseException) -> bool:
    """Whether the database gave up waiting for somebody else."""
    waited = isinstance(error.__cause__, LockNotAvailable | DeadlockDetected)
    return isinstance(error, OperationalError) and waited


def patiently(act: Callable[[], Result]) -> Result:
    """Do it, and once more if a lock was not to be had. Raises Busy after that."""
    for _try in range(TRIES):
        try:
            return act()
        except OperationalError as error:
            if not is_lock(error):
                raise
    raise Busy
