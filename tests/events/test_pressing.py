"""A press is done, or the form comes again: with what was refused, or with the request to press again."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from events.people_forms import WalkInForm
from events.views.organising.pressing import NotDone, pressed
from treff.house.busy import Busy


def form(names: str = "Amina") -> WalkInForm:
    return WalkInForm({"names": names, "key": str(uuid4())})


def refuse() -> None:
    raise ValidationError("Heute nicht.")


def be_late() -> None:
    raise Busy


def test_what_is_done_answers_with_what_came_of_it() -> None:
    assert pressed(form(), lambda: 3) == 3


def test_what_is_refused_stands_in_the_form() -> None:
    typed = form()
    with pytest.raises(NotDone) as why:
        pressed(typed, refuse)
    assert (why.value.status, list(typed.non_field_errors())) == (422, ["Heute nicht."])


def test_when_others_were_faster_the_form_asks_to_press_again() -> None:
    typed = form()
    with override("en"), pytest.raises(NotDone) as why:
        pressed(typed, be_late)
    sentence = "It is busy right now. Your answers are still here. Please press again."
    assert (why.value.status, list(typed.non_field_errors())) == (409, [sentence])


def test_a_form_that_is_not_right_does_nothing() -> None:
    with pytest.raises(NotDone) as why:
        pressed(form(names=""), be_late)
    assert why.value.status == 422
