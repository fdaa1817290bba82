"""The lists of the house in the admin: closures, pictures, findings, and the way to the public page."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from members.models import Role
from tests.house.test_admin import HOUSE
from tests.visitors import browser_of, queries
from treff.house import when
from treff.house.models import Finding, House, HouseClosure, Picture, PictureAlt

pytestmark = pytest.mark.django_db


def rows(client: Client, model: str, **query: str) -> list[Any]:
    """The rows that a list shows for this question."""
    answer: Any = client.get(f"{HOUSE}{model}/", query)
    return list(answer.context_data["cl"].result_list)


def make_closure(first: date, last: date, text: str = "", decision: str = "closed") -> HouseClosure:
    during = when.days_bounds(first, last)
    return HouseClosure.objects.create(
        during=during, reason_code="team_day", reason_text=text, decision=decision
    )


def test_closures_are_listed_from_today_on_and_found_by_when_and_reason() -> None:
    client, today, day = browser_of(Role.STAFF), when.today(), timedelta(days=1)
    long_ago = make_closure(today - 9 * day, today - 8 * day, "Umbau")
    past = make_closure(today - 2 * day, today - day, "Umbau")
    now = make_closure(today, today + day, "Ausflug")
    later = make_closure(today + 5 * day, today + 5 * day, "Teamtag", decision="proposed")
    assert rows(client, "houseclosure") == [now, later]
    assert rows(client, "houseclosure", when="today") == [now]
    assert rows(client, "houseclosure", when="past") == [past, long_ago]
    assert len(rows(client, "houseclosure", when="all")) == 4
    assert rows(client, "houseclosure", q="ausflug") == [now]
    assert rows(client, "houseclosure", decision__exact="proposed") == [later]


def make_picture(number: int, alt: str, credit: str = "") -> Picture:
    picture = Picture.objects.create(sha256=f"{number:064x}", data=b"", width=40, height=30, credit=credit)
    for language in ("de", "en"):
        PictureAlt.objects.create(picture=picture, language=language, alt=alt)
    return picture


def test_a_picture_is_found_once_by_what_can_be_seen_and_by_who_made_it() -> None:
    client = browser_of(Role.STAFF)
    yard, soup = make_picture(1, "Der Hof im Sommer"), make_picture(2, "Suppe", credit="Olena")
    assert rows(client, "picture", q="hof sommer") == [yard]
    assert rows(client, "picture", q="olena") == [soup]


def test_findings_are_found_by_check_and_record() -> None:
    client = browser_of(Role.STAFF)
    Finding.record("use_has_an_owner", ["rooms.use 7"])
    Finding.record("rank_is_held", ["events.signup 3"])
    assert [row.ref for row in rows(client, "finding", q="rooms.use")] == ["rooms.use 7"]
    assert [row.ref for row in rows(client, "finding", check_name="rank_is_held")] == ["events.signup 3"]


def test_the_way_out_of_the_house_is_its_page() -> None:
    House.objects.create(phone="02151 000 100")
    page = browser_of(Role.STAFF).get(f"{HOUSE}house/1/change/").content.decode()
    assert 'href="/haus/" class="viewsitelink"' in page


LISTS = {"houseclosure/?q=tag": 7, "picture/?q=hof": 8, "finding/?q=use": 8}


def test_the_lists_cost_the_same_for_one_row_and_for_fifty() -> None:
    client, today = browser_of(Role.STAFF), when.today()

    def add(number: int) -> None:
        day = today + timedelta(days=number)
        make_closure(day, day, "Teamtag")
        make_picture(number, f"Hof {number}")

    add(0)
    Finding.record("use_has_an_owner", ["rooms.use 0"])
    counts = [{page: queries(client, HOUSE + page) for page in LISTS}]
    for number in range(1, 50):
        add(number)
    Finding.record("use_has_an_owner", [f"rooms.use {number}" for number in range(50)])
    counts.append({page: queries(client, HOUSE + page) for page in LISTS})
    assert counts == [LISTS, LISTS]
