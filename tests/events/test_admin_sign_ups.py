"""Sign-ups in the admin: read in the order of asking, changed by verbs, named only to the team."""

from typing import Any

import pytest
from django.test import Client

from events.models import Answer, Event, EventLead, Joins, Occurrence, Participant, Question, SignUp
from members.models import AuditEvent, Role
from members.models.spans import days
from tests.events.team import ADMIN, SIGN_UPS, context, said
from tests.factories import (
    KOWALSKI,
    OLENA,
    THI_HOA,
    YILDIZ,
    ask,
    confirmed,
    make_course,
    make_date,
    soon,
    states,
)
from tests.members.doing import make_role
from tests.reading import words
from tests.visitors import browser_of, logged_in, queries
from treff.house import when
from treff.house.models import Notice

pytestmark = pytest.mark.django_db


def page(sign_up: SignUp, act: str = "change") -> str:
    return f"{SIGN_UPS}{sign_up.pk}/{act}/"


def rows(client: Client, **query: str) -> list[Any]:
    return list(context(client.get(SIGN_UPS, query))["cl"].result_list)


# -- reading ----------------------------------------------------------------------------------


def test_the_list_says_number_names_contact_and_code_in_the_order_of_asking() -> None:
    date = make_date(capacity=2)
    first = ask(date, "Nermin", "Aylin", by=YILDIZ)
    second = ask(date, "Olena", "Taras", by=OLENA)
    third = ask(date, "Gertrud")
    answer = browser_of(Role.STAFF).get(SIGN_UPS)
    found = context(answer)["cl"].result_list
    assert list(found) == [first, second, third]
    assert [row.queue_number for row in found] == [None, 1, 2]
    assert [sign_up.number() for sign_up in (first, second, third)] == [None, 1, 2]
    read = words(answer)
    assert OLENA.email in read and "Taras" in read
    assert f"{first.code[:3]} {first.code[3:]}" in read


def test_a_number_counts_only_parties_that_wait_for_the_same_date() -> None:
    course = make_course(2, capacity=1, joins=Joins.SINGLE)
    one, two = course.occurrences.select_related("event")
    for date in (one, two, one):
        ask(date, "Nermin")
    waits_for_two = ask(two, "Olena")
    [row] = [row for row in rows(browser_of(Role.STAFF)) if row == waits_for_two]
    assert (row.queue_number, waits_for_two.number()) == (1, 1)


@pytest.mark.parametrize(("after_start", "numbers"), [(False, [None, None, None]), (True, [None, 1, 2])])
def test_on_a_date_that_runs_a_number_counts_where_places_are_still_given_out(
    *, after_start: bool, numbers: list[int | None]
) -> None:
    client, date = browser_of(Role.STAFF), make_date(capacity=1)
    for name in ("Nermin", "Olena", "Gertrud"):
        ask(date, name)
    Event.objects.update(after_start=after_start)
    Occurrence.objects.update(starts_at=soon(-1), ends_at=soon(1))
    assert [row.queue_number for row in rows(client)] == numbers
    Occurrence.objects.update(ends_at=soon(-0.5))
    assert [row.queue_number for row in rows(client)] == [None] * 3


def test_the_same_name_and_contact_in_one_event_are_marked_and_nobody_else() -> None:
    date, other = (
        make_date(capacity=9),
        make_course(1, joins=Joins.SINGLE).occurrences.select_related("event").get(),
    )
    once = ask(date, "Amina", phone="0151 00000101")
    again = ask(date, "amina", "Yusuf", phone="+49 151 00000101")
    same_name = ask(date, "Amina", phone="0151 00000199")
    same_phone = ask(date, "Lina", phone="0151 00000101")
    elsewhere = ask(other, "Amina", phone="0151 00000101")
    marked = {row.pk for row in rows(browser_of(Role.STAFF)) if row.is_double}
    assert marked == {once.pk, again.pk}
    assert {same_name.pk, same_phone.pk, elsewhere.pk}.isdisjoint(marked)
    assert rows(browser_of(Role.BOARD, KOWALSKI), state="double") == [once, again]


