"""What organisers do to a party by hand: another number in the queue, another date, out of the sign-up."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from events.models import Event, Joins, Occurrence, Place, SignUp, by_hand
from events.models.by_hand import move_in_queue, move_to
from members.models import AuditEvent, Role
from tests.events.organisers import pks, queue_of, told
from tests.factories import (
    AMINA,
    KOWALSKI,
    OLENA,
    YILDIZ,
    ask,
    in_days,
    make_course,
    make_date,
    make_person,
    soon,
    states,
)
from tests.races import MeetAfterReading, together, unlocked, while_held
from tests.reading import words
from tests.visitors import browser_of
from treff.house import formats
from treff.house.models import House, Notice

pytestmark = pytest.mark.django_db
DATABASE = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def house(db: None) -> House:
    return House.objects.create(phone="02151 000 100")


def line(event: Event) -> list[str]:
    """Who waits, in order of rank."""
    waiting = Place.objects.waiting().filter(participant__sign_up__event=event)
    ordered = waiting.order_by("participant__sign_up__rank")
    return list(dict.fromkeys(ordered.values_list("participant__name", flat=True)))


def ranks(event: Event) -> list[int]:
    return sorted(event.sign_ups.values_list("rank", flat=True))


# -- another number -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "to", "order"),
    [
        (3, 1, "D A B C E"),
        (0, 3, "B C A D E"),
        (4, 1, "E A B C D"),
        (1, 3, "A C B D E"),
        (0, 5, "B C D E A"),
    ],
)
def test_case_42_a_move_gives_the_ranks_of_those_it_passes_to_the_same_in_the_new_order(
    who: int, to: int, order: str
) -> None:
    date = make_date(capacity=1)
    waiting = queue_of(date, *"ABCDE")
    before = ranks(date.event)
    untouched = SignUp.objects.get(participants__name="Vorher 1").rank
    move_in_queue(waiting[who], to, "hat ein Kind dabei", by=None)
    assert line(date.event) == order.split()
    assert ranks(date.event) == before
    assert SignUp.objects.get(participants__name="Vorher 1").rank == untouched
    assert waiting[who].number() == to


def test_case_42_a_move_needs_a_reason_and_stands_in_the_journal_with_it() -> None:
    date, team = make_date(capacity=1), make_person(OLENA)
    _first, second = queue_of(date, "Amina", "Herr Kowalski")
    for reason in ("", "   "):
        with pytest.raises(ValidationError, match="warum"):
            move_in_queue(second, 1, reason, by=team)
    assert line(date.event) == ["Amina", "Herr Kowalski"]
    move_in_queue(second, 1, "wartet seit dem Frühjahr", by=team)
    act = AuditEvent.objects.get(verb="move_in_queue")
    assert (act.actor, act.object_id, act.field_names) == (team, str(second.pk), ["rank"])
    assert act.reason == "wartet seit dem Frühjahr"


@pytest.mark.parametrize(("to", "said"), [(0, "von 1 bis 2"), (3, "von 1 bis 2"), (2, "schon die Nummer")])
def test_a_number_that_is_not_there_or_is_the_same_is_refused(to: int, said: str) -> None:
    date = make_date(capacity=1)
    _first, second = queue_of(date, "Amina", "Herr Kowalski")
    with pytest.raises(ValidationError, match=said):
        move_in_queue(second, to, "bitte", by=None)
    assert line(date.event) == ["Amina", "Herr Kowalski"]


def test_who_holds_a_place_or_has_left_is_not_moved() -> None:
    date = make_date(capacity=1)
    holder, waiting = ask(date, "Amina"), ask(date, "Olena")
    waiting.cancel()
    for sign_up in (holder, waiting):
        with pytest.raises(ValidationError, match="wartet"):
            move_in_queue(sign_up, 1, "bitte", by=None)


def test_whoever_fits_at_the_new_number_gets_the_place_and_is_told() -> None:
    """A party of two holds the queue while one place is free; the one behind it is let pass."""
    date = make_date(capacity=2)
    ask(date, "Amina")
    family, alone = ask(date, "Olena", "Maksym"), ask(date, "Herr Kowalski", by=KOWALSKI)
    assert states(alone) == ["waiting"]
    move_in_queue(alone, 1, "kommt mit dem Rollstuhl", by=None)
    assert states(alone) == ["confirmed"]
    assert states(family) == ["waiting", "waiting"]
    assert told("moved_up") == ["Jerzy"]


def test_parties_that_wait_for_other_dates_keep_their_order_with_those_passed() -> None:
    """B waits for both dates; when A passes it, C on the other date does not come before B."""
    event = make_course(2, capacity=1, joins=Joins.FROM_NOW, starts_at=in_days(5))
    first, second = event.occurrences.order_by("starts_at")
    ask(event, "Vorher")
    both, other, mover = (ask(event, name) for name in ("B", "C", "A"))
    Place.objects.filter(participant__sign_up=other, occurrence=first).delete()
    Place.objects.filter(participant__sign_up=mover, occurrence=second).delete()
    assert mover.number() == 2
    move_in_queue(mover, 1, "bitte", by=None)
    for sign_up in (both, other, mover):
        sign_up.refresh_from_db()
    assert mover.rank < both.rank < other.rank


@DATABASE
def test_case_42_two_moves_at_once_lose_no_rank_and_hold_none_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    date = make_date(capacity=1)
    waiting, before = queue_of(date, *"ABCD"), ranks(date.event)
    meet_after_reading(monkeypatch)
    together(
        [
            lambda: move_in_queue(waiting[3], 1, "bitte", by=None),
            lambda: move_in_queue(waiting[0], 3, "bitte", by=None),
        ]
    )
    assert ranks(date.event) == before
    assert line(date.event) in (
        [*"BCDA"[:2], "A", "D"],
        [*"DBAC"],
        [*"DBCA"],
        [*"BCAD"],
        [*"DABC"],
        [*"BDCA"],
    )


@DATABASE
def test_case_42_who_moves_at_that_moment_moves_within_the_new_order() -> None:
    date = make_date(capacity=1)
    waiting = queue_of(date, *"ABCD")
    late = while_held(
        date.event,
        lambda: move_in_queue(waiting[3], 1, "bitte", by=None),
        lambda: move_in_queue(waiting[0], 3, "bitte", by=None),
        hold=False,
    )
    late.result()
    assert "".join(line(date.event)) == "DBAC"


@DATABASE
def test_case_42_without_the_lock_a_move_forgets_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves that the harness sees the race which the lock prevents."""
    date = make_date(capacity=1)
    waiting = queue_of(date, *"ABCD")
    meeting = meet_after_reading(monkeypatch)
    monkeypatch.setattr(by_hand, "lock", unlocked)
    answers = together(
        [
            lambda: move_in_queue(waiting[3], 1, "bitte", by=None),
            lambda: move_in_queue(waiting[2], 1, "bitte", by=None),
        ]
    )
    assert meeting.met
    failed = any(isinstance(each, Exception) for each in answers)
    assert failed or "".join(line(date.event)) not in {"CDAB", "DCAB"}


