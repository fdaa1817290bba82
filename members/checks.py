"""Checks at the start: `roles.toml` names every page of the admin site, and no tie that there is not."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.contrib import admin
from django.core.checks import CheckMessage, Warning, register

from members.roles import Tie, rules


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


@register()
def ties_are_known(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """A word in [organisers] that ties nobody to an offer."""
    return [
        Warning(
            f"roles.toml, [organisers], {act}: nobody is “{name}”.",
            hint=f"Known are: {', '.join(Tie)}",
            id="members.W002",
        )
        for act, names in rules()["organisers"].items()
        for name in sorted(set(names) - set(Tie))
    ]


def registered() -> set[str]:
    """Labels of every model that the staff's site shows, inlines included."""
    found = set()
    for model, page in admin.site._registry.items():
        found.add(model._meta.label_lower)
        found |= {inline.model._meta.label_lower for inline in page.inlines}
    return found
