"""Migrations point one way, as imports do: no lower floor depends on a higher one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.migrations.loader import MigrationLoader

FLOORS = ["house", "members", "rooms", "events", "pages", "demo"]


Key = tuple[str, str]


class Command(BaseCommand):
    help = "Check that no migration depends on one of a higher floor."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        nodes = MigrationLoader(None).graph.node_map
        if wrong := upward({key: {parent.key for parent in node.parents} for key, node in nodes.items()}):
            raise CommandError("\n".join(wrong))


def upward(waits_for: dict[Key, set[Key]]) -> list[str]:
    """A line for each migration of ours that reaches a higher floor, by way of foreign apps as well."""
    wrong = []
    for key in sorted(key for key in waits_for if key[0] in FLOORS):
        below, todo = set(), {key}
        while todo:
            below |= todo
            todo = set().union(*(waits_for[other] for other in todo)) - below
        floor = FLOORS.index(key[0])
        higher = sorted(other for other in below if other[0] in FLOORS[floor + 1 :])
        wrong += [f"{key[0]}.{key[1]} depends on {other[0]}.{other[1]}" for other in higher]
    return wrong
