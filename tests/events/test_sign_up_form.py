"""The form to sign up, as somebody reads it."""

import pytest
from django.http import QueryDict
from django.test import Client

from events.forms import SignUpForm, known_about, resized
from events.models import Occurrence, Question
from tests.events.doing import filled, form_url
from tests.factories import AMINA, ask, in_days, make_course, make_date, make_event, make_person, publish
from tests.reading import words

pytestmark = pytest.mark.django_db


def test_what_is_missing_is_listed_in_the_order_of_the_page() -> None:
    form = SignUpForm({"people": "1", "contact_by": "phone", "phone": "1"}, event=make_date().event)
    missing = [name for name in form.fields if name in form.errors]
    assert [name for name in missing if name != "key"] == ["name_1", "phone"]


def test_an_answer_stays_with_its_person_when_another_is_taken_away() -> None:
    event = make_date().event
    needs = Question.objects.create(event=event, position=1, ask_of="each", purpose="Damit alle mitmachen")
    typed = QueryDict(mutable=True)
    typed.update({"people": "3", "less": "2", f"question_{needs.pk}_1": "nichts"})
    for number, (name, answer) in enumerate(
        [("Amina", "nichts"), ("Sami", "Rampe"), ("Lina", "vorn sitzen")], 1
    ):
        typed.update({f"name_{number}": name, f"question_{needs.pk}_{number}": answer})
    kept = resized(typed)
    assert [kept[f"name_{number}"] for number in (1, 2)] == ["Amina", "Lina"]
    assert [kept[f"question_{needs.pk}_{number}"] for number in (1, 2)] == ["nichts", "vorn sitzen"]


@pytest.mark.parametrize(("way", "chosen"), [("mail", "email"), ("call", "phone"), ("desk", "in_person")])
def test_the_form_of_somebody_known_starts_with_the_way_they_chose(way: str, chosen: str) -> None:
    amina = make_person(AMINA, contact_by=way)
    assert known_about(amina)["contact_by"] == chosen


def test_a_full_date_without_a_waiting_list_shows_other_dates_and_no_form(client: Client) -> None:
    event = make_event()
    full, other = make_date(event, in_days(3), capacity=1, queue_closed=True), make_date(event, in_days(10))
    publish(event)
    assert 'name="name_1"' in client.get(form_url(full)).content.decode()
    ask(full, "Amina")
    for page in (client.get(form_url(full)), client.post(form_url(full), filled("Olena"))):
        assert "Alle Plätze sind vergeben" in words(page)
        assert f'href="{other.get_absolute_url()}"' in page.content.decode()
        assert 'name="name_1"' not in page.content.decode()
    assert page.status_code == 422


def test_a_course_of_which_one_date_is_full_and_closed_shows_no_form(client: Client) -> None:
    """The form is refused for the whole course, so the page of its first date does not offer it."""
    course = make_course(dates=2, capacity=5)
    first, second = course.occurrences.order_by("starts_at")
    Occurrence.objects.filter(pk=second.pk).update(capacity=0, queue_closed=True)
    page = client.get(form_url(first))
    assert "Alle Plätze sind vergeben" in words(page)
    assert 'name="name_1"' not in page.content.decode()


@pytest.mark.parametrize(
    ("prefix", "way", "sentence"),
    [
        ("", "phone", "Bitte schreiben Sie Ihre Telefonnummer, oder wählen Sie einen anderen Weg."),
        ("", "email", "Bitte schreiben Sie Ihre E-Mail-Adresse, oder wählen Sie einen anderen Weg."),
        ("/ar", "phone", "الرجاء كتابة رقم هاتفكم، أو اختيار طريقة أخرى."),
        ("/ar", "email", "الرجاء كتابة عنوان بريدكم الإلكتروني، أو اختيار طريقة أخرى."),
    ],
)
def test_whoever_chose_a_way_and_left_it_empty_is_told_of_the_other_ways(
    client: Client, prefix: str, way: str, sentence: str
) -> None:
    address = prefix + form_url(make_date(capacity=5))
    page = client.post(address, filled("Amina", contact_by=way) | {way: " "})
    assert page.status_code == 422
    assert page.context["form"].errors == {way: [sentence]}


def test_only_two_or_more_are_asked_whether_some_may_come_without_the_others() -> None:
    event = make_date(capacity=2).event
    asked = [
        people
        for people in ("1", "2", "3")
        if "splits" in SignUpForm({"people": people}, event=event, short=True).fields
    ]
    assert asked == ["2", "3"]


def test_the_form_goes_to_its_own_address_without_the_person_to_whom_a_button_led(client: Client) -> None:
    date = make_date(capacity=5)
    for page in (client.get(form_url(date)), client.post(form_url(date), filled("Amina", more="1"))):
        assert f'<form method="post" action="{form_url(date)}" novalidate>' in page.content.decode()
