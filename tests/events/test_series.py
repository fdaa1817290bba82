"""Series: the dates stay what people were told, whatever is changed around them."""

from datetime import date as Day
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from events.models import CancelReason, Event, Joins, Kind, Occurrence, Series
from events.models.changes import PLACES, ROOMS, TIME
from events.models.hindrances import with_hindrances
from events.models.planning import Edit, Fate
from events.models.rearranging import Decision, LineTaken, carry_out
from members.models import AuditEvent
from rooms.models import Occupancy, Use
from tests.events.serial import (
    EVENING,
    HALF_PAST_SEVEN,
    SIX,
    change,
    clocks,
    dates_of,
    foreseen,
    next_weekday,
    tuesdays,
    weekly,
)
from tests.factories import OLENA, ask, confirmed, make_event, make_room, publish, take
from treff.house import when
from treff.house.models import HouseClosure, Notice
from treff.house.recurrence import Listed, MonthlyByDay, MonthlyByWeekday, Recurrence, ShortMonth, Weekly

pytestmark = pytest.mark.django_db

AUTUMN, SPRING = datetime(2026, 10, 13, 12, tzinfo=when.ZONE), datetime(2026, 3, 15, 12, tzinfo=when.ZONE)


def test_case_44_six_o_clock_stays_six_o_clock_over_both_clock_changes() -> None:
    for now, first in ((AUTUMN, Day(2026, 10, 20)), (SPRING, Day(2026, 3, 24))):
        with time_machine.travel(now, tick=False):
            event = tuesdays(first, title=f"Treff {first}", recurrence=weekly(first, 2))
            before, after = dates_of(event)
        assert [when.local(date.starts_at).time() for date in (before, after)] == [SIX, SIX]
        assert abs(after.starts_at - before.starts_at - when.WEEK) == timedelta(hours=1)


def test_case_46_a_night_of_the_clock_change_lasts_as_long_as_the_clock_in_the_hall_says() -> None:
    with time_machine.travel(AUTUMN, tick=False):
        event = make_event("Nacht der Lichter", kind=Kind.SERIES)
        rule = Recurrence(Listed((Day(2026, 10, 24), Day(2026, 10, 31))), Day(2026, 10, 24))
        change(event, Edit(clock=(time(23), time(4)), recurrence=rule))
        long, usual = dates_of(event)
    assert [date.ends_at and date.ends_at - date.starts_at for date in (long, usual)] == [
        timedelta(hours=6),
        timedelta(hours=5),
    ]


def test_half_past_two_on_the_night_in_march_is_refused_with_the_day() -> None:
    with time_machine.travel(SPRING, tick=False), pytest.raises(ValidationError) as refusal:
        rule = weekly(Day(2026, 3, 22), 2, weekdays=(6,))
        foreseen(make_event("Nachtwache"), Edit(clock=(time(2, 30), None), recurrence=rule))
    assert "29. März" in refusal.value.messages[0]


def test_every_second_week_stays_so_over_new_year_and_week_53() -> None:
    with time_machine.travel(datetime(2026, 12, 1, 12, tzinfo=when.ZONE), tick=False):
        event = tuesdays(Day(2026, 12, 15), recurrence=weekly(Day(2026, 12, 15), 4, every=2))
    days = [when.local(date.starts_at).date() for date in dates_of(event)]
    assert days == [Day(2026, 12, 15), Day(2026, 12, 29), Day(2027, 1, 12), Day(2027, 1, 26)]


def test_case_50_short_months_and_missing_weekdays_follow_the_rule() -> None:
    def days(rule: object) -> list[Day]:
        with time_machine.travel(datetime(2027, 1, 2, 12, tzinfo=when.ZONE), tick=False):
            event = make_event("Monatlich")
            recurrence = Recurrence(rule, Day(2027, 1, 5), until=Day(2027, 5, 31))  # type: ignore[arg-type]  # any rule
            lines = foreseen(event, Edit(clock=EVENING, recurrence=recurrence))
        return [line.day for line in lines]

    last = days(MonthlyByDay(31, ShortMonth.LAST_DAY))
    assert [(day.month, day.day) for day in last] == [(1, 31), (2, 28), (3, 31), (4, 30), (5, 31)]
    assert [day.month for day in days(MonthlyByDay(31, ShortMonth.SKIP))] == [1, 3, 5]
    assert [day.month for day in days(MonthlyByWeekday(5, 5))] == [1, 5]


