"""The list of mutants: what is taken away, and the test that has to notice.

`*.toml` beside this file holds one `[[mutant]]` each, with `name`, `test` and one of these:

- `file`, `take_out`, `put_in` ("" by default): words of a line; the first ones behind `after`, if given;
- `kind = "lock"`, `file`, `after`: the first `lock(` behind these words reads without locking;
- `kind = "constraint"`, "index" or "trigger", `table`: what the database calls by that name is dropped.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).parent

LOCK = re.compile(r"(?<![\w.])lock\(")
READ_ONLY = 'tuple(map(lambda rows: list(rows.order_by("pk")), ['
"""What stands in for `lock(`; its own bracket is closed by `closing`."""
DATABASE_KINDS = {"constraint", "index", "trigger"}


@dataclass(frozen=True)
class Mutant:
    """One thing taken away."""

    name: str
    test: str
    kind: str = "line"
    file: str = ""
    after: str = ""
    take_out: str = ""
    put_in: str = ""
    table: str = ""

    @property
    def in_database(self) -> bool:
        return self.kind in DATABASE_KINDS

    @property
    def words(self) -> str:
        return f"{self.name} {self.file} {self.test}"

    def source(self) -> str:
        return (ROOT / self.file).read_text()

    def mutated(self, source: str) -> str:
        """The source of the file without what is taken out. Raises ValueError if it is not there."""
        start = source.index(self.after)
        if self.kind == "lock":
            return unlocked(source, start)
        place = source.index(self.take_out, start)
        return source[:place] + self.put_in + source[place + len(self.take_out) :]


def unlocked(source: str, start: int) -> str:
    """The source with the first `lock(...)` from `start` on reading its rows in peace."""
    found = LOCK.search(source, start)
    if found is None:
        raise ValueError("no lock( there")
    depth, end = 1, found.end()
    while depth:
        depth += {"(": 1, ")": -1}.get(source[end], 0)
        end += 1
    inside = source[found.end() : end - 1]
    return f"{source[: found.start()]}{READ_ONLY}{inside}])){source[end:]}"


def mutants() -> list[Mutant]:
    """All of them, file by file."""
    found: list[Mutant] = []
    for path in sorted(FOLDER.glob("*.toml")):
        found += [Mutant(**entry) for entry in tomllib.loads(path.read_text())["mutant"]]
    return found
