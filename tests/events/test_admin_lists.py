"""The lists of the programme in the admin: what is found by whom, where and when, and the way to the page."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from events.models import Event, Hosting, Question, QuestionText
from members.models import Group, Organisation, Role, User
from tests.events.team import DATES, EVENTS, SIGN_UPS, context, page_of
from tests.factories import (
    KOWALSKI,
    ask,
    in_days,
    make_date,
    make_event,
    make_hall,
    make_room,
    publish,
)
from tests.members.doing import make_role
from tests.reading import words
from tests.visitors import browser_of, logged_in, queries
from treff.house import when

pytestmark = pytest.mark.django_db

QUESTIONS = "/admin/events/question/"
NOVEMBER = datetime(2026, 11, 24, 10, tzinfo=when.ZONE)


def rows(path: str, **query: str) -> list[Any]:
    """The rows that a list shows for this question."""
    user = User.objects.filter(person__role_grants__role=Role.STAFF).first() or make_role(Role.STAFF)
    return list(context(logged_in(user).get(path, query))["cl"].result_list)


def make_hosted(title: str, **host: Any) -> Event:
    event = make_event(title)
    make_date(event)
    Hosting.objects.create(event=event, **host)
    return publish(event)


# -- by day -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2.12.", ["2025-12-02", "2026-12-02"]),
        ("02.12.2026", ["2026-12-02"]),
        ("2.12.26", ["2026-12-02"]),
        ("2026-12-02", ["2026-12-02"]),
        ("2. Dezember", ["2025-12-02", "2026-12-02"]),
        ("2 december 2025", ["2025-12-02"]),
        ("nahwerkstatt am 2. Dez. 2026", []),
        ("nahwerkstatt 2. Dez. 2026", ["2026-12-02"]),
        ("chor 2.12.", []),
        ("3.12.", []),
        ("31.2.", []),
        ("2.13.", []),
        ("nahwerkstatt", ["2026-12-02"]),
    ],
)
def test_a_date_is_found_by_the_day_however_it_is_typed(typed: str, found: list[str]) -> None:
    with time_machine.travel(NOVEMBER, tick=False):
        for year in (2025, 2026):
            make_date(starts_at=datetime(year, 12, 2, 0, 30, tzinfo=when.ZONE))
        assert [f"{when.local(date.starts_at):%Y-%m-%d}" for date in rows(DATES, q=typed)] == found


def test_a_title_with_a_day_in_it_is_found_and_a_filter_that_was_chosen_stays() -> None:
    with time_machine.travel(NOVEMBER, tick=False):
        fair = make_date(publish_with_date("Nähfest am 3. Oktober"))
        past = make_date(starts_at=datetime(2026, 10, 3, 15, tzinfo=when.ZONE))
        assert fair in rows(DATES, q="nahfest am 3. oktober")
        assert past in rows(DATES, q="3.10.")
        assert past not in rows(DATES, q="3.10.", when="coming")


def test_of_the_dates_that_are_over_the_last_stands_first() -> None:
    past = [make_date(starts_at=in_days(-days)) for days in (9, 2, 5)]
    make_date()
    assert rows(DATES, when="past") == [past[1], past[2], past[0]]
    assert [date.starts_at for date in rows(DATES, when="all")] == sorted(
        date.starts_at for date in rows(DATES, when="all")
    )


def publish_with_date(title: str) -> Event:
    event = make_event(title)
    make_date(event)
    return publish(event)


# -- by whom and where ------------------------------------------------------------------------


def test_events_and_dates_are_found_by_their_hosts() -> None:
    choir = Group.objects.create(name="Chor der Küchen")
    club = Organisation.objects.create(name="Nähkreis Kreuzstich", kind="association")
    sewing = make_hosted("Nähwerkstatt", organisation=club)
    singing = make_hosted("Liederabend", group=choir)
    make_hosted("Kanon", group=choir)
    make_date(make_event("Ohne Gastgeber"))
    assert rows(EVENTS, host=f"o{club.pk}") == [sewing]
    assert {event.slug for event in rows(EVENTS, host=f"g{choir.pk}")} == {"liederabend", "kanon"}
    assert {date.event.slug for date in rows(DATES, host=f"g{choir.pk}")} == {singing.slug, "kanon"}
    assert len(rows(EVENTS, host="o4711x")) == 4, "no host of ours: nothing is left out"
    page = words(browser_of(Role.STAFF, KOWALSKI).get(EVENTS))
    assert page.count("Chor der Küchen") == 1
    assert page.index("Chor der Küchen") < page.index("Nähkreis Kreuzstich")


def test_a_room_finds_what_is_in_it_and_in_the_hall_around_it() -> None:
    hall, workshop = make_hall("Saal", ["Bleiche", "Webstube"]), make_room()
    bleach, weaving = (part.part for part in hall.parts.order_by("part__name"))
    in_hall, in_part, elsewhere = make_date(), make_date(starts_at=in_days(6)), make_date()
    for date, room in ((in_hall, hall), (in_part, bleach), (elsewhere, workshop)):
        date.set_rooms([room])
    make_date()
    assert rows(DATES, room=str(hall.pk)) == [in_hall, in_part]
    assert rows(DATES, room=str(bleach.pk)) == [in_hall, in_part]
    assert rows(DATES, room=str(weaving.pk)) == [in_hall]
    assert rows(EVENTS, room=str(workshop.pk)) == [elsewhere.event]
    in_part.cancel("room", by=None)
    assert rows(DATES, room=str(bleach.pk)) == [in_hall]


def test_a_filter_by_host_and_room_costs_the_same_for_one_and_for_fifty() -> None:
    client, room = browser_of(Role.STAFF), make_room()
    choir = Group.objects.create(name="Chor der Küchen")
    paths = [
        f"{EVENTS}?host=g{choir.pk}&room={room.pk}",
        f"{DATES}?host=g{choir.pk}&room={room.pk}&q=angebot",
    ]

    def add(number: int) -> None:
        event = make_hosted(f"Angebot {number}", group=choir)
        make_date(event, in_days(6 + number)).set_rooms([room])

    add(0)
    counts = [[queries(client, path) for path in paths]]
    for number in range(1, 50):
        add(number)
    counts.append([queries(client, path) for path in paths])
    assert counts == [[11, 12], [11, 12]]


# -- view on site -----------------------------------------------------------------------------


def test_the_way_out_leads_to_the_german_page_of_the_date() -> None:
    date, client = make_date(), browser_of(Role.STAFF)
    page = f"/programm/{date.event.slug}/{date.public_id}/"
    assert f'href="{page}"' in client.get(DATES).content.decode()
    answer = client.get(f"{DATES}{date.pk}/change/")
    assert f'href="{page}" class="viewsitelink"' in answer.content.decode()
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("archived", [False, True])
def test_the_way_out_of_what_was_never_published_is_its_preview(archived: bool) -> None:  # noqa: FBT001 (pytest's)
    date, client = make_date(make_event()), browser_of(Role.STAFF)
    if archived:
        date.event.archive(by=None)
    preview = f"/programm/{date.event.slug}/?vorschau={date.event.preview_token}"
    for path in (EVENTS, page_of(date.event), DATES, f"{DATES}{date.pk}/change/"):
        assert f'href="{preview}"' in client.get(path).content.decode(), path
    assert Client().get(preview).status_code == 200


def test_the_way_out_of_a_date_in_the_archive_is_the_page_of_the_event() -> None:
    date, client = make_date(), browser_of(Role.STAFF)
    date.event.archive(by=None)
    answer = client.get(f"{DATES}{date.pk}/change/")
    page = f"/programm/{date.event.slug}/"
    assert f'href="{page}" class="viewsitelink"' in answer.content.decode()
    assert Client().get(page).status_code == 200


# -- what a row says --------------------------------------------------------------------------


def test_a_date_that_lasts_the_whole_day_has_no_hour_in_the_list_of_events() -> None:
    first, end = when.day_bounds(when.today() + timedelta(days=5))
    event = make_event("Fest der Nachbarschaft")
    make_date(event, first, hours=(end - first) / timedelta(hours=1))
    read = words(browser_of(Role.STAFF).get(EVENTS))
    assert "ganzer Tag" in read
    assert "0 Uhr" not in read


def test_a_number_beside_an_arabic_name_keeps_its_order() -> None:
    ask(make_date(), "Amina", phone="0151 00000101", contact_name="محمد")
    page = browser_of(Role.STAFF, KOWALSKI).get(SIGN_UPS).content.decode()
    assert "<bdi>محمد</bdi>, <bdi>0151 00000101</bdi>" in page


def test_questions_are_found_by_their_words_and_by_those_of_the_event() -> None:
    asked = [
        make_question(title, wording)
        for title, wording in (("Lesenacht", "Wer holt ab?"), ("Chor", "Stimme?"))
    ]
    assert rows(QUESTIONS, q="lesenacht") == asked[:1]
    assert rows(QUESTIONS, q="stimme") == asked[1:]
    assert set(rows(QUESTIONS, q="planen")) == set(asked)
    assert rows(QUESTIONS, q="gibt es nicht") == []
    assert rows(QUESTIONS, sensitive__exact="1") == []


def make_question(title: str, wording: str) -> Question:
    question = Question.objects.create(
        event=make_event(title), position=1, purpose="Damit wir planen können."
    )
    QuestionText.objects.create(question=question, language="de", wording=wording)
    return question
