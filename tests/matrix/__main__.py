"""Fresh clones on every Python that is here: does `make demo` open a house, twice, and leave nothing?

`make matrix`, by hand, some minutes per Python; `python3 -m tests.matrix 3.12` for one. It runs before
anything is set up, so nothing but the standard library and our Postgres, which needs no more. The folder
has a long name with a space and an umlaut; as root, one more house is opened by another user.
"""

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from treff.house.postgres import Server

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "Treff am Bleichpfad, Küche " + "x" * 90
VERSIONS = ["3.11", "3.12", "3.13"]
SYSTEM = "/usr/bin/python3"
FIRST_RUN, SECOND_RUN = 90, 10  # seconds that are promised, on a machine that does nothing else


def pythons(wanted: list[str]) -> Iterator[str]:
    """One of each version that the house runs on (or of those wanted), as far as there is one."""
    for version in wanted or VERSIONS:
        own = sorted(map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python3")))
        candidates = [shutil.which(f"python{version}"), *own]
        found = next((python for python in candidates if python and is_version(python, version)), None)
        if found:
            yield found
        else:
            print(f"Python {version}: none here")


def is_version(python: str, version: str) -> bool:
    """A version manager leaves commands about that start nothing."""
    tried = subprocess.run(
        [python, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False
    )
    return tried.stdout.startswith(f"Python {version}.")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def open_and_close(clone: Path, python: str, user: str | None) -> float:
    """Seconds until the house says that it is open; it is closed again as by Ctrl-C."""
    port, begun = free_port(), time.monotonic()
    command = ["make", "demo", f"PORT={port}", f"PYTHON={python}"]
    who: dict[str, Any] = (
        {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    )
    home = {"HOME": str(clone.parent)} if user else {}
    with subprocess.Popen(
        command,
        cwd=clone,
        env=os.environ | home,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **who,
    ) as house:
        assert house.stdout is not None
        heard = ""
        for line in house.stdout:
            heard += line
            if "/demo/" in line:
                break
        took = time.monotonic() - begun
        if not re.search("The house is open", heard):
            raise SystemExit(f"{python}: the house did not open:\n{heard}")
        with urlopen(f"http://127.0.0.1:{port}/") as answer:
            assert answer.status == 200
        os.killpg(house.pid, signal.SIGINT)
        house.communicate(timeout=60)
    left = subprocess.run(["ps", "-axww", "-o", "args="], capture_output=True, text=True, check=True).stdout
    if behind := [line for line in left.splitlines() if f":{port}" in line or str(clone) in line]:
        raise SystemExit(f"{python}: left behind:\n" + "\n".join(behind))
    return took


def try_out(python: str, user: str | None = None) -> None:
    with tempfile.TemporaryDirectory(prefix="treff-matrix-") as folder:
        clone = Path(folder) / FOLDER
        subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)
        if user:
            subprocess.run(["chown", "-R", user, folder], check=True)
        first = open_and_close(clone, python, user)
        second = open_and_close(clone, python, user)
        late = " LATE" if first > FIRST_RUN or second > SECOND_RUN else ""
        print(
            f"{python}{f' as {user}' if user else ''}: {first:.0f} s, again {second:.0f} s{late}", flush=True
        )
        if not user:
            tests = ["tests/test_settings.py", "tests/house"]
            suite = [str(clone / ".venv/bin/python"), "-m", "pytest", "-q", "-n", "auto", *tests]
            passed = subprocess.run(suite, cwd=clone, check=False).returncode == 0
            print(f"{python}: the tests {'pass' if passed else 'FAIL'}", flush=True)
            shutil.rmtree(Server(clone / ".treff").state, ignore_errors=True)  # as root it lies elsewhere


def main(wanted: list[str]) -> None:
    for python in pythons(wanted):
        try_out(python)
    if (
        os.geteuid() == 0
        and Path(SYSTEM).exists()
        and any(is_version(SYSTEM, version) for version in wanted or VERSIONS)
    ):
        try_out(SYSTEM, "nobody")


if __name__ == "__main__":
    main(sys.argv[1:])
