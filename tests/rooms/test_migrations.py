"""Rooms are guarded in the database from the first day on."""

from django.db.migrations.loader import MigrationLoader


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
