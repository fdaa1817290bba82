"""The race for places over HTTP, against gunicorn with three workers."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
import pytest
from django.db import connection

from events.models import Occurrence, SignUp
from tests.events.doing import filled, form_url
from tests.factories import confirmed, make_date, states
from tests.races import MEETING

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS, THREADS, CROWD = 3, 8, 100
CSRF = "c" * 32
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"


@dataclass(frozen=True)
class Site:
    port: int
    notes: Path

    def get(self, path: str) -> tuple[int, str]:
        return self.ask("GET", path)[::2]

    def send(self, date: Occurrence, name: str) -> tuple[int, str]:
        """Send the form in English; status and the address to which it leads."""
        body = urlencode(filled(name) | {"csrfmiddlewaretoken": CSRF})
        return self.ask("POST", "/en" + form_url(date), body)[:2]

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            headers = {
                "Host": "localhost",
                "Cookie": f"csrftoken={CSRF}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            link.request(method, path, body, headers)
            answer = link.getresponse()
            return answer.status, answer.getheader("Location", ""), answer.read().decode()
        finally:
            link.close()


def address_of_the_database() -> str:
    known = connection.settings_dict
    who = f"{quote(known['USER'])}:{quote(known['PASSWORD'])}".rstrip(":")
    where = urlencode({key: known[name] for key, name in [("host", "HOST"), ("port", "PORT")] if known[name]})
    return f"postgresql://{who}@/{known['NAME']}?{where}"


@contextmanager
def served(notes: Path, **environment: str) -> Iterator[Site]:
    """Gunicorn on the database of the test. It takes over a socket that listens already."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as door:
        command = [sys.executable, "-m", "gunicorn", "tests.events.served:application"]
        command += ["--bind", f"fd://{door.fileno()}", "--workers", str(WORKERS)]
        command += ["--worker-class", "gthread", "--threads", str(THREADS), "--no-control-socket"]
        known = {
            "DATABASE_URL": address_of_the_database(),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "SERVED_NOTES": str(notes),
        }
        process = subprocess.Popen(
            [*command, "--log-level", "error"],
            env=os.environ | known | environment,
            pass_fds=[door.fileno()],
            start_new_session=True,
        )
        port = door.getsockname()[1]
        door.close()  # if the server does not start, nobody shall wait for it
        try:
            yield Site(port, notes)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(60)


@contextmanager
def nobody_goes_on() -> Iterator[psycopg.Connection]:
    """Whoever has counted the places waits until the block ends."""
    with psycopg.connect(address_of_the_database(), autocommit=True) as gate:
        gate.execute("SELECT pg_advisory_lock(%s)", [MEETING])
        yield gate


def at_the_gate(gate: psycopg.Connection, site: Site, date: Occurrence) -> list[int]:
    """Three send the form; when all three stand waiting, for the gate or for the lock, they may go on."""
    with ThreadPoolExecutor(3) as pool:
        answers: list[Future[tuple[int, str]]] = [
            pool.submit(site.send, date, name) for name in ("Amina", "Olena", "Hasan")
        ]
        while not all(answer.done() for answer in answers):
            found = gate.execute(WAITING, [connection.settings_dict["NAME"]]).fetchone()
            if found == (3,):
                break
        gate.execute("SELECT pg_advisory_unlock_all()")
        return [answer.result()[0] for answer in answers]


def numbers(site: Site, addresses: list[str]) -> list[int]:
    """The place in the queue, as each page says it."""
    with ThreadPoolExecutor(WORKERS * THREADS) as pool:
        pages = list(pool.map(site.get, addresses))
    assert {status for status, _ in pages} == {200}
    found = [re.search(r"You are number (\d+) on the waiting list", page) for _, page in pages]
    return [int(each[1]) for each in found if each]


@pytest.fixture(scope="module")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The server as it is in the house."""
    with served(tmp_path_factory.mktemp("served") / "notes") as site:
        yield site


def test_case_03_a_hundred_send_the_form_for_twenty_places(site: Site) -> None:
    date = make_date(capacity=20)
    with ThreadPoolExecutor(CROWD) as pool:
        answers = list(pool.map(lambda number: site.send(date, f"Gast {number}"), range(CROWD)))
    assert [status for status, _ in answers] == [302] * CROWD
    line = list(SignUp.objects.order_by("rank"))
    assert len(line) == len({address for _, address in answers}) == CROWD
    assert [states(sign_up) for sign_up in line] == [["confirmed"]] * 20 + [["waiting"]] * 80
    assert granted(site) == [sign_up.rank for sign_up in line]
    in_line = ["/en" + sign_up.get_absolute_url() for sign_up in line]
    assert numbers(site, in_line) == list(range(1, 81))
    line[0].cancel()
    assert numbers(site, in_line[20:30]) == list(range(1, 10))


def granted(site: Site) -> list[int]:
    """Ranks in the order in which the lock was granted to those who drew them, as the workers noted it."""
    ranks: list[int] = []
    holder = ""
    for entry in site.notes.read_text().splitlines():
        who, what = entry.split()
        if what == "lock":
            holder = who
        else:
            assert who == holder, "a rank was drawn by somebody who did not hold the lock"
            ranks.append(int(what))
    return ranks


def test_case_01_three_who_have_all_seen_the_last_place_do_not_all_get_it(site: Site) -> None:
    date = make_date(capacity=1)
    with nobody_goes_on() as gate:
        assert at_the_gate(gate, site, date) == [302] * 3
    assert confirmed(date) == 1
    assert sorted(sign_up.number() or 0 for sign_up in SignUp.objects.all()) == [0, 1, 2]


def test_case_02_without_the_lock_the_server_sells_the_last_place_three_times(tmp_path: Path) -> None:
    """Proves that these tests see the race which the lock prevents."""
    date = make_date(capacity=1)
    with served(tmp_path / "notes", SERVED_UNLOCKED="1") as site, nobody_goes_on() as gate:
        assert at_the_gate(gate, site, date) == [302] * 3
    assert confirmed(date) == 3
