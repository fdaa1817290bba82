"""Ranges for exclusion constraints, without any extension of Postgres."""

from django.contrib.postgres.fields import BigIntegerRangeField
from django.db.models import F, Func, Value


def key(field: str) -> Func:
    """A foreign key or number as a range of one, which GiST can compare without btree_gist."""
    return Func(
        F(field),
        F(field),
        Value("[]"),
        function="int8range",
        output_field=BigIntegerRangeField(),
    )
