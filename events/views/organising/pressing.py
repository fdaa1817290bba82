"""A button was pressed: it is done, or the same form comes again and says why not."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from treff.house.busy import Busy, patiently

REFUSED, BUSY = 422, 409
Result = TypeVar("Result")


class Typed(Protocol):
    """What was typed, and what is wrong with it."""

    def is_valid(self) -> bool: ...

    def add_error(self, field: None, error: str) -> None: ...


class Refusable(Typed, Protocol):
    """A form that shows why a verb said no."""

    def refuse(self, refusal: ValidationError) -> None: ...


class NotDone(Exception):
    """The form says why; `status` is that of the page that shows it."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def pressed(form: Refusable, act: Callable[[], Result]) -> Result:
    """Do it if the form is right. Raises NotDone if it is not, is refused, or others were faster."""
    if not form.is_valid():
        raise NotDone(REFUSED)
    try:
        return patiently(act)
    except ValidationError as refusal:
        form.refuse(refusal)
        raise NotDone(REFUSED) from refusal
    except Busy as busy:
        raise NotDone(say_busy(form)) from busy


def say_busy(form: Typed) -> int:
    """Say that others were faster; the status of that page."""
    form.is_valid()
    form.add_error(None, _("It is busy right now. Your answers are still here. Please press again."))
    return BUSY
