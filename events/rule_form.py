"""When and where: one date or a rule, as somebody says it at the desk, and the rooms for it."""

from collections.abc import Mapping
from copy import copy
from datetime import date as Day
from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.models import Event, Kind, Occurrence, Series
from events.models.planning import Edit, fingerprint, plan
from rooms.models import Room
from treff.house import formats, when
from treff.house.clean import one_line
from treff.house.fields import ClockField, DayField, Select
from treff.house.layout import Answer, Reveal
from treff.house.recurrence import (
    LAST,
    MOST_AT_ALL,
    Listed,
    MonthlyByDay,
    MonthlyByWeekday,
    Recurrence,
    Rule,
    ShortMonth,
    Weekly,
)
from treff.house.seen import changed_meanwhile, say_what_stands

STAYS, ONCE = "stays", "once"
REPEATS = {
    STAYS: _("The days stay as they are"),
    ONCE: _("Once"),
    "weekly": _("Every week, or every few weeks"),
    "monthly_by_weekday": _("Every month on a weekday, such as the last Friday"),
    "monthly_by_day": _("Every month on a day, such as the 15th"),
    "listed": _("On the days that I list"),
}
NTH = {
    1: _("the first"),
    2: _("the second"),
    3: _("the third"),
    4: _("the fourth"),
    5: _("the fifth"),
    LAST: _("the last"),
}
MOST_LISTED = 60


def weekday_choices() -> list[tuple[int, str]]:
    """0 is Monday, in the language of the page."""
    return list(enumerate(formats.words().weekdays))


