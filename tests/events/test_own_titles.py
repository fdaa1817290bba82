"""A date with a title of its own is called by it wherever that one date is meant."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from events import notice_words
from events.models import Occurrence, OccurrenceText, SignUp
from tests.events.doing import form_url, send
from tests.factories import AMINA, ask, make_course, make_date
from tests.house.notices import a_house
from tests.reading import words
from treff.house.models import Notice

OWN = "Knöpfe annähen"
EVENTS, COURSE = "Nähwerkstatt", "Deutsch am Vormittag"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    a_house()


def with_own_title(date: Occurrence) -> Occurrence:
    OccurrenceText.objects.create(occurrence=date, title=OWN)
    return date


def said_in_a_mail(sign_up: SignUp, language: str = "de") -> tuple[str, str]:
    with override(language):
        said = notice_words.context(sign_up, Notice.objects.about(sign_up).latest("created_at", "pk"))
    assert said is not None
    return said["title_language"], said["title"]


def test_the_form_and_its_questions_call_the_date_by_its_own_title(client: Client) -> None:
    date = with_own_title(make_date(capacity=5))
    for page in (client.get(date.get_absolute_url()), client.get(form_url(date))):
        heads = page.content.decode().split("<title>")[1].split("</title>")[0], words(page)
        assert [OWN in head for head in heads] == [True, True]
    send(client, date, "Fatima")
    again = send(client, date, "Fatima", by=AMINA)
    assert again.status_code == 409
    assert OWN in words(again)


def test_the_slip_and_the_page_before_cancelling_call_the_date_by_its_own_title(client: Client) -> None:
    sign_up = ask(with_own_title(make_date()), "Amina")
    for address in (sign_up.get_absolute_url(), reverse("events:cancel", args=[sign_up.token])):
        page = words(client.get(address))
        assert OWN in page
        assert EVENTS not in page
    sign_up.places().get().occurrence.cancel("lead", by=None)
    assert OWN in words(client.get(sign_up.get_absolute_url()))


def test_a_course_keeps_its_title_and_the_slip_says_that_of_a_single_date_beside_it(client: Client) -> None:
    course = make_course(dates=2)
    first = with_own_title(course.occurrences.earliest("starts_at"))
    assert f"Anmelden: {COURSE}" in words(client.get(form_url(first)))
    sign_up = ask(course, "Amina", by=AMINA)
    page = words(client.get(sign_up.get_absolute_url()))
    assert (page.count(COURSE), page.count(OWN)) == (1, 1)
    one = words(client.get(reverse("events:cancel", args=[sign_up.token]), {"wann": first.public_id}))
    assert OWN in one
    assert said_in_a_mail(sign_up) == ("de", COURSE)


def test_a_mail_about_one_date_says_its_own_title_in_the_language_it_has(client: Client) -> None:
    sign_up = ask(with_own_title(make_date()), "Amina", by=AMINA)
    assert [said_in_a_mail(sign_up), said_in_a_mail(sign_up, "ar")] == [("de", OWN), ("de", OWN)]
