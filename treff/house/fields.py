"""Form fields for local time and languages, as people of the house type them.

A moment is typed as the clock in the hall shows it. A time that the night of the clock change skips
is refused with a sentence, one that comes twice is the first. A span of days is typed with its last
day, and kept half-open like every span.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from html import escape
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from psycopg.types.range import Range

from treff.house import when
from treff.house.spoken import language_choices, language_name


class Select(forms.Select):
    """A choice without groups, written in one go: Django renders a template for each option."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        marks = ((key, words, " selected" if str(key) in chosen else "") for key, words in self.choices)
        options = "".join(
            f'<option value="{escape(str(key))}"{mark}>{escape(str(words))}</option>'
            for key, words, mark in marks
        )
        given = flatatt(self.build_attrs({**self.attrs, "name": name}, attrs))
        return mark_safe(f"<select{given}>{options}</select>")


class DayInput(forms.DateInput):
    """The browser's own calendar; needs no script."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class ClockField(forms.TimeField):
    """A time of day, as people type it: 18:30, 18.30 or 18."""

    widget = ClockInput
    spellings = ("%H:%M", "%H.%M", "%H:%M:%S", "%H")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=self.spellings, **kwargs)


class MomentInput(forms.DateTimeInput):
    """Day and clock in one; what cannot be read is shown again as it was typed."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


def refuse_far(day: date, earliest: date = when.EARLIEST) -> None:
    """Raises ValidationError for a day that nobody can mean."""
    if not earliest <= day <= when.LATEST:
        years = {"first": earliest.year, "last": when.LATEST.year}
        raise ValidationError(
            _("Please choose a day between %(first)s and %(last)s."), code="far", params=years
        )


class DayField(forms.DateField):
    """A day, near enough for every calendar to reach it."""

    widget = DayInput
    earliest = when.EARLIEST

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None:
            refuse_far(day, self.earliest)
        return day


class DayOfLongAgo(DayField):
    """A day on which something may have begun before there was a house."""

    earliest = date(1900, 1, 1)


class MomentField(forms.DateTimeField):
    """A moment in local time, given back as an instant."""

    widget = MomentInput

    def to_python(self, value: Any) -> datetime | None:
        """The instant; raises ValidationError for what is no time, too far, or skipped that night."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value
        typed = value if isinstance(value, datetime) else self._typed(str(value).strip())
        refuse_far(typed.date())
        return when.at(typed.date(), typed.time())

    def _typed(self, value: str) -> datetime:
        try:
            if (typed := parse_datetime(value)) is not None:
                return typed.replace(tzinfo=None)
        except ValueError:
            pass
        for pattern in self.input_formats or ():
            try:
                return datetime.strptime(value, pattern)  # noqa: DTZ007 (local by meaning, see when.at)
            except ValueError:
                continue
        raise ValidationError(self.error_messages["invalid"], code="invalid")


class _SpanInput(forms.MultiWidget):
    def decompress(self, value: Range[Any] | None) -> list[Any]:
        """First and last as they are typed."""
        return [None, None] if value is None else [value.lower, value.upper]


class DaySpanInput(_SpanInput):
    """Two days: the first, and the last that still belongs to the span."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        first, last = pgettext_lazy("span", "from"), pgettext_lazy("span", "until, this day included")
        super().__init__([DayInput({"aria-label": first}), DayInput({"aria-label": last})], attrs)

    def decompress(self, value: Range[date] | None) -> list[date | None]:
        first, end = super().decompress(value)
        return [first, end and end - timedelta(days=1)]


class MomentSpanInput(_SpanInput):
    """Two moments: the first, and the one at which it is over."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        first, last = pgettext_lazy("span", "from"), pgettext_lazy("span", "until")
        super().__init__([MomentInput({"aria-label": first}), MomentInput({"aria-label": last})], attrs)


class _SpanField(forms.MultiValueField):
    part: type[forms.Field]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("default_bounds", None)
        parts = (self.part(required=False), self.part(required=False))
        super().__init__(fields=parts, require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[Any]) -> Range[Any] | None:
        """The half-open span; None when nothing was typed."""
        if not any(data_list):
            return None
        first, last = data_list
        if first is None:
            raise ValidationError(_("Please say from when on."), code="first")
        return self.span(first, last)

    def span(self, first: Any, last: Any) -> Range[Any]:
        """The span from first to last as this field means them."""
        raise NotImplementedError


class DaySpanField(_SpanField):
    """First and last day; without a last day it goes on."""

    part = DayOfLongAgo
    widget = DaySpanInput

    def span(self, first: date, last: date | None) -> Range[date]:
        if last is not None and last < first:
            raise ValidationError(
                _("The last day is before the first. Please change the days."), code="order"
            )
        return Range(first, last and last + timedelta(days=1))


class MomentSpanField(_SpanField):
    """Begin and end in local time."""

    part = MomentField
    widget = MomentSpanInput

    def span(self, first: datetime, last: datetime | None) -> Range[datetime]:
        if last is None:
            raise ValidationError(_("Please say until when."), code="last")
        if last <= first:
            raise ValidationError(_("The end is before the start. Please change the time."), code="order")
        return Range(first, last)


class LanguagesField(forms.MultipleChoiceField):
    """Languages to tick."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("choices", language_choices)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A code that is stored but not in the list (an import wrote it) joins the list."""
        choices = language_choices()
        listed = {code for code, _name in choices}
        self.choices = choices + [(code, language_name(code)) for code in value or [] if code not in listed]
        return value

    def valid_value(self, value: Any) -> bool:
        return super().valid_value(value) or (str(value).isalpha() and len(str(value)) <= 3)
