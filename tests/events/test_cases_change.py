"""Cancelling and changing: what happens to the places, and who is told. The cases of change."""

from datetime import time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from events.models import Attendance, Event, Occurrence, Place, SignUp
from events.models.occurrence import cancel_dates
from events.models.place import CancelledBy
from events.notices import remind
from members.models import AuditEvent
from rooms.models import Occupancy, RoomTaken, Use
from tests.factories import (
    AMINA,
    GERTRUD,
    KOWALSKI,
    OLENA,
    YILDIZ,
    ask,
    in_days,
    make_course,
    make_date,
    make_hall,
    make_person,
    make_room,
    states,
    take,
)
from treff.house import links
from treff.house.models import Notice
from treff.house.models.notice import Channel
from treff.house.models.notice import State as Told

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def before(date: Occurrence, distance: timedelta) -> time_machine.travel:
    return time_machine.travel(date.starts_at - distance, tick=False)


def notices(template: str) -> list[Notice]:
    return list(Notice.objects.filter(template=template).order_by("about_id"))


def test_case_57_cancelling_after_the_start_means_absent_and_nobody_moves_up() -> None:
    date = make_date(capacity=1)
    sign_up, waiting = ask(date, "Gertrud", by=AMINA), ask(date, "Olena")
    with before(date, timedelta(0)):
        assert sign_up.cancel() == 1
        assert sign_up.cancel() == 0
    place = sign_up.places().get()
    assert (place.state, place.attendance, place.late) == ("confirmed", Attendance.ABSENT, False)
    assert states(waiting) == ["waiting"]
    assert notices("cancelled") == notices("moved_up") == []


def test_case_57_of_a_course_the_past_dates_stay_and_the_coming_ones_are_given_back() -> None:
    course = make_course(dates=3, capacity=1)
    dates = list(course.occurrences.order_by("starts_at"))
    sign_up = ask(course, "Gertrud")
    with time_machine.travel(dates[1].starts_at + HOUR, tick=False):
        sign_up.cancel()
    assert states(sign_up) == ["confirmed", "confirmed", "cancelled"]


def test_case_57_who_came_is_not_marked_absent_by_a_late_press() -> None:
    date = make_date()
    sign_up = ask(date, "Gertrud")
    sign_up.places().update(attendance=Attendance.CAME)
    with before(date, -HOUR):
        assert sign_up.cancel() == 0
    assert sign_up.places().get().attendance == Attendance.CAME


@pytest.mark.parametrize(
    ("distance", "late"), [(timedelta(hours=24), [False]), (timedelta(hours=24) - SECOND, [True])]
)
def test_case_58_a_late_cancellation_is_taken_marked_and_lets_the_next_move_up(
    distance: timedelta, late: list[bool]
) -> None:
    date = make_date(capacity=1)
    sign_up, waiting = ask(date, "Gertrud"), ask(date, "Olena")
    with before(date, distance):
        sign_up.cancel()
    assert [place.late for place in sign_up.places()] == late
    assert states(waiting) == ["confirmed"]


def test_case_61_cancelling_every_date_tells_each_contact_once_and_empties_the_call_list() -> None:
    course = make_course(dates=3, capacity=2)
    dates = list(course.occurrences.order_by("starts_at"))
    holder, by_phone = ask(course, "Olena", by=OLENA), ask(course, "Jerzy", by=KOWALSKI)
    same_contact = ask(course, "Halyna", by=OLENA)
    waiting = ask(course, "Nermin", by=YILDIZ)
    Place.objects.filter(participant__sign_up=waiting, occurrence=dates[0]).update(
        state="offered", offered_until=dates[0].starts_at
    )
    cancel_dates(course, [date.pk for date in dates], "room", by=None)
    assert not Place.objects.live().exists()
    told = notices("date_cancelled")
    assert [notice.about_id for notice in told] == [holder.pk, by_phone.pk, waiting.pk]
    assert [notice.channel for notice in told] == [Channel.MAIL, Channel.CALL, Channel.MAIL]
    assert len(told[0].facts["places"]) == 6
    assert told[0].facts["dates"] == [date.pk for date in dates]
    assert set(same_contact.places().values_list("pk", flat=True)) <= set(told[0].facts["places"])
    assert Place.objects.filter(cancelled_by=CancelledBy.HOUSE).count() == 12


