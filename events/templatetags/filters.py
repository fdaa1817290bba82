"""The filter of the programme."""

from django import template

from events.forms import ProgrammeForm

register = template.Library()


@register.simple_tag
def blank_filter() -> ProgrammeForm:
    """The filter in which nothing is chosen: the same for everybody, so it may stand among what is fixed."""
    return ProgrammeForm({})
