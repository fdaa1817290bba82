"""What the house writes itself is what Django would have drawn."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from treff.house.fields import ClockInput, DayInput
from treff.house.inputs import PLAIN, WrittenInputs

HOSTILE = '<b> & "it\'s"'
ATTRIBUTES = {"id": "x", "class": HOSTILE, "required": True, "disabled": False, "maxlength": 8}
WIDGETS = [
    forms.TextInput({"title": gettext_lazy("Search")}),
    forms.EmailInput(),
    forms.NumberInput({"step": 0.5}),
    forms.HiddenInput(),
    forms.CheckboxInput(),
    forms.DateTimeInput(),
    DayInput(),
    ClockInput({"data-x": mark_safe("&amp;")}),
]


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
@pytest.mark.parametrize("value", [None, "", "Amina", HOSTILE, 7, True, mark_safe("&amp;")])
def test_an_input_is_written_to_the_letter(widget: forms.Widget, value: Any) -> None:
    assert widget.template_name in PLAIN
    drawn = widget.render(HOSTILE, value, ATTRIBUTES, DjangoTemplates())
    assert widget.render(HOSTILE, value, ATTRIBUTES, WrittenInputs()) == drawn.strip()


def test_every_form_is_written_so() -> None:
    assert isinstance(get_default_renderer(), WrittenInputs)