def test_case_61_open_calls_about_the_cancelled_date_are_dropped_and_others_stay() -> None:
    date, other = make_date(capacity=1), make_date(capacity=1)
    for each in (date, other):
        holder, _waiting = ask(each, "Gertrud"), ask(each, "Jerzy", by=KOWALSKI)
        holder.cancel()
    assert Notice.objects.calls().filter(template="moved_up").count() == 2
    date.cancel("weather", by=None)
    assert {notice.template for notice in Notice.objects.calls()} == {"moved_up", "date_cancelled"}
    [dropped, kept] = notices("moved_up")
    assert (dropped.state, kept.state) == (Told.DROPPED, Told.WAITING)


def test_an_open_reminder_of_a_moved_date_is_not_called_any_more() -> None:
    date = make_date(capacity=1)
    ask(date, "Jerzy", by=KOWALSKI)
    with time_machine.travel(date.starts_at - timedelta(days=1), tick=False):
        assert remind([date]) == 1
        date.move(in_days(9), in_days(10), by=None)
        assert [notice.template for notice in Notice.objects.calls()] == ["date_changed"]


def test_case_61_who_only_waited_is_told_so() -> None:
    date = make_date(capacity=1)
    ask(date, "Olena", by=OLENA)
    ask(date, "Nermin", by=YILDIZ)
    date.cancel("few", by=None)
    assert [notice.facts["waited"] for notice in notices("date_cancelled")] == [False, True]


def test_case_61_cancelling_is_final() -> None:
    date = make_date()
    date.cancel("lead", by=None)
    with pytest.raises(ValidationError):
        date.cancel("lead", by=None)
    with pytest.raises(ValidationError):
        date.move(in_days(9), in_days(10), by=None)
    assert date.sequence == 1


def test_case_61_nothing_is_cancelled_if_one_of_the_dates_is_over() -> None:
    course = make_course(dates=3)
    dates = list(course.occurrences.order_by("starts_at"))
    with time_machine.travel(dates[0].over_at, tick=False), pytest.raises(ValidationError):
        cancel_dates(course, [date.pk for date in dates], "room", by=None)
    assert not Occurrence.objects.filter(status="cancelled").exists()


def test_a_cancelled_date_of_a_course_lets_those_move_up_whom_it_kept_out() -> None:
    course = make_course(dates=2, capacity=5)
    first, second = course.occurrences.order_by("starts_at")
    second.set_capacity(1, 0, by=None)
    ask(course, "Gertrud")
    waiting = ask(course, "Olena")
    second.cancel("room", by=None)
    assert states(waiting) == ["confirmed", "cancelled"]


def test_case_62_a_cancelled_date_takes_nobody() -> None:
    date = make_date()
    date.cancel("lead", by=None)
    with pytest.raises(ValidationError) as refusal:
        ask(date, "Olena")
    assert refusal.value.code == "cancelled"


def test_case_62_a_cancelled_date_of_a_course_is_left_out() -> None:
    course = make_course(dates=3)
    course.occurrences.order_by("starts_at")[1].cancel("room", by=None)
    assert len(states(ask(course, "Olena"))) == 2


def test_case_62_giving_up_a_date_gives_its_rooms_back() -> None:
    date, room = make_date(), make_room()
    date.set_rooms([room])
    date.cancel("room", by=None)
    assert not room.occupancies.exists()
    take([room], date.starts_at)


def test_a_date_that_gave_its_rooms_back_and_takes_others_has_one_use() -> None:
    date, workshop, kitchen = make_date(), make_room("Werkstatt"), make_room("Küche")
    date.set_rooms([workshop])
    first = date.use
    date.set_rooms([])
    date.set_rooms([kitchen])
    assert (date.use, [room.name for room in date.rooms()]) == (first, ["Küche"])
    assert Use.objects.get() == first
    assert (workshop.occupancies.count(), kitchen.occupancies.count()) == (0, 1)


def test_case_64_a_moved_date_tells_everybody_old_and_new_once_per_contact() -> None:
    date, room = make_date(capacity=2), make_room("Werkstatt")
    date.set_rooms([room])
    old, new = date.starts_at, in_days(9)
    ask(date, "Olena", by=OLENA)
    ask(date, "Halyna", by=OLENA)
    ask(date, "Jerzy", by=KOWALSKI)
    date.move(new, new + HOUR, by=None, rooms=[make_room("Küche")], reason="Der Strom wird repariert")
    told = notices("date_changed")
    assert [notice.channel for notice in told] == [Channel.MAIL, Channel.CALL]
    assert told[0].facts["old_start"] == old.isoformat()
    assert told[0].facts["old_place"] == "Werkstatt"
    date.refresh_from_db()
    assert (date.sequence, date.previous_start, date.starts_at) == (1, old, new)
    assert [found.name for found in date.rooms()] == ["Küche"]
    assert not room.occupancies.exists()
    assert set(Place.objects.values_list("state", flat=True)) == {"confirmed", "waiting"}


