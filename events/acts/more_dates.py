"""One date more, and another one instead of this."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events.acts.affected import Affected, Consequences
from events.acts.base import Act, ActForm
from events.acts.dates import CancelForm, is_ahead
from events.acts.refusals import free_rooms_at, reason_at
from events.models import Event, Occurrence, Place
from events.models.adding import add_date, replace_date
from events.models.changes import Shape, by_name
from events.models.event import State
from events.models.occurrence import cancel_dates
from members.models import Person
from rooms.models import Room
from treff.house import when
from treff.house.fields import MomentField


class NewDateForm(ActForm):
    """When and where one more date is."""

    starts_at = MomentField(label=_("start"))
    ends_at = MomentField(label=_("end"), required=False)
    room_until = MomentField(
        label=_("room is free again at"),
        required=False,
        help_text=_("Needed when a date in a room has no end."),
    )
    rooms = forms.ModelMultipleChoiceField(
        Room.objects.all(), label=_("rooms"), required=False, widget=forms.CheckboxSelectMultiple
    )
    place_text = forms.CharField(label=_("place outside the house"), required=False, max_length=160)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean(self) -> dict[str, Any]:
        """With `shape`, the date as it was said."""
        said = super().clean() or self.cleaned_data
        if not self.errors:
            times = (said["starts_at"], said["ends_at"], said["room_until"])
            said["shape"] = Shape(*times, by_name(said["rooms"]), said["place_text"], *self.places())
            said["shape"].check()
        return said

    def places(self) -> tuple[int | None, int]:
        """How many there are, and how many of them are kept for the door."""
        return self.record.default_capacity, self.record.default_reserve


class AddDate(Act):
    """One date more, by hand."""

    name, right, path = "add_date", "events_change", "termin-dazu"
    title = _("Add one date")
    button = _("Add this date")
    done = _("The date is added.")
    form = NewDateForm

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
            coming = list(record.occurrences.coming().values_list("pk", flat=True))
            cancel_dates(record, coming, said["code"], said["text"], by=by)


class ReplaceForm(NewDateForm, CancelForm):
    """Why the date falls out, and which one takes its place; filled with a week later."""

    field_order = ["code", "text", "starts_at", "ends_at", "room_until", "rooms", "place_text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_at", "ends_at", "room_until"):
            was = getattr(self.record, name)
            self.fields[name].initial = was and week_later(was)
        self.fields["rooms"].initial = self.record.rooms()
        self.fields["place_text"].initial = self.record.place_text

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
            replace_date(record, said["shape"], said["code"], said["text"], by=by)


def week_later(moment: datetime) -> datetime:
    """The same time by the clock in the hall, a week later."""
    local = when.local(moment)
    return when.rule_at(local.date() + when.WEEK, local.time())
