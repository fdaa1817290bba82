"""What the public pages do not take, and what they do not give away."""

from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Event, Joins, Participant, SignUp
from tests.events.doing import filled, form_url, hidden, send, sign_up_behind
from tests.factories import (
    AMINA,
    OLENA,
    ask,
    confirmed,
    make_course,
    make_date,
    make_event,
    make_user,
    publish,
)
from tests.reading import words
from treff.house.models import House

pytestmark = pytest.mark.django_db

HUGE = "9" * 5000


# -- signing up ---------------------------------------------------------------------------------


def test_a_name_is_one_line_that_everybody_sees(client: Client) -> None:
    send(client, make_date(capacity=5), "Amina\n\n\u202eHaddad\u200b", contact_name="Oma\nVera")
    assert Participant.objects.get().name == "Amina Haddad"
    assert SignUp.objects.get().contact_name == "Oma Vera"


@pytest.mark.parametrize("name", ["\u200b\u2060", "Bitte zahlen: https://evil.example/pay"])
def test_what_nobody_sees_and_an_address_on_the_net_are_no_names(client: Client, name: str) -> None:
    page = send(client, make_date(capacity=5), name)
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"name_1"}
    assert not SignUp.objects.exists()


def test_nobody_fills_the_post_box_of_somebody_else(client: Client) -> None:
    date = make_date(capacity=None)
    House.objects.create(phone="02151 000 100")
    for number in range(10):
        assert send(Client(), date, f"Gast {number}", by=OLENA).status_code == 302
    page = send(client, date, "Gast 11", by=OLENA)
    assert page.status_code == 429
    assert 'value="Gast 11"' in page.content.decode()
    assert "Bitte warten Sie" in words(page)
    assert confirmed(date) == 10
    assert send(client, date, "Amina", by=AMINA).status_code == 302


def test_the_team_signs_up_as_many_with_one_address_as_it_likes() -> None:
    date = make_date(capacity=None)
    for number in range(12):
        ask(date, f"Gast {number}", by=OLENA, channel="desk")
    assert confirmed(date) == 12


def test_who_presses_again_is_not_counted_again(client: Client) -> None:
    date, form = make_date(capacity=5), filled("Amina", by=AMINA)
    assert {client.post(form_url(date), form).status_code for _ in range(12)} == {302}
    assert SignUp.objects.count() == 1


def test_many_without_an_address_sign_up_from_one_wi_fi(client: Client) -> None:
    date = make_date(capacity=None)
    assert {send(client, date, f"Gast {number}").status_code for number in range(30)} == {302}


def test_the_same_form_after_the_cancellation_is_asked_about(client: Client) -> None:
    date, form = make_date(capacity=5), filled("Yasmin", by=OLENA, key=uuid4())
    sign_up_behind(client.post(form_url(date), form)).cancel()
    question = client.post(form_url(date), form)
    assert question.status_code == 409
    assert "abgesagt" in words(question)
    assert hidden(question)["key"] != form["key"]
    assert client.post(form_url(date), hidden(question)).status_code == 302
    assert confirmed(date) == 1


def test_whoever_is_logged_in_stays_logged_in(client: Client) -> None:
    client.force_login(make_user(OLENA))
    send(client, make_date(capacity=5), "Olena")
    assert not client.session.get_expire_at_browser_close()


def test_an_answer_of_the_form_can_be_shown_by_the_button_back(client: Client) -> None:
    date = make_date(capacity=5)
    for page in (client.get(form_url(date)), send(client, date, "Amina", more="1"), send(client, date, "")):
        assert "private" in page["Cache-Control"]
        assert "no-store" not in page["Cache-Control"]


