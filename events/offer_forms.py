"""What is typed about an offer in its five steps, in plain words."""

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.models import CarriedBy, Event, EventText, Kind, Organiser, Topic
from events.models.drafting import (
    Host,
    change_host,
    follow_kind,
    hosts_of,
    usual_carrier,
)
from events.models.event import ICONS
from members.models import AuditEvent, Person
from rooms.models import Known
from treff.house.ages import AgeBand
from treff.house.fields import LanguagesField
from treff.house.keyed import KeyedForm
from treff.house.layout import Folded, Pictured, Reveal
from treff.house.models.text import ORIGINAL
from treff.house.words import Words

KINDS = {
    Kind.SINGLE: _("on one day, and then it is over"),
    Kind.SERIES: _("again and again, each date stands for itself"),
    Kind.COURSE: _("several dates that belong together"),
    Kind.DROP_IN: _("whoever likes comes by, without signing up"),
    Kind.CONSULTATION: _("somebody takes time for one person or family"),
    Kind.ASSEMBLY: _("neighbours talk about something and decide"),
}
"""What each kind means, for whoever has to choose one."""
MYSELF, NOBODY = "me", "house"


def with_meaning(kind: Kind) -> Words:
    """The kind as the programme calls it, and what it means."""
    return format_lazy("{}: {}", capfirst(kind.label), KINDS[kind])


def label_of(column: str) -> Any:
    """What a piece of the text is called."""
    field: Any = EventText._meta.get_field(column)
    return capfirst(field.verbose_name)


class WordsForm(forms.ModelForm):
    """A form with German words in it. Who mends a slip says so, and no translation gets older by it."""

    is_slip = forms.BooleanField(
        label=_("Only a slip of the pen: the translations stay valid"), required=False
    )

    @cached_property
    def changed_data(self) -> list[str]:
        """What differs of the offer; the tick is about the change, and no part of it."""
        return [name for name in super().changed_data if name != "is_slip"]

    def ask_about_slips(self, event: Event) -> None:
        """Ask only where a translation could get older."""
        if not event.texts.exclude(language=ORIGINAL).exists():
            self.fields["is_slip"].widget = forms.HiddenInput()


class StepForm(WordsForm):
    """One step of an offer: some of its columns, and some of its German words."""

    words: ClassVar[tuple[str, ...]] = ()
    kept_as: ClassVar[dict[str, str]] = {}
    """Fields of the form that are no columns, and what the journal calls them."""

    class Meta:
        model = Event
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, organiser: Organiser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organiser = organiser
        german = self.instance.german() if self.instance.pk else None
        for name in self.words:
            self.fields[name].label = self.fields[name].label or label_of(name)
            self.initial[name] = getattr(german, name, "")
        if self.words and self.instance.pk:
            self.ask_about_slips(self.instance)
        else:
            del self.fields["is_slip"]
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.layout = self.layout()

    def layout(self) -> Layout:
        return Layout(*self.fields)

    def said(self) -> dict[str, str]:
        """The German words, as they were typed."""
        return {name: self.cleaned_data[name] for name in self.words}

    def save_step(self, *, by: Person | None) -> None:
        """Write columns and words; the caller holds the event. Raises ValidationError."""
        self.instance.full_clean()
        self.instance.save()
        if self.words:
            is_slip = self.cleaned_data["is_slip"]
            EventText.write(ORIGINAL, self.said(), is_slip=is_slip, event=self.instance)
        AuditEvent.note(by, "change", self.instance, {self.kept_as.get(n, n) for n in self.changed_data})


