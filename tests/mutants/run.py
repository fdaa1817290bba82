"""Take out every lock, guard and constraint, one at a time, and see the named test fail.

Lines are taken out of throw-away copies of the checkout, two at a time; constraints are dropped in
the transaction of the test. A test that fails anyway proves nothing, so all of them run untouched first.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.mutants.catalogue import ROOT, Mutant, mutants

COPIES = 2
PATIENCE = 180
PYTEST = ["-m", "pytest", "-n0", "-q", "-p", "no:cacheprovider", "--no-header", "--tb=no"]
NOTICED, PASSED = "noticed", "NOT NOTICED"


def main(words: list[str]) -> int:
    chosen = [mutant for mutant in mutants() if not words or any(word in mutant.words for word in words)]
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copies = [copy(Path(folder) / str(number)) for number in range(COPIES)]
        try:
            sound = untouched(copies[0], {mutant.test for mutant in chosen})
            outcomes = dropped(Path(folder), [m for m in chosen if m.in_database]) if sound else {}
            if sound:
                outcomes |= taken_out(copies, [m for m in chosen if not m.in_database])
        finally:
            drop_databases()
    noticed = sum(outcome == NOTICED for outcome in outcomes.values())
    print(f"{noticed} of {len(chosen)} noticed.")
    return 0 if noticed == len(chosen) else 1


def copy(target: Path) -> Path:
    """What git knows or would take, as it stands in the checkout now, with its catalogues."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, files.split("\0")):
        if (source := ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)
    subprocess.run([sys.executable, "-m", "treff.house.catalogues"], cwd=target, check=True)
    return target


def database(number: object) -> str:
    """Address of a database of our own on the server that `make mutants` holds."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/mutants_{os.getpid()}_{number}"))


def pytest(folder: Path, number: object, *arguments: str, quiet: bool = True) -> int:
    """Exit code: 0 passed, 1 a test failed, anything else is trouble."""
    environment = os.environ | {"DATABASE_URL": database(number), "PYTHONDONTWRITEBYTECODE": "1"}
    output = subprocess.DEVNULL if quiet else None
    command = [sys.executable, *PYTEST, "--reuse-db", *arguments]
    try:
        return subprocess.run(
            command, cwd=folder, env=environment, stdout=output, stderr=output, timeout=PATIENCE * 4
        ).returncode
    except subprocess.TimeoutExpired:
        return 1


def untouched(folder: Path, tests: Iterable[str]) -> bool:
    """Whether all the tests pass as things are."""
    passed = pytest(folder, 0, *sorted(tests), quiet=False) == 0
    if not passed:
        print("These tests fail without any mutant; they prove nothing.")
    return passed


def dropped(folder: Path, chosen: list[Mutant]) -> dict[Mutant, str]:
    """Drop each constraint while its test runs; a test that stands for several runs several times."""
    outcomes: dict[Mutant, str] = {}
    while rest := [mutant for mutant in chosen if mutant not in outcomes]:
        this_time = {mutant.test: mutant for mutant in rest}
        path = folder / "drops.json"
        drops = {test: [m.kind, m.table, m.name] for test, m in this_time.items()}
        path.write_text(json.dumps(drops))
        pytest(ROOT, 0, "-p", "tests.mutants.dropping", f"--drops={path}", *this_time)
        said = json.loads(path.with_suffix(".out").read_text())
        words = {"failed": NOTICED, "passed": PASSED}
        for test, mutant in this_time.items():
            outcomes[mutant] = report(mutant, words.get(said.get(test, ""), "DID NOT RUN"))
    return outcomes


def taken_out(copies: list[Path], chosen: list[Mutant]) -> dict[Mutant, str]:
    """Try each mutant in whichever copy is free."""
    free: SimpleQueue[tuple[int, Path]] = SimpleQueue()
    for numbered in enumerate(copies):
        free.put(numbered)

    def attempt(mutant: Mutant) -> str:
        number, folder = free.get()
        try:
            act = partial(pytest, folder, number, "-x", mutant.test)
            return report(mutant, without(folder / mutant.file, mutant, act))
        finally:
            free.put((number, folder))

    with ThreadPoolExecutor(len(copies)) as pool:
        return dict(zip(chosen, pool.map(attempt, chosen), strict=True))


def without(path: Path, mutant: Mutant, act: Callable[[], int]) -> str:
    """What came of the test while the file is a mutant."""
    whole = path.read_text()
    path.write_text(mutant.mutated(whole))
    try:
        return {0: PASSED, 1: NOTICED}.get(act(), "DID NOT RUN")
    finally:
        path.write_text(whole)


def drop_databases() -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, dbname="postgres") as server:
        for number in range(COPIES):
            name = f"test_mutants_{os.getpid()}_{number}"
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def report(mutant: Mutant, outcome: str) -> str:
    """One line of the table, as soon as it is known."""
    print(f"{outcome:<12} {mutant.name:<56} {mutant.test.removeprefix('tests/')}", flush=True)
    return outcome
