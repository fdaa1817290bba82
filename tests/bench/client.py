"""Visitors of the bench: they ask for pages as fast as they are answered, or want places all at once."""

import http.client
import re
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

import psycopg

from tests.bench.server import Server, get

SECONDS = 2.0
CLIENTS = 24
PEOPLE = 200
AT_ONCE = 24
HEADERS = {"Host": "localhost"}


@dataclass(frozen=True)
class Page:
    """A page to measure."""

    name: str
    server: Server
    path: str


@dataclass(frozen=True)
class Rush:
    """200 people who want 50 seats: forms and sign-ups per second, seconds of the slowest sign-up and
    of the longest wait for a lock, and how often somebody was asked to press again."""

    forms: float
    sign_ups: float
    slowest: float
    longest_wait: float
    again: int


@dataclass(frozen=True)
class Form:
    """A form that somebody has opened: the cookie and the token it came with."""

    cookie: str
    csrf: str


def per_second(page: Page) -> float:
    """Requests per second of one page, several visitors, a short while."""
    end, done = time.perf_counter() + SECONDS, [0] * CLIENTS

    def visit(number: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", page.server.port, timeout=30)
        while time.perf_counter() < end:
            status, _body = get(page.server, page.path, link)
            if status != 200:
                sys.exit(f"{page.path} answered {status}")
            done[number] += 1

    together(visit, range(CLIENTS), at_once=CLIENTS)
    return sum(done) / SECONDS


def rush(server: Server, path: str) -> Rush:
    """Everybody opens the form, then everybody presses; each is timed apart."""
    forms: list[Form] = []
    took: list[float] = []
    again: list[int] = []

    def press(number: int) -> None:
        begin = time.perf_counter()
        again.append(sign_up(server, path, forms[number], number))
        took.append(time.perf_counter() - begin)

    begin = time.perf_counter()
    together(lambda _number: forms.append(open_form(server, path)), range(PEOPLE), at_once=AT_ONCE)
    opened = time.perf_counter()
    with lock_watch(server.url) as longest:
        together(press, range(PEOPLE), at_once=AT_ONCE)
    pressed = time.perf_counter()
    return Rush(PEOPLE / (opened - begin), PEOPLE / (pressed - opened), max(took), longest[0], sum(again))


def open_form(server: Server, path: str) -> Form:
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    link.request("GET", path, headers=HEADERS)
    answer = link.getresponse()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read().decode())
    assert token is not None, answer.status
    return Form(answer.getheader("Set-Cookie", "").split(";")[0], token[1])


def sign_up(server: Server, path: str, form: Form, number: int) -> int:
    """Press until there is a sign-up; how often the house was too busy."""
    key = uuid4()
    answers = {
        "csrfmiddlewaretoken": form.csrf,
        "key": str(key),
        "people": 1,
        "name_1": f"Nachbar {number}",
        "contact_by": "email",
        "email": f"{key.hex}@example.org",
    }
    kind = {"Cookie": form.cookie, "Content-Type": "application/x-www-form-urlencoded"}
    for busy in range(10):
        link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        link.request("POST", path, urlencode(answers), HEADERS | kind)
        answer = link.getresponse()
        answer.read()
        if answer.status == 302:
            return busy
        assert answer.status == 409, answer.status
    sys.exit("Ten times too busy.")


def together(act: Callable[[int], None], numbers: range, *, at_once: int) -> None:
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(act, numbers))


@contextmanager
def lock_watch(url: str) -> Iterator[list[float]]:
    """Look at the server's waits for locks every few milliseconds; the longest is the last value."""
    longest, over = [0.0], threading.Event()
    query = (
        "SELECT coalesce(max(extract(epoch FROM clock_timestamp() - query_start)), 0) FROM pg_stat_activity "
        "WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )

    def look() -> None:
        with psycopg.connect(url, autocommit=True) as link:
            while not over.wait(0.005):
                row = link.execute(query).fetchone()
                longest[0] = max(longest[0], float(row[0]) if row else 0.0)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield longest
    finally:
        over.set()
        watcher.join()


def median(rushes: list[Rush], name: str) -> float:
    return float(statistics.median(getattr(each, name) for each in rushes))
