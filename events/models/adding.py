"""One date more: added by hand, added to a running course, or in place of one that was cancelled."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction

from events import notices
from events.models import changes, queue
from events.models.changes import TIME, Shape
from events.models.event import Event, Joins
from events.models.occurrence import Occurrence, refuse_reason
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
        if key is not None and (earlier := Submission.begin(key, Submission.digest_of(_said(event, shape)))):
            return Occurrence.objects.get(public_id=earlier.outcome_ref)
        [[event]] = lock(Event.objects.filter(pk=event.pk))
        date = Occurrence(event=event, own=[TIME], starts_at=shape.starts_at)
        changes.reshape([date], [shape])
        give_places(event, [date])
        AuditEvent.note(by, "add_date", date)
        notices.rearranged([told_of_added(date, shape)])
        notices.moved_up(event, queue.admit(event))
        if key is not None:
            Submission.finish(key, "events:own_date", date.public_id)
    return date


def replace_date(
    date: Occurrence, shape: Shape, code: str, text: str = "", *, by: Person | None
) -> Occurrence:
    """Cancel this date and add another in its place, in one act; the page of the old one leads to the new.

    Cancelling stays final. Who is in a course has a place on the new date; who had signed up for this one
    date reads of the new one in the message and signs up there. Errors and locks as in `add_date`.
    """
    refuse_reason(text)
    with transaction.atomic():
        [[event]] = lock(Event.objects.filter(pk=date.event_id))
        date.refresh_from_db()
        date.event = event
        was = notices.Whereabouts.of(date)
        # Both locks before a room changes hands: the old rooms may be the new ones.
        changes.lock_rooms([date], [shape])
        gone = changes.call_off([date], code, text)
        new = Occurrence(event=event, own=[TIME], starts_at=shape.starts_at)
        changes.reshape([new], [shape])
        give_places(event, [new])
        date.replaced_by = new
        date.save(update_fields=["replaced_by"])
        AuditEvent.note(by, "replace", date, ["status", "replaced_by"], text)
        notices.rearranged([notices.Told(date, was, None), told_of_added(new, shape)], gone)
        notices.moved_up(event, queue.admit(event))
    return new


def give_places(event: Event, dates: Collection[Occurrence]) -> list[Place]:
    """Let everybody who is in the running course be on these added dates, too; the caller holds the lock.

    Who holds a place on a coming date is confirmed, even where that is more people than places; who waits
    for all of them waits for the new ones as well, with the same rank. Two statements, whatever the number.
    """
    if not event.is_course or not dates:
        return []
    others = event.occurrences.coming().exclude(pk__in=[date.pk for date in dates])
    rows = (
        Place.objects.live()
        .filter(occurrence__in=others, participant__sign_up__joins__in=[Joins.WHOLE, Joins.FROM_NOW])
        .order_by("participant__sign_up__rank", "participant__position")
        .values_list("participant", "person", "state")
    )
    best: dict[tuple[int, int | None], PlaceState] = {}
    for participant, person, state in rows:
        held = state in {PlaceState.CONFIRMED, PlaceState.OFFERED}
        if held or (participant, person) not in best:
            best[participant, person] = PlaceState.CONFIRMED if held else PlaceState.WAITING
    return Place.objects.bulk_create(
        Place(participant_id=participant, occurrence=date, person_id=person, state=state, over=over)
        for date in dates
        for (participant, person), state, over in beyond(best, date)
    )


def beyond(
    best: dict[tuple[int, int | None], PlaceState], date: Occurrence
) -> Sequence[tuple[tuple[int, int | None], PlaceState, bool]]:
    """Each participant with the state on this date, and whether the place is one more than there are."""
    rows, taken = [], 0
    for who, state in best.items():
        taken += state == PlaceState.CONFIRMED
        over = state == PlaceState.CONFIRMED and date.capacity is not None and taken > date.capacity
        rows.append((who, state, over))
    return rows


def told_of_added(date: Occurrence, shape: Shape) -> notices.Told:
    return notices.Told(date, None, notices.Whereabouts(shape.starts_at, shape.ends_at, shape.where))


def _said(event: Event, shape: Shape) -> dict[str, object]:
    return {"event": event.pk, **changes.plain(shape)}
