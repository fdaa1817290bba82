"""Dates in the admin: cancelled, moved, given more places, each on a page that says whom it touches."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from events.models import CancelReason, Occurrence
from members.models import AuditEvent, Role
from rooms.models import Occupancy
from tests.events.doing import hidden
from tests.events.team import DATES, context, said, typed
from tests.factories import (
    AMINA,
    OLENA,
    YILDIZ,
    ask,
    confirmed,
    in_days,
    make_course,
    make_date,
    make_event,
    make_room,
    states,
    take,
)
from tests.reading import words
from tests.visitors import browser_of, queries
from treff.house import formats
from treff.house.models import Notice

pytestmark = pytest.mark.django_db


def page(date: Occurrence, act: str = "change") -> str:
    return f"{DATES}{date.pk}/{act}/"


def moved(date: Occurrence, **fields: Any) -> dict[str, Any]:
    """The form of a move as it comes, with these changes."""
    start, end = date.starts_at, date.ends_at
    form = {"starts_at": typed(start), "ends_at": typed(end) if end else ""}
    return form | {"rooms": [room.pk for room in date.rooms()], "place_text": date.place_text} | fields


# -- cancel -----------------------------------------------------------------------------------


def test_before_a_date_is_cancelled_the_page_says_whom_it_touches() -> None:
    date = make_date(capacity=1)
    ask(date, "Nermin", by=YILDIZ, phone="0151 00000104", email="")
    ask(date, "Olena", by=OLENA)
    ask(date, "Gertrud")
    read = words(browser_of(Role.STAFF).get(page(date, "cancel")))
    assert "Nermin" in read and "Olena" in read and "Gertrud" in read
    assert said("%(n)s person holds a place.", n=1) in read
    assert said("This cannot be undone.") in read
    assert not Notice.objects.exclude(template__in=["signed_up", "waiting"]).exists()
    assert not Occurrence.objects.get().cancelled


def test_cancelling_a_date_tells_everybody_and_gives_the_room_back() -> None:
    date, room = make_date(), make_room()
    date.set_rooms([room])
    ask(date, "Olena", by=OLENA)
    client = browser_of(Role.STAFF)
    answer = client.post(page(date, "cancel"), {"code": CancelReason.LEAD})
    assert answer["Location"] == page(date)
    date.refresh_from_db()
    assert (date.cancelled, date.cancel_code) == (True, "lead")
    assert not Occupancy.objects.exists()
    assert Notice.objects.filter(template="date_cancelled", to_address=OLENA.email).exists()
    assert AuditEvent.objects.get(verb="cancel").actor is not None
    assert said("The person who leads it cannot come.").rstrip(".") in words(client.get(page(date)))


def test_another_reason_has_to_be_said_and_the_form_keeps_it() -> None:
    date, client = make_date(), browser_of(Role.STAFF)
    silent = client.post(page(date, "cancel"), {"code": CancelReason.OTHER})
    assert silent.status_code == 422
    assert said("Please say the reason in a few words.") in words(silent)
    nothing = client.post(page(date, "cancel"), {"text": "Stromausfall"})
    assert nothing.status_code == 422
    assert 'value="Stromausfall"' in nothing.content.decode()
    assert not Occurrence.objects.get().cancelled


def test_a_cancelled_date_is_not_cancelled_again() -> None:
    date, client = make_date(), browser_of(Role.STAFF)
    client.post(page(date, "cancel"), {"code": CancelReason.ROOM})
    answer = client.post(page(date, "cancel"), {"code": CancelReason.ROOM})
    assert answer.status_code == 422
    assert said("This date is over or already cancelled.") in words(answer)
    assert page(date, "cancel") not in client.get(page(date)).content.decode()


# -- move -------------------------------------------------------------------------------------


def test_moving_a_date_changes_time_and_room_and_tells_old_and_new() -> None:
    date, workshop, kitchen = make_date(), make_room("Werkstatt"), make_room("Küche", slug="kueche")
    date.set_rooms([workshop])
    ask(date, "Olena", by=OLENA)
    start = in_days(6)
    form = moved(date, starts_at=typed(start), ends_at=typed(start + timedelta(hours=2)), rooms=[kitchen.pk])
    answer = browser_of(Role.STAFF).post(page(date, "move"), form)
    assert answer.status_code == 302, words(answer)
    new = Occurrence.objects.get()
    assert (new.starts_at, new.previous_start) == (start, date.starts_at)
    assert [room.name for room in new.rooms()] == ["Küche"]
    assert Occupancy.objects.get().room == kitchen
    notice = Notice.objects.get(template="date_changed")
    assert (notice.to_address, notice.facts["old_place"]) == (OLENA.email, "Werkstatt")


def test_a_move_into_a_room_that_is_taken_names_the_rooms_that_are_free() -> None:
    date, workshop, kitchen = make_date(), make_room("Werkstatt"), make_room("Küche", slug="kueche")
    date.set_rooms([workshop])
    take([kitchen], in_days(6))
    start, client = in_days(6), browser_of(Role.STAFF)
    form = moved(date, starts_at=typed(start), ends_at=typed(start + timedelta(hours=1)))
    answer = client.post(page(date, "move"), form | {"rooms": [kitchen.pk], "reason": "Mehr Platz"})
    assert answer.status_code == 422
    refusal = "This room is already in use at that time: %(rooms)s. Please choose another time or room."
    assert said(refusal, rooms="Küche") in words(answer)
    assert said("Free at that time: %(rooms)s.", rooms="Werkstatt") in words(answer)
    assert 'value="Mehr Platz"' in answer.content.decode()
    assert Occurrence.objects.get().starts_at == date.starts_at
    assert not Notice.objects.filter(template="date_changed").exists()
    assert client.post(page(date, "move"), form).status_code == 302


def test_a_move_that_changes_nothing_tells_nobody() -> None:
    date = make_date()
    ask(date, "Olena", by=OLENA)
    answer = browser_of(Role.STAFF).post(page(date, "move"), moved(date, reason="Nur so"))
    assert answer.status_code == 422
    assert said("Nothing is different yet. Please change the time or the place.") in words(answer)
    assert not Notice.objects.filter(template="date_changed").exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"starts_at": "2027-03-28T02:30"}, "That time does not exist on the night of the clock change."),
        ({"ends_at": "2026-01-01T10:00"}, "The end is before the start. Please change the time."),
    ],
)
def test_a_move_to_an_impossible_time_is_refused(fields: dict[str, str], sentence: str) -> None:
    date = make_date()
    answer = browser_of(Role.STAFF).post(page(date, "move"), moved(date, **fields))
    assert answer.status_code == 422
    assert said(sentence) in words(answer)
    assert next(iter(fields.values())) in answer.content.decode()


def test_a_date_that_is_over_is_not_moved() -> None:
    date = make_date(starts_at=in_days(-2))
    start = in_days(3)
    form = moved(date, starts_at=typed(start), ends_at=typed(start + timedelta(hours=1)))
    answer = browser_of(Role.STAFF).post(page(date, "move"), form)
    assert answer.status_code == 422
    assert said("This date is over or cancelled and cannot be moved.") in words(answer)


def test_a_move_of_a_date_that_somebody_else_moved_shows_what_stands_now_and_works_at_the_second_press() -> (
    None
):
    date, client = make_date(), browser_of(Role.STAFF)
    shown = hidden(client.get(page(date, "move")))
    form = moved(date, place_text="Stadtpark", reason="Es wird warm")
    theirs = in_days(6)
    Occurrence.objects.get().move(theirs, theirs + timedelta(hours=2), by=None)
    answer = client.post(page(date, "move"), form | shown)
    assert answer.status_code == 422
    assert said("Somebody has changed this meanwhile. Please look at it again.") in words(answer)
    with translation.override("de"):
        assert f"Jetzt steht hier: {formats.moment(theirs)}" in words(answer)
    assert 'value="Es wird warm"' in answer.content.decode()
    assert f'value="{typed(date.starts_at)}"' in answer.content.decode()
    assert Occurrence.objects.get().place_text == ""
    again = client.post(page(date, "move"), form | hidden(answer) | {"starts_at": typed(theirs)})
    assert again.status_code == 422
    assert said("The end is before the start. Please change the time.") in words(again)
    end = {"starts_at": typed(theirs), "ends_at": typed(theirs + timedelta(hours=2))}
    assert client.post(page(date, "move"), form | hidden(again) | end).status_code == 302
    new = Occurrence.objects.get()
    assert (new.starts_at, new.place_text) == (theirs, "Stadtpark")


# -- places -----------------------------------------------------------------------------------


def test_more_places_let_the_next_in_line_move_up() -> None:
    date = make_date(capacity=1)
    ask(date, "Nermin")
    waiting = ask(date, "Olena", by=OLENA)
    client = browser_of(Role.STAFF)
    assert 'value="1"' in client.get(page(date, "places")).content.decode()
    form = {"capacity": 2, "reserve": 0, "reason": "Mehr Stühle"}
    assert client.post(page(date, "places"), form).status_code == 302
    assert states(waiting) == ["confirmed"]
    assert AuditEvent.objects.get(verb="set_capacity").reason == "Mehr Stühle"


def test_fewer_places_take_none_away_and_the_page_says_how_many_are_over() -> None:
    date = make_date(capacity=2)
    ask(date, "Nermin", "Olena")
    client = browser_of(Role.STAFF)
    client.post(page(date, "places"), {"capacity": 1, "reserve": 0})
    assert confirmed(date) == 2
    assert said("%(n)s over", n=1) in words(client.get(page(date)))


def test_places_that_somebody_else_changed_are_shown_and_changed_at_the_second_press() -> None:
    date, client = make_date(capacity=2), browser_of(Role.STAFF)
    shown = hidden(client.get(page(date, "places")))
    date.set_capacity(8, 1, by=None)
    form = {"capacity": 4, "reserve": 1, "reason": "Kleiner Raum"}
    answer = client.post(page(date, "places"), form | shown)
    assert answer.status_code == 422
    assert said("Somebody has changed this meanwhile. Please look at it again.") in words(answer)
    assert said("Now it says: %(value)s", value=8) in words(answer)
    assert said("Now it says: %(value)s", value=1) not in words(answer)
    assert 'value="Kleiner Raum"' in answer.content.decode() and 'value="4"' in answer.content.decode()
    assert Occurrence.objects.get().capacity == 8
    assert client.post(page(date, "places"), form | hidden(answer)).status_code == 302
    assert Occurrence.objects.get().capacity == 4


def test_rooms_that_somebody_else_gave_back_are_said_to_be_gone() -> None:
    date, client = make_date(), browser_of(Role.STAFF)
    date.set_rooms([make_room("Werkstatt")])
    form = moved(date, place_text="Hof") | hidden(client.get(page(date, "move")))
    date.set_rooms([])
    answer = client.post(page(date, "move"), form)
    assert words(answer).count(said("It is empty now.")) == 2
    assert client.post(page(date, "move"), form | hidden(answer)).status_code == 302
    assert [room.name for room in Occurrence.objects.get().rooms()] == ["Werkstatt"]


def test_more_places_for_the_door_than_there_are_is_refused() -> None:
    date = make_date(capacity=2)
    answer = browser_of(Role.STAFF).post(page(date, "places"), {"capacity": 2, "reserve": 3})
    assert answer.status_code == 422
    assert said("More places are kept for the door than there are.") in words(answer)
    assert Occurrence.objects.get().reserve == 0


# -- page, list, rights -----------------------------------------------------------------------


def test_the_page_of_a_date_changes_only_small_things() -> None:
    date = make_date()
    client = browser_of(Role.STAFF)
    form = {
        "queue_closed": "on",
        "starts_at": typed(in_days(9)),
        "capacity": 99,
        "status": "cancelled",
        "texts-TOTAL_FORMS": 1,
        "texts-INITIAL_FORMS": 0,
        "texts-0-language": "de",
        "texts-0-note": "Heute im Hof.",
    }
    answer = client.post(page(date), form)
    assert answer.status_code == 302, words(answer)
    new = Occurrence.objects.get()
    assert (new.queue_closed, new.texts.get().note) == (True, "Heute im Hof.")
    assert (new.starts_at, new.capacity, new.cancelled) == (date.starts_at, date.capacity, False)


def test_a_date_is_never_deleted_and_the_page_says_what_to_do_instead() -> None:
    sign_up = ask(make_date())
    date = Occurrence.objects.get()
    answer = browser_of(Role.BOARD).post(page(date, "delete"), {"post": "yes"}, follow=True)
    assert said("A date is never deleted. Cancel it, then everybody is told.") in words(answer)
    assert states(sign_up) == ["confirmed"]


def test_the_page_of_a_date_that_is_over_says_so_and_changes_nothing() -> None:
    date = make_date(starts_at=in_days(-3))
    client = browser_of(Role.STAFF)

    assert said("Over: nothing can be changed here any more.") in words(client.get(page(date)))
    client.post(page(date), {"queue_closed": "on"})
    assert Occurrence.objects.get().queue_closed is False


def test_a_date_that_has_moved_says_from_when() -> None:
    date = make_date(starts_at=in_days(5))
    was = date.starts_at
    date.move(in_days(6), None, by=None)

    with translation.override("de"):
        words_of_old = formats.moment(was)
    assert said("moved, before: %(when)s", when=words_of_old) in words(browser_of(Role.STAFF).get(DATES))


def test_dates_are_found_by_day_and_by_words() -> None:
    make_date(starts_at=in_days(-3))
    course = make_course(2)
    client = browser_of(Role.STAFF)

    def found(**query: str) -> int:
        return len(context(client.get(DATES, query))["cl"].result_list)

    assert found() == 2
    assert found(when="all") == 3
    assert found(when="coming") == 2
    assert found(when="past") == 1
    assert found(when="today") == 0
    assert found(q="deutsch vormittag") == 2
    assert found(event__id__exact=str(course.pk)) == 2


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.DESK, Role.CITY])
@pytest.mark.parametrize("act", ["cancel", "move", "places"])
def test_only_team_and_board_change_a_date(role: Role, act: str) -> None:
    date = make_date()
    form = moved(date, code="lead", capacity=9, reserve=0, place_text="Stadtpark")
    answer = browser_of(role).post(page(date, act), form, follow=True)
    assert answer.status_code == 403
    same = Occurrence.objects.get()
    assert (same.cancelled, same.place_text, same.capacity) == (False, "", 2)


def test_the_list_costs_the_same_for_one_date_and_for_fifty() -> None:
    client, event, rooms = (
        browser_of(Role.STAFF),
        make_event(),
        [make_room(), make_room("Küche", slug="kueche")],
    )

    def add(number: int) -> None:
        date = make_date(event, in_days(5 + number), capacity=3)
        date.set_rooms(rooms)

    add(0)
    counts = [queries(client, DATES)]
    for number in range(1, 50):
        add(number)
    event.publish(by=None)
    for date in Occurrence.objects.select_related("event"):
        ask(date, "Amina", by=AMINA, channel="desk")
    counts.append(queries(client, DATES))
    assert counts == [10, 10]


def test_the_page_of_a_cancellation_costs_the_same_for_one_party_and_for_fifty() -> None:
    client, date = browser_of(Role.STAFF), make_date(capacity=None)
    ask(date, "Amina", "Yusuf")
    counts = [queries(client, page(date, "cancel"))]
    for number in range(49):
        ask(date, f"Gast {number}", by=OLENA, channel="desk")
    counts.append(queries(client, page(date, "cancel")))
    assert counts == [8, 8]
