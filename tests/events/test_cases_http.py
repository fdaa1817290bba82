"""The acceptance cases that only a browser meets: forms sent twice, pages that are old, codes tried."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from events.models import Attendance, Event, Occurrence, Participant, Place, SignUp
from events.models.by_hand import overbook
from tests.events.doing import filled, find, form_url, hidden, send, sign_up_behind
from tests.factories import AMINA, GERTRUD, KOWALSKI, OLENA, ask, make_course, make_date, make_user, states
from tests.races import held
from tests.reading import words
from treff.house.models import Notice

SECOND = timedelta(seconds=1)

on_one_connection = pytest.mark.django_db
on_two_connections = pytest.mark.django_db(transaction=True)


def link(sign_up: SignUp, name: str = "my_sign_up") -> str:
    return reverse(f"events:{name}", args=[sign_up.token])


# -- forms sent twice ---------------------------------------------------------------------------------


@on_one_connection
def test_case_05_a_double_click_a_reload_and_the_back_button_make_one_sign_up(client: Client) -> None:
    date, form = make_date(capacity=5), filled("Amina", "Yasmin", by=AMINA)
    answers = [client.post(form_url(date), form) for _ in range(3)]
    answers.append(Client().post(form_url(date), form))
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    sign_up = SignUp.objects.get()
    assert states(sign_up) == ["confirmed"] * 2
    page = words(client.get(answers[1]["Location"]))
    assert f"{sign_up.code[:3]} {sign_up.code[3:]}" in page


@on_one_connection
def test_story_20_back_another_childs_name_and_the_house_asks(client: Client) -> None:
    date, key = make_date(capacity=5), uuid4()
    first = sign_up_behind(send(client, date, "Yasmin", key=key))
    question = send(client, date, "Sami", key=key)
    assert question.status_code == 409
    assert first.get_absolute_url() in question.content.decode()
    assert list(Participant.objects.values_list("name", flat=True)) == ["Yasmin"]
    fields = hidden(question)
    assert fields["key"] != str(key)
    second = sign_up_behind(client.post(form_url(date), fields))
    assert [person.name for person in second.participants.all()] == ["Sami"]


@on_one_connection
def test_story_24_only_the_same_browser_is_asked_whether_it_is_the_same_person(client: Client) -> None:
    date = make_date(capacity=5)
    send(client, date, "Olena")
    stranger = send(Client(), date, "Olena")
    assert stranger.status_code == 302
    question = send(client, date, "olena")
    assert question.status_code == 409
    assert SignUp.objects.count() == 2
    answer = client.post(form_url(date), hidden(question))
    assert answer.status_code == 302
    assert SignUp.objects.count() == 3


@on_one_connection
def test_one_more_person_keeps_everything_typed_and_signs_nobody_up(client: Client) -> None:
    date = make_date(capacity=5)
    page = client.post(form_url(date), filled("Amina", by=AMINA, more="1"))
    assert page.status_code == 200
    for kept in ('name="name_2"', 'value="Amina"', f'value="{AMINA.email}"'):
        assert kept in html(page)
    assert not SignUp.objects.exists()


def html(answer: Any) -> str:
    return str(answer.content.decode())


@on_one_connection
@pytest.mark.parametrize("data", [{}, {"key": "x"}, {"people": "99"}])
def test_a_broken_form_comes_back_with_its_reasons(client: Client, data: dict[str, str]) -> None:
    page = client.post(form_url(make_date()), data)
    assert page.status_code == 422
    assert "error" in html(page)
    assert not SignUp.objects.exists()


# -- places ---------------------------------------------------------------------------------------------


@on_one_connection
def test_case_01_who_comes_too_late_gets_a_clear_page_with_a_number(client: Client) -> None:
    date = make_date(capacity=1)
    send(Client(), date, "Gertrud")
    late = sign_up_behind(send(client, date, "Olena"))
    page = client.get(link(late))
    assert page.context["number"] == 1
    assert (page.context["confirmed"], page.context["waiting"]) == (0, 1)


@on_one_connection
def test_case_13_the_form_asks_about_coming_in_part_when_places_are_short(client: Client) -> None:
    short, roomy = make_date(capacity=3), make_date(capacity=30)
    two = filled("Amina", more="1")
    assert 'name="splits"' in html(client.post(form_url(short), two))
    assert 'name="splits"' not in html(client.post(form_url(roomy), two))
    ask(short, "Gertrud")
    answer = send(client, short, "Amina", "Yasmin", "Sami", splits="on")
    assert states(sign_up_behind(answer)) == ["confirmed", "confirmed", "waiting"]


@on_one_connection
def test_case_17_the_page_still_says_full_when_the_team_gave_out_one_more(client: Client) -> None:
    date = make_date(capacity=1)
    ask(date, "Gertrud")
    overbook(ask(date, "Olena"), "hilft beim Aufbau", by=None)
    page = client.get(date.get_absolute_url())
    assert page.context["standing"].state == "full"
    assert states(sign_up_behind(send(client, date, "Hasan"))) == ["waiting"]


@on_one_connection
def test_case_23_a_page_that_showed_a_free_place_does_not_promise_it(client: Client) -> None:
    date = make_date(capacity=1)
    page = client.get(date.get_absolute_url())
    assert page.context["standing"].free == 1
    ask(date, "Gertrud")
    assert states(sign_up_behind(send(client, date, "Olena"))) == ["waiting"]


@on_two_connections
def test_case_24_when_it_is_busy_everything_typed_stays_and_nobody_is_signed_up_twice(client: Client) -> None:
    date, form = make_date(capacity=5), filled("Amina", "Yasmin", by=AMINA)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    with held(date.event):
        busy = client.post(form_url(date), form)
    assert busy.status_code == 409
    for typed in ("Amina", "Yasmin", AMINA.email, form["key"]):
        assert f'value="{typed}"' in html(busy)
    assert not SignUp.objects.exists()
    assert client.post(form_url(date), form).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")


@on_two_connections
def test_case_24_cancelling_when_it_is_busy_offers_the_button_again(client: Client) -> None:
    sign_up = ask(make_date(), "Olena")
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    with held(sign_up.event):
        busy = client.post(link(sign_up, "cancel"))
    assert busy.status_code == 409
    assert states(sign_up) == ["confirmed"]
    assert client.post(link(sign_up, "cancel")).status_code == 302
    assert states(sign_up) == ["cancelled"]
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")


@on_one_connection
def test_case_54_what_counts_is_the_moment_the_form_is_sent(client: Client) -> None:
    date = make_date()
    with time_machine.travel(date.starts_at - SECOND, tick=False):
        assert 'name="name_1"' in html(client.get(form_url(date)))
    with time_machine.travel(date.starts_at, tick=False):
        late = send(client, date, "Olena")
        assert late.status_code == 422
        assert 'name="name_1"' not in html(client.get(form_url(date)))
    assert not SignUp.objects.exists()
    Event.objects.update(after_start=True)
    with time_machine.travel(date.starts_at + SECOND, tick=False):
        assert send(client, date, "Olena").status_code == 302


@on_one_connection
def test_case_62_a_cancelled_date_refuses_the_direct_link(client: Client) -> None:
    date = make_date()
    date.cancel("lead", by=None)
    page = client.get(form_url(date))
    assert 'name="name_1"' not in html(page)
    assert send(client, date, "Olena").status_code == 422
    assert not SignUp.objects.exists()


@on_one_connection
@pytest.mark.parametrize("state", ["draft", "archived"])
def test_case_62_an_event_that_is_not_published_has_no_form(client: Client, state: str) -> None:
    date = make_date()
    Event.objects.update(state=state)
    assert client.get(form_url(date)).status_code == 404
    assert send(client, date, "Olena").status_code == 404


# -- code and link ----------------------------------------------------------------------------------------


def bare(answer: Any) -> str:
    """A page without what was typed and without its tokens."""
    return re.sub(r'(value|nonce)="[^"]*"', "", html(answer))


@on_one_connection
def test_case_59_wrong_foreign_and_erased_codes_are_answered_alike(client: Client) -> None:
    date = make_date(capacity=9)
    amina, jerzy, gone = (
        ask(date, "Amina", by=AMINA),
        ask(date, "Jerzy", by=KOWALSKI),
        ask(date, "Olena", by=OLENA),
    )
    with time_machine.travel(date.over_at + timedelta(days=40)):
        SignUp.blank_rows(SignUp.objects.filter(pk=gone.pk))
    answers = [
        find(client, "BBBBBB", AMINA.email),
        find(client, amina.code, OLENA.email),
        find(client, amina.code, KOWALSKI.phone),
        find(client, jerzy.code, AMINA.email),
        find(client, gone.code, OLENA.email),
        find(client, gone.code, "@"),
        find(client, ask(date, "Gertrud").code, "0151 00000101"),
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert len({bare(answer) for answer in answers}) == 1
    assert not {"Amina", "Jerzy", "Olena"} & set(words(answers[0]).split())


@on_one_connection
@pytest.mark.parametrize("typed", ["0151/00000101", "+49 151 00000101", "0049 151 00000 101"])
def test_case_59_the_right_code_opens_however_it_is_typed(client: Client, typed: str) -> None:
    sign_up = ask(make_date(), "Amina", phone=AMINA.phone)
    code = f" {sign_up.code[:3].lower()}-{sign_up.code[3:]} "
    answer = find(client, code, typed)
    assert (answer.status_code, answer.url) == (302, sign_up.get_absolute_url())


@on_one_connection
def test_case_59_codes_cannot_be_tried_one_after_the_other(client: Client) -> None:
    sign_up = ask(make_date(), "Amina", by=AMINA)
    statuses = [find(client, "BBBBBB", AMINA.email).status_code for _ in range(31)]
    assert 429 in statuses
    assert find(client, sign_up.code, AMINA.email).status_code == 429


@on_one_connection
def test_story_11_without_phone_and_mail_the_code_alone_opens_nothing_but_the_link_does(
    client: Client,
) -> None:
    sign_up = ask(make_date(), GERTRUD.given)
    for contact in ("", " ", "Gertrud", sign_up.code):
        assert find(client, sign_up.code, contact).status_code == 422
    page = client.get(link(sign_up))
    assert page.status_code == 200
    assert "<svg" in html(page)


@on_one_connection
def test_a_link_of_somebody_else_an_old_one_and_a_made_up_one_are_not_found(client: Client) -> None:
    date = make_date()
    sign_up, other = ask(date, "Olena"), ask(date, "Hasan")
    forged = f"{sign_up.public_id}.{other.token.split('.')[1]}"
    old = sign_up.token
    SignUp.objects.filter(pk=sign_up.pk).update(link_version=2)
    for token in (forged, old, sign_up.public_id, f"{sign_up.public_id}."):
        for name in ("my_sign_up", "cancel", "my_dates_ics"):
            address = link(sign_up, name).replace(sign_up.token, token)
            assert client.get(address).status_code == 404
    assert client.post(reverse("events:cancel", args=[old])).status_code == 404


@on_one_connection
def test_looking_changes_nothing_and_a_mail_scanner_cancels_nobody(client: Client) -> None:
    sign_up = ask(make_date(), "Olena", "Halyna")
    for address in (link(sign_up), link(sign_up, "cancel"), link(sign_up, "cancel") + "?wer=1"):
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200
    assert client.get(link(sign_up, "claim")).status_code == 405
    assert states(sign_up) == ["confirmed"] * 2


# -- giving back --------------------------------------------------------------------------------------


@on_one_connection
def test_everybody_one_person_or_one_date_can_be_cancelled_by_link(client: Client) -> None:
    course = make_course(dates=3, capacity=5)
    sign_up = ask(course, "Amina", "Yasmin")
    second = course.occurrences.order_by("starts_at")[1]
    client.post(link(sign_up, "cancel"), {"wer": "2", "wann": second.public_id})
    assert states(sign_up) == ["confirmed"] * 4 + ["cancelled", "confirmed"]
    client.post(link(sign_up, "cancel"), {"wer": "2"})
    assert states(sign_up) == ["confirmed"] * 3 + ["cancelled"] * 3
    client.post(link(sign_up, "cancel"), {"wann": second.public_id})
    assert states(sign_up)[:3] == ["confirmed", "cancelled", "confirmed"]
    answer = client.post(link(sign_up, "cancel"))
    assert (answer.status_code, answer["Location"]) == (302, link(sign_up))
    assert set(states(sign_up)) == {"cancelled"}
    assert client.get(link(sign_up)).status_code == 200


@on_one_connection
@pytest.mark.parametrize("data", [{"wer": "9"}, {"wer": "x"}, {"wer": "²"}, {"wann": "zzzzzzzz"}])
def test_a_person_or_date_of_somebody_else_is_not_found(client: Client, data: dict[str, str]) -> None:
    sign_up = ask(make_date(), "Olena")
    assert client.get(link(sign_up, "cancel"), data).status_code == 404
    assert client.post(link(sign_up, "cancel"), data).status_code == 404
    assert states(sign_up) == ["confirmed"]


@on_one_connection
def test_case_57_the_button_after_the_start_says_not_come_and_moves_nobody_up(client: Client) -> None:
    date = make_date(capacity=1)
    sign_up, waiting = ask(date, "Gertrud"), ask(date, "Olena")
    with time_machine.travel(date.starts_at + SECOND, tick=False):
        assert client.post(link(sign_up, "cancel")).status_code == 302
    assert sign_up.places().get().attendance == Attendance.ABSENT
    assert states(waiting) == ["waiting"]


@on_one_connection
def test_case_58_a_late_cancellation_is_thanked_for_like_any_other(client: Client) -> None:
    date = make_date()
    sign_up = ask(date, "Gertrud")
    with time_machine.travel(date.starts_at - SECOND, tick=False):
        answer = client.post(link(sign_up, "cancel"), follow=True)
    assert answer.status_code == 200
    assert sign_up.places().get().late


# -- accounts -----------------------------------------------------------------------------------------


@on_one_connection
def test_case_64_a_clash_with_another_place_of_the_same_account_is_shown(client: Client) -> None:
    user = make_user(OLENA)
    client.force_login(user)
    first, second = make_date(), make_date()
    send(client, first, "Olena")
    page = client.get(sign_up_behind(send(client, second, "Olena")).get_absolute_url())
    assert len(page.context["clashes"]) == 1
    second.move(first.over_at, None, by=None)
    page = client.get(page.request["PATH_INFO"])
    assert page.context["clashes"] == []


@on_one_connection
def test_story_23_whoever_holds_the_link_and_is_logged_in_keeps_the_sign_up(client: Client) -> None:
    sign_up = ask(make_date(), "Olena", by=OLENA)
    assert client.post(link(sign_up, "claim")).status_code == 404
    olena = make_user(OLENA)
    client.force_login(olena)
    assert sign_up.get_absolute_url() not in html(client.get(reverse("events:find_sign_up")))
    assert client.post(link(sign_up, "claim")).status_code == 302
    assert SignUp.objects.get().contact == olena.person
    assert sign_up.get_absolute_url() in html(client.get(reverse("events:find_sign_up")))


@on_one_connection
def test_the_page_of_a_sign_up_is_not_kept_and_not_found_by_search_engines(client: Client) -> None:
    page = client.get(link(ask(make_date(), "Olena")))
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"
    assert page["Referrer-Policy"] == "same-origin"


@on_one_connection
def test_no_name_of_a_guest_stands_on_a_public_page(client: Client) -> None:
    date = make_date(capacity=1)
    ask(date, "Yıldızgül", by=AMINA)
    ask(date, "Wolodymyra", by=KOWALSKI)
    for address in (
        date.get_absolute_url(),
        date.event.get_absolute_url(),
        reverse("events:programme"),
        form_url(date),
    ):
        page = html(client.get(address))
        assert not any(word in page for word in ("Yıldızgül", "Wolodymyra", AMINA.email, KOWALSKI.phone))


@on_one_connection
def test_the_reason_is_said_where_a_date_was_cancelled_and_the_places_stay_readable(client: Client) -> None:
    date = make_date()
    sign_up = ask(date, "Olena", by=OLENA)
    Occurrence.objects.get(pk=date.pk).cancel("weather", by=None)
    assert "Das Wetter" in words(client.get(date.get_absolute_url()))
    assert client.get(link(sign_up)).status_code == 200
    assert Place.objects.get().cancelled_by == "house"
    assert Notice.objects.filter(template="date_cancelled").count() == 1
