"""Seats: how many places a date has, and what became of them; counted from rows, never stored."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Seats:
    """Places of one date, in people. `capacity` None = unlimited; `waiting` counts people, too.
    `closed` says that nobody may wait for it any more."""

    capacity: int | None
    reserve: int
    confirmed: int
    offered: int
    waiting: int
    closed: bool = False

    @property
    def refuses(self) -> bool:
        """Nothing free, and the waiting list is closed."""
        return self.closed and self.free == 0

    @property
    def free(self) -> int | None:
        """Places that can be had online now; None = unlimited."""
        if self.capacity is None:
            return None
        return max(self.capacity - self.reserve - self.confirmed - self.offered, 0)

    @property
    def over(self) -> int:
        """Confirmed people beyond the capacity."""
        return 0 if self.capacity is None else max(self.confirmed - self.capacity, 0)

    @property
    def full(self) -> bool:
        """Nothing free, or somebody waits: newcomers go behind the queue."""
        return self.waiting > 0 or self.free == 0


def course_seats(dates: list[Seats]) -> Seats:
    """Places of a course: the tightest of its coming dates and the longest of its queues.

    One date that refuses closes the whole course.
    """
    if not dates:
        return Seats(0, 0, 0, 0, 0)
    tightest = min(dates, key=lambda seats: float("inf") if seats.free is None else seats.free)
    waiting = max(seats.waiting for seats in dates)
    counted = (tightest.capacity, tightest.reserve, tightest.confirmed, tightest.offered, waiting)
    return Seats(*counted, closed=any(seats.refuses for seats in dates))