class RuleForm(forms.Form):
    """One date or a rule, time and place. `event` is what it is for; `pivot` the date from which on it
    is changed, None for a new offer or for all dates."""

    stood = forms.CharField(required=False, widget=forms.HiddenInput)
    repeats = forms.ChoiceField(label=_("How often?"), widget=forms.RadioSelect)
    every = forms.IntegerField(label=_("Every how many weeks?"), required=False, min_value=1, max_value=52)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these days"),
        required=False,
        coerce=int,
        choices=weekday_choices,
        widget=forms.CheckboxSelectMultiple,
    )
    nth = forms.TypedChoiceField(
        label=_("Which one of the month?"), required=False, coerce=int, choices=NTH.items, widget=Select
    )
    weekday = forms.TypedChoiceField(
        label=_("Weekday"), required=False, coerce=int, choices=weekday_choices, widget=Select
    )
    day = forms.IntegerField(label=_("On which day of the month?"), required=False, min_value=1, max_value=31)
    short = forms.ChoiceField(
        label=_("If the month is too short"),
        required=False,
        choices=[(ShortMonth.LAST_DAY, _("on its last day")), (ShortMonth.SKIP, _("not in that month"))],
        widget=forms.RadioSelect,
    )
    picked = forms.CharField(
        label=_("The days, one in each line"),
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("For example: 24.12.2026"),
    )
    first = DayField(label=_("First day"), required=False)
    ends = forms.ChoiceField(
        label=_("Until when?"),
        required=False,
        choices=[("until", _("until a day, this day included")), ("count", _("so many times"))],
        widget=forms.RadioSelect,
    )
    until = DayField(label=_("Last day"), required=False)
    count = forms.IntegerField(label=_("How many dates?"), required=False, min_value=1, max_value=MOST_AT_ALL)
    in_school_holidays = forms.BooleanField(
        label=_("Also in the school holidays"), required=False, initial=True
    )
    many = forms.BooleanField(label=_("Yes, more than 200 dates are meant"), required=False)
    start = ClockField(label=_("Start"))
    end = ClockField(
        label=_("End"), required=False, help_text=_("An end that is not later lies on the next day.")
    )
    free_again = ClockField(
        label=_("Room is free again at"),
        required=False,
        help_text=_("Needed when a date in a room has no end."),
    )
    rooms = forms.ModelMultipleChoiceField(
        Room.objects.all(), label=_("Rooms"), required=False, widget=forms.CheckboxSelectMultiple
    )
    place_text = forms.CharField(label=_("Place outside the house"), required=False, max_length=160)
    capacity = forms.IntegerField(
        label=_("Places"), required=False, min_value=0, max_value=9999, help_text=_("Empty means: no limit.")
    )
    reserve = forms.IntegerField(
        label=_("Of these, kept for people at the door"), required=False, min_value=0, max_value=9999
    )
    reason = forms.CharField(
        label=_("Reason of the change"), required=False, max_length=160, help_text=_("Everybody reads this.")
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, event: Event, pivot: Occurrence | None = None
    ) -> None:
        self.event, self.pivot = event, pivot
        self.model_date = pivot or model_of(event)
        self.series = Series.of(event, pivot.slot_at or pivot.starts_at) if pivot else event.series.last()
        super().__init__(data, initial=self.as_now())
        has_dates = self.model_date is not None
        choices = [(value, words) for value, words in REPEATS.items() if has_dates or value != STAYS]
        repeats = self.fields["repeats"]
        assert isinstance(repeats, forms.ChoiceField)
        repeats.choices = [choice for choice in choices if not has_dates or choice[0] != ONCE]
        if not has_dates:
            for name in ("capacity", "reserve", "reason"):
                del self.fields[name]
        self.helper = helper(has_dates=has_dates)

    def as_now(self) -> dict[str, Any]:
        """What the form is filled with: how the dates are now, else what most people want."""
        date = self.model_date
        if date is None:
            first = when.today() + when.WEEK
            usual = {"every": 1, "nth": LAST, "short": ShortMonth.LAST_DAY, "ends": "count", "first": first}
            repeats = ONCE if self.event.kind == Kind.SINGLE else "weekly"
            return {**usual, "repeats": repeats, "weekday": first.weekday()}
        start, end = when.local(date.starts_at), date.ends_at and when.local(date.ends_at)
        free = date.room_until and when.local(date.room_until)
        said = {
            "repeats": STAYS,
            "stood": self.state(),
            "start": start.time(),
            "end": end and end.time(),
            "free_again": free and free.time(),
            "rooms": date.rooms(),
            "place_text": date.place_text,
            "capacity": date.capacity,
            "reserve": date.reserve,
            "first": start.date(),
            "weekdays": [start.weekday()],
            "weekday": start.weekday(),
            "every": 1,
            "nth": LAST,
            "day": start.day,
            "short": ShortMonth.LAST_DAY,
            "ends": "until",
        }
        return said | (of_series(self.series) if self.series else {})

    def clean_place_text(self) -> str:
        return one_line(self.cleaned_data["place_text"])

    def clean_picked(self) -> tuple[Day, ...]:
        """The days somebody listed. Raises ValidationError naming the line that is none."""
        return tuple(listed_days(self.cleaned_data["picked"]))

    def clean(self) -> dict[str, Any]:
        """Whatever the kind of rule needs is there, and the rule gives days."""
        said = super().clean() or self.cleaned_data
        if self.errors:
            return said
        for name, words in self.missing(said).items():
            self.add_error(name, words)
        if said.get("start") and said.get("start") == said.get("end"):
            self.add_error("end", _("Start and end are the same. Please change the time."))
        if not self.errors and (rule := self.recurrence()) is not None:
            try:
                rule.days(many=said["many"])
            except ValidationError as refusal:
                self.add_error("many" if refusal.code == "many" else None, refusal)
        return said

    def state(self) -> str:
        """A mark of how the dates are now: what is changed by the form is measured against it."""
        now = when.now()
        return fingerprint(plan(self.event, Edit(), self.since(), now))

    @property
    def is_stale(self) -> bool:
        """Whether somebody changed the dates since the form was opened."""
        stood = self.cleaned_data.get("stood")
        return self.model_date is not None and bool(stood) and stood != self.state()

    def refuse_unseen(self) -> None:
        """Say that somebody changed the dates, and what stands now; with this it has been seen."""
        self.add_error(None, changed_meanwhile())
        say_what_stands(self, but=["stood", "many", "reason"])
        again: Any = copy(self.data)
        again["stood"] = self.state()
        self.data = again

    def missing(self, said: dict[str, Any]) -> dict[str, Any]:
        """By field, what has to be said for this kind of rule and is not."""
        kind, found = said["repeats"], {}
        if kind == "weekly" and not said["weekdays"]:
            found["weekdays"] = _("Please choose at least one weekday.")
        if kind == "monthly_by_day" and not said["day"]:
            found["day"] = _("Please say on which day of the month.")
        if kind == "listed" and not said["picked"]:
            found["picked"] = _("Please write at least one day.")
        if kind in {ONCE, "weekly", "monthly_by_weekday", "monthly_by_day"} and not said["first"]:
            found["first"] = _("Please say the first day.")
        if kind in {"weekly", "monthly_by_weekday", "monthly_by_day"}:
            end = said["ends"] or "until"
            if not said[end]:
                found[end] = _("Please say until when it goes on.")
        if said["rooms"] and not said["end"] and not said["free_again"]:
            found["free_again"] = _("Please say when the room is free again.")
        return found

    def recurrence(self) -> Recurrence | None:
        """The rule as it was said; None if the days stay. The form is valid so far."""
        said = self.cleaned_data
        rule: Rule
        match said["repeats"]:
            case "stays":
                return None
            case "once":
                return Recurrence(Listed((said["first"],)), said["first"])
            case "listed":
                return Recurrence(Listed(said["picked"]), min(said["picked"]))
            case "weekly":
                rule = Weekly(tuple(said["weekdays"]), said["every"] or 1)
            case "monthly_by_weekday":
                rule = MonthlyByWeekday(said["nth"], said["weekday"])
            case _:
                rule = MonthlyByDay(said["day"], ShortMonth(said["short"] or ShortMonth.LAST_DAY))
        if said["ends"] == "count":
            return Recurrence(rule, said["first"], count=said["count"])
        return Recurrence(rule, said["first"], until=said["until"])

    def edit(self) -> Edit:
        """What is to be different: of a date that is there only what was changed in the form."""
        said, rule = self.cleaned_data, self.recurrence()
        changed = set(self.changed_data) if self.model_date else set(self.fields)
        clock, places = (said["start"], said["end"]), (said.get("capacity"), said.get("reserve") or 0)
        return Edit(
            clock=clock if rule or {"start", "end", "free_again"} & changed else None,
            free_again=said["free_again"],
            rooms=tuple(said["rooms"]) if "rooms" in changed else None,
            place_text=said["place_text"] if "place_text" in changed else None,
            places=places if {"capacity", "reserve"} & changed & self.fields.keys() else None,
            recurrence=rule,
            in_school_holidays=said["in_school_holidays"],
        )

    def since(self) -> datetime:
        """From which slot on it is changed: that of the pivot, or everything that has not begun."""
        if self.pivot is None:
            return when.day_bounds(when.EARLIEST)[0]
        return self.pivot.slot_at or self.pivot.starts_at


