"""Whom the queue, a change or a cancellation has to tell something.

Each function writes rows in the caller's transaction and renders nothing: the notice keeps only
what cannot be looked up later (which places, where a date was before). The words are made by the
worker with `context`. What somebody sees on the page anyway is not told by phone on top of it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.utils import timezone

from events.models.place import CancelledBy, Place, PlaceState
from treff.house import when
from treff.house.folding import fold
from treff.house.models.notice import Channel, Notice, NoticeQuerySet, State

if TYPE_CHECKING:
    from events.models.event import Event
    from events.models.occurrence import Occurrence
    from events.models.place import PlaceQuerySet
    from events.models.queue import Admission
    from events.models.sign_up import SignUp

# The day before, from this hour on, the house reminds.
REMINDER_HOUR = 9
# Who asked later than this before the start has just been told and needs no reminder.
NO_REMINDER_WITHIN = timedelta(hours=24)


@dataclass(frozen=True)
class Whereabouts:
    """When and where a date was before it changed; kept in the facts of a notice."""

    starts_at: datetime
    ends_at: datetime | None
    place: str

    @classmethod
    def of(cls, date: "Occurrence") -> Self:
        return cls(date.starts_at, date.ends_at, date.whereabouts())

    def facts(self, name: str) -> dict[str, Any]:
        """For the facts of a notice, which keep what cannot be looked up later."""
        return {
            f"{name}_start": self.starts_at.isoformat(),
            f"{name}_end": self.ends_at.isoformat() if self.ends_at else None,
            f"{name}_place": self.place,
        }

    @classmethod
    def kept(cls, facts: dict[str, Any], name: str) -> Self:
        """What `facts` has kept."""
        end = facts[f"{name}_end"]
        start = datetime.fromisoformat(facts[f"{name}_start"])
        return cls(start, datetime.fromisoformat(end) if end else None, facts[f"{name}_place"])


def asked(sign_up: "SignUp", places: Collection[Place]) -> None:
    """Confirm a new sign-up, or its place in the queue, to a contact who reads mail.

    `places` are those of the whole party, each with its participant and its date.
    """
    if not sign_up.contact_email:
        return
    confirmed = [place for place in places if place.state == PlaceState.CONFIRMED]
    waiting = [place for place in places if place.state == PlaceState.WAITING]
    notices = []
    if confirmed:
        notices.append(about(sign_up, "signed_up", confirmed))
    if waiting:
        number = sign_up.number_for({place.occurrence_id for place in waiting})
        notices.append(about(sign_up, "waiting", waiting, number=number))
    Notice.post(notices, first=True)


def moved_up(event: "Event", admissions: Collection["Admission"]) -> None:
    """Tell those who moved up: by mail, or by phone until the date begins."""
    if not admissions:
        return
    sign_ups = event.sign_ups.prefetch_related("participants").in_bulk([a.sign_up for a in admissions])
    places = Place.objects.select_related("occurrence").in_bulk(
        [place for admission in admissions for place in admission.places]
    )
    Notice.post(
        [
            about(sign_ups[a.sign_up], "moved_up", [places[pk] for pk in a.places], urgent=True)
            for a in admissions
        ]
    )


def cancelled(sign_up: "SignUp", places: Collection[Place], by: str, *, waited: bool) -> None:
    """Confirm a cancellation. By phone only if the contact did not do it themselves.

    `waited` says that none of them held a place: then none goes to the next in line.
    """
    notice = about(sign_up, "cancelled", places, by=str(by), waited=waited)
    if by == CancelledBy.CONTACT:
        post_mails([notice])
    else:
        Notice.post([notice])


@dataclass(frozen=True)
class Told:
    """What became of one date: `old` None = it was added, `new` None = it does not take place."""

    date: "Occurrence"
    old: Whereabouts | None
    new: Whereabouts | None

    def facts(self) -> dict[str, Any]:
        """For the facts of a notice about several dates."""
        old = self.old.facts("old") if self.old else {}
        return {"date": self.date.pk, **old, **(self.new.facts("new") if self.new else {})}


def date_changed(date: "Occurrence", old: Whereabouts) -> None:
    """Tell everybody signed up or waiting: old and new, once per contact."""
    rearranged([Told(date, old, Whereabouts.of(date))])


def dates_cancelled(dates: Collection["Occurrence"], gone: Mapping[int, str]) -> None:
    """Tell everybody who held one of these places or waited for it, once per contact.

    `gone` are the places by key, with the state in which each was before.
    """
    rearranged([Told(date, Whereabouts.of(date), None) for date in dates], gone)


def rearranged(told: Collection[Told], gone: Mapping[int, str] | None = None) -> None:
    """Tell each contact once what became of all their dates, however many changed.

    The dates are of one event. `gone` are the places on those that do not take place, by key with their
    state before. Calls that are still open about those have nothing to say any more and are dropped; calls
    about a moved date are worth making until its new start, and a reminder of it is written anew.
    """
    if not told:
        return
    off = [each.date.pk for each in told if each.new is None]
    on = {each.date.pk: each.date for each in told if each.new is not None}
    open_calls().filter(facts__dates__contained_by=off).update(state=State.DROPPED)
    calls = open_calls().filter(facts__dates__0__in=list(on), facts__dates__1__isnull=True)
    calls.filter(template="reminder").update(state=State.DROPPED)
    for call in (late := list(calls) if on else []):
        call.urgent_until = on[call.facts["dates"][0]].starts_at
    Notice.objects.bulk_update(late, ["urgent_until"])
    held = Place.objects.filter(pk__in=list(gone or ()))
    if on:
        held |= Place.objects.live().filter(occurrence__in=on)
    tell_contacts(held, {each.date.pk: each for each in told}, gone or {})


def open_calls() -> NoticeQuerySet:
    """Calls about sign-ups that nobody has made yet, and words for the desk."""
    return Notice.objects.exclude(channel=Channel.MAIL).waiting().filter(about_label="events.signup")


def drop_calls(sign_up: "SignUp", places: Collection[Place]) -> None:
    """Calls about places that were given back have nothing to say any more."""
    gone = [place.pk for place in places]
    calls = open_calls().filter(about_id=sign_up.pk, facts__places__contained_by=gone)
    calls.exclude(template="cancelled").update(state=State.DROPPED)


def remind(dates: Iterable["Occurrence"]) -> int:
    """Post the reminder of each of these dates to those who hold a place; harmless if repeated."""
    notices = []
    for date in dates:
        since = date.starts_at - NO_REMINDER_WITHIN
        places = Place.objects.confirmed().filter(occurrence=date, participant__sign_up__asked_at__lt=since)
        for sign_up, held in by_sign_up(places):
            key = f"{date.pk}:{date.starts_at:%Y%m%d%H%M}"
            notices.append(about(sign_up, "reminder", held, key=key, urgent=True))
    if notices:
        Notice.post(notices)
    return len(notices)


def due_for_reminder(now: datetime) -> tuple[datetime, datetime] | None:
    """Span of starts to remind of at this moment: tomorrow's dates, from the morning on."""
    if when.local(now).hour < REMINDER_HOUR:
        return None
    return when.day_bounds(when.local(now).date() + timedelta(days=1))


