"""Home: the day, the door, what is on, and how to find us."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.factories import in_days, make_date, make_event, publish
from tests.visitors import queries
from treff.house import when
from treff.house.models import HouseHours

pytestmark = pytest.mark.django_db

NOON = when.rule_at(when.today() + timedelta(days=1), when.MIDNIGHT) + timedelta(hours=12)


def open_from_nine() -> None:
    for weekday in range(7):
        HouseHours.objects.create(weekday=weekday, start="09:00", end="20:00", valid=("2020-01-01", None))


def an_offer(title: str, days: int, hour: int) -> None:
    event = make_event(title)
    make_date(event, in_days(days).replace(minute=0) + timedelta(hours=hour - 15))
    publish(event)


def test_it_begins_with_the_day_and_says_that_the_door_is_open(client: Client) -> None:
    open_from_nine()
    with time_machine.travel(NOON, tick=False):
        page = client.get("/en/").content.decode()

    day = when.local(NOON).date()
    assert f'<time class="date big" datetime="{day.isoformat()}">' in page
    assert "The house is open." in page
    assert "Today until 20:00." in page


def test_at_night_it_says_when_the_door_opens_again(client: Client) -> None:
    open_from_nine()
    with time_machine.travel(NOON + timedelta(hours=10), tick=False):
        page = client.get("/en/").content.decode()

    assert "The house is closed now." in page
    assert "It opens again: Tomorrow" in page


def test_today_stands_first_and_what_is_over_in_one_line(client: Client) -> None:
    an_offer("Frühstück", 1, 9)
    an_offer("Nähtreff", 1, 16)
    an_offer("Repair-Café", 2, 11)
    with time_machine.travel(NOON, tick=False):
        page = client.get("/en/").content.decode()

    today, later = page.split('id="tage"')
    assert "Nähtreff" in today
    assert "Frühstück" in today.split("Already over:")[1]
    assert "Repair-Café" in later
    assert "Nähtreff" not in later


def test_when_today_is_over_the_next_date_stands_in_its_place(client: Client) -> None:
    an_offer("Frühstück", 1, 9)
    an_offer("Repair-Café", 2, 11)
    with time_machine.travel(NOON, tick=False):
        page = client.get("/en/").content.decode()

    sheet = page.split('class="sheet"')[1].split("</section>")[0]
    assert "Nothing more is planned for today." in sheet
    assert '<strong>Next:</strong> <a href="#d' in sheet
    assert ">Tomorrow, " in sheet
    assert "Repair-Café" not in sheet
    assert page.count("Repair-Café") == 1


def test_an_empty_house_invites(client: Client) -> None:
    page = client.get("/en/").content.decode()

    assert "Nothing more is planned for today. Do you have an idea?" in page
    assert "Nothing is planned for the next days yet." in page


@pytest.mark.parametrize("offers", [1, 50])
def test_it_asks_as_much_for_one_offer_as_for_fifty(client: Client, offers: int) -> None:
    for number in range(offers):
        an_offer(f"Nähtreff {number}", 1 + number % 5, 9 + number % 10)
    with time_machine.travel(NOON, tick=False):
        assert queries(client, "/") == 5


def test_every_topic_leads_into_the_programme(client: Client) -> None:
    page = client.get("/en/").content.decode()

    assert page.count('href="/en/programm/?thema=') == 11
