"""What organisers type about people: names at the door, a name to look for, a message."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.models import Event, Occurrence, PlaceState
from events.models.message import MOST_CHARACTERS, Message
from events.models.walk_in import MOST_AT_ONCE
from events.words import date_words
from treff.house.clean import one_line
from treff.house.fields import Select
from treff.house.keyed import KeyedForm
from treff.house.models.text import active_language
from treff.house.spoken import language_choices

LONGEST_NAME = 80


class WalkInForm(KeyedForm):
    """Who stands at the door: one name, or several in lines of their own."""

    names = forms.CharField(
        label=_("Name"),
        max_length=MOST_AT_ONCE * (LONGEST_NAME + 2),
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        help_text=_("A first name is enough. Several people: one name in each line."),
    )

    def clean_names(self) -> list[str]:
        names = list(filter(None, map(one_line, self.cleaned_data["names"].splitlines())))
        if not 1 <= len(names) <= MOST_AT_ONCE:
            raise ValidationError(_("Please write one to six names, each in a line of its own."))
        if any("://" in name for name in names):
            raise ValidationError(_("Please write a name here, and no address on the net."))
        if any(len(name) > LONGEST_NAME for name in names):
            raise ValidationError(_("Please write a shorter name."))
        return names


class NameForm(forms.Form):
    """A name to look for; plain GET."""

    name = forms.CharField(label=_("Name"), required=False, max_length=LONGEST_NAME)


class Paragraphs(forms.CharField):
    """A text of several lines, in which a line break counts as one character."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class MessageForm(KeyedForm):
    """What is to be said, and to whom."""

    ALL = "alle"
    STATES = {
        "confirmed": [PlaceState.CONFIRMED],
        "waiting": [PlaceState.WAITING, PlaceState.OFFERED],
        "both": [PlaceState.CONFIRMED, PlaceState.WAITING, PlaceState.OFFERED],
    }

    termin = forms.ChoiceField(label=_("Which date?"), widget=Select)
    to_whom = forms.ChoiceField(
        label=_("To whom?"),
        choices=[
            ("confirmed", _("those who hold a place")),
            ("waiting", _("those who wait")),
            ("both", _("everybody")),
        ],
        initial="confirmed",
        widget=forms.RadioSelect,
    )
    subject = forms.CharField(label=_("Subject"), max_length=80)
    text = Paragraphs(
        label=_("Your message"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("At most 1000 characters. Never anything about somebody’s health."),
    )
    language = forms.ChoiceField(label=_("Language of your message"), widget=Select)

    def __init__(self, *args: Any, event: Event, dates: list[Occurrence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.dates = event, dates
        choices = [(self.ALL, gettext("All coming dates"))]
        choices += [(date.public_id, date_words(date)) for date in dates]
        self.choose_from("termin", choices)
        self.choose_from("language", language_choices())
        self.fields["language"].initial = active_language()

    def choose_from(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_subject(self) -> str:
        return one_line(self.cleaned_data["subject"])

    def clean(self) -> dict[str, Any]:
        """What cannot be sent is refused before anybody looks at it."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            self.message().refuse()
        return cleaned

    def message(self) -> Message:
        said = self.cleaned_data
        return Message(said["subject"], said["text"], said["language"])

    def chosen_dates(self) -> list[int]:
        """Primary keys of the dates it is about."""
        chosen = self.cleaned_data["termin"]
        if chosen == self.ALL:
            return [date.pk for date in self.dates if not date.is_over]
        return [date.pk for date in self.dates if date.public_id == chosen]

    def states(self) -> list[str]:
        return [str(state) for state in self.STATES[self.cleaned_data["to_whom"]]]

    def kept(self) -> list[tuple[str, str]]:
        """Name and value of everything typed, to be sent once more with the next button."""
        return [(name, self.data.get(name, "")) for name in self.fields]
