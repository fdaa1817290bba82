"""The dates of one offer of the demo, seen from a day in the middle of the school holidays."""

from datetime import date

import pytest

from events.models import Series
from tests.factories import make_event
from treff.demo.days import Days
from treff.demo.load import dates
from treff.house import when
from treff.house.days_off import school_holiday

pytestmark = pytest.mark.django_db

IN_AUTUMN = date(2026, 10, 20)


def test_the_fortnight_counts_as_school_time_and_other_weeks_do_not() -> None:
    written = {"when": ["Mo und Do 15-17"], "in_school_holidays": False}
    planned = dates.plan(Days(IN_AUTUMN), make_event(), written)
    weeks = {week for week, each in planned if school_holiday(when.local(each.starts_at).date())}
    assert weeks == {0, 1}
    assert Series.objects.get().left_out == [
        *(date(2026, 8, 24), date(2026, 8, 27), date(2026, 8, 31)),
        *(date(2026, 12, 24), date(2026, 12, 28), date(2026, 12, 31), date(2027, 1, 4)),
        *(date(2027, 3, 22), date(2027, 3, 25), date(2027, 3, 29), date(2027, 4, 1)),
    ]


def test_an_offer_that_may_be_held_in_the_holidays_is_held_in_them() -> None:
    planned = dates.plan(Days(IN_AUTUMN), make_event(), {"when": ["Mo 15-17"]})
    assert [week for week, _date in planned] == list(range(-8, 27))
    assert Series.objects.get().left_out == []