@DATABASE
def test_who_leaves_the_queue_at_that_moment_is_not_moved() -> None:
    date = make_date(capacity=1)
    _first, second = queue_of(date, "Amina", "Olena")
    late = while_held(date.event, second.cancel, lambda: move_in_queue(second, 1, "bitte", by=None))
    assert isinstance(late.exception(), ValidationError)


def meet_after_reading(monkeypatch: pytest.MonkeyPatch) -> MeetAfterReading:
    """Let both read the queue before either writes, if nothing stops them."""
    meeting, read = MeetAfterReading(2), by_hand.waiting_between

    def met(event: Event, lowest: int, highest: int) -> Iterable[SignUp]:
        found = read(event, lowest, highest)
        meeting.wait()
        return found

    monkeypatch.setattr(by_hand, "waiting_between", met)
    return meeting


# -- another date -------------------------------------------------------------------------------


@pytest.fixture
def dates() -> tuple[Occurrence, Occurrence]:
    """Two dates of one offer; the first has one place, the second two."""
    here = make_date(capacity=1)
    return here, make_date(here.event, in_days(12), capacity=2)


def test_who_is_moved_holds_a_place_there_and_the_queue_here_moves_up(
    dates: tuple[Occurrence, Occurrence],
) -> None:
    here, there = dates
    sign_up, waiting = ask(here, "Amina", by=AMINA), ask(here, "Olena", by=OLENA)
    code, token = sign_up.code, sign_up.token
    move_to(sign_up, pks(sign_up), here, there, by=make_person(YILDIZ))
    assert states(sign_up) == ["cancelled", "confirmed"]
    assert sign_up.places().get(occurrence=here).cancelled_by == "staff"
    assert states(waiting) == ["confirmed"]
    assert (told("other_date"), told("moved_up"), told("cancelled")) == (["Amina"], ["Olena"], [])
    sign_up.refresh_from_db()
    assert (sign_up.code, sign_up.token) == (code, token)
    assert AuditEvent.objects.get(verb="move_to").object_id == str(sign_up.pk)


