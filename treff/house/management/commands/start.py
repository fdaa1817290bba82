"""The whole house from one command: web server and queue worker, with the database under them.

Whatever it starts ends with it, and nothing else does. If one of the two dies the other ends as well:
a site that takes sign-ups and sends no mail is worse than none.
"""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from treff import env
from treff.house.catalogues import compile_stale
from treff.house.management.commands.migrate import one_at_a_time
from treff.house.models import House

MOMENT = 0.1  # seconds between two looks at the children
PATIENCE = 15  # seconds for an orderly end


class Command(BaseCommand):
    help = "Migrate, then serve the site and its queue until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--host", default="127.0.0.1", help="where to listen; only an open house elsewhere"
        )

    def handle(self, *, host: str, **options: Any) -> None:
        port = env.number("PORT", 8000)
        if host != "127.0.0.1" and (settings.TREFF_DEMO or not settings.PRODUCTION):
            raise CommandError("A demo, or a house without TREFF_HOSTS, listens on 127.0.0.1 only.")
        refuse_taken(host, port)
        prepare()
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: stop.set())
        # A laptop's links in mails lead to the port that it really serves.
        os.environ.setdefault("TREFF_URL", settings.TREFF_URL if settings.PRODUCTION else local(port))
        children = {"The web server": web_server(host, port), "The queue worker": queue_worker(port)}
        try:
            self.look_after(children, stop, host, port)
        finally:
            end(list(children.values()))

    def look_after(
        self, children: dict[str, subprocess.Popen[bytes]], stop: threading.Event, host: str, port: int
    ) -> None:
        """Greet once the site answers, then wait for the end of anything."""
        greeted = False
        while not stop.wait(MOMENT):
            for name, child in children.items():
                if child.poll() is not None:
                    raise CommandError(f"{name} has ended by itself, so everything stops.")
            if not greeted and answers(host, port):
                greeted = True
                self.greet(port)

    def greet(self, port: int) -> None:
        address = settings.TREFF_URL if settings.PRODUCTION else local(port)
        self.stdout.write(f"The house is open at {address} (Ctrl-C closes it).")
        if settings.TREFF_DEMO:
            self.stdout.write(f"Log in as one of the neighbours, with one click: {address}/demo/")
        self.stdout.flush()


def local(port: int) -> str:
    """Never 127.0.0.1: passkeys need a name."""
    return f"http://localhost:{port}"


def refuse_taken(host: str, port: int) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be had ({os.strerror(error.errno or 0)}): end what uses it, or take"
                f" another one with PORT={port + 1 if port < 65535 else 8001}."
            ) from error


def prepare() -> None:
    """Tables, cache, catalogues and static files as this version of the program needs them."""
    with one_at_a_time():
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    compile_stale([Path(folder) for folder in settings.LOCALE_PATHS])
    collect_static()
    if settings.PRODUCTION and (fields := House.get().open_questions()):
        raise CommandError(
            "The imprint is not complete, so the house stays closed: run `manage.py start` without"
            f" TREFF_HOSTS and fill in, under House: {', '.join(fields)}."
        )
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # Postgres has a pool


def collect_static() -> None:
    """Collect and compress, but only if a file has changed since the last time.

    Nothing is cleared away: a server that runs may still serve the old files.
    """
    folder = Path(settings.STATIC_ROOT)
    folder.mkdir(exist_ok=True)
    with (folder / ".collected").open("a+") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        mark.seek(0)
        if mark.read() != (now := state_of_static()):
            call_command("collectstatic", verbosity=0, interactive=False)
            mark.truncate(0)
            mark.write(now)


def state_of_static() -> str:
    """A digest of how the files are stored, where each comes from, and how it stands."""
    files = sorted(
        f"{path} {stat.st_size} {stat.st_mtime_ns}"
        for finder in get_finders()
        for path, storage in finder.list([])
        for stat in [Path(storage.path(path)).stat()]
    )
    storage = settings.STORAGES["staticfiles"]["BACKEND"]
    return sha256("\n".join([storage, *files]).encode()).hexdigest()


def web_server(host: str, port: int) -> subprocess.Popen[bytes]:
    return spawn(
        *("-m", "gunicorn", "treff.wsgi", "--bind", f"{host}:{port}", "--worker-class", "gthread"),
        *("--workers", str(settings.TREFF_WORKERS), "--threads", "8", "--graceful-timeout", "5"),
        *("--no-control-socket", "--log-level", "warning", "--chdir", str(settings.BASE_DIR)),
    )


def queue_worker(port: int) -> subprocess.Popen[bytes]:
    return spawn(str(settings.BASE_DIR / "manage.py"), "work", f"--name=beside-{port}")


def spawn(*arguments: str) -> subprocess.Popen[bytes]:
    """A child of its own session, so that Ctrl-C reaches us alone and we end it in order."""
    return subprocess.Popen([sys.executable, *arguments], start_new_session=True)


def answers(host: str, port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def end(children: list[subprocess.Popen[bytes]]) -> None:
    """All at once, in order; who does not listen is killed with its whole session."""
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
