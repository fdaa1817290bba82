"""What the first page of the team says before its lists: who waits to be told something, what is wrong."""

from collections.abc import Iterable
from typing import Any

from django import template

from treff.house import health
from treff.house.models import Finding, Notice

register = template.Library()


@register.simple_tag
def waiting() -> dict[str, int]:
    """People on the list "Please call", mails on their way, and since how many minutes mails are late."""
    return {
        "calls": Notice.objects.calls().count(),
        "mails": Notice.objects.unsent().count(),
        "late": health.mail_waiting_minutes(),
    }


@register.simple_tag
def findings() -> Iterable[Any]:
    """What the nightly checks found and nobody has put right."""
    return Finding.objects.live()[:10]
