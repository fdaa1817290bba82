"""One date more: added to a running course, or in place of one that was cancelled."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from events.models import CancelReason, Event, EventLead, Joins, Occurrence, Place
from events.models.adding import add_date, replace_date
from events.models.calling_off import cancel_dates
from events.models.changes import TIME, Shape
from events.tasks import warn_too_few
from members.models.spans import days
from rooms.models import Occupancy, RoomTaken
from tests.factories import (
    AMINA,
    KOWALSKI,
    OLENA,
    ask,
    in_days,
    make_course,
    make_date,
    make_person,
    make_room,
    states,
)
from tests.reading import words
from treff.house import when
from treff.house.models import Notice

pytestmark = pytest.mark.django_db


def in_a_month(**fields: object) -> Shape:
    start = in_days(30)
    return replace(Shape(start, start + timedelta(hours=2), None, (), "", 2, 0), **fields)  # type: ignore[arg-type]  # any part


def test_story_16_a_date_added_to_a_running_course_is_held_by_everybody_in_it() -> None:
    course = make_course(3, capacity=2)
    sign_ups = [ask(course, who.given, by=who) for who in (AMINA, KOWALSKI, OLENA)]
    Notice.objects.all().delete()
    date = add_date(course, in_a_month(capacity=1), by=None)
    assert [states(sign_up)[-1] for sign_up in sign_ups] == ["confirmed", "confirmed", "waiting"]
    assert Place.objects.get(occurrence=date, over=True).participant.name == "Jerzy"
    assert date.seats().over == 1
    told = {notice.to_name: (notice.template, notice.channel) for notice in Notice.objects.all()}
    assert told == {
        "Amina": ("date_added", "mail"),
        "Jerzy": ("date_added", "call"),
        "Olena": ("date_added", "mail"),
    }


def test_who_gave_one_date_back_is_on_the_added_one_all_the_same() -> None:
    course = make_course(3)
    sign_up = ask(course, "Amina", by=AMINA)
    sign_up.cancel(dates=[course.occurrences.all()[0].pk])
    add_date(course, in_a_month(), by=None)
    assert states(sign_up) == ["cancelled", "confirmed", "confirmed", "confirmed"]


def test_an_added_date_of_an_offer_joined_date_by_date_is_empty() -> None:
    first = make_date()
    ask(first, "Amina", by=AMINA)
    Notice.objects.all().delete()
    date = add_date(first.event, in_a_month(), by=None)
    assert (date.places.count(), Notice.objects.count(), date.own) == (0, 0, [TIME])


def test_the_same_form_sent_twice_adds_one_date() -> None:
    event, key = make_date().event, uuid4()
    one, other = (add_date(event, in_a_month(), by=None, key=key) for _press in range(2))
    assert one.pk == other.pk
    assert event.occurrences.count() == 2


def test_a_date_in_the_past_is_not_added() -> None:
    yesterday = in_days(-1)
    with pytest.raises(ValidationError, match="Vergangenheit"):
        add_date(
            make_date().event,
            in_a_month(starts_at=yesterday, ends_at=yesterday + timedelta(hours=1)),
            by=None,
        )


def test_story_17_a_cancelled_date_stays_cancelled_and_leads_to_the_one_instead(client: Client) -> None:
    room = make_room()
    date = make_date()
    date.set_rooms([room])
    ask(date, "Olena", by=OLENA)
    Notice.objects.all().delete()
    new = replace_date(date, in_a_month(rooms=(room,)), CancelReason.LEAD, by=None)
    date.refresh_from_db()
    assert (date.cancelled, date.replaced_by, new.cancelled) == (True, new, False)
    assert Place.objects.get().state == "cancelled"
    assert Occupancy.objects.get().use == new.use
    with pytest.raises(ValidationError, match="fällt schon aus"):
        date.cancel(CancelReason.LEAD, by=None)
    page = client.get(date.get_absolute_url()).content.decode()
    assert "Stattdessen:" in page
    assert new.get_absolute_url() in page
    said = Notice.objects.get()
    assert said.template == "date_cancelled"
    context = said_of(said)
    assert context["event_link"].endswith(new.get_absolute_url())
    assert len(context["alternatives"]) == 1


def said_of(notice: Notice) -> dict[str, Any]:
    Notice.attach_subjects([notice])
    context: dict[str, Any] = notice.subject.notice_context(notice)
    return context


def test_whoever_is_in_a_course_is_on_the_date_that_replaces_one() -> None:
    course = make_course(2)
    sign_up = ask(course, "Amina", by=AMINA)
    Notice.objects.all().delete()
    replace_date(course.occurrences.all()[1], in_a_month(), CancelReason.ROOM, by=None)
    assert states(sign_up) == ["confirmed", "cancelled", "confirmed"]
    notice = Notice.objects.get()
    assert notice.template == "dates_changed"
    assert [set(each) & {"old_start", "new_start"} for each in notice.facts["changes"]] == [
        {"old_start"},
        {"new_start"},
    ]


def test_a_date_is_not_replaced_by_one_in_a_room_that_is_in_use() -> None:
    room, date = make_room(), make_date()
    other = make_date(starts_at=in_days(30))
    other.set_rooms([room])
    with pytest.raises(RoomTaken):
        replace_date(date, in_a_month(rooms=(room,)), CancelReason.LEAD, by=None)
    assert not Occurrence.objects.filter(status="cancelled").exists()


def test_a_cancelled_date_is_seen_for_sixty_days_and_then_leads_to_its_offer(client: Client) -> None:
    date = make_date()
    date.cancel(CancelReason.WEATHER, by=None)
    for passed, code in ((59, 200), (61, 302)):
        Occurrence.objects.update(starts_at=timezone.now() - timedelta(days=passed), ends_at=None)
        answer = client.get(date.get_absolute_url())
        assert answer.status_code == code
    assert answer.headers["Location"] == date.event.get_absolute_url()


def test_story_15_a_smaller_room_throws_nobody_out_and_lets_nobody_in_until_there_is_room() -> None:
    small = make_room("Küche", fire_limit=30)
    date = make_date(capacity=20)
    for number in range(20):
        ask(date, f"Gast {number}")
    waiting = ask(date, "Olena", by=OLENA)
    date.move(date.starts_at, date.ends_at, rooms=[small], by=None)
    date.set_capacity(12, 0, by=None)
    assert (date.seats().over, date.seats().free, states(waiting)) == (8, 0, ["waiting"])
    first = Place.objects.filter(occurrence=date, state="confirmed").first()
    assert first is not None
    first.participant.sign_up.cancel()
    assert (Occurrence.objects.with_seats().get().seats().over, states(waiting)) == (7, ["waiting"])


def test_a_date_with_too_few_people_is_decided_once() -> None:
    date = make_date(starts_at=in_days(2))
    Event.objects.update(minimum=2)
    ask(date, "Amina")
    assert Occurrence.objects.too_few().get() == date
    date.hold(by=None)
    assert not Occurrence.objects.too_few().exists()
    held_at = date.held_at
    date.hold(by=None)
    assert date.held_at == held_at
    date.cancel(CancelReason.FEW, by=None)
    with pytest.raises(ValidationError):
        date.hold(by=None)


@pytest.mark.parametrize(("days", "people", "minimum"), [(4, 1, 2), (2, 2, 2), (2, 0, None)])
def test_nobody_is_asked_too_early_or_where_enough_will_come(
    days: int, people: int, minimum: int | None
) -> None:
    date = make_date(starts_at=in_days(days), capacity=5)
    Event.objects.update(minimum=minimum)
    for number in range(people):
        ask(date, f"Gast {number}")
    assert not Occurrence.objects.too_few().exists()
    assert not date.needs_decision()


def test_from_now_on_the_added_date_counts_too() -> None:
    course = make_course(2, joins=Joins.FROM_NOW)
    sign_up = ask(course, "Amina", by=AMINA)
    add_date(course, in_a_month(), by=None)
    assert states(sign_up) == ["confirmed"] * 3


def test_whoever_leads_a_date_with_too_few_people_is_asked_once_whether_it_takes_place() -> None:
    date = make_date(starts_at=in_days(2))
    Event.objects.update(minimum=2)
    ask(date, "Amina")
    lead = make_person(OLENA, contact_by="mail")
    EventLead.objects.create(event=date.event, person=lead, during=days(when.today()))
    with time_machine.travel(in_days(0, time(8)), tick=False):
        warn_too_few(timestamp=0)
        assert not Notice.objects.filter(template="too_few").exists()
    with time_machine.travel(in_days(0, time(9)), tick=False):
        for _minute in range(2):
            warn_too_few(timestamp=0)
        notice = Notice.objects.get(template="too_few")
        said = said_of(notice)
        assert (notice.to_address, said["people"], said["minimum"]) == (OLENA.email, 1, 2)
        assert said["own_link"].endswith(f"/angebote/{date.event.public_id}/{date.public_id}/")
        date.hold(by=lead)
        Notice.attach_subjects([notice])
        assert notice.subject.notice_context(notice) is None


def test_story_25_a_date_outside_the_house_says_where_on_its_page_in_the_calendar_and_in_the_message(
    client: Client,
) -> None:
    room, date = make_room(), make_date()
    Event.objects.update(step_free="no")
    date.set_rooms([room])
    ask(date, "Olena", by=OLENA)
    Notice.objects.all().delete()
    date.move(date.starts_at, date.ends_at, rooms=[], place_text="Stadtwald, am Teich", by=None)
    assert (Occupancy.objects.count(), date.own) == (0, ["rooms"])
    page = words(client.get(date.get_absolute_url()))
    assert "Stadtwald, am Teich" in page
    assert "Mit Stufen." in page
    calendar = client.get(f"{date.get_absolute_url()}termin.ics").content.decode()
    assert "LOCATION:Stadtwald\\, am Teich" in calendar
    said = said_of(Notice.objects.get())
    assert (said["old_where"], said["where"], said["only_place"]) == (room.name, "Stadtwald, am Teich", True)


def test_a_move_into_a_smaller_room_takes_the_places_along() -> None:
    small, date = make_room("Küche", fire_limit=4), make_date(capacity=10)
    ask(date, "Olena", by=OLENA)
    Notice.objects.all().delete()
    with pytest.raises(ValidationError, match="höchstens 4"):
        date.move(date.starts_at, date.ends_at, rooms=[small], by=None)
    date.refresh_from_db()
    date.move(date.starts_at, date.ends_at, rooms=[small], places=(4, 0), by=None)
    assert (date.capacity, date.own, date.seats().free) == (4, ["places", "rooms"], 3)
    assert Notice.objects.get().template == "date_changed"
    date.move(date.starts_at, date.ends_at, places=(3, 0), by=None)
    assert Notice.objects.count() == 1


# -- what an attacker tried ----------------------------------------------------------------------


def test_the_last_date_of_a_course_is_replaced_with_everybody_on_it() -> None:
    course = make_course(1)
    sign_up = ask(course, "Amina", by=AMINA)
    replace_date(course.occurrences.get(), in_a_month(), CancelReason.ROOM, by=None)
    assert states(sign_up) == ["cancelled", "confirmed"]


def test_a_catch_up_date_after_the_last_one_is_held_by_those_who_were_in_the_course() -> None:
    course = make_course(1)
    sign_up = ask(course, "Amina", by=AMINA)
    with time_machine.travel(course.occurrences.get().over_at + timedelta(days=1), tick=False):
        add_date(course, in_a_month(), by=None)
    assert states(sign_up) == ["confirmed", "confirmed"]


def test_fire_safety_counts_those_who_are_in_the_course() -> None:
    course, small = make_course(2, capacity=6), make_room("Küche", fire_limit=3)
    for number in range(5):
        ask(course, f"Gast {number}")
    with pytest.raises(ValidationError, match="höchstens 3"):
        add_date(course, in_a_month(rooms=(small,), capacity=None), by=None)


def test_a_room_is_kept_until_the_date_is_over_whatever_was_typed_as_free_again() -> None:
    room, date = make_room(), make_date(hours=None)
    end = date.starts_at + timedelta(hours=4)
    date.move(date.starts_at, end, rooms=[room], room_until=date.starts_at + timedelta(hours=1), by=None)
    assert Occupancy.objects.get().period.upper == end


def test_the_same_form_with_another_day_asks_whether_it_is_meant() -> None:
    event, key = make_date().event, uuid4()
    add_date(event, in_a_month(), by=None, key=key)
    with pytest.raises(ValidationError, match="mit anderen Worten"):
        add_date(event, in_a_month(starts_at=in_days(31), ends_at=None), by=None, key=key)
    assert event.occurrences.count() == 2


def test_the_same_form_replaces_once_and_leads_to_the_same_date() -> None:
    date, key = make_date(), uuid4()
    one, other = (
        replace_date(date, in_a_month(), CancelReason.LEAD, by=None, key=key) for _press in range(2)
    )
    assert one == other


def test_only_what_people_would_notice_is_told() -> None:
    room, date = make_room(), make_date()
    date.set_rooms([room])
    ask(date, "Olena", by=OLENA)
    Notice.objects.all().delete()
    date.move(date.starts_at, date.ends_at, room_until=in_days(5, time(20)), by=None)
    assert Notice.objects.count() == 0


def test_a_date_that_has_enough_people_by_now_is_not_cancelled_for_too_few() -> None:
    date = make_date(starts_at=in_days(2), capacity=5)
    Event.objects.update(minimum=1)
    ask(date, "Olena")
    with pytest.raises(ValidationError, match="genug"):
        date.cancel_for_few(by=None)
    assert not Occurrence.objects.get().cancelled


def test_a_held_date_is_asked_about_anew_once_it_has_moved() -> None:
    date = make_date(starts_at=in_days(2))
    Event.objects.update(minimum=2)
    date.hold(by=None)
    date.move(in_days(2, time(18)), None, by=None)
    assert Occurrence.objects.too_few().get() == date


def test_all_that_is_to_come_is_chosen_under_the_lock() -> None:
    course = make_course(3)
    course.occurrences.all()[0].cancel(CancelReason.LEAD, by=None)
    cancel_dates(course, None, CancelReason.ROOM, by=None)
    assert not course.occurrences.scheduled().exists()
    with pytest.raises(ValidationError, match="kein Termin"):
        cancel_dates(course, None, CancelReason.ROOM, by=None)


def test_places_of_a_cancelled_date_do_not_change() -> None:
    date = make_date()
    date.cancel(CancelReason.LEAD, by=None)
    with pytest.raises(ValidationError):
        date.set_capacity(9, 0, by=None)
