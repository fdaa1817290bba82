"""Cancel, move, change the places: what happens to one date."""

from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.acts.affected import Affected, Consequences
from events.acts.base import Act, ActForm
from events.acts.refusals import free_rooms_at, reason_at
from events.acts.when_and_where import WhenAndWhere
from events.models import CancelReason, Occurrence
from members.models import Person
from treff.house.seen import is_about_others, say_what_stands

NO_NAMES = _("For our records. Please no names.")


def is_ahead(date: Occurrence) -> bool:
    """Whether it takes place and is not over."""
    return date.is_ahead


class CancelForm(ActForm):
    """Why the date does not take place."""

    code = forms.ChoiceField(label=_("reason"), choices=CancelReason.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("reason in a few words"),
        required=False,
        max_length=160,
        help_text=_("Everybody reads this. At most 6 words, and never anything about somebody's health."),
    )

    def clean(self) -> dict[str, Any] | None:
        """ "Another reason" has to be said."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("code") == CancelReason.OTHER and not cleaned.get("text"):
            self.add_error("text", _("Please say the reason in a few words."))
        return cleaned


class Cancel(Act[Occurrence]):
    """The date does not take place; everybody is told."""

    name, right, path = "cancel", "events_cancel", "absagen"
    title = _("Cancel this date")
    button = _("Cancel this date")
    done = _("The date is cancelled. Everybody is being told.")
    form = CancelForm
    is_final = True

    def is_offered(self, record: Occurrence) -> bool:
        return record.is_ahead

    def consequences(self, record: Occurrence) -> Consequences:
        affected = Affected.by(record.places.all())
        sentences = (affected.counted(), affected.told(), gettext("The rooms of this date become free."))
        return Consequences(sentences, affected.people)

    def do(self, record: Occurrence, said: dict[str, Any], by: Person | None) -> None:
        with reason_at("text"):
            record.cancel(said["code"], said["text"], by=by)


class SeenForm(ActForm):
    """Knows which state of the date was on the page, so that nobody undoes what they have not seen."""

    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.record.changed_at.isoformat()

    def refuse(self, refusal: ValidationError) -> None:
        """Say at each field what stands now, if somebody changed the date; with that it has been seen."""
        super().refuse(refusal)
        if not is_about_others(refusal):
            return
        now = type(self)(self.data, record=self.record)
        say_what_stands(self, now, but=["reason"])
        again: Any = copy(self.data)
        again["seen"] = now.fields["seen"].initial
        self.data = again


class MoveForm(WhenAndWhere, SeenForm):
    """The new time and place; filled with those of now."""

    capacity = forms.IntegerField(
        label=_("places"),
        required=False,
        min_value=0,
        max_value=9999,
        help_text=_("Empty means: no limit. Nobody loses a place, also in a smaller room."),
    )
    reason = forms.CharField(
        label=_("reason of the change"), required=False, max_length=160, help_text=_("Everybody reads this.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_at", "ends_at", "room_until", "place_text", "capacity"):
            self.fields[name].initial = getattr(self.record, name)
        self.fields["rooms"].initial = self.record.rooms()

    def clean(self) -> dict[str, Any] | None:
        """Something has to change, or everybody would be told the same again.

        A form without the field says nothing about the places.
        """
        cleaned = super().clean() or self.cleaned_data
        if self.add_prefix("capacity") not in self.data:
            cleaned["capacity"] = self.record.capacity
            self.changed_data = [name for name in self.changed_data if name != "capacity"]
        if not self.errors and not set(self.changed_data) - {"reason", "seen", "meant"}:
            raise ValidationError(_("Nothing is different yet. Please change the time or the place."))
        return cleaned


class Move(Act[Occurrence]):
    """Another time or place; everybody is told old and new."""

    name, right, path = "move", "events_cancel", "verschieben"
    title = _("Move this date")
    button = _("Move this date")
    done = _("The date is moved. Everybody is being told.")
    form = MoveForm

    def is_offered(self, record: Occurrence) -> bool:
        return record.is_ahead

    def consequences(self, record: Occurrence) -> Consequences:
        affected = Affected.by(record.places.all())
        sentences = (affected.counted(), affected.told(), gettext("Everybody keeps the place."))
        return Consequences(sentences, affected.people)

    def do(self, record: Occurrence, said: dict[str, Any], by: Person | None) -> None:
        kept, rooms = record.rooms(), list(said.pop("rooms"))
        start, end = said["starts_at"], said["room_until"] or said["ends_at"]
        capacity = said.pop("capacity")
        reserve = record.reserve if capacity is None else min(record.reserve, capacity)
        with reason_at("reason"), free_rooms_at(start, end, but=record.use):
            record.move(
                said.pop("starts_at"),
                said.pop("ends_at"),
                by=by,
                rooms=None if set(rooms) == set(kept) else rooms,
                places=(capacity, reserve),
                **said,
            )


class PlacesForm(SeenForm):
    """How many places there are."""

    capacity = forms.IntegerField(
        label=_("places"), required=False, min_value=0, max_value=9999, help_text=_("Empty means: no limit.")
    )
    reserve = forms.IntegerField(
        label=_("of these, kept for people at the door"), min_value=0, max_value=9999
    )
    reason = forms.CharField(label=_("reason"), required=False, max_length=200, help_text=NO_NAMES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacity"].initial, self.fields["reserve"].initial = (
            self.record.capacity,
            self.record.reserve,
        )


class SetPlaces(Act[Occurrence]):
    """More or fewer places; nobody loses one."""

    name, right, path = "places", "events_change", "plaetze"
    title = _("Change the number of places")
    button = _("Change the number of places")
    done = _("The number of places is changed.")
    form = PlacesForm

    def is_offered(self, record: Occurrence) -> bool:
        return record.is_ahead

    def consequences(self, record: Occurrence) -> Consequences:
        affected = Affected.by(record.places.all())
        return Consequences(
            (
                affected.counted(),
                gettext("Nobody loses a place. Whoever now fits moves up at once and is told."),
            ),
            affected.people,
        )

    def do(self, record: Occurrence, said: dict[str, Any], by: Person | None) -> None:
        record.set_capacity(**said, by=by)
