"""Rooms, who uses them when, and the one table that makes double use impossible."""

from rooms.models.room import Known, Room, RoomPart, RoomText
from rooms.models.use import Occupancy, RoomTaken, Use

__all__ = ["Known", "Occupancy", "Room", "RoomPart", "RoomTaken", "RoomText", "Use"]
