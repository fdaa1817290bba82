"""What tests of a new offer do over and over: fill in its steps."""

from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from events.models import Event
from members.models import Organisation
from tests.events.doing import Answer

NEW = "/angebote/neu/"


def about(host: str, title: str = "Nähen für Kinder", **more: Any) -> dict[str, Any]:
    """Step 1 as typed."""
    return {
        "key": str(uuid4()),
        "title": title,
        "summary": "Wir nähen Taschen.",
        "text": "Stoff ist da.",
        "topic": "sewing",
        "kind": "course",
        "host": host,
        "carried_by": "residents",
    } | more


def whom(**more: Any) -> dict[str, Any]:
    return {
        "audience": "für Kinder ab 8",
        "age_bands": ["6_17"],
        "spoken": ["de", "ar"],
        "cost": "kostenlos",
        "bring": "",
        "sign_language": "unknown",
    } | more


def joining(**more: Any) -> dict[str, Any]:
    return {"joins": "whole", "default_capacity": "8", "opens": "", "closes": "1", "splits": "on"} | more


def step(event: Event, number: int) -> str:
    return reverse("events:own_step", args=[event.public_id, number])


def host_of(organisation: Organisation) -> str:
    return f"o{organisation.pk}"


def sent(client: Client, path: str, data: dict[str, Any] | None = None) -> Answer:
    return client.post(path, data or {})


def typed(answer: Answer, name: str) -> Any:
    return answer.context["form"][name].value()


def begun(client: Client, host: str, **more: Any) -> Event:
    answer: Answer = client.post(NEW, about(host, **more))
    assert answer.status_code == 302, answer.context["form"].errors
    return Event.objects.latest("created_at")
