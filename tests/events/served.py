"""The site as gunicorn serves it in a test. Only gunicorn imports this: it changes how places are given out.

It notes who got the lock: `SERVED_NOTES` names a file with one line for each lock of asking and one for
each rank, in the order in which they were given. Whoever has counted the places waits as long as the test
holds the advisory lock MEETING. With `SERVED_UNLOCKED` asking takes no lock at all.
"""

import os
import threading
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.db import connection  # noqa: E402 (needs the application)

from events import models  # noqa: E402 (needs the application)
from events.models import Event, queue  # noqa: E402 (needs the application)
from tests.races import MEETING, unlocked  # noqa: E402 (needs the application)

asking: Any = models.sign_up
take_lock, draw_rank, count = asking.lock, queue.next_rank, queue.coming_places
notes = os.open(os.environ["SERVED_NOTES"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def note(what: str) -> None:
    os.write(notes, f"{os.getpid()}-{threading.get_ident()} {what}\n".encode())


def noted_lock(*querysets: Any) -> list[list[Any]]:
    rows = unlocked(*querysets) if "SERVED_UNLOCKED" in os.environ else take_lock(*querysets)
    note("lock")
    return rows


def noted_rank() -> int:
    rank = draw_rank()
    note(str(rank))
    return rank


def meet(event: Event, now: datetime) -> Iterable[Any]:
    rows = list(count(event, now))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [MEETING])
    return rows


asking.lock, queue.next_rank, queue.coming_places = noted_lock, noted_rank, meet