def test_case_52_the_last_day_counts_and_a_rule_without_a_day_is_refused() -> None:
    first = next_weekday(1)
    event, until = make_event(), first + 2 * when.WEEK
    rule = Recurrence(Weekly((1,)), first, until=until)
    assert [line.day for line in foreseen(event, Edit(EVENING, recurrence=rule))][-1] == until
    nothing = Recurrence(Weekly((1,)), first, until=first - timedelta(days=30))
    with pytest.raises(ValidationError, match="Kein Tag"):
        foreseen(event, Edit(EVENING, recurrence=nothing))


def test_case_53_an_end_that_is_not_later_lies_on_the_next_day_and_no_end_is_possible() -> None:
    event = make_event()
    first = next_weekday(1)
    over_night = Edit((time(22), time(1)), recurrence=weekly(first, 1))
    [line] = foreseen(event, over_night)
    assert line.new is not None
    assert line.new.ends_at == when.at(first + timedelta(days=1), time(1))
    [line] = foreseen(event, Edit((time(22), None), recurrence=weekly(first, 1)))
    assert line.new is not None
    assert line.new.ends_at is None


def test_case_66_this_and_following_leaves_the_past_and_what_was_cancelled() -> None:
    first = next_weekday(1, weeks=1)
    event = tuesdays(first)
    dates = dates_of(event)
    sign_up = ask(dates[3], "Olena")
    dates[4].cancel(CancelReason.ROOM, by=None)
    with time_machine.travel(dates[1].starts_at + timedelta(hours=1), tick=False):
        [off] = [
            line
            for line in foreseen(event, Edit((time(17), time(18, 30)), places=(3, 0)), dates[2].starts_at)
            if line.fate == Fate.STAYS_CANCELLED
        ]
        assert off.new == off.old
        change(event, Edit(clock=(time(17), time(18, 30))), dates[2].starts_at)
        assert [date.split()[1] for date in clocks(event)] == ["18:00-19:30"] * 2 + ["17:00-18:30"] * 2 + [
            "18:00-19:30",
            "17:00-18:30",
        ]
    assert dates_of(event)[4].cancelled
    assert confirmed(dates[3]) == 1
    assert sign_up.places().get().occurrence_id == dates[3].pk


def test_a_change_that_reaches_back_leaves_what_has_begun() -> None:
    event = tuesdays(next_weekday(1))
    dates = dates_of(event)
    with time_machine.travel(dates[1].starts_at + timedelta(minutes=5), tick=False):
        change(event, Edit(clock=(time(17), time(18, 30))), dates[0].starts_at)
    assert [date.split()[1] for date in clocks(event)][:3] == ["18:00-19:30", "18:00-19:30", "17:00-18:30"]


def test_story_04_one_date_in_the_workshop_keeps_its_room_and_takes_the_new_time() -> None:
    hall, workshop = make_room("Bleiche"), make_room("Werkstatt")
    event = tuesdays(next_weekday(1), rooms=(hall,))
    dates = dates_of(event)
    dates[2].move(dates[2].starts_at, dates[2].ends_at, rooms=[workshop], by=None)
    lines = foreseen(event, Edit(clock=(time(17), time(18, 30)), rooms=(hall,)), dates[1].starts_at)
    assert [line.kept for line in lines] == [set(), {ROOMS}, set(), set(), set()]
    change(event, Edit(clock=(time(17), time(18, 30)), rooms=(hall,)), dates[1].starts_at)
    moved = Occurrence.objects.get(pk=dates[2].pk)
    assert when.local(moved.starts_at).time() == time(17)
    assert moved.rooms() == [workshop]
    assert moved.own == [ROOMS]


