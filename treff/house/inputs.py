"""Inputs of forms, written in one go.

Django renders two templates for each input, which takes as long as a query; a page with a form has ten.
"""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

KINDS = ("text", "email", "number", "hidden", "date", "time", "datetime", "checkbox")
PLAIN = {f"django/forms/widgets/{kind}.html" for kind in KINDS}


class WrittenInputs(DjangoTemplates):
    """Django's renderer; what is nothing but one <input> it writes itself, to the letter."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name in PLAIN:
            return written(context["widget"])
        return super().render(template_name, context, request)


def written(widget: Mapping[str, Any]) -> SafeString:
    """The input of this widget. Everything in it is escaped."""
    said = {"type": widget["type"], "name": widget["name"]}
    if widget["value"] is not None:
        said["value"] = str(widget["value"])
    return mark_safe(f"<input{attributes({**said, **widget['attrs']})}>")


def attributes(said: Mapping[str, Any]) -> str:
    """As Django writes them: no value for what is True, nothing at all for what is False."""
    return "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{conditional_escape(value)}"'
        for name, value in said.items()
        if value is not False
    )