def test_a_name_is_the_same_in_any_accents_and_two_without_letters_are_not() -> None:
    date = make_date(capacity=9)
    by_phone = [ask(date, name, phone="0151 00000101") for name in ("Łucja", "Lucja")]
    in_person = [ask(date, "Nermin", contact_name=name) for name in ("Yıldız", "YILDIZ")]
    for _twice in range(2):
        ask(date, "–", phone="0151 00000101")
        ask(date, "Gertrud", contact_name="–")
    assert rows(browser_of(Role.STAFF), state="double") == by_phone + in_person


def test_who_has_cancelled_is_no_double() -> None:
    date = make_date(capacity=9)
    ask(date, "Amina", email="amina@treff.example").cancel()
    ask(date, "Amina", email="AMINA@treff.example")
    assert not any(row.is_double for row in rows(browser_of(Role.STAFF)))


def test_sign_ups_are_found_by_event_state_name_and_code() -> None:
    date, other = make_date(capacity=1), make_course(1)
    holds, waits, course = ask(date, "Nermin"), ask(date, "Olena"), ask(other, "Gertrud")
    client = browser_of(Role.STAFF)
    assert rows(client, event=str(date.event.pk)) == [holds, waits]
    assert rows(client, state="waiting") == [waits]
    assert rows(client, q="gertrud") == [course]
    assert rows(client, q=waits.code) == [waits]


@pytest.mark.parametrize(
    "asked_for", ["tran", "hoa tran", "TRẦN", "0151 00000107", "015100000107", "+49 151 00000107"]
)
def test_a_sign_up_is_found_however_name_and_number_are_typed(asked_for: str) -> None:
    date = make_date()
    ask(date, "Olena", by=OLENA)
    hers = ask(date, "Thị Hoa Trần", by=THI_HOA)

    assert rows(browser_of(Role.STAFF), q=asked_for) == [hers]


def test_every_word_stands_in_some_name_of_the_party_and_a_search_for_nothing_finds_nobody() -> None:
    date = make_date(capacity=9)
    party = ask(date, "Łucja", "Đặng", by=YILDIZ)
    ask(date, "Łucja", by=OLENA)
    client = browser_of(Role.STAFF)
    assert [rows(client, q=words) for words in ("lucja dang", "nermin", "lucja karin", "--")] == [
        [party],
        [party],
        [],
        [],
    ]


def test_the_search_costs_the_same_for_one_name_and_for_fifty() -> None:
    client, date = browser_of(Role.STAFF), make_date(capacity=99)
    ask(date, "Amina")
    counts = [queries(client, f"{SIGN_UPS}?q=amina")]
    for _number in range(49):
        ask(date, "Amina", by=OLENA, channel="desk")
    counts.append(queries(client, f"{SIGN_UPS}?q=amina"))
    assert counts == [10, 10]


def test_nothing_of_a_sign_up_is_a_field() -> None:
    sign_up = ask(make_date(), "Olena")
    client = browser_of(Role.BOARD)
    assert client.get(page(sign_up)).status_code == 200
    assert client.post(page(sign_up), {"rank": 1, "contact_name": "Nermin"}).status_code == 403
    assert client.get(f"{SIGN_UPS}add/").status_code == 403
    answer = client.post(page(sign_up, "delete"), {"post": "yes"}, follow=True)
    sentence = "A sign-up is never deleted. Take people out, then the next in line move up."
    assert said(sentence) in words(answer)
    assert states(sign_up) == ["confirmed"]


def test_the_signed_link_of_a_contact_stands_on_no_page_of_the_team() -> None:
    sign_up = ask(make_date(), "Olena")
    client = browser_of(Role.STAFF)
    for address in (SIGN_UPS, page(sign_up), page(sign_up, "remove")):
        html = client.get(address).content.decode()
        assert sign_up.token not in html and "/r/" not in html


