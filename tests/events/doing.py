"""What tests of events do over and over: fill in the form of a date, press a button, stop the clock."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import time_machine
from django.test import Client
from django.urls import reverse

from events.models import Occurrence, SignUp
from tests.factories import Neighbour
from treff.house.models import Notice

Answer = Any
"""The response of the test client, with the context of its page."""


def form_url(date: Occurrence) -> str:
    return reverse("events:sign_up", args=[date.event.slug, date.public_id])


def filled(*names: str, by: Neighbour | None = None, key: UUID | None = None, **more: Any) -> dict[str, Any]:
    """The form of a date as a browser sends it."""
    data = {"key": str(key or uuid4()), "people": len(names), "contact_by": "in_person"}
    data |= {f"name_{number}": name for number, name in enumerate(names, start=1)}
    if by is not None:
        way = "email" if by.email else "phone"
        data |= {"contact_by": way, way: by.email or by.phone}
    return {"phone": "", "email": "", "contact_name": ""} | data | more


def send(client: Client, date: Occurrence, *names: str, **more: Any) -> Answer:
    """Send the form."""
    return client.post(form_url(date), filled(*names, **more))


def sign_up_behind(answer: Answer) -> SignUp:
    """The sign-up to which a sent form leads."""
    assert answer.status_code == 302, answer.content.decode()
    return next(each for each in SignUp.objects.all() if each.get_absolute_url() == answer.url)


def find(client: Client, code: str, contact: str) -> Answer:
    """Type code and contact into "my sign-up"."""
    return client.post(reverse("events:find_sign_up"), {"code": code, "contact": contact})


def hidden(answer: Answer) -> dict[str, str]:
    """Name and value of the hidden fields of a page, as its button would send them."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode())
    return dict(fields)


def before(date: Occurrence, distance: timedelta) -> time_machine.travel:
    """The clock stands still, this long before the start."""
    return time_machine.travel(date.starts_at - distance, tick=False)


def notices(template: str) -> list[Notice]:
    """What was posted of this kind, in the order of what it is about."""
    return list(Notice.objects.filter(template=template).order_by("about_id"))
