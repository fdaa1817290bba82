"""`make bench`: how fast the pages are, as ratios to a bare page under the same server.

Everything is measured in one run, interleaved, median of five rounds; the machine is shared and
noisy, so only the ratios mean something. Pages are rendered anew each time (no conditional GET).
Every visitor carries the cookie of a session, as somebody does who has signed up before; the bare
page reads that session and asks the database once.
"""

import gzip
import statistics
import subprocess

from tests.bench.client import Page, Rush, median, per_second, rush
from tests.bench.server import Server, get, said, served

ROUNDS = 5
POPULAR = "from tests.bench.world import popular_date; print(popular_date().get_absolute_url())"
MANY, DATES = 300, 26
CANCEL = f"from tests.bench.cancelling import lock_held; print(lock_held({MANY}, {DATES}))"
AIMS = {"date page": 0.25, "programme, 60 dates": 0.15, "sign-ups": 0.2}


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
        get(page.server, page.path)
    rates: dict[str, list[float]] = {page.name: [] for page in pages}
    rushes: list[Rush] = []
    for _round in range(ROUNDS):
        for page in pages:
            rates[page.name].append(per_second(page))
        rushes.append(rush(small, said(small.url, POPULAR) + "anmelden/"))
    held = [float(said(small.url, CANCEL)) for _round in range(ROUNDS)]
    report(pages, {name: statistics.median(each) for name, each in rates.items()}, rushes)
    print(
        f"cancelling {DATES} dates with {MANY} people holds the lock: "
        f"{statistics.median(held):.0f} ms (aim 100)"
    )


def report(pages: list[Page], rates: dict[str, float], rushes: list[Rush]) -> None:
    bare = rates["bare page"]
    print(f"{'':28}{'per second':>12}{'to bare':>9}{'aim':>7}{'queries':>9}{'bytes':>8}")
    for page in pages:
        body = get(page.server, page.path)[1]
        size = len(body if body[:2] == b"\x1f\x8b" else gzip.compress(body))
        print(line(page.name, rates[page.name], bare) + f"{queries(page.server, page.path):9}{size:8}")
    print(line("sign-up form", median(rushes, "forms"), bare))
    print(line("sign-ups", median(rushes, "sign_ups"), bare))
    more = rates["programme, 60 dates"] / rates["programme, 5,000 dates"]
    print(f"5,000 dates take {more:.2f} times as long as 60 (aim 1.5)")
    print(f"longest wait for a lock: {median(rushes, 'longest_wait') * 1000:.0f} ms, of 24 who press at once")
    print(f"asked to press again: {median(rushes, 'again'):.0f} of 200")
    print(f"slowest sign-up: {median(rushes, 'slowest') * 1000:.0f} ms")
    print(f"memory of a worker: {memory(pages[0].server):.0f} MiB")


def line(name: str, rate: float, bare: float) -> str:
    aim = f"{AIMS[name]:.2f}" if name in AIMS else ""
    return f"{name:28}{rate:12.0f}{rate / bare:9.2f}{aim:>7}"


def queries(server: Server, path: str) -> int:
    """Queries of one page, counted in a process of its own."""
    code = (
        "from django.db import connection\nfrom django.test import Client\n"
        "from django.test.utils import CaptureQueriesContext\n"
        f"client = Client(headers={{'host': 'localhost', 'cookie': {server.cookie!r}}})\n"
        f"client.get({path!r})\n"
        f"with CaptureQueriesContext(connection) as seen: client.get({path!r})\nprint(len(seen))"
    )
    return int(said(server.url, code))


def memory(server: Server) -> float:
    """Median memory of a worker, in MiB."""
    listing = subprocess.run(
        ["ps", "-o", "rss=", "--ppid", str(server.process.pid)], capture_output=True, text=True, check=True
    )
    return statistics.median(int(line) for line in listing.stdout.split()) / 1024


def main() -> None:
    """Serve a small and a large house side by side and measure both."""
    with served(8711, 60) as small, served(8712, 5000) as large:
        measure(small, large)


if __name__ == "__main__":
    main()