@pytest.mark.parametrize("number", [HUGE, "9" * 30, "99", "-1", "1e3"])
def test_a_number_that_no_person_has_is_no_error_of_ours(client: Client, number: str) -> None:
    date = make_date(capacity=5)
    cancel = reverse("events:cancel", args=[ask(date, "Amina", by=AMINA).token])
    assert client.post(cancel, {"wer": number}).status_code == 404
    assert send(client, date, "Amina", "Sami", less=number).status_code == 200
    assert client.post(form_url(date), filled("Amina") | {"people": number}).status_code in {302, 422}


# -- the programme ------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["", "&ansicht=woche", "&ansicht=monat"])
@pytest.mark.parametrize("query", ["von=9999-12-31", "von=0001-01-01", "bis=9999-12-31", "von=1999-12-31"])
def test_a_day_that_no_calendar_reaches_is_said(client: Client, query: str, view: str) -> None:
    page = client.get(f"{reverse('events:programme')}?{query}{view}")
    assert page.status_code == 422
    assert "zwischen 2000 und 2100" in words(page)


@pytest.mark.parametrize("day", ["2000-01-01", "2100-12-31"])
@pytest.mark.parametrize("view", ["", "&ansicht=woche", "&ansicht=monat"])
def test_the_first_and_the_last_day_have_a_page(client: Client, day: str, view: str) -> None:
    assert client.get(f"{reverse('events:programme')}?von={day}{view}").status_code == 200


def test_the_preview_of_a_draft_is_kept_by_nobody(client: Client) -> None:
    event = make_event()
    page = client.get(event.get_absolute_url(), {"vorschau": event.preview_token})
    assert page["Cache-Control"] == "private, no-store"
    assert page["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get(published("Offen").get_absolute_url())


def test_the_former_address_of_a_draft_keeps_the_key_of_its_preview(client: Client) -> None:
    event = make_event("Alt")
    old, key = event.get_absolute_url(), {"vorschau": event.preview_token}
    event.rename("neu", by=None)
    answer = client.get(old, key)
    assert (answer.status_code, answer["Location"]) == (302, f"/programm/neu/?{urlencode(key)}")
    assert answer["Cache-Control"] == "private, no-store"
    assert client.get(answer["Location"]).status_code == 200


def test_a_draft_leads_to_no_page_that_is_not_there_yet(client: Client) -> None:
    course = make_course(joins=Joins.WHOLE)
    Event.objects.filter(pk=course.pk).update(state="draft", published_at=None)
    page = client.get(course.get_absolute_url(), {"vorschau": course.preview_token})
    assert page.content.decode().count('<li class="row">') == course.occurrences.count()
    assert not any(f"/{date.public_id}/" in page.content.decode() for date in course.occurrences.all())


def published(title: str) -> Event:
    event = make_event(title)
    make_date(event)
    return publish(event)


def test_what_was_published_once_can_still_be_seen_in_the_archive(client: Client) -> None:
    event = published("Alt")
    event.occurrences.get().cancel("lead", by=None)
    event.archive(by=None)
    assert client.get(event.get_absolute_url()).status_code == 200


def test_a_draft_in_the_archive_stays_hidden(client: Client) -> None:
    event = make_event("Geheimer Entwurf")
    event.archive(by=None)
    assert client.get(event.get_absolute_url()).status_code == 404


def test_a_former_address_tells_nothing_of_a_draft(client: Client) -> None:
    event = make_event("Alt")
    old = event.get_absolute_url()
    event.rename("geheimer-entwurf", by=None)
    assert client.get(old).status_code == 404


def test_a_former_address_leads_on_for_the_moment_and_not_for_ever(client: Client) -> None:
    event = published("Alt")
    date = event.occurrences.get()
    old, old_date = event.get_absolute_url(), date.get_absolute_url()
    event.rename("neu", by=None)
    answer = client.get(old)
    assert (answer.status_code, answer["Location"]) == (302, "/programm/neu/")
    answer = client.get(old_date)
    assert (answer.status_code, answer["Location"]) == (302, f"/programm/neu/{date.public_id}/")
    assert client.get(f"/programm/alt/{'x' * 8}/").status_code == 404