def test_story_34_a_cancelled_date_does_not_come_back_with_a_change_of_all() -> None:
    event = tuesdays(next_weekday(1))
    dates_of(event)[2].cancel(CancelReason.LEAD, by=None)
    longer = weekly(next_weekday(1), 8)
    done = change(event, Edit(clock=EVENING, recurrence=longer))
    assert (done.added, len(dates_of(event))) == (2, 8)
    assert [date.cancelled for date in dates_of(event)] == [False, False, True] + [False] * 5


def test_case_67_a_new_title_of_the_series_leaves_the_title_of_one_date() -> None:
    event = tuesdays(next_weekday(1))
    date = dates_of(event)[1]
    date.texts.create(language="de", title="Sprachcafé im Park")
    event.texts.update(title="Sprachcafé mit Tee")
    titles = [date.title_in for date in Occurrence.objects.for_rows("de").order_by("starts_at")]
    assert [title[1] for title in titles if title][:2] == ["Sprachcafé mit Tee", "Sprachcafé im Park"]


def test_a_moved_date_is_not_made_a_second_time() -> None:
    event = tuesdays(next_weekday(1))
    date = dates_of(event)[1]
    date.move(
        date.starts_at + timedelta(days=1), (date.ends_at or date.starts_at) + timedelta(days=1), by=None
    )
    change(event, Edit(clock=EVENING, recurrence=weekly(next_weekday(1), 7)))
    assert len(dates_of(event)) == 7
    assert dates_of(event)[1].own == [TIME]


def test_a_day_that_was_left_out_stays_out_when_the_series_gets_longer() -> None:
    first = next_weekday(1)
    event = make_event(kind=Kind.SERIES)
    shown = foreseen(event, Edit(EVENING, recurrence=weekly(first, 4)))
    change(event, Edit(EVENING, recurrence=weekly(first, 4)), decisions={shown[1].key: Decision(do=False)})
    series = Series.objects.get()
    assert series.left_out == [first + when.WEEK]
    lines = foreseen(event, Edit(EVENING, recurrence=weekly(first, 6)))
    proposed = with_hindrances(lines, left_out=series.left_out)
    assert [line.day for line in proposed if line.fate == Fate.ADDED and not line.is_proposed] == [
        first + when.WEEK
    ]


def test_from_weekly_to_every_second_week_cancels_the_others_and_tells_who_had_signed_up() -> None:
    event = tuesdays(next_weekday(1))
    dates = dates_of(event)
    ask(dates[1], "Olena", by=OLENA)
    ask(dates[2], "Olena", by=OLENA)
    Notice.objects.all().delete()
    done = change(event, Edit(clock=EVENING, recurrence=weekly(next_weekday(1), 3, every=2)))
    assert (done.added, done.changed, done.off) == (0, 0, 3)
    assert [date.cancelled for date in dates_of(event)] == [False, True, False, True, False, True]
    notice = Notice.objects.get()
    assert (notice.template, notice.facts["dates"]) == ("date_cancelled", [dates[1].pk])


def test_another_weekday_moves_each_date_within_its_week_and_tells_each_contact_once() -> None:
    event = tuesdays(next_weekday(1))
    dates = dates_of(event)
    for date in dates[:3]:
        ask(date, "Olena", by=OLENA)
    Notice.objects.all().delete()
    wednesdays = weekly(next_weekday(2), 6, weekdays=(2,))
    done = change(event, Edit(clock=EVENING, recurrence=wednesdays))
    assert (done.added, done.changed, done.off) == (0, 6, 0)
    assert [date.pk for date in dates_of(event)] == [date.pk for date in dates]
    assert [when.local(date.starts_at).weekday() for date in dates_of(event)] == [2] * 6
    notice = Notice.objects.get()
    assert notice.template == "dates_changed"
    assert [each["date"] for each in notice.facts["changes"]] == [date.pk for date in dates[:3]]
    assert confirmed(dates[0]) == 1


