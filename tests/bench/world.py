"""A programme of n coming dates, written in bulk: what the pages are measured with."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from events.models import Event, EventText, Occurrence, Participant, Place, SignUp
from events.models.queue import next_rank
from rooms.models import Room
from treff.house import when

EVERY_HOURS = 4
PARTY_AT = 5


@transaction.atomic
def build(dates: int) -> str:
    """Write an event per ten dates, with texts in two languages and some sign-ups.

    Returns the address of a date with free places.
    """
    Room.objects.get_or_create(slug="bleiche", defaults={"name": "Bleiche", "step_free": "yes"})
    published = timezone.now()
    events = Event.objects.bulk_create(
        Event(
            slug=f"angebot-{number}",
            kind="series",
            topic=["cafe", "sewing", "learning", "children"][number % 4],
            state="published",
            published_at=published,
            carried_by="residents",
            spoken=["de", "ar"],
        )
        for number in range(max(dates // 10, 1))
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
    first = when.day_bounds(when.today())[1] + timedelta(hours=9)
    starts = [first + timedelta(hours=EVERY_HOURS * number) for number in range(dates)]
    occurrences = Occurrence.objects.bulk_create(
        Occurrence(
            event=events[number % len(events)],
            starts_at=start,
            ends_at=start + timedelta(hours=2),
            capacity=12,
            place_text="Bleiche",
        )
        for number, start in enumerate(starts)
    )
    sign_up_to(occurrences[::PARTY_AT])
    return occurrences[0].get_absolute_url()


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
