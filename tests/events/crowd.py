"""Many people at once, written in bulk: as if they had signed up one after the other."""

from collections.abc import Sequence

from events.models import ContactBy, Event, Occurrence, Participant, Place, SignUp
from events.models.queue import next_rank
from treff.house.codes import code


def crowd(event: Event, dates: Sequence[Occurrence], people: int, *, by_phone: int = 0) -> None:
    """So many contacts, each with a place on every one of these dates; the first ones without an address."""
    sign_ups = SignUp.objects.bulk_create(
        SignUp(
            event=event,
            rank=next_rank(),
            joins=event.joins,
            contact_name=f"Gast {number}",
            contact_by=ContactBy.PHONE if number < by_phone else ContactBy.EMAIL,
            contact_phone=f"0151 0000{number:04}" if number < by_phone else "",
            contact_number=f"+4915100{number:06}" if number < by_phone else "",
            contact_email="" if number < by_phone else f"gast{number}@treff.example",
            code=code(),
        )
        for number in range(people)
    )
    guests = Participant.objects.bulk_create(
        Participant(sign_up=sign_up, position=1, name=sign_up.contact_name) for sign_up in sign_ups
    )
    Place.objects.bulk_create(
        Place(participant=guest, occurrence=date, state="confirmed") for guest in guests for date in dates
    )