def test_the_rule_of_the_series_is_split_where_the_time_changes() -> None:
    first = next_weekday(1)
    event = tuesdays(first)
    dates = dates_of(event)
    change(event, Edit(clock=(time(17), time(18, 30))), dates[3].starts_at)
    old, new = Series.objects.order_by("from_slot")
    assert (old.start, new.start) == (SIX, time(17))
    assert old.recurrence.days() == [first + week * when.WEEK for week in range(3)]
    assert new.recurrence.days() == [first + week * when.WEEK for week in range(3, 6)]
    assert new.from_slot == dates_of(event)[3].starts_at == dates_of(event)[3].slot_at


def test_a_series_takes_its_rooms_and_names_the_date_whose_room_is_in_use() -> None:
    room, first = make_room("Webstube"), next_weekday(1)
    take([room], when.at(first + when.WEEK, time(19)))
    event = make_event(kind=Kind.SERIES)
    edit = Edit(EVENING, rooms=(room,), recurrence=weekly(first, 3))
    lines = with_hindrances(foreseen(event, edit))
    assert [line.taken for line in lines] == [False, True, False]
    with pytest.raises(LineTaken) as refusal:
        change(event, edit)
    assert refusal.value.keys == {lines[1].key}
    assert (Occurrence.objects.count(), Series.objects.count()) == (0, 0)
    kitchen = make_room("Küche")
    change(event, edit, decisions={lines[1].key: Decision(rooms=(kitchen,))})
    assert [date.rooms() for date in dates_of(event)] == [[room], [kitchen], [room]]
    assert dates_of(event)[1].own == [ROOMS]


def test_two_dates_of_a_series_may_change_places() -> None:
    room, first = make_room(), next_weekday(1)
    event = tuesdays(first, rooms=(room,), recurrence=weekly(first, 3, weekdays=(1,)))
    wednesdays = Edit(EVENING, recurrence=Recurrence(Weekly((2,)), first, count=3))
    change(event, wednesdays)
    change(event, Edit(EVENING, recurrence=Recurrence(Weekly((1,)), first, count=3)))
    assert Occupancy.objects.count() == 3
    assert [when.local(date.starts_at).weekday() for date in dates_of(event)] == [1, 1, 1]


def test_a_closed_house_a_holiday_and_school_holidays_are_marked_and_not_proposed() -> None:
    with time_machine.travel(datetime(2026, 12, 1, 12, tzinfo=when.ZONE), tick=False):
        shut = when.day_bounds(Day(2026, 12, 18))
        HouseClosure.objects.create(during=shut, reason_code="team_day", decision="closed")
        fridays = Recurrence(Weekly((4,)), Day(2026, 12, 11), until=Day(2027, 1, 8))
        lines = foreseen(make_event(), Edit(EVENING, recurrence=fridays))
        seen = with_hindrances(lines, in_school_holidays=False)
    assert [(line.day.day, line.marks, line.is_proposed) for line in seen] == [
        (11, (), True),
        (18, ("Haus geschlossen: Teamtag",), False),
        (25, ("1. Weihnachtstag", "Weihnachtsferien"), False),
        (1, ("Neujahr", "Weihnachtsferien"), False),
        (8, (), True),
    ]


def test_nothing_is_saved_but_what_the_page_showed() -> None:
    event = tuesdays(next_weekday(1))
    edit = Edit(clock=(time(17), HALF_PAST_SEVEN))
    since = when.now()
    with pytest.raises(ValidationError, match="inzwischen"):
        carry_out(event, edit, since, seen="what somebody saw before", by=None)
    assert {date.split()[1] for date in clocks(event)} == {"18:00-19:30"}


def test_what_somebody_leaves_as_it_is_is_its_own_from_then_on() -> None:
    event = tuesdays(next_weekday(1))
    edit = Edit(clock=(time(17), time(18, 30)))
    lines = foreseen(event, edit)
    change(event, edit, decisions={lines[0].key: Decision(do=False)})
    assert dates_of(event)[0].own == [TIME]
    change(event, Edit(clock=(time(16), time(17, 30))))
    assert [date.split()[1] for date in clocks(event)] == ["18:00-19:30"] + ["16:00-17:30"] * 5


