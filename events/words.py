"""What the team and the organisers read about a date, in a few words."""

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from events.models import Occurrence
from events.models.seats import Seats
from events.titles import Title
from treff.house import formats, when


@dataclass(frozen=True)
class DateLine:
    """One date in a list of the team or the organisers, in ready words. `date` is the row itself."""

    date: Occurrence
    title: Title
    when: str
    where: str
    seats: str
    state: str
    is_cancelled: bool
    is_today: bool


def date_line(date: Occurrence) -> DateLine:
    """The line of one date; reads what `with_seats` and `for_rows` or `with_rooms` have annotated."""
    return DateLine(
        date=date,
        title=Title.of(getattr(date, "title_in", None), date.event),
        when=date_words(date),
        where=date.whereabouts(),
        seats="" if date.cancelled else date_seats_words(date),
        state=state_words(date),
        is_cancelled=date.cancelled,
        is_today=when.local(date.starts_at).date() == when.today(),
    )


def seats_words(seats: Seats) -> str:
    """ "8 of 10, 3 waiting"; says when more hold a place than there are."""
    pattern = (
        gettext("%(confirmed)s, no limit")
        if seats.capacity is None
        else gettext("%(confirmed)s of %(places)s")
    )
    said = [pattern % {"confirmed": seats.confirmed, "places": seats.capacity}]
    if seats.waiting:
        said.append(ngettext("%(n)s waiting", "%(n)s waiting", seats.waiting) % {"n": seats.waiting})
    if seats.over:
        said.append(ngettext("%(n)s over", "%(n)s over", seats.over) % {"n": seats.over})
    return ", ".join(said)


def date_seats_words(date: Occurrence) -> str:
    """The places of a date; nothing to count where nobody signs up."""
    return gettext("no sign-up") if date.event.takes_no_sign_up else seats_words(date.seats())


def date_words(date: Occurrence) -> str:
    """Day and clock."""
    return formats.when(date.starts_at, date.ends_at)


def state_words(date: Occurrence) -> str:
    """Takes place, cancelled, over, or moved and from when."""
    if date.cancelled:
        return str(date.get_status_display())
    if date.is_over:
        return gettext("over")
    if date.previous_start is not None:
        return gettext("moved, before: %(when)s") % {"when": formats.moment(date.previous_start)}
    return str(date.get_status_display())
