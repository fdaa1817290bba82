"""One date more: added by hand, added to a running course, or in place of one that was cancelled."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction

from events import notices
from events.models import changes, queue
from events.models.calling_off import refuse_reason
from events.models.changes import TIME, Shape
from events.models.event import Event, Joins
from events.models.occurrence import Occurrence
from events.models.place import Place, PlaceState
from members.models import AuditEvent, Person
from treff.house.locks import lock
from treff.house.models import Submission


def add_date(event: Event, shape: Shape, *, by: Person | None, key: UUID | None = None) -> Occurrence:
    """Add one date by hand; whoever is in the running course has a place on it and is told.

    The same form sent twice (`key`) adds one. Its time is its own, no change of a series touches it.
    Raises ValidationError if it would lie in the past or cannot be like that, `RoomTaken` if a room is in
    use. Locks the event, then the rooms.
    """
    with transaction.atomic():
        date = Occurrence(event=event, own=[TIME], starts_at=shape.starts_at)
        if key is not None and (earlier := sent_before(key, date, shape)) is not None:
            return earlier
        [[event]] = lock(Event.objects.filter(pk=event.pk))
        date.event, people = event, people_of(event)
        changes.reshape([date], [shape], newcomers=confirmed_in(people))
        give_places(people, [date])
        AuditEvent.note(by, "add_date", date)
        notices.rearranged([told_of_added(date, shape)])
        notices.moved_up(event, queue.admit(event))
    return date


def replace_date(
    date: Occurrence,
    shape: Shape,
    code: str,
    text: str = "",
    *,
    by: Person | None,
    key: UUID | None = None,
) -> Occurrence:
    """Cancel this date and add another in its place, in one act; the page of the old one leads to the new.

    Cancelling stays final. Who is in a course has a place on the new date; who had signed up for this one
    date reads of the new one in the message and signs up there. Errors and locks as in `add_date`.
    """
    refuse_reason(text)
    with transaction.atomic():
        new = Occurrence(event_id=date.event_id, own=[TIME], starts_at=shape.starts_at)
        if key is not None and (earlier := sent_before(key, new, shape)) is not None:
            return earlier
        [[event]] = lock(Event.objects.filter(pk=date.event_id))
        date.refresh_from_db()
        date.event = event
        was = notices.Whereabouts.of(date)
        # Both locks before a room changes hands: the old rooms may be the new ones.
        changes.lock_rooms([date], [shape])
        people = people_of(event)
        gone = changes.call_off([date], code, text)
        new.event = event
        changes.reshape([new], [shape], newcomers=confirmed_in(people))
        give_places(people, [new])
        date.replaced_by = new
        date.save(update_fields=["replaced_by"])
        AuditEvent.note(by, "replace", date, ["status", "replaced_by"], text)
        notices.rearranged([notices.Told(date, was, None), told_of_added(new, shape)], gone)
        notices.moved_up(event, queue.admit(event))
    return new


People = dict[tuple[int, int | None], PlaceState]
"""Who is in a course: (participant, person of the register) with the state that a place gets."""


def people_of(event: Event) -> People:
    """Who is in the running course, in the order of asking; nobody for any other offer. The caller holds
    the lock.

    Those with a place on a coming date (of a course that is over: on its last one) are confirmed, even
    where that is more people than places; who waits for all of them waits for a new one as well. To be
    asked before a date is called off, because with it they would be gone. One query.
    """
    if not event.is_course:
        return {}
    scheduled = event.occurrences.scheduled()
    dates = scheduled.coming() if scheduled.coming().exists() else scheduled.order_by("-starts_at", "-pk")[:1]
    rows = (
        Place.objects.live()
        .filter(
            occurrence__in=dates.values("pk"), participant__sign_up__joins__in=[Joins.WHOLE, Joins.FROM_NOW]
        )
        .order_by("participant__sign_up__rank", "participant__position")
        .values_list("participant", "person", "state")
    )
    best: People = {}
    for participant, person, state in rows:
        held = state in {PlaceState.CONFIRMED, PlaceState.OFFERED}
        if held or (participant, person) not in best:
            best[participant, person] = PlaceState.CONFIRMED if held else PlaceState.WAITING
    return best


def confirmed_in(people: People) -> int:
    return sum(state == PlaceState.CONFIRMED for state in people.values())


def give_places(people: People, dates: Collection[Occurrence]) -> list[Place]:
    """Let these people be on these added dates, too; the caller holds the lock. One statement."""
    return Place.objects.bulk_create(
        Place(participant_id=participant, occurrence=date, person_id=person, state=state, over=over)
        for date in dates
        for (participant, person), state, over in beyond(people, date)
    )


def beyond(people: People, date: Occurrence) -> Sequence[tuple[tuple[int, int | None], PlaceState, bool]]:
    """Each participant with the state on this date, and whether the place is one more than there are."""
    rows, taken = [], 0
    for who, state in people.items():
        taken += state == PlaceState.CONFIRMED
        over = state == PlaceState.CONFIRMED and date.capacity is not None and taken > date.capacity
        rows.append((who, state, over))
    return rows


def told_of_added(date: Occurrence, shape: Shape) -> notices.Told:
    return notices.Told(date, None, notices.Whereabouts(shape.starts_at, shape.ends_at, shape.where))


def sent_before(key: UUID, date: Occurrence, shape: Shape) -> Occurrence | None:
    """The date that the same form added before; if there is none, this date is what comes of it.

    Raises ValidationError if the form was sent before with other words.
    """
    digest = Submission.digest_of({"event": date.event_id, **changes.plain(shape)})
    earlier = Submission.begin(key, digest, "events:own_date", date.public_id)
    if earlier is None:
        return None
    earlier.refuse_other_words(digest)
    return Occurrence.objects.get(public_id=earlier.outcome_ref)
