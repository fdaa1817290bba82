"""When something opens, closes, begins and is over, by the clock in Krefeld: the cases of time."""

from datetime import UTC, datetime, time, timedelta
from datetime import date as Day

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from events import notices
from events.models import Event, Joins, Kind, Occurrence
from events.models.event import State
from events.tasks import remind
from tests.factories import KOWALSKI, OLENA, ask, in_days, make_course, make_date, make_event, on, states
from tests.worker import deliver
from treff.house import formats, letters, when
from treff.house.models import Notice
from treff.house.tasks import drop_late_calls

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
SPRING, AUTUMN = Day(2027, 3, 28), Day(2027, 10, 31)


def refusal(date: Occurrence, moment: datetime) -> str:
    """Code of the refusal that somebody gets at that moment; empty if it is none."""
    with time_machine.travel(moment, tick=False):
        try:
            with transaction.atomic():
                ask(date, "Amina")
        except ValidationError as error:
            return str(error.code)
    return ""


@pytest.mark.parametrize(("night", "hours"), [(SPRING, 6), (AUTUMN, 8), (Day(2027, 6, 6), 7)])
def test_case_46_a_night_over_the_clock_change_has_its_real_length(night: Day, hours: int) -> None:
    start, end = on(night - timedelta(days=1), time(23)), on(night, time(6))
    date = make_date(starts_at=start)
    with time_machine.travel(start - timedelta(days=9)):
        date.move(start, end, by=None)
    date.refresh_from_db()
    assert date.over_at - date.starts_at == hours * HOUR
    assert when.local(date.over_at).time() == time(6)


@pytest.mark.parametrize("night", [SPRING, AUTUMN])
def test_case_46_eleven_to_one_on_the_night_of_the_change_is_two_hours(night: Day) -> None:
    start, end = on(night - timedelta(days=1), time(23)), on(night, time(1))
    date = make_date(starts_at=start, hours=(end - start) / HOUR)
    assert date.over_at - date.starts_at == 2 * HOUR
    assert when.local(date.over_at) == datetime.combine(night, time(1), when.ZONE)


def test_case_46_a_start_that_does_not_exist_is_refused_and_a_doubled_one_is_the_first() -> None:
    with pytest.raises(ValidationError):
        on(SPRING, time(2, 30))
    assert on(AUTUMN, time(2, 30)) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_case_47_a_closing_day_counts_to_its_last_second() -> None:
    date = make_date(starts_at=on(Day(2027, 3, 20)))
    Event.objects.update(closes_on=Day(2027, 3, 15))
    date.event.refresh_from_db()
    midnight = on(Day(2027, 3, 16), time(0))
    assert refusal(date, midnight - SECOND) == ""
    assert refusal(date, midnight) == "closed"


def test_case_47_a_whole_course_closes_with_its_closing_day() -> None:
    course = make_course(dates=3, capacity=5, starts_at=on(Day(2027, 3, 20)))
    Event.objects.update(closes_on=Day(2027, 3, 15))
    course.refresh_from_db()
    with time_machine.travel(on(Day(2027, 3, 16), time(0)) - SECOND, tick=False):
        ask(course, "Amina")
    midnight = time_machine.travel(on(Day(2027, 3, 16), time(0)), tick=False)
    with midnight, pytest.raises(ValidationError) as late:
        ask(course, "Olena")
    assert late.value.code == "closed"


def test_case_47_an_opening_day_counts_from_its_first_second() -> None:
    date = make_date(starts_at=on(Day(2027, 3, 20)))
    Event.objects.update(opens_on=Day(2027, 3, 15))
    date.event.refresh_from_db()
    midnight = on(Day(2027, 3, 15), time(0))
    assert refusal(date, midnight - SECOND) == "not_yet"
    assert refusal(date, midnight) == ""


def test_case_47_whoever_comes_too_early_reads_when_it_opens() -> None:
    date = make_date(starts_at=on(Day(2027, 3, 20)))
    Event.objects.update(opens_on=Day(2027, 3, 15), opens_time=time(18))
    date.event.refresh_from_db()
    with time_machine.travel(on(Day(2027, 3, 14)), tick=False), translation.override("de"):
        with pytest.raises(ValidationError) as early:
            ask(date, "Amina")
        assert "Mo, 15. März, 18 Uhr" in early.value.messages[0]


