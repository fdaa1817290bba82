"""The waiting list: who gets a place next. The one rule of the house, in one place.

Strict order of asking. A party has one rank and stays together unless it asked otherwise; a
party that asks for several dates moves up when it fits on every coming one. If the first in
line does not fit, nobody overtakes until 48 hours before the (next) start; then the next party
that fits is served, and the one passed over keeps its rank. From 2 hours before the start only
the team lets people move up; somebody who asks then still gets a free place if nobody waits.

Asking is *append, then admit*: a newcomer goes to the end of the line and `admit` decides, so
there is no second rule for newcomers. The decision (`decide`) is a pure function of rows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from math import inf

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from events import notices
from events.models.event import Event, State
from events.models.place import Place, PlaceState
from treff.house.locks import lock

NOBODY_OVERTAKES_UNTIL = timedelta(hours=48)
ONLY_THE_TEAM_ADMITS_FROM = timedelta(hours=2)


@dataclass(frozen=True)
class Wish:
    """One waiting place: a participant on a date."""

    place: int
    participant: int
    date: int


@dataclass(frozen=True)
class Party:
    """The waiting places of one sign-up. They are decided together."""

    sign_up: int
    splits: bool
    wishes: tuple[Wish, ...]

    @property
    def dates(self) -> frozenset[int]:
        return frozenset(wish.date for wish in self.wishes)

    def one_by_one(self) -> Iterator[tuple[Wish, ...]]:
        """The wishes of each participant, in the order in which they were named."""
        for _participant, wishes in groupby(self.wishes, key=lambda wish: wish.participant):
            yield tuple(wishes)


@dataclass(frozen=True)
class Admission:
    """Places that one sign-up has been given."""

    sign_up: int
    places: tuple[int, ...]


def decide(
    parties: Iterable[Party],
    free: dict[int, float],
    starts: dict[int, datetime],
    now: datetime,
    *,
    newcomer: int | None = None,
    by_team: bool = False,
) -> list[Admission]:
    """Who moves up. `parties` in order of rank; `free` places per date (`inf` = no limit).

    `newcomer` is the sign-up that has only just been appended: it may be given a free place even
    in the last two hours. Dates that are not in `starts` are ignored. Changes nothing outside.
    """
    left, held = dict(free), set[int]()
    admissions = []
    for party in parties:
        dates = party.dates & starts.keys()
        if not dates:
            continue
        next_start = min(starts[date] for date in dates)
        last_hours = next_start - now < ONLY_THE_TEAM_ADMITS_FROM
        if last_hours and not by_team and party.sign_up != newcomer:
            held |= dates
            continue
        given = [] if dates & held else seat(party, left, dates)
        if given:
            admissions.append(Admission(party.sign_up, tuple(wish.place for wish in given)))
        waits_on = {wish.date for wish in party.wishes if wish not in given} & dates
        if next_start - now > NOBODY_OVERTAKES_UNTIL:
            held |= waits_on
    return admissions


def seat(party: Party, left: dict[int, float], dates: frozenset[int] | set[int]) -> list[Wish]:
    """Give the party what fits and take it off `left`: all together, or one by one if it splits."""
    given: list[Wish] = []
    for group in party.one_by_one() if party.splits else [party.wishes]:
        wishes = [wish for wish in group if wish.date in dates]
        need = {date: sum(wish.date == date for wish in wishes) for date in dates}
        if all(left[date] >= count for date, count in need.items()):
            given += wishes
            for date, count in need.items():
                left[date] -= count
    return given


def admit(event: Event, *, newcomer: int | None = None, by_team: bool = False) -> list[Admission]:
    """Confirm every waiting party of the event that the rule lets in, and say which.

    The caller holds the lock of the event. Two queries to decide, one to write, however many
    people wait. Does nothing for an event that is not published.
    """
    assert connection.in_atomic_block, "admit needs the lock of the event"
    if event.state != State.PUBLISHED:
        return []
    now = timezone.now()
    free: dict[int, float] = {}
    starts: dict[int, datetime] = {}
    for pk, start, capacity, reserve, taken in coming_places(event, now):
        starts[pk] = start
        free[pk] = inf if capacity is None else max(capacity - reserve - taken, 0)
    if not starts:
        return []
    parties = waiting_parties(event, starts)
    admissions = decide(parties, free, starts, now, newcomer=newcomer, by_team=by_team)
    given = [place for admission in admissions for place in admission.places]
    Place.objects.filter(pk__in=given).update(state=PlaceState.CONFIRMED)
    return admissions


def admit_waiting(event: Event) -> list[Admission]:
    """Let in whoever the rule lets in by now, and tell them. Locks the event."""
    with transaction.atomic():
        [[event]] = lock(Event.objects.filter(pk=event.pk))
        admissions = admit(event)
        notices.moved_up(event, admissions)
    return admissions


def coming_places(event: Event, now: datetime) -> Iterable[tuple[int, datetime, int | None, int, int]]:
    """Coming dates as (pk, start, most people, reserve, places taken), one query."""
    dates = event.occurrences.to_be_had(event, now).with_seats()
    dates = dates.annotate(taken=F("confirmed_count") + F("offered_count"))
    return dates.values_list("pk", "starts_at", Coalesce("capacity", "fire_limit"), "reserve", "taken")


# By hand: everybody who asks reads the line under the lock, and Django took longer than Postgres for it.
LINE = """
    FROM events_place place
    JOIN events_participant guest ON guest.id = place.participant_id
    JOIN events_signup party ON party.id = guest.sign_up_id
    JOIN events_occurrence date ON date.id = place.occurrence_id
    WHERE place.state = 'waiting' AND date.id = ANY(%s)
"""


def waiting_parties(event: Event, dates: Iterable[int]) -> list[Party]:
    """Everybody who waits for one of these dates, in order of rank, one query."""
    columns = "SELECT party.id, party.splits, place.id, guest.id, date.id"
    order = "ORDER BY party.rank, guest.position, guest.id, date.starts_at"
    with connection.cursor() as cursor:
        cursor.execute(f"{columns} {LINE} AND party.event_id = %s {order}", [list(dates), event.pk])
        rows = cursor.fetchall()
    return [
        Party(sign_up, splits, tuple(Wish(*wish) for _sign_up, _splits, *wish in group))
        for (sign_up, splits), group in groupby(rows, key=lambda row: row[:2])
    ]


def parties_before(rank: int, dates: Iterable[int]) -> int:
    """How many parties with a lower rank wait for one of these dates, one query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(DISTINCT party.id) {LINE} AND party.rank < %s", [list(dates), rank])
        parties: int = cursor.fetchone()[0]
    return parties


def next_rank() -> int:
    """The next rank. Drawn under the lock of the event, so that it is the order of asking."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('events_sign_up_rank')")
        rank: int = cursor.fetchone()[0]
    return rank
