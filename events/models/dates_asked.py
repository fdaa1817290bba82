"""Which dates a sign-up asks for, and when it has to be refused. The caller holds the event's lock."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.models.ask import MOST_IN_A_PARTY, Ask
from events.models.event import Event, Joins, Kind, State
from events.models.occurrence import Occurrence
from events.models.place import Place, PlaceState
from treff.house import formats

QUEUE_CLOSED = _("All places are taken, and the waiting list is closed.")


def dates_for(event: Event, date: Occurrence | None, ask: Ask, now: datetime) -> list[Occurrence]:
    """The dates this party asks for.

    Raises ValidationError if the event takes no sign-up now, or if the party can never fit.
    """
    if not 1 <= len(ask.guests) <= MOST_IN_A_PARTY:
        raise ValidationError(_("Please sign up one to six people."), code="party")
    if not all(guest.name.strip() for guest in ask.guests):
        raise ValidationError(_("Please write a name for each person."), code="name")
    known = [guest.person for guest in ask.guests if guest.person]
    if len(set(known)) < len(known):
        raise ValidationError(_("One person is named twice. Please name everybody once."), code="twice")
    dates = dates_to_ask(event, date, now)
    if not (ask.splits and event.splits):
        refuse_if_never_fits(len(ask.guests), dates)
    return dates


def dates_to_ask(event: Event, date: Occurrence | None, now: datetime) -> list[Occurrence]:
    """Dates that can be asked for at this moment. Raises ValidationError saying why there are none."""
    if event.state != State.PUBLISHED:
        raise ValidationError(_("This activity is not open."), code="not_published")
    if event.takes_no_sign_up:
        if event.kind == Kind.CONSULTATION:
            raise ValidationError(_("You get an appointment at the desk or by phone."), code="no_sign_up")
        raise ValidationError(_("You do not need to sign up. Just come."), code="no_sign_up")
    scheduled = event.occurrences.scheduled().with_fire_limit().order_by("starts_at", "pk")
    if event.joins == Joins.SINGLE:
        scheduled = scheduled.filter(pk=date.pk) if date else scheduled.none()
    dates = list(scheduled)
    if event.joins == Joins.SINGLE and not dates:
        raise ValidationError(_("This date does not take place."), code="cancelled")
    if event.joins == Joins.WHOLE and dates and not event.after_start and dates[0].starts_at <= now:
        raise ValidationError(_("The course has already begun."), code="begun")
    if dates and event.joins != Joins.FROM_NOW:
        refuse_before_opening(event, dates[0], now)
        if dates[0].closes_at() <= now and not (event.joins == Joins.WHOLE and event.after_start):
            raise ValidationError(_("Sign-up is closed."), code="closed")
    coming = [found for found in dates if is_open(event, found, now)]
    if not coming:
        if dates:
            refuse_before_opening(event, dates[-1], now)
        raise ValidationError(_("Sign-up is closed."), code="closed")
    return coming


def is_open(event: Event, date: Occurrence, now: datetime) -> bool:
    """Whether this one date can still be asked for."""
    if event.joins == Joins.WHOLE:
        return date.starts_at > now
    opens = event.opens_at(date.starts_at)
    return (opens is None or opens <= now) and now < date.closes_at()


def refuse_before_opening(event: Event, date: Occurrence, now: datetime) -> None:
    opens = event.opens_at(date.starts_at)
    if opens is not None and now < opens:
        raise ValidationError(
            _("Sign-up opens: %(when)s"), code="not_yet", params={"when": formats.moment(opens)}
        )


def refuse_if_never_fits(people: int, dates: Collection[Occurrence]) -> None:
    """A party larger than a date's places would wait for ever; it is told at once."""
    limits = [most - date.reserve for date in dates if (most := date.most_people()) is not None]
    smallest = min((limit for limit in limits if limit > 0), default=people)
    if smallest < people:
        raise ValidationError(
            _("There are %(places)s places in all. Please sign up fewer people."),
            code="too_many",
            params={"places": smallest},
        )


def refuse_if_queue_closed(places: Collection[Place]) -> None:
    """Where the waiting list is closed, a full date refuses."""
    if any(place.state == PlaceState.WAITING and place.occurrence.queue_closed for place in places):
        raise ValidationError(QUEUE_CLOSED, code="queue_closed")
