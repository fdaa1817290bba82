"""The house opens and closes as one: nothing that it started stays behind."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import psycopg
import pytest
from django.conf import settings
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from treff.house.postgres import processes

ROOT = Path(settings.BASE_DIR)
Opened = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def empty_house() -> Iterator[str]:
    """The address of a database of our own, beside that of the other tests; migrated by the first start."""
    there = settings.DATABASES["default"]
    keys = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    who = {key: str(there[name]) for key, name in keys.items() if there[name]}
    name = f"start_{os.getpid()}"
    with psycopg.connect(make_conninfo(dbname="postgres", **who), autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        place = "&".join(f"{key}={value}" for key, value in who.items())
        yield f"postgresql:///{name}?{place}"
        server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture
def opened(port: int, empty_house: str) -> Iterator[Opened]:
    """Opens a house on the free port, with these variables besides."""
    houses: list[subprocess.Popen[str]] = []

    def opening(*options: str, **variables: str) -> subprocess.Popen[str]:
        given = {"DATABASE_URL": empty_house, "PORT": str(port), "TREFF_WORKERS": "1"} | variables
        run = [sys.executable, "manage.py", "start", *options]
        house = subprocess.Popen(
            run,
            cwd=ROOT,
            env=os.environ | given,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        houses.append(house)
        return house

    yield opening
    for house in houses:
        if house.poll() is None:
            house.terminate()
        house.communicate()


def children(port: int) -> dict[str, int]:
    """Pids of what belongs to the house on this port, by what it is."""
    marks = {"web": f"127.0.0.1:{port}", "worker": f"beside-{port}"}
    alive = processes().items()
    return {name: pid for name, mark in marks.items() for pid, command in alive if mark in command}


def test_the_house_opens_says_where_and_leaves_nothing_behind(opened: Opened, port: int) -> None:
    house = opened(TREFF_DEMO="1")
    assert house.stdout is not None
    greeting = [house.stdout.readline().strip(), house.stdout.readline().strip()]
    assert greeting == [
        f"The house is open at http://localhost:{port} (Ctrl-C closes it).",
        f"Log in as one of the neighbours, with one click: http://localhost:{port}/demo/",
    ]
    with urlopen(f"http://127.0.0.1:{port}/") as answer:
        assert answer.status == 200
    assert set(children(port)) == {"web", "worker"}
    house.send_signal(signal.SIGINT)
    said, complained = house.communicate(timeout=60)
    assert (house.returncode, said) == (0, ""), complained
    assert children(port) == {}


def test_a_dead_worker_closes_the_house(opened: Opened, port: int) -> None:
    house = opened()
    assert house.stdout is not None
    house.stdout.readline()
    os.kill(children(port)["worker"], signal.SIGKILL)
    _said, complained = house.communicate(timeout=60)
    assert complained.splitlines()[-1] == (
        "CommandError: The queue worker has ended by itself, so everything stops."
    )
    assert house.returncode == 1
    assert children(port) == {}


def test_a_taken_port_is_said_in_one_sentence(opened: Opened, port: int) -> None:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", port))
        somebody.listen()
        _said, complained = opened().communicate(timeout=60)
    assert complained.count("\n") == 1
    assert f"Port {port} cannot be had (Address already in use): end what uses it, or" in complained


@pytest.mark.parametrize("demo", ["0", "1"])
def test_a_house_that_is_not_open_listens_on_its_own_machine_only(opened: Opened, demo: str) -> None:
    _said, complained = opened("--host", "192.0.2.1", TREFF_DEMO=demo).communicate(timeout=60)
    assert complained == (
        "CommandError: A demo, or a house without TREFF_HOSTS, listens on 127.0.0.1 only.\n"
    )


def test_a_house_with_open_questions_in_its_imprint_stays_closed(opened: Opened) -> None:
    house = opened(
        TREFF_HOSTS="treff.example.org",
        TREFF_PROXY_HTTPS="1",
        TREFF_SECRET_KEY="abcdefg-" * 8,
        TREFF_MAIL_URL="smtps://mail.example.org",
        TREFF_MAIL_FROM="treff@example.org",
    )
    _said, complained = house.communicate(timeout=60)
    assert "The imprint is not complete, so the house stays closed" in complained
    assert "represented_by" in complained
