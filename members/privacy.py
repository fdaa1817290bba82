"""What the house keeps about people: `privacy.toml`, checked, shown, and asked from above.

The rule of the house: no column without a purpose, a basis, a period and a method (Art. 5 and 30
GDPR). The file is compared with the live database, because third-party tables and tables without a
model hold people too. What lies above this floor answers for its own rows through `Holder`.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from django.apps import apps
from django.db import connection
from django.utils.translation import ngettext

from members.models import Person
from members.privacy_words import BASES, COUNTED_FROM, DATA, METHODS, PURPOSES, SEEN_BY, WHY_KEPT

FILE = Path(__file__).with_name("privacy.toml")
KEYS = {
    "none": set(),
    "delete": {"purpose", "basis", "days", "counted_from"},
    "blank": {"purpose", "basis", "days", "counted_from"},
    "own": {"purpose", "basis", "days", "counted_from"},
    "with": {"purpose", "basis", "with_"},
    "keep": {"purpose", "basis", "why"},
}
PEOPLE = {"members_person", "members_user"}


@runtime_checkable
class Holder(Protocol):
    """A model that holds something of a person and answers for it; found by walking the models.

    Each answer is a verb of its own transaction in the order of locks, so that a half-done erasure
    can be taken up again. The walk goes from the top floor down.
    """

    @classmethod
    def reasons_to_keep(cls, person: Person) -> Iterable[str]:
        """Sentences why this person cannot be erased yet ("still has a key"); empty if none."""

    @classmethod
    def leave(cls, person: Person, *, by: Person | None) -> None:
        """Cancel and give back what lies ahead, through the verbs."""

    @classmethod
    def merge(cls, source: Person, into: Person) -> None:
        """Hand everything over to the other record of the same human being."""

    @classmethod
    def disclose(cls, person: Person) -> Iterable[Mapping[str, str]]:
        """What is known about this person, row by row, in words; nobody else's data."""


def holders() -> list[type[Any]]:
    """The models that answer for people, the topmost floor first."""
    return [model for model in apps.get_models() if isinstance(model, Holder)]


@dataclass(frozen=True)
class Rule:
    """What the file says about one table."""

    table: str
    method: str
    columns: Mapping[str, tuple[str, ...]]
    purpose: str = ""
    basis: str = ""
    seen_by: tuple[str, ...] = ()
    days: int | None = None
    since: str = ""
    counted_from: str = ""
    why: str = ""
    with_: str = ""
    person: tuple[str, ...] = field(default=())
    apart: Mapping[str, Any] = field(default_factory=dict)

    def parts(self) -> list["Rule"]:
        """This rule for most of the table, and the one for what stands apart in it."""
        if not self.apart:
            return [self]
        kinds, others = self.apart["kinds"], {**self.apart}
        del others["kinds"]
        most = {kind: columns for kind, columns in self.columns.items() if kind not in kinds}
        rest = {kind: self.columns.get(kind, ()) for kind in kinds}
        return [replace(self, columns=most, apart={}), replace(self, columns=rest, apart={}, **others)]

    def all_columns(self) -> list[str]:
        return [column for columns in self.columns.values() for column in columns]

    def data(self) -> list[str]:
        """Kinds of data about people that the table holds."""
        return [kind for kind in self.columns if kind != "none"]


@dataclass(frozen=True)
class Entry:
    """One purpose as the privacy page shows it, in words of the active language."""

    purpose: str
    data: tuple[str, ...]
    basis: str
    seen_by: tuple[str, ...]
    period: str
    method: str


@cache
def rules() -> dict[str, Rule]:
    """The file, one rule for each table."""
    with FILE.open("rb") as file:
        tables = tomllib.load(file)
    return {table: _rule(table, said) for table, said in tables.items()}


def _rule(table: str, said: Mapping[str, Any]) -> Rule:
    values = {"with_" if key == "with" else key: value for key, value in said.items()}
    values["columns"] = {kind: tuple(columns) for kind, columns in said["columns"].items()}
    for name in ("seen_by", "person"):
        values[name] = tuple(said.get(name, ()))
    if apart := values.get("apart"):
        values["apart"] = {key: tuple(v) if isinstance(v, list) else v for key, v in apart.items()}
    return Rule(table=table, **values)