def test_a_date_that_would_fall_out_may_stay() -> None:
    event = tuesdays(next_weekday(1))
    edit = Edit(clock=EVENING, recurrence=weekly(next_weekday(1), 3, every=2))
    lines = foreseen(event, edit)
    stays = next(line for line in lines if line.fate == Fate.FALLS_OUT)
    change(event, edit, decisions={stays.key: Decision(do=False)})
    assert [date.cancelled for date in dates_of(event)] == [False, False, False, True, False, True]
    again = foreseen(event, edit)
    assert Fate.FALLS_OUT not in {line.fate for line in again}


def test_of_a_draft_that_nobody_has_seen_dates_are_taken_away_with_their_rooms() -> None:
    room = make_room()
    event = make_event(kind=Kind.SERIES)
    change(event, Edit(EVENING, rooms=(room,), recurrence=weekly(next_weekday(1), 6)))
    change(event, Edit(EVENING, rooms=(room,), recurrence=weekly(next_weekday(1), 3, every=2)))
    assert len(dates_of(event)) == 3
    assert (Use.objects.count(), Occupancy.objects.count()) == (3, 3)


def test_places_of_all_dates_change_but_for_the_one_that_has_its_own() -> None:
    event = tuesdays(next_weekday(1))
    dates_of(event)[1].set_capacity(3, 0, by=None)
    change(event, Edit(places=(20, 2)))
    assert [(date.capacity, date.own) for date in dates_of(event)][:3] == [(20, []), (3, [PLACES]), (20, [])]


def test_more_than_two_hundred_dates_are_possible_once_they_are_meant() -> None:
    rule = Recurrence(Weekly((0, 1, 2, 3, 4)), next_weekday(0), count=201)
    with pytest.raises(ValidationError) as refusal:
        rule.days()
    assert refusal.value.code == "many"
    assert len(foreseen(make_event(), Edit(EVENING, recurrence=rule))) == 201


def test_a_change_of_a_series_is_in_the_journal_with_its_reason() -> None:
    event = tuesdays(next_weekday(1))
    change(event, Edit(clock=(time(17), time(18, 30))), reason="Im Winter früher")
    note = AuditEvent.objects.get(verb="change_dates", object_id=event.pk, reason="Im Winter früher")
    assert note.field_names == ["dates"]


@pytest.mark.parametrize("joins", [Joins.WHOLE, Joins.FROM_NOW])
def test_who_is_in_the_course_is_on_the_dates_that_are_added(joins: Joins) -> None:
    first = next_weekday(1)
    event = make_event(kind=Kind.COURSE, joins=joins, default_capacity=1)
    change(event, Edit(EVENING, recurrence=weekly(first, 2)))
    event = publish(event)
    inside, outside = ask(event, "Olena", by=OLENA), ask(event, "Karim", phone="0151 00000102")
    Notice.objects.all().delete()
    change(event, Edit(EVENING, recurrence=weekly(first, 3)))
    assert [place.state for place in inside.places()] == ["confirmed"] * 3
    assert [place.state for place in outside.places()] == ["waiting"] * 3
    assert set(Notice.objects.values_list("template", flat=True)) == {"date_added"}
    assert Event.objects.get().occurrences.count() == 3


def test_another_time_for_one_date_without_an_end_takes_the_room_along() -> None:
    room, first = make_room(), next_weekday(1)
    event = make_event(kind=Kind.SERIES)
    edit = Edit((SIX, None), free_again=time(21), rooms=(room,), recurrence=weekly(first, 2))
    one, other = foreseen(event, edit)
    decisions = {
        one.key: Decision(clock=(time(18, 30), time(22, 30))),
        other.key: Decision(clock=(time(19), None)),
    }
    change(event, edit, decisions=decisions)
    ended, open_end = dates_of(event)
    assert (ended.room_until, ended.ends_at) == (None, when.at(first, time(22, 30)))
    assert open_end.room_until == when.at(first + when.WEEK, time(21))
    periods = [(each.period.lower, each.period.upper) for each in Occupancy.objects.order_by("period")]
    assert periods == [
        (when.at(first, time(18, 30)), when.at(first, time(22, 30))),
        (when.at(first + when.WEEK, time(19)), when.at(first + when.WEEK, time(21))),
    ]
