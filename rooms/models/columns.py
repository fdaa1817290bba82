"""What the page of one date says of its rooms, as a column of its query."""

from typing import Any

from django.db import models
from django.db.models.expressions import RawSQL

from rooms.models.room import Room, RoomText
from rooms.models.use import Use
from treff.house.models import BestText


class RoomsOf(models.Func):
    """The rooms of a use with the way to them, as a column of which `Room.of` makes rows again.

    The argument is the key of the use; there are none once it is released. For the page of one date.
    """

    output_field = models.JSONField()

    def __init__(self, use: str, *, language: str) -> None:
        super().__init__(use)
        self.way = BestText(RoomText, "room", RawSQL("room.id", []), language=language, fields=("way",))

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> tuple[str, Any]:
        use, params = compiler.compile(self.source_expressions[0])
        way, of_way = compiler.compile(self.way)
        told = ", ".join(f"'{name}', room.{name}" for name in ("id", *Room.TOLD))
        row = f"jsonb_build_object({told}, 'way_words', {way})"
        return (
            f"(SELECT coalesce(jsonb_agg({row} ORDER BY room.name), '[]')"
            f" FROM {Use.rooms.through._meta.db_table} held"
            f" JOIN {Room._meta.db_table} room ON room.id = held.room_id"
            f" JOIN {Use._meta.db_table} used ON used.id = held.use_id AND used.released_at IS NULL"
            f" WHERE held.use_id = {use})"
        ), [*of_way, *params]
