"""Fire safety: however full a date gets by hand, no more people are let in than its rooms may hold."""

from events.models.occurrence import Occurrence


def expect(date: Occurrence, added: int) -> None:
    """Note in the use of the rooms how many are there now. Raises ValidationError beyond the fire limit."""
    if date.use is None or not (rooms := date.rooms()):
        return
    date.use.head_count = max(date.capacity or 0, date.seats().confirmed + added)
    date.use.check_fire_limit(rooms)
    date.use.save(update_fields=["head_count"])
