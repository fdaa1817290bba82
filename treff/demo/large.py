"""The large case: as many coming dates as the programme of a whole city would have.

Written in bulk, past the verbs, because five thousand verbs would take minutes and the point is to
measure the pages. The rows are of the kind the verbs write: every date has rooms it really occupies
(the constraint holds here too), places that are taken, and its words in three languages.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from events.models import Event, EventText, Hosting, Occurrence, Participant, Place, SignUp
from events.models.ask import Channel, ContactBy
from events.models.event import CarriedBy, Kind, State, Topic
from events.models.place import PlaceState
from members.models import Organisation
from rooms.models import Occupancy, Room, Use
from treff.demo import facts
from treff.house import when

DATES_PER_EVENT = 25
ROOMS = 20
HOURS = (9, 11, 14, 16, 18)
PLACES = 12
PARTY = 4
TOPICS = {
    "cafe": ("Café", "Café", "مقهى"),
    "language": ("Sprachtreff", "Language circle", "لقاء اللغة"),
    "sewing": ("Nähtreff", "Sewing circle", "لقاء الخياطة"),
    "learning": ("Lerngruppe", "Study group", "مجموعة تعلّم"),
    "repair": ("Werkbank", "Workbench", "ورشة تصليح"),
    "cooking": ("Kochgruppe", "Cooking group", "مجموعة طبخ"),
    "bicycle": ("Radtreff", "Bicycle circle", "لقاء الدراجات"),
    "children": ("Spielgruppe", "Playgroup", "مجموعة لعب"),
    "advice": ("Auskunft", "Information", "استعلامات"),
    "meeting": ("Treffpunkt", "Meeting point", "ملتقى"),
    "festival": ("Feier", "Party", "احتفال"),
}
LANGUAGES = ("de", "en", "ar")


@transaction.atomic
def grow(wanted: int) -> int:
    """Add coming dates until there are so many in all; returns how many were added."""
    missing = wanted - Occurrence.objects.coming().public().count()
    if missing <= 0:
        return 0
    chance = Random(facts.SEED)
    events = _events(-(-missing // DATES_PER_EVENT), chance)
    rooms = _rooms()
    slots = list(islice(_slots(when.today() + timedelta(days=1), rooms), missing))
    uses = Use.objects.bulk_create(
        Use(kind=Use.Kind.EVENT, during=DateTimeTZRange(start, end)) for start, end, _room in slots
    )
    Use.rooms.through.objects.bulk_create(
        Use.rooms.through(use_id=use.pk, room_id=room.pk)
        for use, (_s, _e, room) in zip(uses, slots, strict=True)
    )
    Occupancy.objects.bulk_create(
        Occupancy(use=use, room=room, period=use.during)
        for use, (_s, _e, room) in zip(uses, slots, strict=True)
    )
    dates = Occurrence.objects.bulk_create(
        Occurrence(event=events[place % len(events)], starts_at=start, ends_at=end, use=use, capacity=PLACES)
        for place, (use, (start, end, _room)) in enumerate(zip(uses, slots, strict=True))
    )
    _places(dates)
    return missing


def _events(many: int, chance: Random) -> list[Event]:
    """Published one-date-at-a-time series, each with a host and words in three languages."""
    now, hosts = timezone.now(), list(Organisation.objects.live())
    first = Event.objects.filter(slug__startswith="stadt-").count()
    topics = [chance.choice(Topic.values) for _ in range(many)]
    events = Event.objects.bulk_create(
        Event(
            slug=f"stadt-{number}",
            kind=Kind.SERIES,
            topic=topic,
            state=State.PUBLISHED,
            published_at=now,
            carried_by=chance.choice(CarriedBy.values),
            default_capacity=PLACES,
            spoken=chance.sample(["de", "en", "tr", "ar", "uk"], 2),
        )
        for number, topic in enumerate(topics, start=first + 1)
    )
    texts = [_text(event, place) for event in events for place in range(len(LANGUAGES))]
    EventText.objects.bulk_create(texts)
    Hosting.objects.bulk_create(
        Hosting(event=event, organisation=chance.choice(hosts), is_first=True) for event in events
    )
    return events


def _text(event: Event, place: int) -> EventText:
    number = event.slug.removeprefix("stadt-")
    text = EventText(
        event=event,
        language=LANGUAGES[place],
        title=f"{TOPICS[event.topic][place]} {number}",
        summary=("Jede Woche in Ihrer Nähe.", "Every week near you.", "كل أسبوع قريبًا منكم.")[place],
    )
    text.folded = text.search_words()
    return text


def _rooms() -> list[Room]:
    """Rooms of other meeting points, beside those of the house."""
    have = set(Room.objects.filter(slug__startswith="stadtraum-").values_list("slug", flat=True))
    slugs = [f"stadtraum-{number}" for number in range(1, ROOMS + 1)]
    Room.objects.bulk_create(
        Room(slug=slug, name=f"Raum {slug.removeprefix('stadtraum-')}", gap=0)
        for slug in slugs
        if slug not in have
    )
    return list(Room.objects.filter(slug__in=slugs).order_by("pk"))


def _slots(first: date, rooms: list[Room]) -> Iterator[tuple[datetime, datetime, Room]]:
    """Free spans of 90 minutes, day by day; a room that is in use then is passed over."""
    day = first
    while True:
        taken = set(
            Occupancy.objects.filter(
                room__in=rooms, period__overlap=DateTimeTZRange(*when.day_bounds(day))
            ).values_list("room", flat=True)
        )
        for hour in HOURS:
            start = when.rule_at(day, time(hour))
            yield from (
                (start, start + timedelta(minutes=90), room) for room in rooms if room.pk not in taken
            )
        day += timedelta(days=1)


def _places(dates: list[Occurrence]) -> None:
    """One party on every date, so that the count of places has something to count."""
    ranks = _ranks(len(dates))
    common: dict[str, Any] = {"joins": "single", "contact_by": ContactBy.IN_PERSON, "channel": Channel.DESK}
    sign_ups = SignUp.objects.bulk_create(
        SignUp(event_id=date.event_id, rank=rank, **common) for date, rank in zip(dates, ranks, strict=True)
    )
    guests = Participant.objects.bulk_create(
        Participant(sign_up=sign_up, position=position, name="Gast")
        for sign_up in sign_ups
        for position in range(1, PARTY + 1)
    )
    Place.objects.bulk_create(
        Place(participant=guest, occurrence=dates[place // PARTY], state=PlaceState.CONFIRMED)
        for place, guest in enumerate(guests)
    )


def _ranks(many: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('events_sign_up_rank') FROM generate_series(1, %s)", [many])
        return [row[0] for row in cursor.fetchall()]
