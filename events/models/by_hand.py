"""What organisers do to a sign-up by hand: overbook, move in the queue, move to another date.

Each goes around the order of asking, so the first two need a reason, and all stand in the journal.
The rank is what the order is made of: a move in the queue gives the ranks of the entries it passes to
the same entries in the new order, so that no rank is lost or held twice.
"""

import hashlib
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import notices
from events.models import queue
from events.models.event import Event, Joins
from events.models.fire_safety import expect
from events.models.giving_back import cancel
from events.models.occurrence import Occurrence
from events.models.place import CancelledBy, Place, PlaceState
from members.models import AuditEvent, Person
from treff.house import formats
from treff.house.locks import lock
from treff.house.models import Notice
from treff.house.seen import changed_meanwhile

if TYPE_CHECKING:
    from events.models.sign_up import SignUp


def overbook(sign_up: "SignUp", reason: str, *, by: Person | None) -> None:
    """Confirm this waiting party although the date is full.

    Raises ValidationError without a reason, if the party waits for no coming date, or if more people would
    be in a room than fire safety allows. Locks the event.
    """
    if not reason.strip():
        raise ValidationError(_("Please write why you give out more places than there are."))
    with transaction.atomic():
        lock(Event.objects.filter(pk=sign_up.event_id))
        coming = sign_up.event.occurrences.coming()
        pks = list(sign_up.places().waiting().filter(occurrence__in=coming).values_list("pk", flat=True))
        if not pks:
            raise ValidationError(_("This party does not wait for a coming date."), code="nobody")
        for date in coming.filter(places__in=pks).distinct().select_related("use"):
            expect(date, date.places.filter(pk__in=pks).count())
        Place.objects.filter(pk__in=pks).update(state=PlaceState.CONFIRMED, over=True)
        AuditEvent.note(by, "overbook", sign_up, ["state"], reason)
        notices.moved_up(sign_up.event, [queue.Admission(sign_up.pk, tuple(pks))])


def move_in_queue(sign_up: "SignUp", to: int, reason: str, *, by: Person | None, seen: str = "") -> None:
    """Let this party stand at number `to` of the queue, 1 is next; whoever now fits moves up and is told.

    `seen` is `as_line` of the queue that was on the page; "" claims nothing. Raises ValidationError without
    a reason, if the party does not wait, stands there already, or if the queue is not that long or another
    one than was seen. Locks the event.
    """
    if not reason.strip():
        raise ValidationError(_("Please write why this party gets another number."), code="reason")
    with transaction.atomic():
        [[event]] = lock(Event.objects.filter(pk=sign_up.event_id))
        line = waiting_line(event, sign_up)
        before = next((n for n, each in enumerate(line, start=1) if each.pk == sign_up.pk), None)
        if before is None:
            raise ValidationError(_("This party does not wait for a coming date."), code="nobody")
        if seen and seen != as_line(line):
            raise changed_meanwhile()
        if not 1 <= to <= len(line):
            raise ValidationError(
                _("Please choose a number from 1 to %(last)s."), code="number", params={"last": len(line)}
            )
        if to == before:
            raise ValidationError(_("The party has this number already."), code="same")
        target = line[to - 1].rank
        rotate_ranks(event, line[before - 1], target)
        sign_up.rank = target
        AuditEvent.note(by, "move_in_queue", sign_up, ["rank"], reason)
        notices.moved_up(event, queue.admit(event))


def as_line(line: Collection["SignUp"]) -> str:
    """A fingerprint of who waits, and in which order: a number means something in this queue only."""
    return hashlib.sha256(repr([party.pk for party in line]).encode()).hexdigest()


def waiting_line(event: Event, sign_up: "SignUp") -> list["SignUp"]:
    """The parties that wait for one of the dates this one waits for, itself among them, in order of rank."""
    waits = sign_up.places().waiting().filter(occurrence__in=event.occurrences.to_be_had(event))
    dates = list(waits.values_list("occurrence", flat=True).distinct())
    return list(event.sign_ups.waiting_for(dates).order_by("rank"))


def rotate_ranks(event: Event, moving: "SignUp", target: int) -> None:
    """Give `moving` the rank `target`; those between close up, and their order among them stays.

    All that wait between the two ranks move by one, so that also parties that wait for other dates
    keep their place before or behind the ones passed. The caller holds the lock of the event.
    """
    passed = waiting_between(event, *sorted([moving.rank, target]))
    ranks = [each.rank for each in passed]
    others = [each for each in passed if each.pk != moving.pk]
    order = [moving, *others] if target < moving.rank else [*others, moving]
    for each, rank in zip(order, ranks, strict=True):
        each.rank = rank
    event.sign_ups.bulk_update(order, ["rank"])


