"""My sign-up in its states, the page before a cancellation, and the form when places are short."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Joins, Participant, SignUp
from tests.events.doing import Answer, form_url, send, sign_up_behind
from tests.factories import AMINA, ask, make_course, make_date, make_event, publish, states
from tests.reading import words
from treff.house.models import House

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> House:
    return House.objects.create(phone="02151 000 100")


def page_of(client: Client, sign_up: SignUp) -> str:
    return words(client.get(sign_up.get_absolute_url()))


def cancel_page(client: Client, sign_up: SignUp, **query: str) -> Answer:
    return client.get(reverse("events:cancel", args=[sign_up.token]), query)


# -- the four states ----------------------------------------------------------------------------


def test_with_a_place_there_is_a_slip_and_a_calendar(client: Client) -> None:
    page = page_of(client, ask(make_date(), "Amina"))
    assert "Ihr Code" in page
    assert "Kalender" in page


def test_while_only_waiting_there_is_a_slip_and_no_calendar(client: Client) -> None:
    date = make_date(capacity=1)
    ask(date, "Olena")
    page = page_of(client, ask(date, "Amina"))
    assert "Ihr Code" in page
    assert "Warteliste verlassen" in page
    assert "Kalender" not in page


def test_with_nothing_left_there_is_no_slip_but_the_way_to_other_dates(client: Client) -> None:
    sign_up = ask(make_date(), "Amina")
    sign_up.cancel()
    page = page_of(client, sign_up)
    for word in ("Ihr Code", "Kalender", "Drucken"):
        assert word not in page
    assert "Nähwerkstatt" in page
    assert "Andere Termine" in page


def test_what_the_house_called_off_says_why(client: Client) -> None:
    date = make_date()
    sign_up = ask(date, "Amina")
    date.cancel("other", "Kein Strom im Haus", by=None)
    page = page_of(client, sign_up)
    assert "Kein Strom im Haus" in page
    assert "Andere Termine" in page
    assert "Ihr Code" not in page


# -- cancelling ---------------------------------------------------------------------------------


def test_before_cancelling_one_reads_what_and_when(client: Client) -> None:
    page = words(cancel_page(client, ask(make_date(), "Amina")))
    for word in ("Nähwerkstatt", "15–\N{WORD JOINER}17", "Amina", "Ja, absagen"):
        assert word in page


def test_who_waits_is_asked_about_the_waiting_list(client: Client) -> None:
    date = make_date(capacity=1)
    ask(date, "Olena")
    page = words(cancel_page(client, ask(date, "Amina")))
    assert "Warteliste verlassen?" in page
    assert "nächste Person" not in page


def test_what_is_cancelled_already_has_no_button(client: Client) -> None:
    sign_up = ask(make_date(), "Amina")
    sign_up.cancel()
    page = cancel_page(client, sign_up)
    assert "Das ist schon abgesagt." in words(page)
    assert "btn stop" not in page.content.decode()
    again = client.post(reverse("events:cancel", args=[sign_up.token]), follow=True)
    assert "Das ist schon abgesagt." in words(again)


def test_two_people_are_not_told_apart_by_two_equal_buttons(client: Client) -> None:
    page = page_of(client, ask(make_date(), "Amina", "Lina"))
    assert [page.count(said) for said in ("Für Amina absagen", "Für Lina absagen", "Für alle absagen")] == [
        1,
        1,
        1,
    ]
    assert "Für alle absagen" not in page_of(client, ask(make_course(), "Olena"))


def test_one_person_misses_one_date_of_a_course(client: Client) -> None:
    course = make_course(dates=2)
    sign_up = ask(course, "Amina", "Lina")
    first = course.occurrences.order_by("starts_at").first()
    assert first is not None
    page = cancel_page(client, sign_up, wann=first.public_id).content.decode()
    assert page.count('type="checkbox"') == 2
    address = reverse("events:cancel", args=[sign_up.token])
    client.post(address, {"wann": first.public_id, "offered": "1", "wer": "2"})
    assert states(sign_up) == ["confirmed", "confirmed", "cancelled", "confirmed"]


def test_nobody_ticked_means_nobody_and_not_everybody(client: Client) -> None:
    course = make_course(dates=2)
    sign_up = ask(course, "Amina", "Lina")
    date = course.occurrences.order_by("starts_at")[0]
    address = reverse("events:cancel", args=[sign_up.token])
    page = client.post(address, {"wann": date.public_id, "offered": "1"})
    assert page.status_code == 422
    assert "wer nicht kommt" in words(page)
    assert set(states(sign_up)) == {"confirmed"}


# -- the form when places are short -------------------------------------------------------------


def test_the_form_says_how_many_places_are_free(client: Client) -> None:
    assert "Noch 2 Plätze frei" in words(client.get(form_url(make_date(capacity=2))))


def test_a_party_larger_than_the_free_places_is_told_that_all_will_wait(client: Client) -> None:
    date = make_date(capacity=4)
    ask(date, "Olena", "Oma", "Opa")
    page = words(send(client, date, "A", "B", more="1"))
    assert "Es ist nur 1 Platz frei, Sie sind 3. So kommen alle auf die Warteliste." in page
    assert "Einige von uns können" in page
    assert "Auf die Warteliste" in page


def test_who_may_come_in_part_is_not_sent_to_the_waiting_list(client: Client) -> None:
    page = words(send(client, make_date(capacity=1), "A", splits="on", more="1"))
    assert "So kommen alle" not in page
    assert "2 Personen anmelden" in page


def test_the_new_person_is_in_view_and_takes_the_cursor(client: Client) -> None:
    date = make_date(capacity=9)
    assert 'formaction="#id_name_2"' in client.get(form_url(date)).content.decode()
    page = send(client, date, "Amina", more="1").content.decode()
    assert 'id="id_name_2"' in page
    six = send(client, date, *"ABCDE", more="1")
    assert "Mehr als 6? Rufen Sie an: 02151 000 100" in words(six).replace("  ", " ")


def test_a_date_called_off_while_the_form_was_open_answers_with_reason_and_other_dates(
    client: Client,
) -> None:
    event = make_event()
    date = make_date(event)
    other = make_date(event, date.starts_at + timedelta(days=7))
    publish(event)
    date.refresh_from_db()
    date.cancel("other", "Kein Strom im Haus", by=None)
    page = send(client, date, "Amina")
    assert page.status_code == 422
    read = words(page)
    assert "Kein Strom im Haus" in read
    assert "02151 000 100" in read
    assert other.get_absolute_url() in page.content.decode()
    assert 'name="name_1"' not in page.content.decode()


def test_where_only_one_age_comes_nobody_is_asked_for_it(client: Client) -> None:
    date = make_date(make_event(asks_age=True, age_bands=["6_17"]), capacity=3)
    publish(date.event)
    assert 'name="age_1"' not in client.get(form_url(date)).content.decode()
    sign_up_behind(send(client, date, "Sami"))
    assert Participant.objects.get().age_band == "6_17"


def test_who_is_signed_up_already_reads_for_what(client: Client) -> None:
    date = make_date(capacity=5)
    send(client, date, "Fatima")
    page = send(client, date, "Fatima", by=AMINA)
    assert page.status_code == 409
    for said in ("Sie sind schon angemeldet", "Nähwerkstatt", "andere Person: anmelden"):
        assert said in words(page)


def test_a_course_can_be_left_by_one_person_for_good(client: Client) -> None:
    sign_up = ask(make_course(dates=2, joins=Joins.WHOLE), "Amina", "Lina")
    client.post(reverse("events:cancel", args=[sign_up.token]), {"wer": "1"})
    assert states(sign_up) == ["cancelled", "cancelled", "confirmed", "confirmed"]


def test_after_cancelling_one_reads_whom_or_which_date(client: Client) -> None:
    course = make_course(dates=3, starts_at=datetime(2040, 11, 22, 15, tzinfo=UTC))
    sign_up = ask(course, "Amina", "Yasin")
    address = reverse("events:cancel", args=[sign_up.token])
    lina = ask(make_date(), "<b>Lina")
    answer = client.post(reverse("events:cancel", args=[lina.token]), follow=True)
    assert "<bdi>&lt;b&gt;Lina</bdi>" in answer.content.decode()
    first, second, _third = course.occurrences.order_by("starts_at")
    assert "älterer Zettel" not in page_of(client, sign_up)
    said = [
        client.post(address, choice, follow=True).content.decode()
        for choice in (
            {"wann": first.public_id, "wer": "2", "offered": "1"},
            {"wann": second.public_id},
            {"wer": "2"},
        )
    ]
    assert "Abgesagt: <bdi>Yasin</bdi> (Do, 22. November 2040)." in said[0]
    assert "Abgesagt: Do, 29. November 2040." in said[1]
    assert "Abgesagt: <bdi>Yasin</bdi>." in said[2]
    assert ["Ein älterer Zettel gilt nicht mehr." in each for each in said] == [True] * 3


def test_who_leaves_the_waiting_list_reads_so(client: Client) -> None:
    date = make_date(capacity=2)
    ask(date, "Olena")
    address = reverse("events:cancel", args=[ask(date, "Amina", "Yasin").token])
    page = client.post(address, {"wer": "1"}, follow=True).content.decode()
    assert "Nicht mehr auf der Warteliste: <bdi>Amina</bdi>." in page


def test_who_asks_in_person_reads_that_the_code_alone_opens_nothing_online(client: Client) -> None:
    said = "Im Internet reicht der Code allein nicht."
    date = make_date(capacity=5)
    assert said in page_of(client, ask(date, "Tesfay"))
    assert said not in page_of(client, ask(date, "Amina", by=AMINA))


def test_the_brackets_around_the_phone_hours_keep_their_direction(client: Client) -> None:
    House.objects.update(phone_hours="Mo–Fr 9–12 und 14–18 Uhr")
    page = client.get(ask(make_date(), "Tesfay").get_absolute_url(), headers={"accept-language": "ar"})
    assert '<span lang="de" dir="ltr">(Mo–Fr 9–12 und 14–18 Uhr)</span>' in page.content.decode()
