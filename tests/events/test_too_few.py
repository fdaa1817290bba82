"""Who is asked whether a date with too few people takes place."""

from datetime import time

import pytest
import time_machine

from events.models import Event, Occurrence
from events.tasks import warn_too_few
from tests.events.organisers import host, lead, speaker, spoke_until_yesterday, staff, told
from tests.factories import KOWALSKI, OLENA, YILDIZ, in_days, make_date
from tests.visitors import logged_in

pytestmark = pytest.mark.django_db


def asked_about(date: Occurrence) -> list[str]:
    """Who is asked whether this date with too few people takes place."""
    Event.objects.update(minimum=2)
    with time_machine.travel(in_days(0, time(9)), tick=False):
        warn_too_few(timestamp=0)
    return told("too_few")


def test_where_nobody_leads_whoever_speaks_for_the_first_host_is_asked() -> None:
    date = make_date(starts_at=in_days(2))
    first = host(date.event)
    other = host(date.event, is_first=False)
    speaker(OLENA, first)
    speaker(KOWALSKI, other)
    spoke_until_yesterday(YILDIZ, first)
    assert asked_about(date) == ["Olena Bondarenko"]


def test_where_somebody_leads_the_host_is_not_asked() -> None:
    date = make_date(starts_at=in_days(2))
    speaker(OLENA, host(date.event))
    lead(date.event, KOWALSKI)
    assert asked_about(date) == ["Jerzy Kowalski"]


def test_where_nobody_can_be_asked_the_team_reads_it_among_its_offers() -> None:
    date = make_date(starts_at=in_days(2))
    host(date.event)
    assert asked_about(date) == []
    page = logged_in(staff()).get("/angebote/")
    assert [line.date for line in page.context["too_few"]] == [date]
