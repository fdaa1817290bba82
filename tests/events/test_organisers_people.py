"""Who comes to a date, on the organisers' pages: the people, the list at the door, a name looked for."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from events import people
from events.models import Answer, Event, Guest, Occurrence, Place, Question, QuestionText, SignUp
from members.models import Role, User
from tests.events.organisers import lead
from tests.factories import AMINA, KOWALSKI, ask, in_days, make_course, make_date, make_event, party, publish
from tests.members.doing import make_role
from tests.reading import words
from tests.visitors import logged_in, queries
from treff.house import when
from treff.house.models import House

pytestmark = pytest.mark.django_db

QUERIES = {"own_people": 15, "own_list": 14}


@pytest.fixture(autouse=True)
def house() -> House:
    return House.objects.create(phone="02151 000 100")


def address(page: str, date: Occurrence) -> str:
    return reverse(f"events:{page}", args=[date.event.public_id, date.public_id])


def people_page(client: Client, date: Occurrence) -> str:
    return words(client.get(address("own_people", date)))


@pytest.fixture
def date() -> Occurrence:
    return make_date(capacity=2)


@pytest.fixture
def runs_it(date: Occurrence) -> Client:
    return logged_in(lead(date.event))


# -- the people ---------------------------------------------------------------------------------


def test_confirmed_stand_in_the_order_of_asking_and_the_waiting_with_their_numbers(
    date: Occurrence, runs_it: Client
) -> None:
    for name in ("Zeynep", "Amina", "Herr Kowalski", "Frau Peters"):
        ask(date, name)
    page = people_page(runs_it, date)
    order = [page.index(name) for name in ("Zeynep", "Amina", "Nummer 1", "Kowalski", "Nummer 2", "Peters")]
    assert order == sorted(order)
    assert "2 von 2, 2 warten" in page


def test_a_party_that_came_in_part_stands_in_both_lists(date: Occurrence, runs_it: Client) -> None:
    ask(date, "Zeynep")
    ask(date, "Amina", "Yusuf", splits=True)
    page = people_page(runs_it, date)
    assert page.index("Amina") < page.index("Diese warten") < page.index("Yusuf")


def test_who_cancelled_is_not_there_and_an_erased_name_is_said(date: Occurrence, runs_it: Client) -> None:
    ask(date, "Zeynep").cancel()
    ask(date, "Amina")
    SignUp.objects.filter(participants__name="Amina").blank()
    page = people_page(runs_it, date)
    assert "Zeynep" not in page
    assert "(gelöscht)" in page


def test_more_people_than_places_are_said(date: Occurrence, runs_it: Client) -> None:
    ask(date, *party(2))
    date.set_capacity(1, 0, by=None)
    assert "2 von 1, 1 zu viel" in people_page(runs_it, date)


def test_the_age_is_shown_only_where_it_was_asked(date: Occurrence, runs_it: Client) -> None:
    ask(date, Guest("Amina", age_band="6_17"))
    assert "6 bis 17 Jahre" not in people_page(runs_it, date)
    Event.objects.filter(pk=date.event_id).update(asks_age=True)
    assert "6 bis 17 Jahre" in people_page(runs_it, date)


def test_same_name_and_contact_are_marked(date: Occurrence, runs_it: Client) -> None:
    ask(date, "Amina", by=AMINA)
    assert "gleicher Name" not in people_page(runs_it, date)
    ask(date, "Amina", by=AMINA)
    assert people_page(runs_it, date).count("gleicher Name und Kontakt") == 2


@pytest.mark.parametrize(("days", "is_shown"), [(-8, False), (-7, True), (0, True), (7, True), (8, False)])
def test_contacts_are_shown_from_a_week_before_to_a_week_after(days: int, *, is_shown: bool) -> None:
    """By the calendar in Krefeld: the whole of the first and of the last day."""
    date = make_date(starts_at=in_days(20))
    ask(date, "Amina", phone="0151 00000101", contact_name="Frau Haddad")
    ask(date, "Yusuf", email="yusuf@treff.example")
    organiser = lead(date.event)
    day = when.local(date.starts_at).date() + timedelta(days=days)
    for moment in map(tight, when.day_bounds(day), (0, -1)):
        with time_machine.travel(moment, tick=False):
            page = logged_in(organiser).get(address("own_people", date)).content.decode()
        assert ("tel:+4915100000101" in page) is is_shown
        assert ("yusuf@treff.example" in page) is is_shown
        assert ("Telefonnummern und E-Mail-Adressen" in page) is not is_shown
        assert "Frau Haddad" in page
        assert "Yusuf" in page


def tight(moment: datetime, seconds: int) -> datetime:
    return moment + timedelta(seconds=seconds)


def test_a_sensitive_answer_is_for_those_who_run_the_offer_and_only_in_that_time() -> None:
    date = make_date(starts_at=in_days(20))
    say = {"Was brauchst du?": True, "Was bringst du mit?": False}
    sign_up = ask(date, "Amina")
    for position, (wording, sensitive) in enumerate(say.items(), start=1):
        question = Question.objects.create(
            event=date.event, position=position, purpose="Planung", sensitive=sensitive
        )
        QuestionText.objects.create(question=question, language="de", wording=wording)
        Answer.objects.create(question=question, sign_up=sign_up, text=f"Antwort {position}")
    team, runs = make_role(Role.STAFF), lead(date.event)
    for days, who, answers in ((1, runs, [False, True]), (15, runs, [True, True]), (15, team, [False, True])):
        with time_machine.travel(in_days(0) + timedelta(days=days), tick=False):
            page = people_page(logged_in(who), date)
        assert [f"Antwort {number}" in page for number in (1, 2)] == answers
        assert ("Was bringst du mit?" in page) is True


@pytest.mark.parametrize("page", QUERIES)
def test_a_page_of_people_asks_as_much_for_fifty_as_for_one(page: str) -> None:
    few, many = make_date(capacity=1), make_date(make_event("Chor"), capacity=25)
    publish(many.event)
    ask(few, "Amina", by=AMINA)
    for number in range(50):
        ask(many, f"Gast {number}", phone=f"0151 000001{number:02}")
    team = logged_in(make_role(Role.STAFF))
    asked = [queries(team, address(page, each)) for each in (few, many)]
    assert asked == [QUERIES[page]] * 2


def test_of_a_course_everybody_stands_on_each_date() -> None:
    course = make_course(2)
    ask(course, "Amina")
    client = logged_in(lead(course))
    for date in course.occurrences.select_related("event"):
        page = people_page(client, date)
        assert "Amina" in page
        assert "Anderer Termin" not in page


def test_a_date_that_is_not_of_this_offer_is_not_found(date: Occurrence, runs_it: Client) -> None:
    other = make_date(make_event("Chor"))
    for page in ("own_people", "own_list", "own_walk_in"):
        for public_id in (other.public_id, "gibtsnicht"):
            found = runs_it.get(reverse(f"events:{page}", args=[date.event.public_id, public_id]))
            assert found.status_code == 404


# -- the list at the door -----------------------------------------------------------------------


def test_the_list_has_the_names_by_the_alphabet_and_no_contact(date: Occurrence, runs_it: Client) -> None:
    ask(date, "Zeynep", phone="0151 00000101")
    ask(date, "Élodie", email="elodie@treff.example", contact_name="Frau Haddad")
    ask(date, "Herr Kowalski")
    page = words(runs_it.get(address("own_list", date)))
    assert page.index("Élodie") < page.index("Zeynep")
    for word in ("Kowalski", "0151", "elodie@", "Haddad"):
        assert word not in page
    assert "Nähwerkstatt" in page


@pytest.mark.parametrize(("people_there", "rows"), [(0, 24), (16, 24), (17, 51), (43, 51), (44, 78)])
def test_the_list_has_eight_blank_rows_at_least_and_fills_its_page(people_there: int, rows: int) -> None:
    assert people.blank_rows(people_there) == rows - people_there
    assert people.blank_rows(people_there) >= 8


def test_the_list_repeats_its_head_and_ticks_in_a_column(date: Occurrence, runs_it: Client) -> None:
    ask(date, "Amina")
    page = runs_it.get(address("own_list", date)).content.decode()
    assert len(re.findall("<thead>", page)) == 1
    assert page.count('class="box"') == 1 + people.blank_rows(1)


# -- a name -------------------------------------------------------------------------------------


def find(client: Client, **query: Any) -> str:
    return words(client.get(reverse("events:own_find"), query))


def test_a_name_is_found_in_any_accents_with_offer_date_and_state(date: Occurrence, runs_it: Client) -> None:
    ask(date, "Trần Thị Hoa")
    ask(date, "Zeynep", "Minh")
    page = find(runs_it, name="tran")
    assert "Trần Thị Hoa · bestätigt" in page
    assert "Nähwerkstatt" in page
    assert "Zeynep" not in page
    assert "Zeynep und Minh · wartet" in find(runs_it, name="MINH")


def test_the_way_leads_to_the_party_on_its_date(date: Occurrence, runs_it: Client) -> None:
    sign_up = ask(date, "Amina")
    page = runs_it.get(reverse("events:own_find"), {"name": "amina"}).content.decode()
    assert f'href="{address("own_people", date)}#a{sign_up.public_id}"' in page
    assert f'id="a{sign_up.public_id}"' in runs_it.get(address("own_people", date)).content.decode()


def test_a_contact_is_found_by_name_too(date: Occurrence, runs_it: Client) -> None:
    ask(date, "Yusuf", by=KOWALSKI)
    assert "Yusuf (Kontakt: Jerzy )" in find(runs_it, name="jerzy")


def test_the_last_seven_days_are_looked_through_and_no_more(date: Occurrence, runs_it: Client) -> None:
    ask(date, "Amina")
    organiser = User.objects.get(pk=runs_it.session["_auth_user_id"])
    for days, is_found in ((7, True), (8, False)):
        with time_machine.travel(date.starts_at + timedelta(days=days), tick=False):
            page = find(logged_in(organiser), name="amina")
        assert ("Amina · bestätigt" in page) is is_found


def test_nobody_and_nothing_are_said_in_a_sentence(date: Occurrence, runs_it: Client) -> None:
    assert "Bitte schreiben Sie einen Namen" in find(runs_it)
    assert "Bitte schreiben Sie einen Namen" in find(runs_it, name="  ")
    assert "Niemand mit dem Namen „Olga“" in find(runs_it, name="Olga")


@pytest.mark.parametrize("name", ["x" * 81, "a\x00b"])
def test_what_is_no_name_is_refused(runs_it: Client, name: str) -> None:
    assert runs_it.get(reverse("events:own_find"), {"name": name}).status_code == 422


def test_the_first_fifty_are_shown(
    monkeypatch: pytest.MonkeyPatch, date: Occurrence, runs_it: Client
) -> None:
    monkeypatch.setattr(people, "MOST_FOUND", 2)
    for number in range(3):
        ask(date, f"Amina {number}")
    page = find(runs_it, name="amina")
    assert "Amina 1" in page
    assert "Amina 2" not in page
    assert "Es gibt noch mehr." in page


@pytest.mark.parametrize("guests", [1, 50])
def test_looking_for_a_name_asks_as_much_for_fifty_as_for_one(
    guests: int, date: Occurrence, runs_it: Client
) -> None:
    for number in range(guests):
        ask(date, f"Amina {number}", "Yusuf")
    assert queries(runs_it, f"{reverse('events:own_find')}?name=amina") == 6


def test_the_first_page_leads_to_the_search(runs_it: Client) -> None:
    page = runs_it.get(reverse("events:own_offers")).content.decode()
    assert f'action="{reverse("events:own_find")}"' in page
    assert 'name="name"' in page


def test_places_are_read_and_never_written(date: Occurrence, runs_it: Client) -> None:
    ask(date, "Amina")
    before = list(Place.objects.values())
    for page in ("own_people", "own_list"):
        assert runs_it.post(address(page, date)).status_code == 405
    assert list(Place.objects.values()) == before