def test_case_64_moved_twice_is_told_twice_and_the_calendar_counts_on() -> None:
    date = make_date()
    uid = date.uid
    ask(date, "Olena", by=OLENA)
    for day in (8, 9):
        date.move(in_days(day), None, by=None)
    assert len(notices("date_changed")) == 2
    date.refresh_from_db()
    assert (date.uid, date.sequence, date.previous_start) == (uid, 2, in_days(8))


def test_case_64_a_taken_room_refuses_the_move_and_nothing_has_changed() -> None:
    date, room = make_date(), make_room()
    date.set_rooms([room])
    ask(date, "Olena", by=OLENA)
    taken = make_room("Küche")
    take([taken], in_days(9))
    with pytest.raises(RoomTaken):
        date.move(in_days(9), in_days(9) + HOUR, by=None, rooms=[taken])
    date.refresh_from_db()
    assert (date.sequence, date.starts_at) == (0, in_days(5))
    assert [row.period.lower for row in room.occupancies.all()] == [in_days(5)]
    assert not taken.occupancies.filter(use=date.use).exists()
    assert notices("date_changed") == []


def test_case_64_a_date_that_somebody_changed_meanwhile_is_not_moved_by_who_has_not_seen_it() -> None:
    date = make_date()
    seen, theirs = date.changed_at, in_days(8)
    date.move(theirs, None, by=None, seen=seen)
    ask(date, "Olena", by=OLENA)
    with pytest.raises(ValidationError) as refusal:
        date.move(in_days(9), None, by=None, seen=seen)
    assert refusal.value.code == "changed"
    assert (Occurrence.objects.get().starts_at, notices("date_changed")) == (theirs, [])
    date.move(in_days(9), None, by=None, seen=date.changed_at)
    date.move(in_days(10), None, by=None)
    assert Occurrence.objects.get().starts_at == in_days(10)


def test_places_that_somebody_changed_meanwhile_are_not_changed_by_who_has_not_seen_them() -> None:
    date = make_date(capacity=2)
    seen = date.changed_at
    date.set_capacity(8, 1, by=None, seen=seen)
    with pytest.raises(ValidationError) as refusal:
        date.set_capacity(3, 0, by=None, seen=seen)
    assert refusal.value.code == "changed"
    date.set_capacity(8, 1, by=None, seen=seen)  # pressed twice
    assert Occurrence.objects.values_list("capacity", "reserve").get() == (8, 1)
    date.set_capacity(3, 0, by=None, seen=date.changed_at)
    assert Occurrence.objects.get().capacity == 3


def test_case_65_an_event_with_sign_ups_cannot_be_deleted_only_cancelled() -> None:
    date = make_date()
    ask(date, "Olena").cancel()
    with pytest.raises(ProtectedError):
        date.event.delete()
    with pytest.raises(ProtectedError):
        date.delete()
    with pytest.raises(ProtectedError):
        SignUp.objects.all().delete()


def test_an_event_with_somebody_signed_up_cannot_be_archived() -> None:
    date = make_date()
    sign_up = ask(date, "Olena")
    with pytest.raises(ValidationError):
        date.event.archive(by=None)
    sign_up.cancel()
    date.event.archive(by=None)
    assert Event.objects.get().state == "archived"


def test_story_13_a_date_without_an_end_in_a_hall_needs_the_hour_when_the_hall_is_free_again() -> None:
    hall = make_hall()
    date = make_date(starts_at=in_days(5, time(20)), hours=None)
    with pytest.raises(ValidationError) as refusal:
        date.set_rooms([hall])
    assert refusal.value.code == "room_until"
    Occurrence.objects.filter(pk=date.pk).update(room_until=in_days(6, time(0)))
    date.set_rooms([hall])
    rows = Occupancy.objects.filter(use=date.use)
    assert [row.period.upper for row in rows] == [in_days(6, time(0))] * 2
    date.refresh_from_db()
    assert date.ends_at is None


