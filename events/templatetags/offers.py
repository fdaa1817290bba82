"""What the first page of the team says about offers."""

from django import template

from events.models import Event

register = template.Library()


@register.simple_tag
def drafts_to_approve() -> int:
    """How many drafts wait until somebody of the team has looked at them."""
    return Event.objects.waiting_for_approval().count()