def test_a_sensitive_answer_is_read_only_by_those_who_lead_the_event() -> None:
    sign_up = ask(make_date(), "Olena")
    plain = Question.objects.create(event=sign_up.event, position=1, purpose="Stoff")
    access = Question.objects.create(event=sign_up.event, position=2, purpose="Zugang", sensitive=True)
    Answer.objects.create(question=plain, sign_up=sign_up, text="Ein Kleid")
    Answer.objects.create(question=access, sign_up=sign_up, text="Ich brauche einen Lift")
    user = make_role(Role.STAFF)
    client = logged_in(user)
    read = words(client.get(page(sign_up)))
    assert "Ein Kleid" in read and "Lift" not in read
    EventLead.objects.create(event=sign_up.event, person=user.person, during=days(when.today()))
    assert "Ich brauche einen Lift" in words(client.get(page(sign_up)))


# -- verbs ------------------------------------------------------------------------------------


def test_overbooking_needs_a_reason_and_confirms_the_party() -> None:
    date = make_date(capacity=2)
    ask(date, "Nermin")
    waiting = ask(date, "Olena", "Taras", by=OLENA)
    client = browser_of(Role.STAFF)
    assert "Olena" in words(client.get(page(waiting, "overbook")))
    assert client.post(page(waiting, "overbook"), {"reason": "  "}).status_code == 422
    assert states(waiting) == ["waiting", "waiting"]
    assert client.post(page(waiting, "overbook"), {"reason": "Genug Stühle"}).status_code == 302
    assert states(waiting) == ["confirmed", "confirmed"]
    assert AuditEvent.objects.get(verb="overbook").reason == "Genug Stühle"
    assert Notice.objects.filter(template="moved_up", to_address=OLENA.email).exists()


def test_only_a_party_that_waits_is_overbooked() -> None:
    sign_up = ask(make_date(), "Olena")
    client = browser_of(Role.STAFF)
    answer = client.post(page(sign_up, "overbook"), {"reason": "Genug Stühle"})
    assert answer.status_code == 422
    assert said("This party does not wait for a coming date.") in words(answer)
    assert page(sign_up, "overbook") not in client.get(page(sign_up)).content.decode()


def test_one_person_is_taken_out_and_the_next_in_line_moves_up() -> None:
    date = make_date(capacity=2)
    party, waiting = ask(date, "Olena", "Taras", by=OLENA), ask(date, "Nermin")
    taras = party.participants.get(name="Taras")
    client = browser_of(Role.STAFF)
    assert "Taras" in words(client.get(page(party, "remove")))
    form = {"participants": [taras.pk], "reason": "Die Mutter möchte es so"}
    assert client.post(page(party, "remove"), form).status_code == 302
    assert states(party) == ["confirmed", "cancelled"]
    assert states(waiting) == ["confirmed"]
    assert Notice.objects.filter(template="cancelled", to_address=OLENA.email).exists()


def test_somebody_is_taken_out_of_one_date_of_a_course() -> None:
    party = ask(make_course(3), "Olena")
    second = party.event.occurrences.order_by("starts_at")[1]
    form = {"participants": [party.participants.get().pk], "dates": [second.pk], "reason": "Krankenhaus"}
    assert browser_of(Role.STAFF).post(page(party, "remove"), form).status_code == 302
    assert states(party) == ["confirmed", "cancelled", "confirmed"]


def test_taking_out_somebody_of_another_sign_up_or_nobody_is_refused() -> None:
    date = make_date()
    party, other = ask(date, "Olena"), ask(date, "Nermin")
    client = browser_of(Role.STAFF)
    foreign = {"participants": [other.participants.get().pk], "reason": "Verwechselt"}
    assert client.post(page(party, "remove"), foreign).status_code == 422
    nobody = client.post(page(party, "remove"), {"reason": "Verwechselt"})
    assert nobody.status_code == 422
    assert 'value="Verwechselt"' in nobody.content.decode()
    assert confirmed(date) == 2


