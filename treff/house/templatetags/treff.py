"""What every template of the house can say: icons, dates, phone numbers, codes, words of another language.

Digits that must not be mirrored on a page from right to left (phone numbers, codes, times) leave
here inside <bdi dir="ltr">. Words in another language than the page's carry their own lang and dir.
"""

import datetime
from collections.abc import Iterator
from functools import cache
from typing import Any

from django import forms, template
from django.core.exceptions import ValidationError
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from treff.house import formats, when
from treff.house.phones import normalise
from treff.house.spoken import language_name, marked

register = template.Library()


@register.simple_tag
@cache  # a page shows a hundred of them, and there are not many
def icon(name: str, css: str = "") -> SafeString:
    """One of the pictograms of static/icons.svg; always beside a word, so never read aloud."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        f" {css}" if css else "",
        static("icons.svg"),
        name,
    )


@register.simple_tag
def date_hero(day: datetime.date, *, big: bool = False) -> SafeString:
    """The day as the hero of a page or a list: weekday, large number, month."""
    local = when.local(day).date() if isinstance(day, datetime.datetime) else day
    words, number, month = formats.words(), formats.day_number(local), formats.month(local)
    return mark_safe(  # nothing in it was typed by anybody
        f'<time class="date{" big" if big else ""}" datetime="{local.isoformat()}">'
        f'<span class="wd">{words.weekdays[local.weekday()]}<span class="vh">{words.comma}</span></span> '
        f'<span class="num">{number}</span> <span class="mo">{month}</span></time>'
    )


@register.simple_tag
def comma() -> str:
    """The comma of the language, with its space, between pieces that are translated one by one."""
    return formats.words().comma


@register.filter
def ltr(text: object) -> SafeString:
    """Digits or Latin letters that keep their order on a page from right to left."""
    return format_html('<bdi dir="ltr">{}</bdi>', text)


@register.filter
def phone_link(typed: str) -> SafeString:
    """The number as people write it, to be pressed on a phone; as it stands where it is no number."""
    try:
        number = normalise(typed)
    except ValidationError:
        return ltr(typed)
    return format_html('<bdi dir="ltr"><a href="tel:{}">{}</a></bdi>', number, formats.phone_display(typed))


@register.filter
def code(text: str) -> SafeString:
    """A code of six characters, printed three and three."""
    return ltr(formats.code_display(text))


register.filter("spoken", marked)


@register.filter
def own_language(text: object, row: Any) -> object:
    """The text of a language row (anything with a `language`), marked where it differs from the page."""
    return marked(text, row.language if row is not None else "")


@register.simple_tag
def in_language(row: Any, field: str) -> object:
    """One field of a language row, marked where it differs from the page; nothing for no row."""
    return "" if row is None else marked(getattr(row, field), row.language)


register.filter("language_words", language_name)


@register.inclusion_tag("treff/summary.html")
def error_summary(
    *forms_or_sets: forms.BaseForm | forms.BaseFormSet,
) -> dict[str, Any]:
    """What is still to be done before the form can go, with links to the fields; takes the focus."""
    return {"entries": [entry for each in forms_or_sets for entry in _entries(each)]}


def _entries(
    form: forms.BaseForm | forms.BaseFormSet,
) -> Iterator[tuple[str, str]]:
    """(anchor or "", sentence) of every error, in the order of the page."""
    if not form.is_bound:
        return
    if isinstance(form, forms.BaseFormSet):
        yield from (("", str(error)) for error in form.non_form_errors())
        for each in form.forms:
            yield from _entries(each)
        return
    yield from (("", str(error)) for error in form.non_field_errors())
    for field in form:
        yield from ((_anchor(field), sentence) for sentence in sentences(field))


@register.filter
def plain(field: forms.BoundField) -> SafeString:
    """The input without a placeholder: its label and hint stand above it and stay while one types."""
    return field.as_widget(attrs={"placeholder": False})


@register.filter
def sentences(field: forms.BoundField) -> list[str]:
    """The errors of a field, saying what to do; Django's own "This field is required." names no field."""
    return [_sentence(field, error) for error in field.errors.as_data()]


def _sentence(field: forms.BoundField, error: ValidationError) -> str:
    stock = (
        field.field.default_error_messages.get("required") or forms.Field.default_error_messages["required"]
    )
    if error.code == "required" and error.message == stock:
        choose = isinstance(
            field.field, forms.ChoiceField | forms.ModelChoiceField | forms.MultipleChoiceField
        )
        pattern = _("Please choose: %(label)s") if choose else _("Please fill in: %(label)s")
        return pattern % {"label": field.label}
    if error.code == "invalid" and isinstance(field.field, forms.EmailField):
        return _("Please check the e-mail address. Example: %(example)s") % {"example": "amina@example.org"}
    return str(error.messages[0])


def _anchor(field: forms.BoundField) -> str:
    """The id of what takes the focus: the input itself, or the first of a group."""
    return str(field.id_for_label or f"{field.auto_id}_0")
