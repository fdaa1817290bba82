"""Spans of days, and the pieces of a constraint that forbids two rows at the same time.

The database must run without extensions, so a key inside an exclusion constraint is written as a
range of one number. `int8range(NULL, NULL)` would be the range of *all* numbers: a missing key
becomes a NULL range instead, which conflicts with nothing.
"""

import datetime as dt

from django.contrib.postgres.fields import BigIntegerRangeField
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Case, Q, When

from treff.house.ranges import key


def key_or_none(field: str) -> Case:
    """A key that may be missing, as a range of one; NULL where it is missing."""
    return Case(
        When(Q(**{f"{field}__isnull": False}), then=key(field)),
        default=None,
        output_field=BigIntegerRangeField(),
    )


def days(first: dt.date, end: dt.date | None = None) -> DateRange:
    """From the first day up to, not including, the end; open without one."""
    return DateRange(first, end)


def holds(during: DateRange | None, day: dt.date) -> bool:
    """Whether the day lies in the span; a row without a span rests."""
    return during is not None and day in during