def test_it_is_the_same_as_cancelling_here_for_those_who_wait(dates: tuple[Occurrence, Occurrence]) -> None:
    """Strict order: a party of two at the head holds the freed place, as after any cancelling."""
    here, there = dates
    here.set_capacity(2, 0, by=None)
    ask(here, "Zeynep")
    sign_up = ask(here, "Amina")
    family, alone = ask(here, "Olena", "Maksym"), ask(here, "Herr Kowalski")
    move_to(sign_up, pks(sign_up), here, there, by=None)
    assert states(family) == ["waiting", "waiting"]
    assert states(alone) == ["waiting"]


def test_one_of_a_party_is_moved_and_the_others_stay(dates: tuple[Occurrence, Occurrence]) -> None:
    here, there = dates
    here.set_capacity(3, 0, by=None)
    sign_up = ask(here, "Amina", "Yusuf", by=AMINA)
    move_to(sign_up, [sign_up.participants.get(name="Yusuf").pk], here, there, by=None)
    held = sign_up.places().confirmed().values_list("participant__name", "occurrence")
    assert set(held) == {("Amina", here.pk), ("Yusuf", there.pk)}


def test_who_waits_here_can_be_moved_to_a_free_place(dates: tuple[Occurrence, Occurrence]) -> None:
    here, there = dates
    ask(here, "Zeynep")
    waiting = ask(here, "Amina", by=KOWALSKI)
    move_to(waiting, pks(waiting), here, there, by=None)
    assert states(waiting) == ["cancelled", "confirmed"]
    call = Notice.objects.get(template="other_date")
    assert (call.channel, call.urgent_until) == ("call", there.starts_at)


def test_the_call_says_old_and_new(dates: tuple[Occurrence, Occurrence]) -> None:
    here, there = dates
    sign_up = ask(here, "Amina", by=KOWALSKI)
    move_to(sign_up, pks(sign_up), here, there, by=None)
    call = Notice.objects.get(template="other_date")
    page = words(browser_of(Role.DESK).get(reverse("pages:call", args=[call.pk])))
    old, new = (formats.when(date.starts_at, date.ends_at) for date in dates)
    assert "Kommt an einem anderen Termin" in page
    assert f"bisher {old}, jetzt {new}" in page


def test_a_call_about_the_place_here_has_nothing_to_say_any_more(
    dates: tuple[Occurrence, Occurrence],
) -> None:
    here, there = dates
    first, second = ask(here, "Zeynep"), ask(here, "Amina", by=KOWALSKI)
    first.cancel()
    assert told("moved_up") == ["Jerzy"]
    move_to(second, pks(second), here, there, by=None)
    assert list(Notice.objects.calls().values_list("template", flat=True)) == ["other_date"]