def live_columns() -> dict[str, list[str]]:
    """Every table of the database with its columns, whoever made it."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        return {
            table: [column.name for column in connection.introspection.get_table_description(cursor, table)]
            for table in sorted(tables)
        }


def problems(live: Mapping[str, Collection[str]] | None = None) -> list[str]:
    """What the file lacks, has too much or says in unknown words; lines to paste where they help."""
    live = live_columns() if live is None else live
    known = rules()
    found = [
        f"privacy.toml lacks a table:\n{_paste(table, live[table])}" for table in live if table not in known
    ]
    found += [
        f"privacy.toml names a table that is not there: {table}" for table in known if table not in live
    ]
    for table, rule in known.items():
        said = rule.all_columns()
        found += _compare(table, said, live.get(table, said))
        found += _apart_of_nothing(rule)
        found += [problem for part in rule.parts() for problem in _unknown_words(part)]
    return found


def _paste(table: str, columns: Collection[str]) -> str:
    return f'[{table}]\nmethod = "none"\ncolumns.none = {list(columns)}'.replace("'", '"')


def _compare(table: str, said: list[str], live: Collection[str]) -> list[str]:
    found = [f"privacy.toml, {table}: say what {column} holds" for column in live if column not in said]
    found += [f"privacy.toml, {table}: there is no column {column}" for column in said if column not in live]
    return found + [
        f"privacy.toml, {table}: {column} stands twice" for column in {*said} if said.count(column) > 1
    ]


def _apart_of_nothing(rule: Rule) -> list[str]:
    """Kinds of data that stand apart in a table which holds none of them."""
    return [
        f"privacy.toml, {rule.table}: {kind} stands apart, but no column holds it"
        for kind in rule.apart.get("kinds", ())
        if kind not in rule.columns
    ]


def _unknown_words(rule: Rule) -> list[str]:
    """A rule without a needed key, or with a key that has no words."""
    where = f"privacy.toml, {rule.table}"
    if rule.method not in KEYS:
        return [f"{where}: unknown method {rule.method}"]
    found = [
        f"{where}: {key.rstrip('_')} is missing"
        for key in KEYS[rule.method]
        if getattr(rule, key) in ("", None)
    ]
    if rule.method == "none" and (rule.data() or rule.person):
        found.append(f"{where}: method none, but it holds {rule.data() or rule.person}")
    if rule.method == "with" and rule.with_ not in rules():
        found.append(f"{where}: goes with an unknown table {rule.with_}")
    asked = [
        (PURPOSES, [rule.purpose]),
        (BASES, [rule.basis]),
        (COUNTED_FROM, [rule.counted_from]),
        (WHY_KEPT, [rule.why]),
        (SEEN_BY, rule.seen_by),
        (DATA, rule.data()),
    ]
    return found + [
        f"{where}: no words for {key}" for words, keys in asked for key in keys if key and key not in words
    ]


def unlisted_links() -> list[str]:
    """Columns that lead to a person or an account and stand in no `person = [...]`."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        listed = rules()[model._meta.db_table].person
        for column in model._meta.local_fields:
            target = column.related_model._meta.db_table if column.related_model else ""
            if target in PEOPLE and column.column not in listed:
                found.append(f"{model._meta.db_table}.{column.column}")
    return found


def period(table: str) -> str:
    """How long the rows of a table keep their words: "30 days", "3 years"; "" where none is set."""
    days = rules()[table].days
    if not days:
        return ""
    if days % 365 == 0:
        years = days // 365
        return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def for_page() -> list[Entry]:
    """What the privacy page shows, in the order of PURPOSES; tables with equal rules are one entry."""
    shown: dict[tuple[Any, ...], list[str]] = {}
    parts = [part for table in rules().values() for part in table.parts()]
    for rule in sorted(parts, key=_order):
        if rule.method == "none" or rule.purpose == "demo" or _holds_nothing(rule):
            continue
        decides = rules()[rule.with_] if rule.method == "with" else rule
        kinds = shown.setdefault(
            (rule.purpose, rule.basis, rule.seen_by, _until(decides), decides.method), []
        )
        kinds += [kind for kind in rule.data() if kind not in kinds]
    return [
        Entry(
            purpose=str(PURPOSES[purpose]),
            data=tuple(str(DATA[kind]) for kind in kinds),
            basis=str(BASES[basis]),
            seen_by=tuple(str(SEEN_BY[who]) for who in seen_by),
            period=until,
            method=str(METHODS[method]),
        )
        for (purpose, basis, seen_by, until, method), kinds in shown.items()
    ]


def _holds_nothing(rule: Rule) -> bool:
    """Whether rows are deleted as soon as they are there: a table that the house does not write."""
    return rule.method == "delete" and rule.days == 0 and "%(period)s" in str(COUNTED_FROM[rule.counted_from])


def _order(rule: Rule) -> int:
    return list(PURPOSES).index(rule.purpose) if rule.purpose else -1


def _until(rule: Rule) -> str:
    if rule.method == "keep":
        return str(WHY_KEPT[rule.why])
    return str(COUNTED_FROM[rule.counted_from]) % {"period": period(rule.table)}
