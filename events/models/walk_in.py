"""Walk-ins: people who stand at the door on the day itself and are put on the list with their name.

They come from the street, so nothing else is asked of them. They take the places that were kept for the
door; beyond the capacity their place is marked `over`. Only fire safety turns anybody away.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events.models import queue
from events.models.ask import Ask, Channel, ContactBy, Guest
from events.models.event import Event, Joins, State
from events.models.fire_safety import expect
from events.models.occurrence import Occurrence
from events.models.participant import Participant
from events.models.place import Attendance, Place, PlaceState
from events.models.sign_up import SignUp
from members.models import AuditEvent, Person
from treff.house import when
from treff.house.locks import lock
from treff.house.models import Submission

# So long before the start somebody may be noted, if that is still the day before.
NOTED_FROM = timedelta(hours=2)
# So long after its end somebody may still be noted.
NOTED_WITHIN = timedelta(hours=3)
MOST_AT_ONCE = 6


def takes_walk_ins(date: Occurrence, now: datetime | None = None) -> bool:
    """Whether somebody may be put on the list now: from the morning of the day, or two hours before a start
    at night, until three hours after the end."""
    now = now or when.now()
    morning, _evening = when.day_bounds(when.local(date.starts_at).date())
    morning = min(morning, date.starts_at - NOTED_FROM)
    is_on = date.event.state == State.PUBLISHED and not date.cancelled and not date.event.takes_no_sign_up
    return is_on and morning <= now < date.over_at + NOTED_WITHIN


def add_walk_ins(
    date: Occurrence, names: Collection[str], *, by: Person | None, key: UUID | None = None
) -> int:
    """Put each name on the list as a sign-up of its own, there and confirmed; returns how many are over.

    `key` is the form's own: the same form sent twice adds them once. Raises ValidationError if the date
    is not today, takes no sign-up, or more people would be in the room than fire safety allows. Locks
    the event.
    """
    if not 1 <= len(names) <= MOST_AT_ONCE:
        raise ValidationError(_("Please write one to six names, each in a line of its own."), code="party")
    digest = Submission.digest_of([("date", date.pk), *(("name", name) for name in names)])
    sign_ups = [written(date.event, name, by) for name in names]
    with transaction.atomic():
        if key is not None and (earlier := Submission.begin(key, digest)) is not None:
            earlier.refuse_other_words(digest)
            return date.seats().over
        lock(Event.objects.filter(pk=date.event_id))
        date = date.event.occurrences.select_related("event", "use").with_seats().get(pk=date.pk)
        if not takes_walk_ins(date):
            raise ValidationError(
                _("Walk-ins can be added on the day itself, to a date with sign-up that takes place."),
                code="closed",
            )
        seat(date, sign_ups, names)
        expect(date, len(names))
        AuditEvent.note(by, "add_walk_ins", date, ["places"])
        if key is not None:
            Submission.finish(key, "events:own_people", date.public_id)
        return over(date, len(names))


def written(event: Event, name: str, by: Person | None) -> SignUp:
    """A sign-up of somebody at the door, not yet saved. Of a course it asks for this one date."""
    ask = Ask((Guest(name),), ContactBy.IN_PERSON, channel=Channel.DESK, made_by=by)
    sign_up = SignUp.written(event, ask)
    sign_up.joins = Joins.SINGLE
    return sign_up


def seat(date: Occurrence, sign_ups: Collection[SignUp], names: Collection[str]) -> None:
    """A participant and a place for each. The caller holds the lock of the event."""
    for sign_up in sign_ups:
        sign_up.rank = queue.next_rank()
    SignUp.objects.bulk_create(sign_ups)
    guests = [Participant(sign_up=each, name=name) for each, name in zip(sign_ups, names, strict=True)]
    Participant.objects.bulk_create(guests)
    seats = date.seats()
    taken = seats.confirmed + seats.offered
    Place.objects.bulk_create(
        Place(
            participant=guest,
            occurrence=date,
            state=PlaceState.CONFIRMED,
            attendance=Attendance.CAME,
            over=seats.capacity is not None and taken + number > seats.capacity,
        )
        for number, guest in enumerate(guests, start=1)
    )


def over(date: Occurrence, added: int) -> int:
    """How many more hold a place than there are, now that so many were added."""
    seats = date.seats()
    return 0 if seats.capacity is None else max(seats.confirmed + added - seats.capacity, 0)
