"""How many people fit, and who is refused: the acceptance cases of capacity."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from events.models import Ask, Event, Occurrence, Participant, Place, SignUp
from events.models.by_hand import overbook
from events.models.place import CancelledBy
from members.models import AuditEvent
from tests.factories import (
    AMINA,
    KOWALSKI,
    OLENA,
    YILDIZ,
    ask,
    asking,
    confirmed,
    make_course,
    make_date,
    make_person,
    party,
    states,
)
from treff.house.models import Notice, Submission

pytestmark = pytest.mark.django_db


def told(template: str) -> int:
    return Notice.objects.filter(template=template).count()


def test_case_05_the_same_form_sent_again_is_answered_with_the_first_sign_up() -> None:
    date, key = make_date(), uuid4()
    form = asking("Amina", "Yasmin", by=AMINA)
    first = SignUp.ask(date.event, form, date=date, key=key)
    second = SignUp.ask(date.event, form, date=date, key=key)
    assert (first.again, second.again, second.same) == (False, True, True)
    assert second.sign_up.code == first.sign_up.code
    assert (SignUp.objects.count(), Place.objects.count(), told("signed_up")) == (1, 2, 1)


def test_story_20_the_same_form_with_another_child_asks_and_never_gives_the_old_answer() -> None:
    date, key = make_date(), uuid4()
    SignUp.ask(date.event, asking("Yasmin"), date=date, key=key)
    second = SignUp.ask(date.event, asking("Sami"), date=date, key=key)
    assert (second.again, second.same) == (True, False)
    assert list(Participant.objects.values_list("name", flat=True)) == ["Yasmin"]


@pytest.mark.parametrize(
    "changed",
    [
        {"by": KOWALSKI},
        {"by": AMINA, "splits": True},
        {"by": AMINA, "phone": "0151 00000999", "email": ""},
    ],
)
def test_story_20_another_contact_or_wish_is_another_form(changed: dict[str, Any]) -> None:
    date = make_date()
    first = asking("Yasmin", by=AMINA).digest(date.event_id, date.pk)
    assert asking("Yasmin", **changed).digest(date.event_id, date.pk) != first
    assert asking("  yasmin ", by=AMINA).digest(date.event_id, date.pk) == first
    assert asking("Yasmin", by=AMINA).digest(date.event_id, date.pk + 1) != first


def test_a_refused_form_passes_with_the_same_key_once_it_is_corrected() -> None:
    date, key = make_date(capacity=2), uuid4()
    with pytest.raises(ValidationError):
        SignUp.ask(date.event, asking(*party(3)), date=date, key=key)
    assert not Submission.objects.exists()
    answer = SignUp.ask(date.event, asking(*party(2)), date=date, key=key)
    assert states(answer.sign_up) == ["confirmed"] * 2


def test_case_07_two_people_with_the_same_address_both_get_in() -> None:
    date = make_date(capacity=2)
    first, second = ask(date, "Nermin", by=YILDIZ), ask(date, "Hasan", by=YILDIZ)
    assert states(first) == states(second) == ["confirmed"]
    assert first.code != second.code


def test_case_08_no_capacity_is_no_limit() -> None:
    date = make_date(capacity=None)
    sign_ups = [ask(date, *party(6)) for _ in range(5)]
    assert all(states(sign_up) == ["confirmed"] * 6 for sign_up in sign_ups)
    assert Occurrence.objects.get().seats().free is None


def test_case_08_with_no_places_everybody_queues_whatever_the_size_of_the_party() -> None:
    date = make_date(capacity=0)
    assert states(ask(date, *party(6))) == ["waiting"] * 6
    assert ask(date, "Olena").number() == 2


def test_case_08_with_no_places_and_no_queue_everybody_is_refused_with_the_reason() -> None:
    date = make_date(capacity=0, queue_closed=True)
    with pytest.raises(ValidationError) as refusal:
        ask(date, "Amina")
    assert refusal.value.code == "queue_closed"
    assert not SignUp.objects.exists()


def test_case_08_a_closed_queue_lets_people_in_while_there_are_places() -> None:
    date = make_date(capacity=2, queue_closed=True)
    assert states(ask(date, "Amina")) == ["confirmed"]
    with pytest.raises(ValidationError):
        ask(date, *party(2), splits=True)
    assert confirmed(date) == 1


def test_case_11_as_many_as_fit_move_up_when_there_are_more_places_and_all_are_told() -> None:
    date = make_date(capacity=1)
    ask(date, "Gertrud")
    queue = [ask(date, who.given, by=who) for who in (AMINA, KOWALSKI, OLENA, YILDIZ)]
    date.set_capacity(4, 0, by=None)
    assert [states(sign_up) for sign_up in queue] == [["confirmed"]] * 3 + [["waiting"]]
    told_ids = Notice.objects.filter(template="moved_up").values_list("about_id", flat=True)
    assert sorted(told_ids) == sorted(sign_up.pk for sign_up in queue[:3])


def test_fewer_places_take_nobodys_place_and_let_nobody_in_until_below() -> None:
    date = make_date(capacity=3)
    sign_ups = [ask(date, name) for name in ("Amina", "Olena", "Gertrud", "Hasan")]
    date.set_capacity(1, 0, by=None)
    assert confirmed(date) == 3
    assert Occurrence.objects.get().seats().over == 2
    sign_ups[0].cancel()
    sign_ups[1].cancel()
    assert states(sign_ups[3]) == ["waiting"]
    sign_ups[2].cancel()
    assert states(sign_ups[3]) == ["confirmed"]


def test_case_12_the_whole_queue_moves_up_when_the_limit_is_taken_away() -> None:
    date = make_date(capacity=0)
    queue = [ask(date, *party(size)) for size in (3, 6, 1)]
    date.set_capacity(None, 0, by=None)
    assert all(set(states(sign_up)) == {"confirmed"} for sign_up in queue)
    assert confirmed(date) == 10


def test_case_13_a_party_of_three_waits_when_two_are_free() -> None:
    date = make_date(capacity=3)
    ask(date, "Gertrud")
    assert states(ask(date, *party(3))) == ["waiting"] * 3


def test_case_13_a_party_that_may_come_in_part_takes_the_two_and_waits_for_the_third() -> None:
    date = make_date(capacity=3)
    other = ask(date, "Gertrud")
    sign_up = ask(date, *party(3), splits=True)
    assert states(sign_up) == ["confirmed", "confirmed", "waiting"]
    assert sign_up.number() == 1
    other.cancel()
    assert states(sign_up) == ["confirmed"] * 3


def test_case_13_a_party_may_come_in_part_only_where_the_event_says_so() -> None:
    date = make_date(capacity=3)
    Event.objects.update(splits=False)
    ask(date, "Gertrud")
    date.event.refresh_from_db()
    assert states(ask(date, *party(3), splits=True)) == ["waiting"] * 3


def test_case_14_a_party_larger_than_all_places_is_told_at_once() -> None:
    date = make_date(capacity=4, reserve=1)
    with pytest.raises(ValidationError) as refusal:
        ask(date, *party(4))
    assert (refusal.value.code, refusal.value.params) == ("too_many", {"places": 3})
    assert states(ask(date, *party(3))) == ["confirmed"] * 3


def test_case_14_in_part_it_may_ask_all_the_same() -> None:
    date = make_date(capacity=2)
    assert states(ask(date, *party(4), splits=True)) == ["confirmed"] * 2 + ["waiting"] * 2


def test_case_14_the_smallest_date_of_a_course_counts() -> None:
    course = make_course(dates=3, capacity=6)
    smallest = course.occurrences.order_by("starts_at")[1]
    smallest.set_capacity(2, 0, by=None)
    with pytest.raises(ValidationError) as refusal:
        ask(course, *party(3))
    assert refusal.value.params == {"places": 2}


@pytest.mark.parametrize("people", [0, 7])
def test_a_party_is_one_to_six_people(people: int) -> None:
    date = make_date(capacity=None)
    with pytest.raises(ValidationError) as refusal:
        SignUp.ask(date.event, Ask(tuple(party(people))), date=date)
    assert refusal.value.code == "party"


def test_everybody_in_a_party_has_a_name() -> None:
    date = make_date()
    with pytest.raises(ValidationError) as refusal:
        ask(date, "Amina", "  ")
    assert refusal.value.code == "name"


def test_an_offered_place_is_taken_until_it_is_answered() -> None:
    date = make_date(capacity=1)
    offered = ask(date, "Gertrud")
    offered.places().update(state="offered", offered_until=date.starts_at)
    assert states(ask(date, "Olena")) == ["waiting"]
    assert Occurrence.objects.get().seats().free == 0


def test_case_16_online_closes_at_ten_of_twelve_and_the_door_can_use_twelve() -> None:
    date = make_date(capacity=12, reserve=2)
    sign_ups = [ask(date, f"Gast {number}") for number in range(12)]
    assert confirmed(date) == 10
    assert Occurrence.objects.get().seats().free == 0
    for late in sign_ups[10:]:
        assert states(late) == ["waiting"]
        overbook(late, "steht an der Tür", by=None)
    seats = Occurrence.objects.get().seats()
    assert (seats.confirmed, seats.over, seats.free) == (12, 0, 0)


def test_case_17_the_team_gives_out_more_places_only_with_a_reason_and_it_is_noted() -> None:
    date, team = make_date(capacity=1), make_person(YILDIZ)
    ask(date, "Gertrud")
    waiting = ask(date, "Olena", by=OLENA)
    with pytest.raises(ValidationError):
        overbook(waiting, "  ", by=team)
    overbook(waiting, "übersetzt für die anderen", by=team)
    assert states(waiting) == ["confirmed"]
    assert waiting.places().get().over
    act = AuditEvent.objects.get(verb="overbook")
    assert (act.actor, act.reason) == (team, "übersetzt für die anderen")
    seats = Occurrence.objects.get().seats()
    assert (seats.full, seats.free, seats.over) == (True, 0, 1)
    assert told("moved_up") == 1


@pytest.mark.parametrize("by", [CancelledBy.CONTACT, CancelledBy.STAFF])
def test_case_19_whoever_takes_the_place_back_the_next_in_line_moves_up(by: CancelledBy) -> None:
    date = make_date(capacity=1)
    sign_up, waiting = ask(date, "Gertrud"), ask(date, "Olena", by=OLENA)
    assert sign_up.cancel(by=by, reason="kommt nicht") == 1
    assert states(waiting) == ["confirmed"]
    assert told("moved_up") == 1
    assert AuditEvent.objects.filter(verb="cancel").exists() == (by == CancelledBy.STAFF)


def test_case_20_erasing_a_person_frees_the_place_and_leaves_no_word() -> None:
    date = make_date(capacity=2)
    sign_up, waiting = ask(date, make_person(AMINA), "Yasmin"), ask(date, "Olena")
    amina = sign_up.participants.get(position=1)
    amina.erase(by=None, reason="auf Wunsch")
    amina.refresh_from_db()
    assert (amina.name, amina.person, amina.age_band, amina.birth_year) == ("", None, "", None)
    assert not Place.objects.filter(person__isnull=False).exists()
    assert states(sign_up) == ["cancelled", "confirmed"]
    assert states(waiting) == ["confirmed"]


def test_case_21_a_cancelled_sign_up_never_counts() -> None:
    date = make_date(capacity=1)
    for _ in range(3):
        ask(date, "Amina").cancel()
    seats = Occurrence.objects.get().seats()
    assert (seats.confirmed, seats.waiting, seats.free, seats.full) == (0, 0, 1, False)
    assert states(ask(date, "Olena")) == ["confirmed"]


def test_case_23_places_shown_may_be_old_but_are_never_what_decides() -> None:
    date = make_date(capacity=1)
    shown = Occurrence.objects.with_seats().select_related("event").get(pk=date.pk)
    ask(date, "Amina")
    assert shown.seats().free == 1
    assert states(ask(shown, "Olena")) == ["waiting"]


def test_a_person_of_the_register_holds_one_place_on_a_date() -> None:
    date, amina = make_date(capacity=5), make_person(AMINA)
    ask(date, amina)
    with pytest.raises(ValidationError) as refusal:
        ask(date, amina)
    assert refusal.value.code == "already"


def test_a_person_of_the_register_is_named_once_in_a_party() -> None:
    date, amina = make_date(capacity=5), make_person(AMINA)
    with pytest.raises(ValidationError) as refusal:
        ask(date, amina, "Yusuf", amina)
    assert refusal.value.code == "twice"
    assert not SignUp.objects.exists()
