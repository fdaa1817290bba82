"""Giving places back: what has not begun falls free, what runs stays, marked as absent."""

from datetime import timedelta

from django.utils import timezone

from events.models.event import Event
from events.models.place import Attendance, CancelledBy, Place, PlaceState


def give_back(places: list[Place], event: Event, by: CancelledBy) -> tuple[list[Place], int]:
    """Cancel what has not begun, mark the rest as absent; returns the cancelled and the number absent.

    Who was ticked as there is marked as absent by the team alone, who ticked it. The caller holds the
    lock of the event.
    """
    now = timezone.now()
    begun = [p for p in places if p.occurrence.has_begun and p.state == PlaceState.CONFIRMED]
    given_back = [place for place in places if place not in begun]
    unsaid = {Attendance.UNKNOWN, Attendance.CAME} if by == CancelledBy.STAFF else {Attendance.UNKNOWN}
    absent = Place.objects.filter(pk__in=[place.pk for place in begun], attendance__in=unsaid).update(
        attendance=Attendance.ABSENT
    )
    late_from = timedelta(hours=event.late_hours)
    for place in given_back:
        place.late = place.state == PlaceState.CONFIRMED and place.occurrence.starts_at - now < late_from
    cancel(given_back, by)
    return given_back, absent


def cancel(places: list[Place], by: CancelledBy) -> None:
    """Write that these places are held no more; their `late` as it stands. Nobody moves up by this."""
    now = timezone.now()
    for place in places:
        place.state, place.cancelled_at, place.cancelled_by = PlaceState.CANCELLED, now, by
        place.offered_until, place.attendance = None, Attendance.UNKNOWN
    written = ["late", "state", "cancelled_at", "cancelled_by", "offered_until", "attendance"]
    Place.objects.bulk_update(places, written)
