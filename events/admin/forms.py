"""What staff type about an event: the event itself, its new dates, leads and questions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import Range

from events.admin.people import PersonField
from events.models import Event, EventLead, Hosting, Occurrence, Question, QuestionText
from rooms.models import Room
from treff.house import when
from treff.house.ages import AgeBand
from treff.house.fields import LanguagesField, MomentField
from treff.house.models import Picture, PictureAlt
from treff.house.saving import HouseFormSet


class PictureChoice(forms.ModelChoiceField):
    """A picture by its description; the picture itself is not read for the list."""

    def label_from_instance(self, picture: Picture) -> str:
        alts = {alt.language: alt.alt for alt in picture.alts.all()}
        return alts.get("de") or next(iter(alts.values()), str(picture))


class EventForm(forms.ModelForm):
    """An event; its state is changed on pages of its own."""

    age_bands = forms.MultipleChoiceField(
        label=capfirst(_("for these ages")),
        choices=AgeBand.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: for everybody."),
    )
    spoken = LanguagesField(label=capfirst(_("languages spoken")), required=False)
    interpreting = LanguagesField(label=capfirst(_("interpreting into")), required=False)
    picture = PictureChoice(
        Picture.objects.defer("data").prefetch_related("alts"), required=False, label=capfirst(_("picture"))
    )
    new_picture = forms.FileField(
        label=capfirst(_("or a new picture")), required=False, help_text=_("JPEG, PNG or WebP, up to 12 MB.")
    )
    new_alt = forms.CharField(
        label=capfirst(_("what can be seen in it")),
        required=False,
        max_length=200,
        help_text=_("In German, one sentence."),
    )

    class Meta:
        model = Event
        fields = "__all__"  # noqa: DJ007 (what is not for forms is not editable in the model)
        help_texts = {"slug": _("May stay empty: then it is made from the title. Example: naehwerkstatt")}

    def clean(self) -> dict[str, Any] | None:
        """A new picture needs words for people who do not see it."""
        cleaned = super().clean() or self.cleaned_data
        file, words = cleaned.get("new_picture"), cleaned.get("new_alt", "").strip()
        if file and not words:
            self.add_error("new_alt", _("Please say in a few words what can be seen."))
        elif file:
            try:
                cleaned["picture"] = Picture.take(file)
            except ValidationError as refusal:
                self.add_error("new_picture", refusal)
            else:
                alt = {"alt": words}
                PictureAlt.objects.get_or_create(picture=cleaned["picture"], language="de", defaults=alt)
        return cleaned


class NewDateForm(forms.ModelForm):
    """A date that is not there yet. What is empty follows the event."""

    starts_at = MomentField(label=capfirst(_("start")))
    ends_at = MomentField(label=capfirst(_("end")), required=False)
    room_until = MomentField(
        label=capfirst(_("room is free again at")),
        required=False,
        help_text=_("Needed when a date in a room has no end."),
    )
    rooms = forms.ModelMultipleChoiceField(
        Room.objects.all(), label=capfirst(_("rooms")), required=False, widget=forms.CheckboxSelectMultiple
    )
    capacity = forms.IntegerField(
        label=capfirst(_("places")),
        required=False,
        min_value=0,
        max_value=9999,
        help_text=_("Empty: as many as the event says."),
    )
    reserve = forms.IntegerField(
        label=capfirst(_("of these, kept for people at the door")),
        required=False,
        min_value=0,
        max_value=9999,
    )

    class Meta:
        model = Occurrence
        fields = ["starts_at", "ends_at", "room_until", "place_text", "capacity", "reserve", "queue_closed"]

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event

    def clean(self) -> dict[str, Any] | None:
        """Places as the event says; a room has to be free again at some time."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("capacity") is None:
            cleaned["capacity"] = self.event.default_capacity
        if cleaned.get("reserve") is None:
            cleaned["reserve"] = self.event.default_reserve
        if cleaned.get("rooms") and not (cleaned.get("ends_at") or cleaned.get("room_until")):
            self.add_error("room_until", _("Please say when the room is free again."))
        return cleaned


class NewDateFormSet(HouseFormSet):
    """New dates, which know the event as it has just been typed."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "event": self.instance}


class HostForm(forms.ModelForm):
    """An organisation or a group behind the event; one of the two."""

    class Meta:
        model = Hosting
        fields = ["organisation", "group", "is_first"]
        labels = {"organisation": capfirst(_("organisation")), "group": capfirst(_("group"))}


class LeadForm(forms.ModelForm):
    """Somebody who runs the event; from today on unless other days are given."""

    person = PersonField(label=capfirst(_("person")))

    class Meta:
        model = EventLead
        fields = ["person", "during"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("during") is None and self.instance._state.adding:
            cleaned["during"] = Range(when.today(), None)
        return cleaned


class QuestionForm(forms.ModelForm):
    """A question with its German wording; other languages stand on a page of their own."""

    wording = forms.CharField(label=capfirst(_("question, in German")), max_length=160)
    hint = forms.CharField(label=capfirst(_("hint, in German")), max_length=200, required=False)

    class Meta:
        model = Question
        fields = ["position", "ask_of", "purpose", "required", "sensitive", "erase_days"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts: Iterable[QuestionText] = self.instance.texts.all() if self.instance.pk else ()
        for text in texts:
            if text.language == "de":
                self.initial.update(wording=text.wording, hint=text.hint)


class QuestionFormSet(HouseFormSet):
    """Questions that are saved together with their German words."""

    def save_new(self, form: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 (Django's signature)
        return with_words(super().save_new(form, commit=commit), form)

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 (Django's signature)
        return with_words(super().save_existing(form, obj, commit=commit), form)


def with_words(question: Question, form: Any) -> Question:
    """The question, after its German words were written. Needs a saved question."""
    words = {"wording": form.cleaned_data["wording"], "hint": form.cleaned_data["hint"]}
    if not {"wording", "hint"}.isdisjoint(form.changed_data):
        QuestionText.write("de", words, question=question)
    return question
