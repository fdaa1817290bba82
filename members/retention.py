"""The nightly run of `privacy.toml`: what is over is deleted or loses its names.

Each table is its own transaction, so a table that fails leaves the others done, and the failure is
logged and tried again the next night.
"""

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from members.privacy import Rule, rules
from treff.house import when

log = logging.getLogger("treff.members.retention")


@dataclass(frozen=True)
class Done:
    """What the run did, or would do, with one table."""

    table: str
    method: str
    rows: int


def retain(*, dry_run: bool = False) -> list[Done]:
    """Run every rule with a period; what it did, table by table. A dry run only counts."""
    done = []
    for rule in rules().values():
        if rule.method not in {"delete", "blank"}:
            continue
        try:
            with transaction.atomic():
                rows = _run(rule, dry_run=dry_run)
        except DatabaseError:
            log.exception("retention of %s failed", rule.table)
            continue
        done.append(Done(rule.table, rule.method, rows))
        if rows and not dry_run:
            log.info("retention: %s %s, %d rows", rule.method, rule.table, rows)
    return done


def _run(rule: Rule, *, dry_run: bool) -> int:
    model = models_by_table().get(rule.table)
    if model is None:
        return _run_without_model(rule, dry_run=dry_run)
    rows = _due(rule, model)
    if dry_run:
        return rows.count()
    if rule.method == "blank":
        blanked: int = model.blank_rows(rows)  # type: ignore[attr-defined]  # the rule relies on it
        return blanked
    gone = rows.delete()[1]
    return gone.get(model._meta.label, 0)


def _due(rule: Rule, model: type[models.Model]) -> models.QuerySet[Any]:
    """Rows whose time is over: by the named column, else as the model itself counts."""
    age = dt.timedelta(days=rule.days or 0)
    if rule.since:
        return model._default_manager.filter(**{f"{rule.since}__lt": when.now() - age})
    due: models.QuerySet[Any] = model.due(age)  # type: ignore[attr-defined]  # the rule relies on it
    return due


def _run_without_model(rule: Rule, *, dry_run: bool) -> int:
    """Tables like the cache have no model; table and column come from our own file."""
    table, column = connection.ops.quote_name(rule.table), connection.ops.quote_name(rule.since)
    verb = "SELECT 1" if dry_run else "DELETE"
    with connection.cursor() as cursor:
        cursor.execute(
            f"{verb} FROM {table} WHERE {column} < %s",
            [when.now() - dt.timedelta(days=rule.days or 0)],
        )
        return int(cursor.rowcount)


def models_by_table() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
