"""A message to everybody who has signed up: looked at before it goes, told once to each contact."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Event, Occurrence, SignUp
from events.models.event import State
from events.models.message import MOST_A_DAY, Message, left_today, send
from members.models import AuditEvent, Role, User
from tests.events.organisers import lead
from tests.factories import (
    AMINA,
    KOWALSKI,
    OLENA,
    YILDIZ,
    Neighbour,
    ask,
    in_days,
    make_date,
    make_event,
    make_person,
    publish,
)
from tests.races import while_held
from tests.reading import words
from tests.visitors import browser_of, logged_in
from tests.worker import deliver
from treff.house import when
from treff.house.models import House, Notice

pytestmark = pytest.mark.django_db
DATABASE = pytest.mark.django_db(transaction=True)
SAID = Message("Schere mitbringen", "Bitte bringen Sie eine Schere mit.\n\nBis morgen!", "de")
BOTH = ["confirmed", "waiting", "offered"]


@pytest.fixture(autouse=True)
def house(db: None) -> House:
    return House.objects.create(phone="02151 000 100")


@pytest.fixture
def date() -> Occurrence:
    return make_date(capacity=2)


def tell(
    date: Occurrence, said: Message = SAID, states: list[str] | None = None, key: UUID | None = None
) -> None:
    send(date.event, said, [date.pk], states or BOTH, by=None, key=key or uuid4())


def told() -> list[str]:
    return sorted(Notice.objects.filter(template="message").values_list("to_name", flat=True))


# -- the verb -----------------------------------------------------------------------------------


def test_each_contact_is_told_once_however_many_sign_ups(date: Occurrence) -> None:
    later = make_date(date.event, in_days(12))
    for each in (date, later, later):
        ask(each, "Amina", by=AMINA)
    ask(date, "Herr Kowalski", by=KOWALSKI)
    send(date.event, SAID, [date.pk, later.pk], BOTH, by=None, key=uuid4())
    assert told() == ["Amina", "Jerzy"]
    by_channel = Notice.objects.filter(template="message").values_list("channel", flat=True)
    assert sorted(by_channel) == ["call", "mail"]


def test_it_reaches_those_in_the_states_and_on_the_dates_chosen(date: Occurrence) -> None:
    other = make_date(date.event, in_days(12))
    ask(date, "Amina", "Yusuf", by=AMINA)
    ask(date, "Herr Kowalski", by=KOWALSKI)
    ask(other, "Olena", by=OLENA)
    ask(date, "Nermin", by=YILDIZ).cancel()
    tell(date, states=["waiting"])
    assert told() == ["Jerzy"]
    tell(date, states=["confirmed"])
    assert told() == ["Amina", "Jerzy"]


def test_the_same_form_sent_twice_tells_once(date: Occurrence) -> None:
    ask(date, "Amina", by=AMINA)
    key = uuid4()
    for _press in range(2):
        tell(date, key=key)
    assert (told(), AuditEvent.objects.filter(verb="message").count()) == (["Amina"], 1)
    with pytest.raises(ValidationError, match="anderen Worten"):
        tell(date, Message("Anderes", "Text", "de"), key=key)


@pytest.mark.parametrize(
    ("subject", "text", "said"),
    [
        ("Schere", "x" * 1001, "höchstens 1000"),
        ("Anna ist krank", "Wir sehen uns.", "Gesundheit"),
        ("Heute", "Anna hatte einen Unfall.", "Gesundheit"),
        ("", "Text", "Betreff"),
        ("Betreff", " \n ", "Betreff"),
    ],
)
def test_words_that_cannot_be_sent_are_refused(subject: str, text: str, said: str, date: Occurrence) -> None:
    ask(date, "Amina", by=AMINA)
    with pytest.raises(ValidationError, match=said):
        tell(date, Message(subject, text, "de"))
    assert told() == []


def test_nobody_and_a_draft_are_not_written_to(date: Occurrence) -> None:
    with pytest.raises(ValidationError, match="niemand"):
        tell(date)
    ask(date, "Amina", by=AMINA)
    Event.objects.filter(pk=date.event_id).update(state=State.ARCHIVED)
    with pytest.raises(ValidationError):
        tell(date)


def test_an_offer_sends_five_messages_a_day_and_goes_on_tomorrow(date: Occurrence) -> None:
    ask(date, "Amina", by=AMINA)
    other = make_date(make_event("Chor"))
    publish(other.event)
    ask(other, "Amina", by=AMINA)
    for _time in range(MOST_A_DAY):
        tell(date)
    with pytest.raises(ValidationError, match="schon 5 Nachrichten"):
        tell(date)
    tell(Occurrence.objects.select_related("event").get(pk=other.pk))
    midnight = when.day_bounds(when.today())[1]
    with time_machine.travel(midnight - timedelta(seconds=1), tick=False):
        assert left_today(date.event) == 0
    with time_machine.travel(midnight, tick=False):
        tell(date)


def test_a_message_at_midnight_counts_for_the_new_day_whatever_the_journal_says(date: Occurrence) -> None:
    ask(date, "Amina", by=AMINA)
    midnight = when.day_bounds(when.today())[1]
    with time_machine.travel(midnight, tick=False):
        tell(date)
        AuditEvent.objects.all()._raw_delete("default")
        assert left_today(date.event) == MOST_A_DAY - 1
    assert left_today(date.event) == MOST_A_DAY


def test_it_stands_in_the_journal_without_a_word_of_it(date: Occurrence) -> None:
    ask(date, "Amina", by=AMINA)
    team = make_person(OLENA)
    send(date.event, SAID, [date.pk], BOTH, by=team, key=uuid4())
    act = AuditEvent.objects.get(verb="message")
    assert (act.actor, act.label, act.object_id, act.reason) == (team, "events.event", str(date.event_id), "")


def test_under_the_lock_the_statements_do_not_grow_with_the_people() -> None:
    asked = []
    for people in (1, 20):
        date = make_date(make_event(f"Angebot {people}"), capacity=30)
        publish(date.event)
        for number in range(people):
            ask(date, f"Gast {number}", email=f"gast{number}@treff.example")
        with CaptureQueriesContext(connection) as statements:
            tell(date)
        asked.append(len(statements))
    assert asked[0] == asked[1]


@DATABASE
def test_of_two_at_once_only_one_is_the_fifth() -> None:
    date = make_date()
    ask(date, "Amina", by=AMINA)
    for _time in range(MOST_A_DAY - 1):
        tell(date)
    late = while_held(date.event, lambda: tell(date), lambda: tell(date))
    assert isinstance(late.exception(), ValidationError)


# -- the words ----------------------------------------------------------------------------------


def test_the_worker_sends_the_words_as_typed_in_a_frame_of_the_reader(date: Occurrence) -> None:
    """Amina reads Arabic; the message is German and says so."""
    ask(date, "Amina", by=AMINA)
    said = Message("Schere & <b>Stoff</b>", "Zeile eins\nZeile zwei\n\nhttps://stoffe.example/x", "de")
    tell(date, said)
    deliver()
    (sent,) = [each for each in mail.outbox if "Schere" in each.subject]
    assert sent.subject.startswith("Schere & <b>Stoff</b> – ")
    html = html_of(sent)
    assert 'dir="rtl"' in html
    assert (
        '<bdi lang="de" dir="ltr">Zeile eins</bdi><br>\n<bdi lang="de" dir="ltr">Zeile zwei</bdi></p>' in html
    )
    assert '<p><bdi lang="de" dir="ltr">https://stoffe.example/x</bdi></p>' in html
    assert "<b>" not in html
    assert "\u2066Zeile eins\u2069" in str(sent.body)


def html_of(sent: Any) -> str:
    return str(sent.alternatives[0][0])


def test_a_message_from_right_to_left_says_its_direction_in_a_german_frame(date: Occurrence) -> None:
    ask(date, "Olena", email="olena@treff.example")
    tell(date, Message("مقص", "أحضروا مقصًا", "ar"))
    deliver()
    html = html_of(mail.outbox[-1])
    assert '<bdi lang="ar" dir="rtl">أحضروا مقصًا</bdi>' in html
    assert not set("\u2066\u2067\u2068\u2069") & set(str(mail.outbox[-1].body))


def test_typed_lines_are_no_paragraphs_of_the_house(date: Occurrence) -> None:
    """Whatever stands in the text, no mark of direction and no control character gets out."""
    ask(date, "Olena", email="olena@treff.example")
    tell(date, Message("A\u202eB", "C\u2067D\x07\n\n\n\nE", "de"))
    deliver()
    assert mail.outbox[-1].subject.startswith("AB – ")
    assert "CD\n\nE" in str(mail.outbox[-1].body)


def test_who_cancelled_meanwhile_is_not_written_to(date: Occurrence) -> None:
    sign_up = ask(date, "Olena", email="olena@treff.example")
    tell(date)
    sign_up.cancel()
    deliver()
    assert [each for each in mail.outbox if "Schere" in each.subject] == []


def test_whose_name_was_erased_is_not_written_to(date: Occurrence) -> None:
    for who in (AMINA, OLENA):
        ask(date, who.given, by=who)
    SignUp.objects.filter(contact_name="Olena").blank()
    tell(date)
    assert told() == ["Amina"]


def test_a_message_about_what_has_been_is_sent_too(date: Occurrence) -> None:
    ask(date, "Olena", email="olena@treff.example")
    ask(date, "Herr Kowalski", by=KOWALSKI)
    with time_machine.travel(date.over_at + timedelta(days=1), tick=False):
        tell(date)
        deliver()
        assert [each.to for each in mail.outbox if "Schere" in each.subject] == [["olena@treff.example"]]
        assert Notice.objects.calls().filter(template="message").count() == 1


def test_the_call_can_be_read_out(date: Occurrence) -> None:
    ask(date, "Herr Kowalski", by=KOWALSKI)
    tell(date)
    desk = browser_of(Role.DESK)
    assert "Nachricht zu einem Angebot" in words(desk.get(reverse("pages:calls")))
    call = Notice.objects.get(template="message")
    assert call.urgent_until == date.starts_at
    page = words(desk.get(reverse("pages:call", args=[call.pk])))
    assert "Das Team von Nähwerkstatt lässt Ihnen sagen:“ Schere mitbringen Bitte bringen Sie" in page


# -- the pages ----------------------------------------------------------------------------------


def url(event: Event) -> str:
    return reverse("events:own_message", args=[event.public_id])


def typed(**fields: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()),
        "termin": "alle",
        "to_whom": "confirmed",
        "subject": SAID.subject,
        "text": SAID.text,
        "language": "de",
    } | fields


@pytest.fixture
def runs_it(date: Occurrence) -> Client:
    return logged_in(lead(date.event))


def test_before_anything_is_sent_the_page_says_whom_it_reaches(date: Occurrence, runs_it: Client) -> None:
    date.set_capacity(5, 0, by=None)
    ask(date, "Amina", by=AMINA)
    ask(date, "Herr Kowalski", by=KOWALSKI)
    ask(date, "Frau Peters")
    answer = runs_it.post(url(date.event), typed())
    page = words(answer)
    assert answer.status_code == 200
    assert "1 Kontakt bekommt eine E-Mail." in page
    assert "2 Personen haben keine E-Mail-Adresse" in page
    assert "Jerzy , Frau Peters" in page
    assert "Schere mitbringen" in page
    assert told() == []
    sent = runs_it.post(url(date.event), typed(send="1"))
    assert (sent.status_code, sent.headers["Location"]) == (
        302,
        reverse("events:own_offer", args=[date.event.public_id]),
    )
    assert told() == ["Amina", "Frau Peters", "Jerzy"]


def test_one_date_is_chosen_by_the_way_that_leads_here(date: Occurrence, runs_it: Client) -> None:
    later = make_date(date.event, in_days(12))
    ask(date, "Amina", by=AMINA)
    ask(later, "Olena", by=OLENA)
    page = runs_it.get(url(date.event), {"termin": later.public_id}).content.decode()
    assert f'value="{later.public_id}" selected' in page
    runs_it.post(url(date.event), typed(termin=later.public_id, send="1"))
    assert told() == ["Olena"]


def test_all_coming_dates_leave_out_what_has_been(date: Occurrence, runs_it: Client) -> None:
    later = make_date(date.event, in_days(12))
    ask(date, "Amina", by=AMINA)
    ask(later, "Olena", by=OLENA)
    organiser = User.objects.get(pk=runs_it.session["_auth_user_id"])
    with time_machine.travel(in_days(8), tick=False):
        logged_in(organiser).post(url(date.event), typed(send="1"))
    assert told() == ["Olena"]


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (KOWALSKI, "Ihre Nachricht ist notiert. 1 Kontakt müssen wir anrufen."),
        (AMINA, "Ihre Nachricht ist unterwegs."),
    ],
)
def test_what_happens_to_the_message_is_said(
    who: Neighbour, said: str, date: Occurrence, runs_it: Client
) -> None:
    ask(date, who.given, by=who)
    page = runs_it.post(url(date.event), typed(send="1"), follow=True).content.decode()
    assert said in page
    assert "0 Kontakte" not in runs_it.post(url(date.event), typed()).content.decode()


def test_going_back_keeps_every_word(date: Occurrence, runs_it: Client) -> None:
    answer = runs_it.post(url(date.event), typed(to_whom="both", change="1"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="Schere mitbringen"' in page
    assert "Bitte bringen Sie eine Schere mit.\n\nBis morgen!" in page
    assert 'value="both"' in page.split("checked")[0].rsplit("<input", 1)[1]
    assert told() == []


@pytest.mark.parametrize("button", [{}, {"send": "1"}])
@pytest.mark.parametrize(
    "broken",
    [
        {"text": "x" * 1001},
        {"text": ""},
        {"subject": "x" * 81},
        {"subject": "a\x00"},
        {"text": "Anna ist im Krankenhaus."},
        {"termin": "gibtsnicht"},
        {"to_whom": "alle"},
        {"language": "xx"},
        {"key": "kein-schlüssel"},
    ],
)
def test_what_cannot_be_sent_is_refused_on_the_page_and_stays(
    broken: dict[str, str], button: dict[str, str], date: Occurrence, runs_it: Client
) -> None:
    ask(date, "Amina", by=AMINA)
    answer = runs_it.post(url(date.event), typed(**broken, **button))
    assert answer.status_code == 422
    assert SAID.subject in answer.content.decode() or "subject" in broken
    assert told() == []


def test_a_line_break_counts_as_one_character(date: Occurrence, runs_it: Client) -> None:
    ask(date, "Amina", by=AMINA)
    text = "\r\n".join(["x"] * 500)
    assert runs_it.post(url(date.event), typed(text=text, send="1")).status_code == 302


def test_nobody_to_write_to_and_the_sixth_message_are_said_on_the_page(
    date: Occurrence, runs_it: Client
) -> None:
    nobody = runs_it.post(url(date.event), typed(send="1"))
    assert (nobody.status_code, "würde niemand bekommen" in words(nobody)) == (422, True)
    ask(date, "Amina", by=AMINA)
    for _time in range(MOST_A_DAY):
        assert runs_it.post(url(date.event), typed(send="1")).status_code == 302
    sixth = runs_it.post(url(date.event), typed(send="1"))
    assert (sixth.status_code, "schon 5 Nachrichten" in words(sixth)) == (422, True)
    assert "keine Nachricht mehr" in words(runs_it.get(url(date.event)))


def test_the_button_pressed_twice_sends_once(date: Occurrence, runs_it: Client) -> None:
    ask(date, "Amina", by=AMINA)
    form = typed(send="1")
    assert [runs_it.post(url(date.event), form).status_code for _press in range(2)] == [302, 302]
    assert told() == ["Amina"]


def test_the_check_asks_as_much_for_twenty_as_for_one(date: Occurrence, runs_it: Client) -> None:
    date.set_capacity(None, 0, by=None)
    asked = []
    for people in (1, 20):
        for number in range(people):
            ask(date, f"Gast {number}", phone=f"0151 0000{people:02}{number:02}")
        with CaptureQueriesContext(connection) as statements:
            assert runs_it.post(url(date.event), typed()).status_code == 200
        asked.append(len(statements))
    assert asked == [11, 11]
