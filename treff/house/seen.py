"""What a page of the team showed, so that nobody writes over what they have not seen.

Two of the team may have the same record open. Its page carries a fingerprint of what the fields
showed. If the record says something else by the time the page is sent, nothing is saved: each field
that differs says what stands there now. With that it has been seen, and the next press counts.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BoundField, MultiWidget
from django.forms.formsets import DELETION_FIELD_NAME
from django.template.defaultfilters import yesno
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from treff.house import formats

SEEN = "seen"
CHANGED = "changed"


def changed_meanwhile() -> ValidationError:
    """The refusal of what would undo something that somebody else did."""
    return ValidationError(_("Somebody has changed this meanwhile. Please look at it again."), code=CHANGED)


def is_about_others(refusal: ValidationError) -> bool:
    """Whether somebody else saved the same thing first."""
    return getattr(refusal, "code", None) == CHANGED


def fingerprint(form: Any, formsets: Iterable[Any]) -> str:
    """Of what these forms showed before anybody typed: a record, and its rows that were there."""
    shown = [
        (part.add_prefix(name), _plain(part[name].initial))
        for part in _saved(form, formsets)
        for name in part.fields
    ]
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def writes_over(form: Any, formsets: Iterable[Any]) -> bool:
    """Whether anything typed differs from what stands now."""
    return any(part.has_changed() for part in _saved(form, formsets))


def say_what_stands(form: Any, now: Any = None, but: Iterable[str] = ()) -> None:
    """Put beside each field that differs what stands there now.

    `now` is the same form as it would be opened now, where this one was opened before; `but` are
    fields that say nothing about the record.
    """
    now = now or form
    for name in now.changed_data:
        if name not in (DELETION_FIELD_NAME, *but) and not now[name].is_hidden:
            form.add_error(name, _stands_now(now[name]))


def _stands_now(field: BoundField) -> str:
    """The sentence beside a field about what it would show if the page were opened now."""
    said = _words(field.initial, field.field)
    return gettext("Now it says: %(value)s") % {"value": said} if said else gettext("It is empty now.")


def _saved(form: Any, formsets: Iterable[Any]) -> Iterator[Any]:
    yield form
    for formset in formsets:
        yield from formset.initial_forms


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple | models.QuerySet):
        return [_plain(each) for each in value]
    return value.pk if isinstance(value, models.Model) else value


def _words(value: Any, field: Any) -> str:
    """A value as people read it, by the choices of its field where it has some; two parts are a span."""
    if isinstance(field.widget, MultiWidget):
        parts: Any = field.widget.decompress(value)
        first, last = map(_words, parts, field.fields)
        return f"{first} – {last}" if first else ""
    match value:
        case list() | tuple() | models.QuerySet():
            return formats.listing([_words(each, field) for each in value])
        case bool():
            return str(yesno(value))
        case datetime():
            return formats.moment(value)
        case date():
            return formats.day(value)
        case time():
            return formats.clock(value)
        case models.Model() | None:
            return str(value or "")
    return str(dict(getattr(field, "choices", ())).get(value, value))
