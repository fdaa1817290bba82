"""A programme of n coming dates, written in bulk: what the pages are measured with."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone
from psycopg.types.range import Range

from events.models import Event, EventText, Occurrence, Participant, Place, SignUp
from events.models.queue import next_rank
from rooms.models import Occupancy, Room, Use
from rooms.models.occupancy import everything
from treff.house import when

EVERY_HOURS = 4
PARTY_AT = 5


@transaction.atomic
def build(dates: int) -> str:
    """Write an event per ten dates, with texts in two languages, a room, and some sign-ups.

    Returns the address of a date with free places.
    """
    room = Room.objects.create(slug="bleiche", name="Bleiche", step_free="yes")
    events = write_events(max(dates // 10, 1))
    first = when.day_bounds(when.today())[1] + timedelta(hours=9)
    starts = [first + timedelta(hours=EVERY_HOURS * number) for number in range(dates)]
    spans = [Range(start, start + timedelta(hours=2)) for start in starts]
    uses = Use.objects.bulk_create(Use(kind="event", during=span) for span in spans)
    Use.rooms.through.objects.bulk_create(Use.rooms.through(use=use, room=room) for use in uses)
    Occupancy.objects.bulk_create(
        Occupancy(use=use, room=room, period=use.during, lane=everything()) for use in uses
    )
    occurrences = Occurrence.objects.bulk_create(
        Occurrence(
            event=events[number % len(events)],
            starts_at=use.during.lower,
            ends_at=use.during.upper,
            capacity=12,
            use=use,
        )
        for number, use in enumerate(uses)
    )
    sign_up_to(occurrences[::PARTY_AT])
    return occurrences[0].get_absolute_url()


def write_events(number: int) -> list[Event]:
    """Published events with a German and an Arabic text."""
    events = Event.objects.bulk_create(
        Event(
            slug=f"angebot-{each}",
            kind="series",
            topic=["cafe", "sewing", "learning", "children"][each % 4],
            state="published",
            published_at=timezone.now(),
            carried_by="residents",
            spoken=["de", "ar"],
        )
        for each in range(number)
    )
    texts = [
        EventText(
            event=event,
            language=language,
            title=f"{title} {event.pk}",
            summary="Wir treffen uns und reden.",
            text="Kommen Sie vorbei. " * 20,
            audience="Alle",
            cost="kostenlos",
        )
        for event in events
        for language, title in (("de", "Nähwerkstatt"), ("ar", "ورشة الخياطة"))
    ]
    for text in texts:
        text.folded = text.search_words()
    EventText.objects.bulk_create(texts)
    return events


def guest_cookie() -> str:
    """The cookie of somebody who has signed up before in the same browser."""
    session = SessionStore()
    session["sign_ups"] = ["bench"]
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def sign_up_to(occurrences: list[Occurrence]) -> None:
    """Three confirmed people on each of these dates."""
    for occurrence in occurrences:
        sign_up = SignUp.objects.create(
            event=occurrence.event, rank=next_rank(), joins="single", contact_by="in_person"
        )
        people = Participant.objects.bulk_create(
            Participant(sign_up=sign_up, position=position, name="Amina") for position in (1, 2, 3)
        )
        Place.objects.bulk_create(
            Place(participant=person, occurrence=occurrence, state="confirmed") for person in people
        )


def popular_date() -> Occurrence:
    """One date with 50 seats that 200 people want."""
    event = Event.objects.create(
        slug=Event.free_slug("Konzert"),
        kind="single",
        topic="festival",
        state="draft",
        carried_by="residents",
    )
    EventText.objects.create(event=event, language="de", title="Konzert")
    start = timezone.now() + timedelta(days=20)
    occurrence = Occurrence.objects.create(
        event=event, starts_at=start, ends_at=start + timedelta(hours=2), capacity=50
    )
    event.publish(by=None)
    return occurrence
