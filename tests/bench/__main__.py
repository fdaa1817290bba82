"""`make bench`: how fast the pages are, as ratios to a bare page under the same server.

Everything is measured in one run, interleaved, median of five rounds; the machine is shared and
noisy, so only the ratios mean something. Pages are rendered anew each time (no conditional GET).
"""

import gzip
import http.client
import re
import statistics
import subprocess
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

from tests.bench.server import Server, get, said, served

ROUNDS = 5
SECONDS = 2.0
CLIENTS = 6
PEOPLE = 200
POPULAR = "from tests.bench.world import popular_date; print(popular_date().get_absolute_url())"
AT_ONCE = 24
AIMS = {"date page": 0.25, "programme, 60 dates": 0.15, "sign-ups": 0.2}


@dataclass(frozen=True)
class Page:
    """A page to measure."""

    name: str
    server: Server
    path: str


def per_second(page: Page) -> float:
    """Requests per second of one page, several clients, a short while."""
    end, done = time.perf_counter() + SECONDS, [0] * CLIENTS

    def client(number: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", page.server.port, timeout=30)
        while time.perf_counter() < end:
            status, _body = get(page.server.port, page.path, link)
            if status != 200:
                sys.exit(f"{page.path} answered {status}")
            done[number] += 1

    together(client, CLIENTS)
    return sum(done) / SECONDS


def together(act: Callable[[int], None], times: int) -> None:
    with ThreadPoolExecutor(times) as pool:
        list(pool.map(act, range(times)))


def sign_ups(server: Server, date: str) -> tuple[float, float]:
    """200 people for 50 seats over HTTP: sign-ups per second, and the longest answer in seconds."""
    took: list[float] = []

    def person(number: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        headers = {"Host": "localhost"}
        link.request("GET", f"{date}anmelden/", headers=headers)
        page = link.getresponse()
        body = page.read().decode()
        cookie = page.getheader("Set-Cookie", "").split(";")[0]
        csrf = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)
        assert csrf is not None, page.status
        answers = {
            "csrfmiddlewaretoken": csrf[1],
            "key": str(uuid4()),
            "people": 1,
            "name_1": f"Nachbar {number}",
            "contact_by": "email",
            "email": f"nachbar{number}@example.org",
        }
        form = headers | {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        begin = time.perf_counter()
        link.request("POST", f"{date}anmelden/", urlencode(answers), form)
        answer = link.getresponse()
        answer.read()
        took.append(time.perf_counter() - begin)
        assert answer.status == 302, answer.status

    begin = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(person, range(PEOPLE)))
    return PEOPLE / (time.perf_counter() - begin), max(took)


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


def queries(server: Server, path: str) -> int:
    """Queries of one page, counted in a process of its own."""
    code = (
        "from django.db import connection\nfrom django.test import Client\n"
        "from django.test.utils import CaptureQueriesContext\n"
        f"client = Client(headers={{'host': 'localhost'}})\nclient.get({path!r})\n"
        f"with CaptureQueriesContext(connection) as seen: client.get({path!r})\nprint(len(seen))"
    )
    return int(said(server.url, code))


def memory(server: Server) -> float:
    """Median memory of a worker, in MiB."""
    listing = subprocess.run(
        ["ps", "-o", "rss=", "--ppid", str(server.process.pid)], capture_output=True, text=True, check=True
    )
    return statistics.median(int(line) for line in listing.stdout.split()) / 1024


def measure(small: Server, large: Server) -> None:
    """Print every figure of the run."""
    pages = [
        Page("bare page", small, "/bench/bare/"),
        Page("home", small, "/"),
        Page("programme, 60 dates", small, "/programm/"),
        Page("programme, 5,000 dates", large, "/programm/"),
        Page("date page", small, small.date),
    ]
    for page in pages:
        get(page.server.port, page.path)
    rates: dict[str, list[float]] = {name: [] for name in [*(page.name for page in pages), "sign-ups"]}
    waits, answers = [], []
    for _round in range(ROUNDS):
        for page in pages:
            rates[page.name].append(per_second(page))
        date = said(
            small.url, "from tests.bench.world import popular_date as new; print(new().get_absolute_url())"
        )
        with lock_watch(small.url) as longest:
            rate, slowest = sign_ups(small, date)
        rates["sign-ups"].append(rate)
        waits.append(longest[0])
        answers.append(slowest)
    bare = statistics.median(rates["bare page"])
    print(f"{'':28}{'per second':>12}{'to bare':>9}{'aim':>7}{'queries':>9}{'bytes':>8}")
    for page in pages:
        rate = statistics.median(rates[page.name])
        body = get(page.server.port, page.path)[1]
        size = len(body if body[:2] == b"\x1f\x8b" else gzip.compress(body))
        aim = f"{AIMS[page.name]:.2f}" if page.name in AIMS else ""
        count = queries(page.server, page.path)
        print(f"{page.name:28}{rate:12.0f}{rate / bare:9.2f}{aim:>7}{count:9}{size:8}")
    rate = statistics.median(rates["sign-ups"])
    print(f"{'sign-ups (form and press)':28}{rate:12.0f}{rate / bare:9.2f}{AIMS['sign-ups']:7.2f}")
    more = statistics.median(rates["programme, 60 dates"]) / statistics.median(
        rates["programme, 5,000 dates"]
    )
    print(f"5,000 dates take {more:.2f} times as long as 60 (aim 1.5)")
    print(f"longest wait for a lock: median {statistics.median(waits) * 1000:.0f} ms, of 5 rounds")
    print(f"slowest answer to a press: median {statistics.median(answers) * 1000:.0f} ms")
    print(f"memory of a worker: {memory(small):.0f} MiB")


def main() -> None:
    """Serve a small and a large house side by side and measure both."""
    with served(8711, 60) as small, served(8712, 5000) as large:
        measure(small, large)


if __name__ == "__main__":
    main()
