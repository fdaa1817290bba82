"""Times and spans as they are typed: local, half-open, and refused when they do not exist."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from psycopg.types.range import Range

from treff.house.fields import DayField, DaySpanField, LanguagesField, MomentField, MomentSpanField


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2026-12-01T15:00", datetime(2026, 12, 1, 14, tzinfo=UTC)),
        ("2026-07-01T15:00", datetime(2026, 7, 1, 13, tzinfo=UTC)),
        ("2026-12-01 15:00", datetime(2026, 12, 1, 14, tzinfo=UTC)),
        ("2027-10-31T02:30", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_local_and_the_first_of_two(typed: str, instant: datetime) -> None:
    assert MomentField().clean(typed) == instant


@pytest.mark.parametrize("typed", ["morgen", "2026-02-30T10:00", "2026-12-01T25:00"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        MomentField().clean(typed)


def test_a_moment_that_the_clock_change_skips_is_refused() -> None:
    with pytest.raises(ValidationError) as refusal:
        MomentField().clean("2027-03-28T02:30")
    assert refusal.value.code == "gap"


FAR = ["9999-12-31", "0001-01-01", "1999-12-31", "2101-01-01"]


@pytest.mark.parametrize("day", FAR)
@pytest.mark.parametrize("clock", ["00:00", "22:00"])
def test_a_moment_that_nobody_can_mean_is_refused(day: str, clock: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        MomentField().clean(f"{day}T{clock}")
    assert refusal.value.code == "far"


@pytest.mark.parametrize("day", FAR)
def test_a_span_that_nobody_can_mean_is_refused(day: str) -> None:
    near, far = "2026-12-01T10:00", f"{day}T10:00"
    for typed in ([near, far], [far, near]):
        with pytest.raises(ValidationError) as refusal:
            MomentSpanField().clean(typed)
        assert refusal.value.error_list[0].code == "far"


def test_the_first_and_the_last_day_are_near_enough() -> None:
    for typed in ("2000-01-01T00:00", "2100-12-31T23:59"):
        assert MomentField().clean(typed) is not None


def test_what_was_typed_is_shown_again() -> None:
    field: Any = MomentField()
    assert 'value="morgen"' in field.widget.render("at", field.prepare_value("morgen"))
    shown = field.widget.render("at", field.prepare_value(datetime(2026, 12, 1, 14, tzinfo=UTC)))
    assert 'value="2026-12-01T15:00"' in shown


def test_a_span_of_days_holds_its_last_day() -> None:
    field: Any = DaySpanField()
    span = field.clean(["2026-12-01", "2026-12-31"])
    assert span == Range(date(2026, 12, 1), date(2027, 1, 1))
    assert field.widget.decompress(span) == [date(2026, 12, 1), date(2026, 12, 31)]
    assert field.clean(["2026-12-01", ""]) == Range(date(2026, 12, 1), None)
    assert field.widget.decompress(Range(date(2026, 12, 1), None)) == [date(2026, 12, 1), None]


@pytest.mark.parametrize(
    ("typed", "code"),
    [(["", "2026-12-31"], "first"), (["2026-12-31", "2026-12-01"], "order"), (["", ""], "required")],
)
def test_a_span_of_days_that_cannot_be_is_refused(typed: list[str], code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        DaySpanField().clean(typed)
    assert refusal.value.error_list[0].code == code


def test_a_span_of_moments_has_both_ends_in_order() -> None:
    field = MomentSpanField()
    span = field.clean(["2026-12-24T00:00", "2026-12-27T00:00"])
    assert (span.lower, span.upper) == (
        datetime(2026, 12, 23, 23, tzinfo=UTC),
        datetime(2026, 12, 26, 23, tzinfo=UTC),
    )
    for typed in (["2026-12-24T00:00", ""], ["2026-12-24T00:00", "2026-12-24T00:00"]):
        with pytest.raises(ValidationError):
            field.clean(typed)


def test_a_language_that_is_stored_joins_the_list() -> None:
    field: Any = LanguagesField()
    assert "sw" not in dict(field.choices)
    field.prepare_value(["de", "sw"])
    assert "sw" in dict(field.choices)
    assert field.clean(["de", "sw"]) == ["de", "sw"]
    with pytest.raises(ValidationError):
        field.clean(["keine Sprache"])


def test_something_may_have_begun_before_there_was_a_house_but_nothing_ends_in_9999() -> None:
    field = DaySpanField(required=False)
    assert field.clean(["1994-05-01", ""]).lower == date(1994, 5, 1)
    for span in (["0001-01-01", ""], ["1994-05-01", "9999-12-31"]):
        with pytest.raises(ValidationError) as refusal:
            field.clean(span)
        assert {each.code for each in refusal.value.error_list} == {"far"}
    with pytest.raises(ValidationError):
        DayField().clean("1994-05-01")
