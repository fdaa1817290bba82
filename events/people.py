"""Who comes to a date, as those who run the offer read it.

Names are always there. How somebody can be reached, and sensitive answers, are shown only in the week
before the date and in the week after it: nobody needs them earlier, and nobody keeps them in view.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Prefetch
from django.utils.translation import gettext

from events.models import Answer, Occurrence, Organiser, Participant, Place, PlaceState, QuestionText, SignUp
from events.models.occurrence_set import title_along
from events.models.place import Attendance
from events.titles import Title
from events.words import date_words
from treff.house import formats, when
from treff.house.folding import fold
from treff.house.models.text import active_language

CONTACT_DAYS = 7
MOST_FOUND = 50
FEWEST_BLANK_ROWS = 8
ROWS_ON_THE_FIRST_PAGE, ROWS_ON_A_PAGE = 24, 27
"""So many rows of the attendance list stand on a page of A4, the head of the table left out."""


@dataclass(frozen=True)
class Said:
    """An answer with its question, in ready words."""

    question: str
    answer: str


@dataclass(frozen=True)
class PersonLine:
    """Somebody who comes or waits. An empty name was erased."""

    name: str
    age: str
    note: str
    is_over: bool
    said: tuple[Said, ...]


@dataclass(frozen=True)
class PartyLine:
    """One sign-up on one date. `email` and `phone` are empty when they are not to be shown."""

    sign_up: SignUp
    people: tuple[PersonLine, ...]
    number: int | None
    said: tuple[Said, ...]
    email: str
    phone: str
    is_double: bool

    @property
    def contact(self) -> str:
        """The name of the contact, if it is not among those who come."""
        name = self.sign_up.contact_name
        return "" if name in {person.name for person in self.people} else name

    @property
    def names(self) -> str:
        return formats.listing([person.name or gettext("(erased)") for person in self.people])


@dataclass(frozen=True)
class PeopleOfDate:
    """Everybody on one date: who holds a place in the order of asking, and who waits with the numbers."""

    confirmed: list[PartyLine]
    waiting: list[PartyLine]

    def rows(self) -> list[PersonLine]:
        """For the list at the door: those who hold a place, by name."""
        people = [person for party in self.confirmed for person in party.people]
        return sorted(people, key=lambda person: fold(person.name))


def people_of(date: Occurrence, organiser: Organiser) -> PeopleOfDate:
    """Everybody who holds a place on this date or waits for it; a constant number of queries."""
    places = Place.objects.live().filter(occurrence=date)
    guests = Participant.objects.prefetch_related(Prefetch("places", places)).order_by("position")
    sign_ups = list(
        date.event.sign_ups.filter(pk__in=places.values("participant__sign_up"))
        .with_number()
        .with_double()
        .order_by("rank")
        .prefetch_related(Prefetch("participants", guests))
    )
    said = answers(date, sign_ups, organiser)
    confirmed, waiting = [], []
    for sign_up in sign_ups:
        held, waits = split(sign_up.participants.all())
        if held:
            confirmed.append(party_line(date, sign_up, held, said))
        if waits:
            waiting.append(party_line(date, sign_up, waits, said, waits=True))
    return PeopleOfDate(confirmed, waiting)


def split(people: Iterable[Participant]) -> tuple[list[Participant], list[Participant]]:
    """Those of a party who hold a place on the date at hand, and those who wait."""
    live = [person for person in people if person.places.all()]
    waits = [person for person in live if person.places.all()[0].state == PlaceState.WAITING]
    return [person for person in live if person not in waits], waits


def party_line(
    date: Occurrence,
    sign_up: SignUp,
    people: Sequence[Participant],
    said: dict[tuple[int, int | None], list[Said]],
    *,
    waits: bool = False,
) -> PartyLine:
    reached = contacts_are_shown(date)
    return PartyLine(
        sign_up=sign_up,
        people=tuple(
            person_line(date, person, tuple(said.get((sign_up.pk, person.pk), ()))) for person in people
        ),
        number=getattr(sign_up, "queue_number", None) if waits else None,
        said=tuple(said.get((sign_up.pk, None), ())),
        email=sign_up.contact_email if reached else "",
        phone=sign_up.contact_phone if reached else "",
        is_double=getattr(sign_up, "is_double", False),
    )


def person_line(date: Occurrence, person: Participant, said: tuple[Said, ...]) -> PersonLine:
    place = person.places.all()[0]
    notes = []
    if place.state == PlaceState.OFFERED:
        notes.append(str(place.get_state_display()))
    if place.attendance != Attendance.UNKNOWN:
        notes.append(str(place.get_attendance_display()))
    return PersonLine(
        name=person.name,
        age=age_words(person) if date.event.asks_age else "",
        note=", ".join(notes),
        is_over=place.over and place.state == PlaceState.CONFIRMED,
        said=said,
    )


def age_words(person: Participant) -> str:
    """The age band, or the year of birth."""
    return str(person.get_age_band_display() or person.birth_year or "")


def answers(
    date: Occurrence, sign_ups: Collection[SignUp], organiser: Organiser
) -> dict[tuple[int, int | None], list[Said]]:
    """By sign-up and participant (None: once for all) what was answered, as far as it may be read now."""
    found = Answer.objects.filter(sign_up__in=sign_ups).exclude(text="").select_related("question")
    if not (contacts_are_shown(date) and organiser.leads(date.event)):
        found = found.filter(question__sensitive=False)
    texts = QuestionText.objects.filter(question__event=date.event_id)
    wordings = {text.question_id: text.wording for text in texts.preferred("question", active_language())}
    said: dict[tuple[int, int | None], list[Said]] = {}
    for answer in found.order_by("question__position"):
        question = wordings.get(answer.question_id) or answer.question.purpose
        said.setdefault((answer.sign_up_id, answer.participant_id), []).append(Said(question, answer.text))
    return said


def contacts_are_shown(date: Occurrence) -> bool:
    """Whether this is the week before the date, its day, or the week after it."""
    return not contacts_words(date)


def contacts_words(date: Occurrence) -> str:
    """From when, or until when, people can be reached from this page; nothing while they can."""
    first = when.local(date.starts_at).date() - timedelta(days=CONTACT_DAYS)
    last = when.local(date.over_at).date() + timedelta(days=CONTACT_DAYS)
    if when.today() < first:
        words = gettext("Phone numbers and e-mail addresses can be seen here from %(day)s on.")
        return words % {"day": formats.day(first)}
    if when.today() > last:
        words = gettext("Phone numbers and e-mail addresses could be seen here until %(day)s.")
        return words % {"day": formats.day(last)}
    return ""


def blank_rows(people: int) -> int:
    """Empty rows for people at the door: at least eight, and as many as fill the last page."""
    needed = people + FEWEST_BLANK_ROWS
    pages = max(0, -(-(needed - ROWS_ON_THE_FIRST_PAGE) // ROWS_ON_A_PAGE))
    return ROWS_ON_THE_FIRST_PAGE + pages * ROWS_ON_A_PAGE - people


@dataclass(frozen=True)
class Found:
    """A party on one date, found by a name."""

    names: str
    contact: str
    title: Title
    when: str
    state: str
    date: Occurrence
    sign_up: SignUp


def find_people(organiser: Organiser, words: str) -> list[Found]:
    """Whoever of that name holds a place or waits, on coming dates and those of the last seven days.

    Only in the offers whose people this organiser may see; at most one more than `MOST_FOUND`.
    """
    since = when.day_bounds(when.today() - timedelta(days=CONTACT_DAYS))[0]
    sign_ups = SignUp.objects.filter(event__in=organiser.offers_with_people()).named(words)
    places = (
        Place.objects.live()
        .filter(participant__sign_up__in=sign_ups, occurrence__starts_at__gte=since)
        .select_related("participant__sign_up", "occurrence__event")
        .with_title(title_along("occurrence"))
        .order_by("occurrence__starts_at", "participant__sign_up__rank", "participant__position")
    )
    groups: dict[tuple[int, int], list[Place]] = {}
    for place in places[: MOST_FOUND * 6]:
        groups.setdefault((place.occurrence_id, place.participant.sign_up_id), []).append(place)
    return [found(group) for group in list(groups.values())[: MOST_FOUND + 1]]


def found(places: list[Place]) -> Found:
    first = places[0]
    sign_up, date = first.participant.sign_up, first.occurrence
    names = [place.participant.name for place in places if place.participant.name]
    return Found(
        names=formats.listing(names) if names else gettext("(erased)"),
        contact=sign_up.contact_name if sign_up.contact_name not in names else "",
        title=Title.of(first.title_in, date.event),
        when=date_words(date),
        state=formats.listing(list(dict.fromkeys(str(place.get_state_display()) for place in places))),
        date=date,
        sign_up=sign_up,
    )
