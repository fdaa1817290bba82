"""What the first page of the team says before its lists: who waits to be told something, what is wrong."""

from collections.abc import Iterable
from typing import Any

from django import template

from treff.house import health
from treff.house.models import Finding, Notice

register = template.Library()


@register.simple_tag
def waiting() -> dict[str, int]:
    """How many are to be called or told when they come, how many mails wait, and how many minutes."""
    calls = Notice.objects.calls()
    return {
        "calls": calls.with_number().count(),
        "desk": calls.without_number().count(),
        "mails": Notice.objects.unsent().count(),
        "late": health.mail_waiting_minutes(),
    }


@register.simple_tag
def findings() -> Iterable[Any]:
    """What the nightly checks found and nobody has put right."""
    return Finding.objects.live()[:10]
