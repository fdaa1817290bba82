"""How a date stands for somebody who wants to come: one state, and the words for it.

What is shown may be a moment old; the decision is always taken anew under the lock.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from events.models.event import Event, Joins, Kind
from events.models.occurrence import Occurrence
from events.models.queue import NOBODY_OVERTAKES_UNTIL, ONLY_THE_TEAM_ADMITS_FROM
from events.models.seats import Seats
from treff.house import formats

FEW = 3


class State(StrEnum):
    """The states of the look pages, the value is the class in the markup."""

    FREE = "free"
    FEW = "few"
    FULL = "full"
    CLOSED_LIST = "shut"
    DROP_IN = "drop"
    CONSULTATION = "desk"
    NOT_YET = "soon"
    CLOSED = "closed"
    CANCELLED = "off"
    PAST = "past"


@dataclass(frozen=True)
class Standing:
    """State of one date at one moment. `free` None = unlimited; `waiting` counts people."""

    state: State
    free: int | None = None
    waiting: int = 0
    opens: datetime | None = None
    closes: datetime | None = None
    reason: str = ""

    @property
    def takes_sign_ups(self) -> bool:
        """Whether the page leads to the form (for a place or for the queue)."""
        return self.state in {State.FREE, State.FEW, State.FULL}

    def words(self) -> str:
        """The few words in a row of the programme."""
        match self.state:
            case State.FREE | State.FEW:
                if self.free is None:
                    return pgettext("places", "Free")
                return ngettext("%(n)s place left", "%(n)s places left", self.free) % {"n": self.free}
            case State.FULL if self.waiting:
                return ngettext("Full. %(n)s is waiting", "Full. %(n)s are waiting", self.waiting) % {
                    "n": self.waiting
                }
            case State.FULL | State.CLOSED_LIST:
                return pgettext("places", "Full")
            case State.DROP_IN:
                return _("No sign-up needed")
            case State.CONSULTATION:
                return _("At the desk or by phone")
            case State.NOT_YET if self.opens:
                return _("Sign-up opens: %(when)s") % {"when": formats.moment(self.opens)}
            case State.CANCELLED:
                return _("Cancelled: %(reason)s") % {"reason": self.reason}
            case State.PAST:
                return pgettext("date", "Over")
        return _("Sign-up closed")


def passable(seats: Seats, start: datetime, now: datetime) -> bool:
    """Whether a newcomer may get a free place although a larger party waits: the rule of 48 hours."""
    open_to_all = ONLY_THE_TEAM_ADMITS_FROM <= start - now <= NOBODY_OVERTAKES_UNTIL
    return open_to_all and bool(seats.free) and seats.waiting > 0


def standing(
    event: Event, date: Occurrence, seats: Seats, now: datetime, next_start: datetime | None = None
) -> Standing:
    """How this date stands. `seats` are those of the date, or of the whole course it belongs to,
    whose next date starts at `next_start`."""
    if date.cancelled:
        reason = date.reason
        return Standing(State.CANCELLED, reason=reason.rstrip("."))
    if date.over_at <= now:
        return Standing(State.PAST)
    if event.kind == Kind.CONSULTATION:
        return Standing(State.CONSULTATION)
    if event.joins == Joins.NONE:
        return Standing(State.DROP_IN)
    opens, closes = event.opens_at(date.starts_at), date.closes_at()
    if opens is not None and now < opens:
        return Standing(State.NOT_YET, opens=opens, closes=closes)
    if closes <= now:
        return Standing(State.CLOSED, closes=closes)
    if seats.full and not passable(seats, next_start or date.starts_at, now):
        return Standing(
            State.CLOSED_LIST if seats.refuses else State.FULL, seats.free, seats.waiting, opens, closes
        )
    few = seats.free is not None and seats.free <= FEW
    return Standing(State.FEW if few else State.FREE, seats.free, seats.waiting, opens, closes)