def model_of(event: Event) -> Occurrence | None:
    """The date that says how all of them are: the next one that nobody changed by hand, else the next one."""
    dates = event.occurrences.with_rooms().not_over()
    return dates.scheduled().filter(own=[]).first() or dates.first()


def of_series(series: Series) -> dict[str, Any]:
    """The rule of a series as the form says it, with its time and not that of one date."""
    rule = series.recurrence
    said: dict[str, Any] = {
        "start": series.start,
        "end": series.end,
        "first": rule.first,
        "until": rule.until,
        "count": rule.count,
        "ends": "count" if rule.count else "until",
        "in_school_holidays": series.in_school_holidays,
    }
    match rule.rule:
        case Weekly(days, every):
            return said | {"weekdays": list(days), "every": every}
        case MonthlyByWeekday(nth, weekday):
            return said | {"nth": nth, "weekday": weekday}
        case MonthlyByDay(day, short):
            return said | {"day": day, "short": short}
        case Listed(picked):
            return said | {"picked": "\n".join(f"{day:%d.%m.%Y}" for day in picked)}
    return said


def listed_days(typed: str) -> list[Day]:
    """The days in these lines, each once, earliest first."""
    days, field = set(), DayField()
    lines = [line.strip(" ,;") for line in typed.replace(",", "\n").splitlines()]
    for line in filter(None, lines):
        try:
            day = field.to_python(line)
        except ValidationError as refusal:
            raise ValidationError(
                _("This is no day: %(line)s. Please write it like 24.12.2026."), params={"line": line}
            ) from refusal
        if day is not None:
            days.add(day)
    if len(days) > MOST_LISTED:
        raise ValidationError(_("Please list at most %(most)s days."), params={"most": MOST_LISTED})
    return sorted(days)


def helper(*, has_dates: bool) -> FormHelper:
    """The order of the fields: how often, what belongs to that, the time, the place."""
    found = FormHelper()
    found.form_tag = False
    ends = Reveal("ends", until=["until"], count=["count"])
    rest = ["capacity", "reserve", "reason"] if has_dates else []
    found.layout = Layout(
        "stood",
        Reveal(
            "repeats",
            weekly=["weekdays", "every"],
            monthly_by_weekday=["nth", "weekday"],
            monthly_by_day=["day", "short"],
            listed=["picked"],
        ),
        Answer("first", css_class="rule-first"),
        Div(ends, "in_school_holidays", css_class="rule-end"),
        Div("many", css_class="rule-many"),
        Fieldset(_("Time"), "start", "end", "free_again"),
        Fieldset(_("Place"), "rooms", "place_text"),
        *rest,
    )
    return found
