"""A change of state on a page: what will happen, a small form, one button.

Every verb of the models (publish, cancel, move, ...) has such a page, in the admin and among the
organisers' pages; no state is ever a field of a form. GET changes nothing. What the verb refuses
stands in the form, with every word still there.
"""

from copy import copy
from typing import Any, ClassVar, Generic, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from events.acts.affected import Consequences
from members.models import Person
from treff.house.saving import show
from treff.house.seen import is_about_others
from treff.house.words import Words

Record = TypeVar("Record")
"""What a verb is about: a date, an offer, a sign-up."""


class ActForm(forms.Form):
    """What has to be said for a change; most need nothing. `record` is what it is about."""

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        self.record = record
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label or "")

    def refuse(self, refusal: ValidationError) -> None:
        """Show why the verb said no."""
        show(self, refusal)


class ShownForm(ActForm):
    """Knows what the page showed, so that nobody decides about what they have not seen."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.mark()

    def mark(self) -> str:
        """A fingerprint of what there is to see now, at most 64 signs."""
        raise NotImplementedError

    def refuse(self, refusal: ValidationError) -> None:
        """What somebody else changed is on the page that says so; with that it has been seen."""
        super().refuse(refusal)
        if is_about_others(refusal):
            again: Any = copy(self.data)
            again["seen"] = self.fields["seen"].initial = self.mark()
            self.data = again


class Act(Generic[Record]):
    """One verb with its page."""

    name: ClassVar[str]
    """In the address of the admin."""
    path: ClassVar[str] = ""
    """In the address of the organisers' page, if there is one: a German word."""
    right: ClassVar[str]
    """The line in [actions] of roles.toml."""
    title: ClassVar[Words]
    button: ClassVar[Words]
    done: ClassVar[Words]
    form: ClassVar[type[ActForm]] = ActForm
    is_final: ClassVar[bool] = False
    """Whether it cannot be undone."""

    def is_offered(self, record: Record) -> bool:
        """Whether the page of the record leads here; the verb decides anew when it is called."""
        return True

    def title_of(self, record: Record) -> str:
        """The heading of the page; a verb that knows whom it is about may name them."""
        return str(self.title)

    def consequences(self, record: Record) -> Consequences:
        """What would happen, and to whom."""
        return Consequences()

    def do(self, record: Record, said: dict[str, Any], by: Person | None) -> None:
        """Call the verb. Raises ValidationError, fit to be read, when it is refused."""
        raise NotImplementedError
