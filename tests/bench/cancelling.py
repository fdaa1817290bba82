"""How long the lock of an event is held when a whole series is cancelled."""

import time
from datetime import timedelta

from django.utils import timezone

from events.models import CancelReason, Event, EventText, Occurrence
from events.models.calling_off import cancel_dates
from tests.events.crowd import crowd
from treff.house import when


def lock_held(people: int, many: int) -> float:
    """Milliseconds from the lock to the commit, for so many people and a series of so `many` dates.

    Everybody holds a place on the next two dates. The whole act is timed; it takes the lock at once.
    """
    event = Event.objects.create(
        slug=Event.free_slug("Sprachcafe"), kind="series", topic="language", carried_by="residents"
    )
    EventText.objects.create(event=event, language="de", title="Sprachcafé")
    start = timezone.now() + timedelta(days=20)
    dates = Occurrence.objects.bulk_create(
        Occurrence(event=event, starts_at=begin, ends_at=begin + timedelta(hours=2), capacity=people)
        for begin in (start + week * when.WEEK for week in range(many))
    )
    event.publish(by=None)
    crowd(event, dates[:2], people)
    begin = time.perf_counter()
    cancel_dates(event, [date.pk for date in dates], CancelReason.ROOM, by=None)
    return (time.perf_counter() - begin) * 1000
