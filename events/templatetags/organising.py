"""Pieces of the organisers' pages that bring what they need along."""

from typing import Any

from django import template

from events.models import Occurrence
from events.models.walk_in import takes_walk_ins
from events.people_forms import WalkInForm

register = template.Library()


@register.inclusion_tag("events/organising/_walk_in.html")
def walk_in(date: Occurrence) -> dict[str, Any]:
    """The form for somebody at the door, on the day itself; nothing on other days."""
    return {"event": date.event, "date": date, "form": WalkInForm() if takes_walk_ins(date) else None}
