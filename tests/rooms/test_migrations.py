"""The floors of the house stand one on the other in the database, too."""

from django.db.migrations.loader import MigrationLoader

BELOW = {"rooms": {"members", "house"}, "members": {"house"}, "house": set[str]()}
OWN = {"house", "members", "rooms", "events", "pages", "demo"}


def test_no_migration_depends_on_a_floor_above() -> None:
    """A foreign key given as a string passes every linter of imports and turns the graph upside down."""
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    for app, allowed in BELOW.items():
        for node in graph.nodes:
            if node[0] != app:
                continue
            reached = {label for label, _ in graph.forwards_plan(node)} & OWN
            assert reached <= allowed | {app}, node


def test_rooms_guard_against_double_use_from_their_first_migration() -> None:
    first = MigrationLoader(None, ignore_no_migrations=True).get_migration("rooms", "0001_initial")
    names = [
        getattr(getattr(operation, "constraint", None), "name", "") for operation in first.operations
    ] + [
        constraint.name
        for operation in first.operations
        for constraint in getattr(operation, "options", {}).get("constraints", [])
    ]
    assert "room_is_never_used_twice" in names