@pytest.mark.parametrize(
    ("start_day", "closes_utc"),
    [
        (SPRING, datetime(2027, 3, 27, 17, tzinfo=UTC)),
        (Day(2027, 3, 29), datetime(2027, 3, 28, 16, tzinfo=UTC)),
        (AUTUMN, datetime(2027, 10, 30, 16, tzinfo=UTC)),
        (Day(2027, 11, 1), datetime(2027, 10, 31, 17, tzinfo=UTC)),
    ],
)
def test_case_48_the_day_before_at_18_is_18_by_the_clock_in_the_hall(
    start_day: Day, closes_utc: datetime
) -> None:
    date = make_date(starts_at=on(start_day, time(10)))
    Event.objects.update(closes_days_before=1, closes_time=time(18))
    date.event.refresh_from_db()
    assert date.closes_at() == closes_utc
    assert refusal(date, closes_utc - SECOND) == ""
    assert refusal(date, closes_utc) == "closed"


def test_case_48_opening_days_before_count_local_days_too() -> None:
    date = make_date(starts_at=on(Day(2027, 3, 30), time(10)))
    Event.objects.update(opens_days_before=7, opens_time=time(9))
    date.event.refresh_from_db()
    assert date.event.opens_at(date.starts_at) == datetime(2027, 3, 23, 8, tzinfo=UTC)


def test_case_48_a_closing_time_after_the_start_is_the_start() -> None:
    date = make_date(starts_at=on(Day(2027, 3, 20), time(10)))
    Event.objects.update(closes_days_before=0, closes_time=time(18))
    date.event.refresh_from_db()
    assert date.closes_at() == date.starts_at


def test_case_49_half_past_midnight_is_the_new_day_although_the_server_counts_the_old_one() -> None:
    """00:30 in Krefeld is 23:30 UTC of the day before."""
    monday = Day(2027, 1, 18)
    with time_machine.travel(on(monday, time(0, 30)), tick=False):
        assert when.today() == monday
        tomorrow = make_date(starts_at=on(monday + timedelta(days=1), time(0, 15)))
        assert notices.due_for_reminder(when.now()) is None
    with time_machine.travel(on(monday, time(9)), tick=False):
        begin, end = notices.due_for_reminder(when.now()) or (None, None)
    assert (begin, end) == when.day_bounds(monday + timedelta(days=1))
    assert begin is not None
    assert end is not None
    assert begin <= tomorrow.starts_at < end


def test_case_49_the_reminder_goes_out_from_nine_and_once_however_often_it_is_looked_for() -> None:
    day = Day(2027, 1, 19)
    with time_machine.travel(on(day - timedelta(days=7)), tick=False):
        tomorrow, later = make_date(starts_at=on(day)), make_date(starts_at=on(day + timedelta(days=1)))
        signed_up = ask(tomorrow, "Olena", by=OLENA)
        ask(later, "Olena", by=OLENA)
        waiting = make_date(starts_at=on(day), capacity=0)
        ask(waiting, "Amina")
    for clock, count in [(time(8, 59), 0), (time(9), 1), (time(9, 10), 1), (time(23), 1)]:
        with time_machine.travel(on(day - timedelta(days=1), clock), tick=False):
            remind(timestamp=0)
            assert Notice.objects.filter(template="reminder").count() == count
    assert Notice.objects.get(template="reminder").about_id == signed_up.pk


@pytest.mark.parametrize(("late", "state"), [(-MINUTE, "sent"), (MINUTE, "dropped")])
def test_a_reminder_that_was_held_up_is_dropped_once_its_date_has_begun(late: timedelta, state: str) -> None:
    date = make_date(starts_at=on(Day(2027, 1, 19)))
    ask(date, "Olena", by=OLENA)
    with time_machine.travel(date.starts_at - timedelta(hours=20), tick=False):
        remind(timestamp=0)
    with time_machine.travel(date.starts_at + late, tick=False):
        deliver()
    assert Notice.objects.get(template="reminder").state == state


def test_a_reminder_by_phone_is_laid_aside_once_its_date_has_begun() -> None:
    date = make_date(starts_at=on(Day(2027, 1, 19)))
    ask(date, "Herr Kowalski", by=KOWALSKI)
    with time_machine.travel(date.starts_at - timedelta(hours=20), tick=False):
        remind(timestamp=0)
        assert Notice.objects.calls().count() == 1
    with time_machine.travel(date.starts_at + MINUTE, tick=False):
        assert Notice.objects.calls().count() == 0
        drop_late_calls(timestamp=0)
    assert Notice.objects.get(template="reminder").state == "dropped"


def test_a_mail_about_a_place_that_was_held_up_is_dropped_once_the_date_is_over() -> None:
    date = make_date()
    for name in ("Olena", "Amina"):
        ask(date, name, by=OLENA)
    first, second = Notice.objects.filter(template="signed_up").order_by("created_at")
    with time_machine.travel(date.over_at - MINUTE, tick=False):
        letters.deliver(first.pk)
    with time_machine.travel(date.over_at, tick=False):
        letters.deliver(second.pk)
    assert [Notice.objects.get(pk=each.pk).state for each in (first, second)] == ["sent", "dropped"]


