"""When the door is open: rules of the week, less the closures that were decided."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from treff.house import hours
from treff.house.hours import Span
from treff.house.models import HouseClosure, HouseHours
from treff.house.when import at

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_tuesday_at_noon() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 24, 11, tzinfo=UTC), tick=False):
        yield


def open_from(
    weekday: int,
    start: int,
    end: int,
    *,
    desk: bool = False,
    valid: tuple[str | None, str | None] = ("2026-01-01", None),
) -> None:
    HouseHours.objects.create(weekday=weekday, start=time(start), end=time(end % 24), desk=desk, valid=valid)


def closed(start: datetime, end: datetime, **fields: str) -> None:
    HouseClosure.objects.create(
        **{"during": (start, end), "reason_code": "team_day", "decision": "closed"} | fields
    )


def span(day: date, start: int, end: int) -> Span:
    return Span(at(day, time(start)), at(day, time(end)))


def test_a_weekday_has_its_hours() -> None:
    open_from(1, 9, 21)
    open_from(2, 10, 12)
    assert hours.opening(TUESDAY) == [span(TUESDAY, 9, 21)]
    assert hours.opening(MONDAY) == []


def test_the_desk_has_hours_of_its_own() -> None:
    open_from(1, 9, 21)
    open_from(1, 9, 12, desk=True)
    open_from(1, 14, 18, desk=True)
    assert hours.opening(TUESDAY, desk=True) == [span(TUESDAY, 9, 12), span(TUESDAY, 14, 18)]
    assert hours.opening(TUESDAY) == [span(TUESDAY, 9, 21)]


def test_hours_hold_only_on_their_days() -> None:
    open_from(1, 9, 12, valid=("2026-01-01", "2026-11-24"))
    open_from(1, 15, 18, valid=("2026-11-24", None))
    assert hours.opening(TUESDAY) == [span(TUESDAY, 15, 18)]
    assert hours.opening(TUESDAY - timedelta(days=7)) == [span(TUESDAY - timedelta(days=7), 9, 12)]


def test_overlapping_hours_are_one_span() -> None:
    open_from(1, 9, 13)
    open_from(1, 12, 18)
    open_from(1, 18, 20)
    assert hours.opening(TUESDAY) == [span(TUESDAY, 9, 20)]


def test_a_closure_cuts_a_hole() -> None:
    open_from(1, 9, 21)
    closed(at(TUESDAY, time(12)), at(TUESDAY, time(14)))
    assert hours.opening(TUESDAY) == [span(TUESDAY, 9, 12), span(TUESDAY, 14, 21)]


@pytest.mark.parametrize("decision", ["proposed", "open"])
def test_a_closure_that_was_not_decided_cuts_nothing(decision: str) -> None:
    open_from(1, 9, 21)
    closed(at(TUESDAY, time(12)), at(TUESDAY, time(14)), decision=decision)
    assert hours.opening(TUESDAY) == [span(TUESDAY, 9, 21)]
    assert hours.coming_closures(at(MONDAY, time(9))) == []


def test_open_until_midnight() -> None:
    open_from(1, 20, 24)
    assert hours.opening(TUESDAY) == [Span(at(TUESDAY, time(20)), at(date(2026, 11, 25), time(0)))]


def test_the_night_of_the_clock_change_is_an_hour_shorter() -> None:
    open_from(6, 0, 12)
    (night,) = hours.opening(date(2027, 3, 28))
    assert night.end - night.start == timedelta(hours=11)


def test_a_rule_in_the_hour_that_does_not_exist_begins_when_the_clock_goes_on() -> None:
    open_from(6, 2, 6)
    assert hours.opening(date(2027, 3, 28)) == [span(date(2027, 3, 28), 3, 6)]


def test_the_door_is_open_from_the_first_moment_to_before_the_last() -> None:
    open_from(1, 9, 21)
    states = [
        hours.open_now(at(TUESDAY, time(*clock))).is_open for clock in [(8, 59), (9, 0), (20, 59), (21, 0)]
    ]
    assert states == [False, True, True, False]


def test_an_open_door_says_until_when() -> None:
    open_from(1, 9, 21)
    state = hours.open_now(at(TUESDAY, time(12)))
    assert (state.until, state.reason) == (at(TUESDAY, time(21)), "")
    with translation.override("en"):
        assert state.words == "Today until 21:00."


def test_a_house_that_closes_at_midnight_says_24() -> None:
    open_from(1, 9, 24)
    with translation.override("en"):
        assert hours.open_now(at(TUESDAY, time(12))).words == "Today until 24:00."


def test_a_shut_door_says_why_and_when_it_opens() -> None:
    open_from(1, 9, 21)
    closed(at(TUESDAY, time(9)), at(TUESDAY, time(14)), reason_text="Teamtag")
    state = hours.open_now(at(TUESDAY, time(12)))
    assert (state.is_open, state.reason, state.next_opening) == (False, "Teamtag", at(TUESDAY, time(14)))
    with translation.override("en"):
        assert state.words == "The reason: Teamtag. It opens again: Today, Tue, 24 November, 14:00."


def test_a_door_shut_for_months_names_no_day() -> None:
    open_from(1, 9, 21)
    closed(at(TUESDAY, time(0)), at(date(2027, 2, 1), time(0)), reason_code="repair")
    with translation.override("en"):
        assert hours.open_now(at(TUESDAY, time(12))).words == "The reason: something is being repaired."


def test_an_empty_house_is_shut_without_a_word() -> None:
    state = hours.open_now(at(TUESDAY, time(12)))
    assert (state.is_open, state.words) == (False, "")


def test_the_week_is_a_table_from_monday() -> None:
    open_from(0, 9, 21)
    open_from(1, 14, 18)
    open_from(1, 9, 12)
    open_from(1, 9, 12, desk=True)
    table = hours.week_table(TUESDAY, list(HouseHours.objects.order_by("start")))
    assert [line.day for line in table] == [MONDAY + timedelta(days=n) for n in range(7)]
    assert table[0].house == ((time(9), time(21)),)
    assert table[1].house == ((time(9), time(12)), (time(14), time(18)))
    assert (table[1].desk, table[2].house) == (((time(9), time(12)),), ())


def test_coming_closures_go_on_or_lie_ahead() -> None:
    closed(at(MONDAY, time(9)), at(MONDAY, time(14)))
    closed(at(TUESDAY, time(9)), at(TUESDAY, time(14)), reason_text="Wasser", reason_code="repair")
    closed(at(date(2026, 12, 14), time(9)), at(date(2026, 12, 14), time(14)))
    closed(at(date(2027, 6, 1), time(9)), at(date(2027, 6, 1), time(14)))
    coming = hours.coming_closures(at(TUESDAY, time(12)))
    assert [closure.when for closure in coming] == [
        "Di, 24. November, 9–14 Uhr",
        "Mo, 14. Dezember, 9–14 Uhr",
    ]
    assert [closure.reason_language for closure in coming] == ["de", ""]


@pytest.mark.parametrize("closures", [1, 50])
def test_the_state_of_the_door_costs_two_queries(closures: int) -> None:
    for weekday in range(7):
        open_from(weekday, 9, 21)
    for day in range(closures):
        closed(at(TUESDAY, time(9)) + timedelta(days=day), at(TUESDAY, time(10)) + timedelta(days=day))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        hours.open_now(at(TUESDAY, time(12)))
    assert len(queries) == 2
