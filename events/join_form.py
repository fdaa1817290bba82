"""Step 3 of an offer: whether people sign up, until when, and how many places there are."""

from datetime import time
from typing import Any, ClassVar

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events.models import Joins
from events.models.drafting import WITHOUT_SIGN_UP
from events.offer_forms import StepForm
from members.models import Person
from treff.house import formats
from treff.house.fields import DayField
from treff.house.layout import Reveal

AT_ONCE, ON_A_DAY, AS_NOW = "", "day", "now"
EVENING = time(18)
OPENS: dict[str, tuple[int, time | None]] = {"7": (7, None), "14": (14, None), "28": (28, None)}
CLOSES: dict[str, tuple[int, time | None]] = {"1": (1, EVENING), "2": (2, EVENING), "7": (7, EVENING)}
JOINS = {
    Joins.NONE: _("Nobody needs to sign up"),
    Joins.SINGLE: _("For each date by itself"),
    Joins.WHOLE: _("For the whole course at once"),
    Joins.FROM_NOW: _("For all dates from now on; people may join in the middle"),
}


def rule_words(days: int, clock: time | None, *, until: bool) -> str:
    """ "until the day before, 18:00" as people say it."""
    if until:
        words = ngettext("until the day before", "until %(n)s days before", days) % {"n": days}
    else:
        words = ngettext("from the day before", "from %(n)s days before", days) % {"n": days}
    return f"{words}, {formats.clock(clock)}" if clock else words


class JoinForm(StepForm):
    """Step 3; a drop-in and advice hours take no sign-up, then nothing else is asked."""

    kept_as: ClassVar[dict[str, str]] = {
        "opens": "opens_on",
        "opens_day": "opens_on",
        "closes": "closes_on",
        "closes_day": "closes_on",
    }
    joins = forms.ChoiceField(label=_("Do people sign up?"), widget=forms.RadioSelect)
    default_capacity = forms.IntegerField(
        label=_("How many places are there?"),
        required=False,
        min_value=1,
        max_value=9999,
        help_text=_("Empty means: no limit. For new dates; each date can differ."),
    )
    default_reserve = forms.IntegerField(
        label=_("Of these, kept for people at the door"), required=False, min_value=0, max_value=9999
    )
    minimum = forms.IntegerField(
        label=_("From how many people does it take place?"),
        required=False,
        min_value=1,
        max_value=9999,
        help_text=_("Empty means: always."),
    )
    opens = forms.ChoiceField(
        label=_("From when can people sign up?"), required=False, widget=forms.RadioSelect
    )
    opens_day = DayField(label=_("Day"), required=False)
    closes = forms.ChoiceField(
        label=_("Until when can people sign up?"), required=False, widget=forms.RadioSelect
    )
    closes_day = DayField(label=_("Until and including"), required=False)

    class Meta(StepForm.Meta):
        fields: ClassVar[list[str]] = [
            "joins",
            "default_capacity",
            "default_reserve",
            "minimum",
            "asks_age",
            "splits",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event = self.instance
        self.only_none = event.kind in WITHOUT_SIGN_UP
        joins = [pair for pair in JOINS.items() if pair[0] == Joins.NONE or not self.only_none]
        self.choose_from("joins", joins)
        if event.sign_ups.exists():
            self.fields["joins"].disabled = True
            self.fields["joins"].help_text = _("People have signed up already, so this stays as it is.")
        for end, first, rules in (("opens", _("at once"), OPENS), ("closes", _("until it starts"), CLOSES)):
            self.show_rule(end, first, rules)
        if self.only_none:
            self.fields = {"joins": self.fields["joins"]}
            self.helper.layout = Layout(Reveal("joins", small=True))
            return
        self.fields["asks_age"].label = _("Ask for the age of each person")
        self.fields["splits"].label = _("A family may come in part when places are short")
        self.fields["splits"].help_text = ""

    def show_rule(self, end: str, first: Any, rules: dict[str, tuple[int, time | None]]) -> None:
        """One end of the window as a choice; a rule that only the team can set stays as it is."""
        event, until = self.instance, end == "closes"
        on, before, clock = (getattr(event, f"{end}_{part}") for part in ("on", "days_before", "time"))
        known = next((code for code, rule in rules.items() if rule == (before, clock)), None)
        choices: list[tuple[str, Any]] = [(AT_ONCE, first)]
        choices += [(code, rule_words(*rule, until=until)) for code, rule in rules.items()]
        choices.append((ON_A_DAY, _("until a day") if until else _("from a day on")))
        now = ON_A_DAY if on else AT_ONCE if before is None else known
        if now is None:
            choices.append((AS_NOW, rule_words(before, clock, until=until)))
        self.choose_from(end, choices)
        self.initial[end], self.initial[f"{end}_day"] = AS_NOW if now is None else now, on

    def choose_from(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def layout(self) -> Layout:
        return Layout(
            Reveal("joins", small=True),
            Fieldset(gettext("Places"), "default_capacity", "default_reserve", "minimum"),
            Fieldset(
                gettext("When people can sign up"),
                Reveal("opens", small=True, day=["opens_day"]),
                Reveal("closes", small=True, day=["closes_day"]),
            ),
            Fieldset(gettext("The form"), "asks_age", "splits"),
        )

    def clean_default_reserve(self) -> int:
        return self.cleaned_data["default_reserve"] or 0

    def clean(self) -> dict[str, Any] | None:
        """A day where a day was chosen."""
        cleaned = super().clean() or self.cleaned_data
        for end in ("opens", "closes"):
            if (
                cleaned.get(end) == ON_A_DAY
                and not cleaned.get(f"{end}_day")
                and f"{end}_day" not in self.errors
            ):
                self.add_error(f"{end}_day", _("Please choose the day."))
        return cleaned

    def save_step(self, *, by: Person | None) -> None:
        if not self.only_none:
            self.keep_rule("opens", OPENS)
            self.keep_rule("closes", CLOSES)
        super().save_step(by=by)

    def keep_rule(self, end: str, rules: dict[str, tuple[int, time | None]]) -> None:
        """Write one end of the window as it was chosen."""
        event, chosen, day = self.instance, self.cleaned_data[end], self.cleaned_data[f"{end}_day"]
        if chosen == AS_NOW or (chosen == ON_A_DAY and day == getattr(event, f"{end}_on")):
            return
        before, clock = rules.get(chosen, (None, None))
        setattr(event, f"{end}_on", day if chosen == ON_A_DAY else None)
        setattr(event, f"{end}_days_before", before)
        setattr(event, f"{end}_time", clock)
