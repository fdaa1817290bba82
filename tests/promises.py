"""Rows that break exactly one promise of the database, written past every form and verb."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

Broken = Mapping[str, Callable[[], object]]
"""Name of the constraint, or "table.field" of a unique field, and the act that breaks it."""


def assert_refused(name: str, act: Callable[[], object]) -> None:
    """The database itself says no, and says which promise would be broken."""
    table, _, field = name.partition(".")
    said = rf'"{table}_{field}_\w*(key|uniq)"' if field else f'"{name}"'
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        act()


def promises(app: str) -> set[str]:
    """Every promise that the tables of an app make: constraints by name, unique fields by column."""
    found = set[str]()
    for model in apps.get_app_config(app).get_models(include_auto_created=True):
        table = model._meta.db_table
        found |= {constraint.name for constraint in model._meta.constraints}
        found |= {f"{table}.{field.column}" for field in unique_fields(model)}
        found |= {f"{table}.{'_'.join(columns(model, names))}" for names in model._meta.unique_together}
    return found


def unique_fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    return [field for field in model._meta.local_concrete_fields if field.unique and not field.primary_key]


def columns(model: type[models.Model], names: Any) -> list[str]:
    return [str(getattr(model._meta.get_field(name), "column", name)) for name in names]