def test_case_53_an_end_before_the_start_is_refused_in_words_and_by_the_database() -> None:
    date = make_date()
    with pytest.raises(ValidationError):
        date.move(in_days(6), in_days(6) - HOUR, by=None)
    with pytest.raises(ValidationError):
        date.move(in_days(6), in_days(6), by=None)
    with pytest.raises(IntegrityError, match="date_ends_after_it_starts"), transaction.atomic():
        make_date(make_event(), hours=-1)


def test_case_53_over_midnight_is_one_date_and_both_days_are_said() -> None:
    date = make_date(starts_at=on(Day(2026, 12, 4), time(19)), hours=14)
    with time_machine.travel(on(Day(2026, 12, 1)), tick=False), translation.override("de"):
        words = formats.when(date.starts_at, date.ends_at)
    assert words == "Fr, 4. Dezember, 19 Uhr bis Sa, 5. Dezember, 9 Uhr"


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_case_53_without_an_end_no_dash_is_printed(language: str) -> None:
    date = make_date(starts_at=on(Day(2026, 12, 4), time(20)), hours=None)
    date.full_clean(exclude=["event"])
    with translation.override(language):
        words = formats.when(date.starts_at, date.ends_at)
    assert "20" in words
    assert not {"–", "-", "—"} & set(words)


def test_case_54_after_the_start_nobody_signs_up_unless_the_event_says_so() -> None:
    date = make_date()
    assert refusal(date, date.starts_at - SECOND) == ""
    assert refusal(date, date.starts_at) == "closed"
    Event.objects.update(after_start=True)
    date.event.refresh_from_db()
    assert refusal(date, date.starts_at + HOUR) == ""
    assert refusal(date, date.over_at) == "closed"


def test_case_54_a_whole_course_that_has_begun_is_closed_unless_the_event_says_so() -> None:
    course = make_course(dates=3, capacity=5)
    begun = course.occurrences.order_by("starts_at")[0].starts_at + HOUR
    with time_machine.travel(begun, tick=False):
        with pytest.raises(ValidationError) as late:
            ask(course, "Olena")
        assert late.value.code == "begun"
        Event.objects.update(after_start=True)
        course.refresh_from_db()
        assert states(ask(course, "Olena")) == ["confirmed"] * 2


def test_case_54_a_course_from_now_on_can_be_joined_for_the_coming_dates() -> None:
    course = make_course(dates=3, capacity=5, joins=Joins.FROM_NOW)
    with time_machine.travel(course.occurrences.order_by("starts_at")[0].starts_at + HOUR, tick=False):
        assert states(ask(course, "Olena")) == ["confirmed"] * 2
    with time_machine.travel(course.occurrences.order_by("starts_at")[2].starts_at, tick=False):
        with pytest.raises(ValidationError) as late:
            ask(course, "Hasan")
        assert late.value.code == "closed"


@pytest.mark.parametrize("kind", [Kind.DROP_IN, Kind.CONSULTATION])
def test_case_54_a_drop_in_never_takes_sign_ups_and_advice_not_online(kind: Kind) -> None:
    joins = Joins.NONE if kind == Kind.DROP_IN else Joins.SINGLE
    event = make_event("Offenes Frühstück", kind=kind, joins=joins)
    date = make_date(event, capacity=None)
    event.publish(by=None)
    assert refusal(date, in_days(1)) == "no_sign_up"


def test_case_54_a_draft_and_an_archived_event_take_no_sign_up() -> None:
    date = make_date()
    for state in (State.DRAFT, State.ARCHIVED):
        Event.objects.update(state=state)
        date.event.refresh_from_db()
        assert refusal(date, in_days(1)) == "not_published"


def test_case_55_a_running_date_stays_among_the_coming_ones_until_its_end() -> None:
    date = make_date(starts_at=on(Day(2027, 1, 18)), hours=26)
    for moment, there in [
        (date.starts_at, True),
        (date.over_at - SECOND, True),
        (date.over_at, False),
    ]:
        assert (date in Occurrence.objects.not_over(moment)) == there
        assert date not in Occurrence.objects.coming(moment)


def test_case_55_a_date_without_an_end_counts_as_running_for_three_hours() -> None:
    date = make_date(hours=None)
    assert date in Occurrence.objects.not_over(date.starts_at + 3 * HOUR - SECOND)
    assert date not in Occurrence.objects.not_over(date.starts_at + 3 * HOUR)
