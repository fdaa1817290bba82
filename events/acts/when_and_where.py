"""When and where a date is, as three acts ask for it: moved, added, set instead of another."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.acts.base import ActForm
from events.models.hindrances import off_words
from rooms.models import Room
from treff.house import formats, when
from treff.house.fields import MomentField


class WhenAndWhere(ActForm):
    """Time, rooms or place outside. The end keeps its clock and goes along where only the day changes; a day
    off or a closed house is asked about before anybody is told."""

    starts_at = MomentField(label=_("start"))
    ends_at = MomentField(
        label=_("end"),
        required=False,
        help_text=_("If you change only the day of the start, the end goes along."),
    )
    room_until = MomentField(
        label=_("room is free again at"),
        required=False,
        help_text=_("Needed when a date in a room has no end."),
    )
    rooms = forms.ModelMultipleChoiceField(
        Room.objects.all(), label=_("rooms"), required=False, widget=forms.CheckboxSelectMultiple
    )
    place_text = forms.CharField(label=_("place outside the house"), required=False, max_length=160)
    meant = forms.BooleanField(label=_("Yes, on this day all the same"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["meant"]

    def clean(self) -> dict[str, Any] | None:
        said = super().clean() or self.cleaned_data
        start = said.get("starts_at")
        if start is not None:
            self.let_the_end_follow(said, start)
            self.ask_about_the_day(said, start)
        said.pop("meant", None)
        return said

    def let_the_end_follow(self, said: dict[str, Any], start: datetime) -> None:
        """The same clock, as many days later as the start, for what nobody has touched."""
        was = self.get_initial_for_field(self.fields["starts_at"], "starts_at")
        if was is None:
            return
        days = when.local(start).date() - when.local(was).date()
        for name in ("ends_at", "room_until"):
            end = said.get(name)
            if days and end is not None and name not in self.changed_data:
                local = when.local(end)
                said[name] = when.rule_at(local.date() + days, local.time())

    def ask_about_the_day(self, said: dict[str, Any], start: datetime) -> None:
        """Whether a holiday, or a day on which the house is closed, is meant; asked once."""
        moved = "starts_at" in self.changed_data or not self.fields["starts_at"].initial
        end = said.get("room_until") or said.get("ends_at")
        off = off_words(start, end, in_house=bool(said.get("rooms"))) if moved else []
        if not off:
            self.fields.pop("meant", None)
        elif not said.get("meant"):
            words = gettext("%(day)s: %(marks)s. Is this day meant?")
            day = formats.day(when.local(start).date())
            self.add_error("meant", words % {"day": day, "marks": formats.listing(off)})
