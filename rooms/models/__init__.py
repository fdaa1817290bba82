"""Rooms, who uses them when, and the one table that makes double use impossible."""

from rooms.models.room import Known, Room, RoomPart, RoomText
from rooms.models.use import Occupancy, RoomNames, RoomTaken, Use

__all__ = ["Known", "Occupancy", "Room", "RoomNames", "RoomPart", "RoomTaken", "RoomText", "Use"]