def test_story_22_one_child_is_taken_out_by_the_desk_and_the_contact_is_called() -> None:
    date, desk = make_date(capacity=2), make_person(YILDIZ)
    sign_up, waiting = ask(date, "Yasmin", "Maksym", by=KOWALSKI), ask(date, "Olena")
    maksym = sign_up.participants.get(name="Maksym")
    sign_up.cancel(by=CancelledBy.STAFF, participants=[maksym.pk], actor=desk, reason="Mutter bittet darum")
    assert states(sign_up) == ["confirmed", "cancelled"]
    assert states(waiting) == ["confirmed"]
    call = Notice.objects.calls().get(template="cancelled")
    assert (call.to_name, call.facts["by"]) == ("Jerzy", "staff")
    assert AuditEvent.objects.get(verb="cancel").actor == desk


def test_whoever_cancels_by_herself_is_not_called_about_it() -> None:
    date = make_date()
    ask(date, "Jerzy", by=KOWALSKI).cancel()
    ask(date, "Olena", by=OLENA).cancel()
    assert [notice.channel for notice in notices("cancelled")] == [Channel.MAIL]


def test_story_23_a_guest_takes_the_sign_up_into_her_account_once_and_never_by_address_alone() -> None:
    date = make_date(capacity=5)
    sign_up, other = ask(date, "Olena", by=OLENA), ask(date, "Halyna", by=OLENA)
    olena, nermin = make_person(OLENA), make_person(YILDIZ)
    assert (sign_up.contact, other.contact) == (None, None)
    sign_up.claim(olena)
    with pytest.raises(ValidationError):
        sign_up.claim(nermin)
    assert SignUp.objects.get(pk=sign_up.pk).contact == olena
    assert SignUp.objects.get(pk=other.pk).contact is None


def test_story_24_the_same_person_asking_twice_is_accepted_and_nobody_is_told_who_comes() -> None:
    date = make_date(capacity=5)
    first, second = ask(date, "Olena", by=OLENA), ask(date, "Olena", by=OLENA)
    assert states(first) == states(second) == ["confirmed"]


def test_story_26_a_cooking_evening_takes_kitchen_and_hall() -> None:
    date, kitchen, hall = make_date(), make_room("Küche"), make_hall()
    date.set_rooms([kitchen, hall])
    assert date.use is not None
    assert date.use.occupancies.count() == 3
    with pytest.raises(RoomTaken):
        take([kitchen], date.starts_at + HOUR)


# -- links ----------------------------------------------------------------------------------------


def test_story_11_the_link_of_the_slip_works_without_phone_and_mail() -> None:
    sign_up = ask(make_date(), "Gertrud")
    public_id, _ = links.read("sign_up", sign_up.token)
    assert SignUp.objects.get(public_id=public_id) == sign_up
    assert links.valid("sign_up", sign_up.token, sign_up.link_version)
    assert not links.valid("sign_up", sign_up.token, sign_up.link_version + 1)


def test_story_12_every_mail_carries_the_link_and_no_row_keeps_it() -> None:
    date = make_date(capacity=1)
    sign_up = ask(date, "Olena", by=OLENA)
    with translation.override("de"):
        [notice] = notices("signed_up")
        words = sign_up.notice_context(notice)
    assert words is not None
    assert sign_up.token in words["link"]
    kept = [str(list(Notice.objects.values())), str(list(ProcrastinateJob.objects.values()))]
    assert sign_up.token.split(".")[1] not in "".join(kept)
    assert sign_up.code not in "".join(kept)


def test_erasing_a_sign_up_takes_words_and_link_and_leaves_the_places() -> None:
    date = make_date(capacity=2)
    sign_up = ask(date, "Olena", by=OLENA)
    link = sign_up.token
    Notice.objects.update(state="dropped")  # nothing is left to be told
    with time_machine.travel(date.over_at + timedelta(days=31)):
        due = SignUp.due(timedelta(days=30))
        assert list(due) == [sign_up]
        assert SignUp.blank_rows(due) == 1
        assert list(SignUp.due(timedelta(days=30))) == []
    sign_up.refresh_from_db()
    assert (sign_up.contact_email, sign_up.contact_name) == ("", "")
    assert not links.valid("sign_up", link, sign_up.link_version)
    assert states(sign_up) == ["confirmed"]
    assert sign_up.participants.get().name == ""


def test_a_contact_without_words_is_greeted_by_the_first_participant() -> None:
    sign_up = ask(make_date(), GERTRUD.given, "Hasan")
    assert sign_up.greeting_name() == "Gertrud"