def tell_contacts(held: "PlaceQuerySet", told: Mapping[int, Told], states: Mapping[int, str]) -> None:
    """One notice per contact about all of these dates, however many sign-ups the contact made.

    `held` are the places concerned; `states` by key what a place was before, where that has changed. Rows
    are read as they are and not as records: a series may have thousands, and its lock waits for this.
    """
    first = min(told.values(), key=lambda each: each.date.pk)
    key = f"{first.date.pk}:{first.date.sequence}:{len(told)}"
    # One moment for all: to ask for it twice for each of three hundred takes a quarter of the time here.
    notices, now = list[Notice](), timezone.now()
    for sign_up, rows in rows_by_contact(held, first.date.event):
        dates = sorted({row.date for row in rows}, key=lambda date: told[date].date.starts_at)
        template, facts = said_of([told[date] for date in dates])
        waited = all(states.get(row.place, row.state) == PlaceState.WAITING for row in rows)
        keys = {"places": [row.place for row in rows], "dates": sorted(dates)}
        notices.append(
            Notice.to(
                sign_up.addressee(),
                sign_up,
                template,
                key=f"{template}:{sign_up.pk}:{key}",
                urgent_until=told[dates[0]].date.starts_at,
                facts={**keys, "waited": waited, **facts},
                due_at=now,
                created_at=now,
            )
        )
    # No key can be there yet: the act that is told has just counted the date on.
    Notice.post(notices, first=True)