def test_the_words_of_one_participant_are_erased_and_the_place_falls_free() -> None:
    date = make_date(capacity=2)
    party, waiting = ask(date, "Olena", "Taras"), ask(date, "Nermin")
    taras = party.participants.get(name="Taras")
    client = browser_of(Role.STAFF)
    assert client.post(page(party, "erase"), {"participant": taras.pk}).status_code == 422
    form = {"participant": taras.pk, "reason": "Auf Wunsch"}
    assert client.post(page(party, "erase"), form).status_code == 302
    assert Participant.objects.filter(name="", name_key="").get() == taras
    assert states(party) == ["confirmed", "cancelled"]
    assert states(waiting) == ["confirmed"]
    assert "Taras" not in words(client.get(page(party)))


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.DESK, Role.CITY])
@pytest.mark.parametrize("act", ["", "change", "overbook", "remove", "erase"])
def test_names_and_verbs_are_only_for_team_and_board(role: Role, act: str) -> None:
    date = make_date(capacity=1)
    ask(date, "Nermin")
    waiting = ask(date, "Olena")
    who = waiting.participants.get().pk
    form = {"participants": [who], "participant": who, "reason": "Nur so"}
    client, address = browser_of(role), page(waiting, act) if act else SIGN_UPS
    assert client.get(address, follow=True).status_code == 403
    answer = client.post(address, form, follow=True)
    assert answer.status_code == 403
    assert "Olena" not in answer.content.decode()
    assert states(waiting) == ["waiting"]


def test_a_verb_is_open_to_whom_the_file_of_rights_names(monkeypatch: pytest.MonkeyPatch) -> None:
    date = make_date(capacity=1)
    ask(date, "Nermin")
    waiting = ask(date, "Olena")
    monkeypatch.setattr("members.rights.allowed", lambda _action: frozenset({Role.BOARD}))
    staff, board = browser_of(Role.STAFF), browser_of(Role.BOARD, KOWALSKI)
    address, form = page(waiting, "overbook"), {"reason": "Genug Stühle"}
    assert address not in staff.get(page(waiting)).content.decode()
    assert staff.get(address).status_code == 403
    assert staff.post(address, form).status_code == 403
    assert states(waiting) == ["waiting"]
    assert board.post(address, form).status_code == 302
    assert states(waiting) == ["confirmed"]


def test_the_first_page_leads_to_the_usual_jobs_and_says_who_waits_for_a_call() -> None:
    date = make_date(capacity=2)
    holds = ask(date, "Nermin", "Aylin")
    ask(date, "Thị Hoa", by=THI_HOA)
    ask(date, "Gertrud")  # she asks in person
    holds.cancel()
    answer = browser_of(Role.STAFF, KOWALSKI).get(ADMIN)
    html, read = answer.content.decode(), words(answer)
    assert Notice.objects.calls().count() == 2
    assert said("%(n)s person is waiting for a call.", n=1) in read
    assert said("%(n)s person is to be told something when they come to the desk.", n=1) in read
    for address in ("/admin/events/event/add/", "/admin/events/occurrence/?when=today", "/tresen/anrufe/"):
        assert f'href="{address}"' in html


def test_the_list_costs_the_same_for_one_sign_up_and_for_fifty() -> None:
    client, date = browser_of(Role.STAFF), make_date(capacity=1)
    ask(date, "Amina", "Yusuf", splits=True)
    counts = [queries(client, SIGN_UPS)]
    for number in range(49):
        ask(date, f"Gast {number}", by=OLENA, channel="desk")
    counts.append(queries(client, SIGN_UPS))
    assert counts == [10, 10]
