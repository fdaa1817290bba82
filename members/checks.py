"""Checks at the start: every page of the admin site has a line in `roles.toml`."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.contrib import admin
from django.core.checks import CheckMessage, Warning, register

from members.roles import rules


@register()
def rights_are_complete(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """A model on the admin site, or an inline there, that `roles.toml` does not name."""
    return [
        Warning(
            f"roles.toml has no line for {label}: nobody can open it.",
            hint=f'"{label}" = {{ view = ["staff", "board"], add = [], change = [], delete = [] }}',
            id="members.W001",
        )
        for label in sorted(registered() - set(rules()["admin"]))
    ]


def registered() -> set[str]:
    """Labels of every model that the staff's site shows, inlines included."""
    found = set()
    for model, page in admin.site._registry.items():
        found.add(model._meta.label_lower)
        found |= {inline.model._meta.label_lower for inline in page.inlines}
    return found
