"""One date more, and another one instead of this."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events.acts.affected import Affected, Consequences
from events.acts.base import Act
from events.acts.dates import CancelForm, is_ahead
from events.acts.refusals import free_rooms_at, reason_at
from events.acts.when_and_where import WhenAndWhere
from events.models import Event, Occurrence, Place
from events.models.adding import add_date, replace_date
from events.models.calling_off import cancel_dates
from events.models.changes import Shape, by_name
from events.models.event import State
from members.models import Person
from treff.house import when
from treff.house.keyed import KeyedForm


class NewDateForm(KeyedForm, WhenAndWhere):
    """A date that is not there yet, filled as the one it is like, in the first week that has none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        like = self.like()
        if like is None:
            return
        weeks = free_week(like)
        for name in ("starts_at", "ends_at", "room_until"):
            was = getattr(like, name)
            self.fields[name].initial = was and weeks_later(was, weeks)
        self.fields["rooms"].initial = like.rooms()
        self.fields["place_text"].initial = like.place_text

    def like(self) -> Occurrence | None:
        """The date that the new one is like."""
        raise NotImplementedError

    def places(self) -> tuple[int | None, int]:
        """How many there are, and how many of them are kept for the door."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """With `shape`, the date as it was said."""
        said = super().clean() or self.cleaned_data
        if not self.errors and not (said["rooms"] or said["place_text"]):
            self.add_error("rooms", _("Please say where: a room, or a place outside the house."))
        if not self.errors:
            times = (said["starts_at"], said["ends_at"], said["room_until"])
            said["shape"] = Shape(*times, by_name(said["rooms"]), said["place_text"], *self.places())
            said["shape"].check()
        return said


class AddDateForm(NewDateForm):
    """One more, like the last one."""

    def like(self) -> Occurrence | None:
        last: Occurrence | None = (
            self.record.occurrences.scheduled().with_rooms().order_by("starts_at").last()
        )
        return last

    def places(self) -> tuple[int | None, int]:
        return self.record.default_capacity, self.record.default_reserve


class AddDate(Act):
    """One date more, by hand."""

    name, right, path = "add_date", "events_change", "termin-dazu"
    title = _("Add one date")
    button = _("Add this date")
    done = _("The date is added.")
    form = AddDateForm

    def consequences(self, record: Event) -> Consequences:
        if not record.is_course or record.state != State.PUBLISHED:
            return Consequences()
        return Consequences((gettext("Everybody in the course has a place on it and is told."),))

    def do(self, record: Event, said: dict[str, Any], by: Person | None) -> None:
        until = said["room_until"] or said["ends_at"]
        with free_rooms_at(said["starts_at"], until):
            add_date(record, said["shape"], by=by, key=said["key"])


class CancelAll(Act):
    """None of the coming dates takes place; each contact is told once."""

    name, right, path = "cancel_all", "events_cancel", "alle-absagen"
    title = _("Cancel all coming dates")
    button = _("Cancel all coming dates")
    done = _("All coming dates are cancelled. Everybody is being told.")
    form = CancelForm
    is_final = True

    def is_offered(self, record: Event) -> bool:
        return record.state == State.PUBLISHED and bool(record.occurrences.coming().exists())

    def consequences(self, record: Event) -> Consequences:
        dates = record.occurrences.coming()
        many = dates.count()
        affected = Affected.by(Place.objects.filter(occurrence__in=dates))
        counted = ngettext("%(n)s date falls out.", "%(n)s dates fall out.", many) % {"n": many}
        return Consequences((counted, affected.counted(), affected.told()), affected.people)

    def do(self, record: Event, said: dict[str, Any], by: Person | None) -> None:
        with reason_at("text"):
            cancel_dates(record, None, said["code"], said["text"], by=by)


class ReplaceForm(NewDateForm, CancelForm):
    """Why the date falls out, and which one takes its place."""

    field_order = ["code", "text", "starts_at", "ends_at", "room_until", "rooms", "place_text", "meant"]

    def like(self) -> Occurrence:
        date: Occurrence = self.record
        return date

    def places(self) -> tuple[int | None, int]:
        return self.record.capacity, self.record.reserve


class Replace(Act):
    """The date does not take place, another does instead."""

    name, right, path = "replace", "events_cancel", "ersetzen"
    title = _("Cancel this date and set another instead")
    button = _("Cancel and set the other date")
    done = _("The date is cancelled and the other one is set. Everybody is being told.")
    form = ReplaceForm
    is_final = True

    def is_offered(self, record: Occurrence) -> bool:
        return is_ahead(record)

    def consequences(self, record: Occurrence) -> Consequences:
        affected = Affected.by(record.places.all())
        anew = gettext("Everybody in the course has a place on the new date.")
        if not record.event.is_course:
            anew = gettext("Whoever wants to come to the new date signs up for it. The message says where.")
        return Consequences((affected.counted(), affected.told(), anew), affected.people)

    def do(self, record: Occurrence, said: dict[str, Any], by: Person | None) -> None:
        until = said["room_until"] or said["ends_at"]
        with reason_at("text"), free_rooms_at(said["starts_at"], until, but=record.use):
            replace_date(record, said["shape"], said["code"], said["text"], by=by, key=said["key"])


def free_week(like: Occurrence) -> int:
    """In how many weeks the offer has no date on this weekday yet, from now on."""
    known = {when.local(date).date() for date in like.event.occurrences.values_list("starts_at", flat=True)}
    day, weeks = when.local(like.starts_at).date(), 1
    while day + weeks * when.WEEK in known or day + weeks * when.WEEK < when.today():
        weeks += 1
    return weeks


def weeks_later(moment: datetime, weeks: int) -> datetime:
    """The same time by the clock in the hall, so many weeks later."""
    local = when.local(moment)
    return when.rule_at(local.date() + weeks * when.WEEK, local.time())
