"""Layout of forms where the plain order of the fields is not enough.

A question that only follows from an answer stands under that answer, not at the end of the form.
Without `:has()` in the browser all of them are open; nothing is hidden from anybody by a script.
"""

from typing import Any

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK, render_field
from django import forms
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString


class Reveal(LayoutObject):
    """A choice as rows; under each row the fields that belong to it.

    `Reveal("channel", phone=["phone"], mail=["email"])`: keys are the values of the choice. A string
    instead of a list is a sentence to be read there. `icons` names a pictogram for a row. `small` is for
    a question among others, which is no heading of its own.
    """

    def __init__(
        self,
        choice: str,
        /,
        *,
        icons: dict[str, str] | None = None,
        small: bool = False,
        **under: list[str] | Any,
    ) -> None:
        self.choice, self.small = choice, small
        self.icons = icons or {}
        self.under = under
        lists = [names for names in under.values() if isinstance(names, list)]
        self.fields = [choice, *(name for names in lists for name in names)]

    def render(
        self,
        form: forms.BaseForm,
        context: Context,
        template_pack: str = TEMPLATE_PACK,
        **kwargs: Any,
    ) -> SafeString:
        form.rendered_fields.add(self.choice)  # type: ignore[attr-defined]  # crispy's own
        rows = [
            {
                "option": option,
                "icon": self.icons.get(str(option.data["value"]), ""),
                "under": self._under(str(option.data["value"]), form, context, template_pack),
            }
            for option in form[self.choice]
        ]
        values = {"field": form[self.choice], "rows": rows, "small": self.small}
        return render_to_string("treff/layout/reveal.html", values)

    def _under(self, value: str, form: forms.BaseForm, context: Context, template_pack: str) -> Any:
        under = self.under.get(value, "")
        if not isinstance(under, list):
            return under
        return SafeString(
            "".join(
                render_field(
                    name, form, context, template_pack=template_pack, extra_context={"is_answer": True}
                )
                for name in under
            )
        )


class Pictured(LayoutObject):
    """A choice side by side, each with its pictogram."""

    def __init__(self, choice: str, /, *, icons: dict[str, str]) -> None:
        self.choice, self.icons, self.fields = choice, icons, [choice]

    def render(
        self,
        form: forms.BaseForm,
        context: Context,
        template_pack: str = TEMPLATE_PACK,
        **kwargs: Any,
    ) -> SafeString:
        form.rendered_fields.add(self.choice)  # type: ignore[attr-defined]  # crispy's own
        rows = [(option, self.icons.get(str(option.data["value"]), "")) for option in form[self.choice]]
        return render_to_string("treff/layout/pictured.html", {"field": form[self.choice], "rows": rows})


class Answer(LayoutObject):
    """A field that follows from an answer above it: where it is asked for, it is not optional."""

    def __init__(self, name: str, /, *, css_class: str) -> None:
        self.css_class, self.fields = css_class, [name]

    def render(
        self,
        form: forms.BaseForm,
        context: Context,
        template_pack: str = TEMPLATE_PACK,
        **kwargs: Any,
    ) -> SafeString:
        inside = render_field(
            self.fields[0], form, context, template_pack=template_pack, extra_context={"is_answer": True}
        )
        return format_html('<div class="{}">{}</div>', self.css_class, SafeString(inside))


class Folded(LayoutObject):
    """Fields that most people need not answer: behind a line to press, open when one says something."""

    def __init__(self, words: str, /, *fields: str) -> None:
        self.words, self.fields = words, list(fields)

    def render(
        self,
        form: forms.BaseForm,
        context: Context,
        template_pack: str = TEMPLATE_PACK,
        **kwargs: Any,
    ) -> SafeString:
        inside = "".join(
            render_field(name, form, context, template_pack=template_pack) for name in self.fields
        )
        is_open = any(name in form.errors or says_something(form, name) for name in self.fields)
        values = {"words": self.words, "inside": SafeString(inside), "is_open": is_open}
        return render_to_string("treff/layout/folded.html", values)


def says_something(form: forms.BaseForm, name: str) -> bool:
    """Whether the field holds more than it does before anybody has touched it."""
    value = form[name].value()
    return bool(value) and value != "unknown"