def test_there_and_back_again_each_is_told(dates: tuple[Occurrence, Occurrence]) -> None:
    here, there = dates
    sign_up = ask(here, "Amina", by=AMINA)
    for old, new in ((here, there), (there, here), (here, there)):
        move_to(sign_up, pks(sign_up), old, new, by=None)
    assert states(sign_up) == ["cancelled", "confirmed"]
    assert told("other_date") == ["Amina"] * 3


def test_where_nothing_is_free_or_somebody_waits_the_dates_with_room_are_named(
    dates: tuple[Occurrence, Occurrence],
) -> None:
    here, there = dates
    roomy = make_date(here.event, in_days(19), capacity=3)
    sign_up = ask(here, "Amina")
    ask(there, "Zeynep")
    ask(there, "Olena", "Maksym")  # one place is free, but they wait for it
    with pytest.raises(ValidationError, match="Platz gibt es noch: ") as refused:
        move_to(sign_up, pks(sign_up), here, there, by=None)
    assert f"{roomy.starts_at.day}. " in str(refused.value)
    assert states(sign_up) == ["confirmed"]
    roomy.set_capacity(0, 0, by=None)
    with pytest.raises(ValidationError, match="An keinem anderen Termin"):
        move_to(sign_up, pks(sign_up), here, there, by=None)


def test_a_place_kept_for_the_door_is_not_free_for_somebody_moved(
    dates: tuple[Occurrence, Occurrence],
) -> None:
    here, there = dates
    there.set_capacity(2, 2, by=None)
    sign_up = ask(here, "Amina")
    with pytest.raises(ValidationError):
        move_to(sign_up, pks(sign_up), here, there, by=None)


@pytest.mark.parametrize("change", [{"status": "cancelled", "cancel_code": "lead"}, {"starts_at": soon(-1)}])
@pytest.mark.parametrize("which", [0, 1])
def test_a_date_that_has_begun_or_falls_out_is_refused(
    which: int, change: dict[str, Any], dates: tuple[Occurrence, Occurrence]
) -> None:
    here, there = dates
    sign_up = ask(here, "Amina")
    Occurrence.objects.filter(pk=dates[which].pk).update(**change)
    with pytest.raises(ValidationError):
        move_to(sign_up, pks(sign_up), here, there, by=None)
    assert states(sign_up) == ["confirmed"]


def test_to_the_same_date_nobody_is_moved(dates: tuple[Occurrence, Occurrence]) -> None:
    here, there = dates
    sign_up = ask(there, "Amina")
    with pytest.raises(ValidationError, match="anderen Termin"):
        move_to(sign_up, pks(sign_up), there, there, by=None)


def test_who_is_signed_up_there_already_is_not_moved_there(dates: tuple[Occurrence, Occurrence]) -> None:
    here, there = dates
    amina = make_person(AMINA)
    sign_up = ask(here, amina)
    ask(there, amina)
    with pytest.raises(ValidationError, match="schon angemeldet"):
        move_to(sign_up, pks(sign_up), here, there, by=None)
    assert states(sign_up) == ["confirmed"]


def test_who_takes_part_in_a_course_is_not_moved() -> None:
    course = make_course(2)
    sign_up = ask(course, "Amina")
    here, there = course.occurrences.order_by("starts_at")
    with pytest.raises(ValidationError, match="Kurs"):
        move_to(sign_up, pks(sign_up), here, there, by=None)


@DATABASE
def test_the_last_place_there_is_given_once() -> None:
    here = make_date(capacity=3)
    there = make_date(here.event, in_days(12), capacity=1)
    moved = ask(here, "Amina")
    late = while_held(
        here.event, lambda: ask(there, "Olena"), lambda: move_to(moved, pks(moved), here, there, by=None)
    )
    assert isinstance(late.exception(), ValidationError)
    assert states(moved) == ["confirmed"]
