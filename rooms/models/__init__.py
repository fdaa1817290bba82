"""Rooms, who uses them when, and the one table that makes double use impossible."""

from rooms.models.columns import RoomsOf
from rooms.models.occupancy import Occupancy
from rooms.models.room import Known, Room, RoomPart, RoomText
from rooms.models.use import RoomNames, RoomTaken, Use, Wish

__all__ = [
    "Known",
    "Occupancy",
    "Room",
    "RoomNames",
    "RoomPart",
    "RoomTaken",
    "RoomText",
    "RoomsOf",
    "Use",
    "Wish",
]