class AboutForm(StepForm, KeyedForm):
    """Step 1: what it is about, and who offers it."""

    words, kept_as = ("title", "summary", "text"), {"host": "hostings"}
    title = forms.CharField(max_length=120, help_text=_("Short. For example: Sewing workshop"))
    summary = forms.CharField(
        max_length=200, required=False, help_text=_("What do people do here? One short sentence.")
    )
    text = forms.CharField(
        required=False,
        widget=forms.Textarea({"rows": 7}),
        help_text=_("Short sentences, everyday words. All of it in German; other languages come later."),
    )
    topic = forms.ChoiceField(
        label=_("Which topic fits best?"), choices=Topic.choices, widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(
        label=_("What kind of offer is it?"),
        choices=[(kind, with_meaning(kind)) for kind in KINDS],
        widget=forms.RadioSelect,
    )
    host = forms.ChoiceField(label=_("Who offers it?"), widget=forms.RadioSelect)
    carried_by = forms.ChoiceField(
        label=_("Who mostly does the work?"),
        choices=[(value, capfirst(label)) for value, label in CarriedBy.choices],
        widget=forms.RadioSelect,
        help_text=_("So the house can see how much neighbours carry themselves."),
    )

    class Meta(StepForm.Meta):
        fields: ClassVar[list[str]] = ["topic", "kind", "carried_by"]

    def __init__(self, *args: Any, organiser: Organiser, **kwargs: Any) -> None:
        super().__init__(*args, organiser=organiser, **kwargs)
        self.hosts = self.possible_hosts()
        if self.instance.pk is None:
            self.initial["carried_by"] = usual_carrier(organiser)
            if len(self.hosts) <= 2:
                self.initial["host"] = next(iter(self.hosts))
        else:
            del self.fields["key"]
            self.initial["host"] = self.code_of(Host.of(self.instance))
        host = self.fields["host"]
        assert isinstance(host, forms.ChoiceField)
        host.choices = [(code, self.name_of(code, each)) for code, each in self.hosts.items()]
        if organiser.is_team:
            host.widget = forms.Select(choices=host.choices)
        if self.instance.pk and not self.may_choose():
            del self.fields["host"]  # what this organiser may not change stays what it is
        self.helper.layout = self.layout()

    def may_choose(self) -> bool:
        """Whether it is for this organiser to say who offers it."""
        return self.initial["host"] in self.hosts and self.organiser.may_change_host(self.instance)

    def possible_hosts(self) -> dict[str, Host]:
        """In whose name this organiser may offer it, by the code of the choice."""
        found = {} if not self.organiser.is_team else {NOBODY: Host()}
        found |= {self.code_of(host): host for host in hosts_of(self.organiser)}
        is_hosted = self.instance.pk is not None and self.instance.hostings.exists()
        if self.organiser.person is not None and not self.organiser.is_team and not is_hosted:
            found[MYSELF] = Host()
        return found

    def code_of(self, host: Host) -> str:
        if host.organisation is not None:
            return f"o{host.organisation.pk}"
        if host.group is not None:
            return f"g{host.group.pk}"
        return NOBODY if self.organiser.is_team else MYSELF

    @staticmethod
    def name_of(code: str, host: Host) -> str:
        own = {MYSELF: gettext("I myself, without an organisation"), NOBODY: gettext("The house itself")}
        return own.get(code) or str(host.organisation or host.group)

    def layout(self) -> Layout:
        by = [name for name in ("host", "carried_by") if name in self.fields]
        slip = ["is_slip"] if "is_slip" in self.fields else []
        words = ["title", "summary", "text", *slip]
        about = [*words, Pictured("topic", icons=ICONS), Reveal("kind", small=True)]
        return Layout(
            *(["key"] if "key" in self.fields else []), *about, Fieldset(gettext("Who is behind it"), *by)
        )

    @property
    def chosen_host(self) -> Host:
        """The host that was chosen."""
        return self.hosts[self.cleaned_data["host"]]

    @property
    def runs_it(self) -> bool:
        """Whether the organiser stands behind it in person."""
        return bool(self.cleaned_data.get("host") == MYSELF)

    def save_step(self, *, by: Person | None) -> None:
        follow_kind(self.instance)
        super().save_step(by=by)
        if "host" in self.fields and "host" in self.changed_data:
            change_host(self.instance, self.chosen_host, runs_it=self.runs_it, organiser=self.organiser)


class WhomForm(StepForm):
    """Step 2: for whom it is, what it costs, and how people get in."""

    words = ("audience", "cost", "bring")
    audience = forms.CharField(
        max_length=160,
        required=False,
        help_text=_("For example: for everybody. Or: for parents with small children"),
    )
    age_bands = forms.MultipleChoiceField(
        label=capfirst(_("for these ages")),
        choices=AgeBand.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: for everybody."),
    )
    spoken = LanguagesField(label=capfirst(_("languages spoken")), required=False)
    interpreting = LanguagesField(label=capfirst(_("interpreting into")), required=False)
    cost = forms.CharField(
        max_length=120, required=False, help_text=_("For example: free of charge. Or: 2 euros")
    )
    bring = forms.CharField(max_length=160, required=False)

    class Meta(StepForm.Meta):
        fields: ClassVar[list[str]] = [
            "age_bands",
            "spoken",
            "interpreting",
            "contact_name",
            "contact_phone",
            "step_free",
            "toilet",
            "induction_loop",
            "sign_language",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("step_free", "toilet", "induction_loop"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", gettext("as the room has it")), *Known.choices]
        for name in self._meta.fields or ():
            self.fields[name].label = capfirst(self.fields[name].label or "")

    def layout(self) -> Layout:
        return Layout(
            "audience",
            "age_bands",
            "spoken",
            Folded(gettext("Somebody interprets"), "interpreting"),
            "cost",
            "bring",
            "is_slip",
            Fieldset(gettext("Who answers questions"), "contact_name", "contact_phone"),
            Folded(
                gettext("Access, where it differs from the room"),
                *("step_free", "toilet", "induction_loop", "sign_language"),
            ),
        )


class TextForm(WordsForm):
    """What an offer says, in one language."""

    text = forms.CharField(required=False, widget=forms.Textarea({"rows": 10}))

    class Meta:
        model = EventText
        fields: ClassVar[list[str]] = ["title", "summary", "text", "audience", "cost", "bring"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.language == ORIGINAL:
            self.ask_about_slips(self.instance.event)
        else:
            del self.fields["is_slip"]
        mark = {"lang": self.instance.language, "dir": self.instance.dir}
        for name in self.Meta.fields:
            self.fields[name].label = label_of(name)
            self.fields[name].widget.attrs |= mark
        self.order_fields([*self.Meta.fields, "is_slip"])

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"].strip()
        if not title:
            raise ValidationError(_("Please write a title."), code="required")
        return title