def waiting_between(event: Event, lowest: int, highest: int) -> list["SignUp"]:
    """The parties of the event that wait, from one rank to another, in order of rank."""
    dates = list(event.occurrences.to_be_had(event).values_list("pk", flat=True))
    waiting = event.sign_ups.waiting_for(dates).filter(rank__range=(lowest, highest))
    return list(waiting.order_by("rank"))


def move_to(
    sign_up: "SignUp",
    participants: Collection[int],
    here: Occurrence,
    there: Occurrence,
    *,
    by: Person | None,
) -> None:
    """Exchange the places of these participants (primary keys) on one date for places on another.

    The sign-up, its code and its slip stay; the queue here moves up as after any cancelling, and the
    contact is told old and new. Raises ValidationError if there is no room there now, somebody waits
    there, either date has begun, or nobody of them holds a place here. Locks the event.
    """
    with transaction.atomic():
        [[event]] = lock(Event.objects.filter(pk=sign_up.event_id))
        dates = event.occurrences.select_related("event", "use").in_bulk([here.pk, there.pk])
        here, there = dates[here.pk], dates[there.pk]
        refuse_dates(event, here, there)
        places = list(
            sign_up.places()
            .live()
            .filter(occurrence=here, participant__in=participants)
            .select_related("occurrence")
        )
        if not places:
            raise ValidationError(_("Nobody of them holds a place there."), code="nobody")
        refuse_without_room(event, here, there, len(places))
        for place in places:
            place.late = False  # it was not their wish
        cancel(places, CancelledBy.STAFF)
        notices.drop_calls(sign_up, places)
        tell_other_date(sign_up, here, there, seat_on(there, places))
        AuditEvent.note(by, "move_to", sign_up, ["places"])
        notices.moved_up(event, queue.admit(event))


def tell_other_date(
    sign_up: "SignUp", here: Occurrence, there: Occurrence, places: Collection[Place]
) -> None:
    """Tell the contact that people of the party come on another date: old and new."""
    facts = notices.Whereabouts.of(here).facts("old") | notices.Whereabouts.of(there).facts("new")
    key = f"{there.pk}:{timezone.now().isoformat()}"  # there and back again is told twice
    Notice.post([notices.about(sign_up, "other_date", places, key=key, urgent=True, **facts)])


def refuse_dates(event: Event, here: Occurrence, there: Occurrence) -> None:
    """A person is moved from a date that has not begun to another one that takes place."""
    if event.joins != Joins.SINGLE:
        raise ValidationError(_("Who takes part in a course cannot be moved to another date."), code="course")
    if here.has_begun or here.cancelled:
        raise ValidationError(_("This date has begun or does not take place."), code="begun")
    if there.has_begun or there.cancelled or there == here:
        raise ValidationError(_("Please choose another date that is still to come."), code="begun")


def refuse_without_room(event: Event, here: Occurrence, there: Occurrence, people: int) -> None:
    """Nobody is put before those who wait; the refusal names the dates where there is room."""
    with_room = dates_with_room(event, but=here, people=people)
    if there in with_room:
        return
    said = formats.listing([formats.when(date.starts_at, date.ends_at) for date in with_room])
    if said:
        raise ValidationError(
            _("There is no place free on that date. There is room on: %(dates)s."),
            code="full",
            params={"dates": said},
        )
    raise ValidationError(_("There is no place free on any other date just now."), code="full")


def dates_with_room(event: Event, *, but: Occurrence, people: int = 1) -> list[Occurrence]:
    """The coming dates on which so many places are free and nobody waits."""
    dates = event.occurrences.coming().exclude(pk=but.pk).with_seats()
    return [date for date in dates if has_room(date, people)]


def has_room(date: Occurrence, people: int) -> bool:
    seats = date.seats()
    return seats.waiting == 0 and (seats.free is None or seats.free >= people)


def seat_on(date: Occurrence, places: Collection[Place]) -> list[Place]:
    """Confirmed places on this date for the people of those places; one given back there before is taken up.

    Raises ValidationError if somebody of them is signed up there already.
    """
    people = {place.participant_id: place.person_id for place in places}
    twice = Q(participant__in=people) | Q(person__in=[pk for pk in people.values() if pk])
    if Place.objects.live().filter(twice, occurrence=date).exists():
        raise ValidationError(_("This person is already signed up for this date."), code="already")
    earlier = Place.objects.filter(occurrence=date, participant__in=people)
    earlier.update(state=PlaceState.CONFIRMED, cancelled_at=None, cancelled_by="", late=False, over=False)
    had = set(earlier.values_list("participant", flat=True))
    Place.objects.bulk_create(
        Place(participant_id=pk, occurrence=date, person_id=person, state=PlaceState.CONFIRMED)
        for pk, person in people.items()
        if pk not in had
    )
    return list(Place.objects.filter(occurrence=date, participant__in=people).select_related("occurrence"))