@dataclass(frozen=True)
class HeldPlace:
    """One place, as the database holds it: keys of the place and its date, and the state."""

    place: int
    date: int
    state: str


def rows_by_contact(held: "PlaceQuerySet", event: "Event") -> list[tuple["SignUp", list[HeldPlace]]]:
    """Places grouped by whom to tell: the contact's first sign-up, and the places of all of them."""
    ordered = held.order_by("participant__sign_up__rank", "participant__position", "occurrence__starts_at")
    by_sign_up: dict[int, list[HeldPlace]] = {}
    columns = ordered.values_list("participant__sign_up", "pk", "occurrence", "state")
    for sign_up, place, date, state in columns:
        by_sign_up.setdefault(sign_up, []).append(HeldPlace(place, date, state))
    sign_ups = event.sign_ups.with_first_guest().in_bulk(by_sign_up)
    contacts: dict[str, tuple[SignUp, list[HeldPlace]]] = {}
    for pk, rows in by_sign_up.items():
        contacts.setdefault(contact_key(sign_ups[pk]), (sign_ups[pk], []))[1].extend(rows)
    return list(contacts.values())


def said_of(told: Sequence[Told]) -> tuple[str, dict[str, Any]]:
    """Which words fit what became of the dates of one contact, and the facts they need."""
    if all(each.new is None for each in told):
        return "date_cancelled", {}
    if all(each.old is None for each in told):
        return "date_added", {}
    if len(told) == 1 and told[0].old and told[0].new:
        return "date_changed", told[0].old.facts("old") | told[0].new.facts("new")
    return "dates_changed", {"changes": [each.facts() for each in told]}


def contact_key(sign_up: "SignUp") -> str:
    """Equal for sign-ups of one contact: the same name at the same mailbox or phone.

    Two people who share a phone are two contacts; who is asked for in person stands alone.
    """
    reached = sign_up.contact_email.lower() or sign_up.contact_number
    return f"{reached} {fold(sign_up.greeting_name())}" if reached else f"#{sign_up.pk}"


def by_sign_up(places: "PlaceQuerySet") -> list[tuple["SignUp", list[Place]]]:
    """Places grouped by their sign-up in order of rank, in a constant number of queries."""
    rows = (
        places.select_related("participant__sign_up", "occurrence")
        .prefetch_related("participant__sign_up__participants")
        .order_by("participant__sign_up__rank", "participant__position", "occurrence__starts_at")
    )
    groups: dict[int, tuple[SignUp, list[Place]]] = {}
    for place in rows:
        sign_up = place.participant.sign_up
        groups.setdefault(sign_up.pk, (sign_up, []))[1].append(place)
    return list(groups.values())


def about(
    sign_up: "SignUp",
    template: str,
    places: Collection[Place],
    *,
    key: str = "",
    urgent: bool = False,
    **facts: Any,
) -> Notice:
    """A notice about a sign-up and some of its places, not yet posted."""
    starts = [place.occurrence.starts_at for place in places]
    return Notice.to(
        sign_up.addressee(),
        sign_up,
        template,
        key=f"{template}:{sign_up.pk}:{key or min(place.pk for place in places)}",
        urgent_until=min(starts, default=None) if urgent else None,
        facts={
            "places": [place.pk for place in places],
            "dates": sorted({place.occurrence_id for place in places}),
            **facts,
        },
    )


def post_mails(notices: Collection[Notice]) -> None:
    """Post those that go by mail; the others were told on the page or at the desk."""
    Notice.post([notice for notice in notices if notice.channel == Channel.MAIL])
