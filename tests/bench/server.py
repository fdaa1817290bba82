"""A gunicorn of the bench with a database of its own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from treff.house.postgres import own_server

WORKERS = 3


@dataclass(frozen=True)
class Server:
    """One gunicorn with its own database."""

    port: int
    url: str
    date: str
    cookie: str
    process: subprocess.Popen[bytes]


def environment(url: str) -> dict[str, str]:
    """What a command of the bench runs with."""
    return os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}


def said(url: str, code: str) -> str:
    """The last line that this code prints in a Django shell on that database."""
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    done = subprocess.run(command, env=environment(url), check=True, capture_output=True, text=True)
    return done.stdout.strip().splitlines()[-1]


@contextmanager
def served(port: int, dates: int) -> Iterator[Server]:
    """A database of its own with so many coming dates, and gunicorn in front of it."""
    base = os.environ.get("DATABASE_URL") or own_server().url
    name = f"bench_{dates}"
    with psycopg.connect(base, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}"')
    url = rename(base, name)
    env = environment(url)
    for command in (["migrate", "-v0"], ["createcachetable"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([sys.executable, "manage.py", *command], env=env, check=True)
    date = said(url, f"from tests.bench.world import build; print(build({dates}))")
    cookie = said(url, "from tests.bench.world import guest_cookie; print(guest_cookie())")
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("ANALYZE")
    process = start(port, env)
    server = Server(port, url, date, cookie, process)
    try:
        get(server, "/bench/bare/")
        yield server
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def start(port: int, env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Gunicorn behind a door that is open before it: whoever comes early waits there."""
    command = [sys.executable, "-m", "gunicorn", "treff.wsgi:application", "--log-level", "error"]
    size = ["--workers", str(WORKERS), "--threads", "8", "--worker-class", "gthread"]
    with socket.create_server(("127.0.0.1", port), backlog=2048) as door:
        return subprocess.Popen(
            [*command, *size, "--bind", f"fd://{door.fileno()}"],
            env=env,
            pass_fds=[door.fileno()],
            start_new_session=True,
        )


def rename(base: str, name: str) -> str:
    """The same server, another database."""
    head, _slash, tail = base.partition("://")[2].partition("/")
    query = tail.partition("?")[2]
    return f"postgresql://{head}/{name}" + (f"?{query}" if query else "")


def get(server: Server, path: str, link: http.client.HTTPConnection | None = None) -> tuple[int, bytes]:
    """Ask for a page with the cookie of a session."""
    link = link or http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {"Host": "localhost", "Accept-Encoding": "gzip", "Cookie": server.cookie}
    link.request("GET", path, headers=headers)
    response = link.getresponse()
    return response.status, response.read()
