"""One spelling for every phone number."""

import pytest
from django.core.exceptions import ValidationError

from treff.house import phones


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0151 00000123", "+4915100000123"),
        ("0151-00000 123", "+4915100000123"),
        ("+49 151 00000 122", "+4915100000122"),
        ("0049 151 00000122", "+4915100000122"),
        ("02151 000 100", "+492151000100"),
        ("(02151) 000100", "+492151000100"),
        ("٠١٥١٠٠٠٠٠١٢٣", "+4915100000123"),
        ("+31 20 123 4567", "+31201234567"),
    ],
)
def test_spellings_of_one_number_meet(typed: str, stored: str) -> None:
    assert phones.normalise(typed) == stored


@pytest.mark.parametrize(
    "typed",
    ["", "keine", "0151", "12", "801234", "0151 00000123 000000", "+999 123456", "amina@example.org"],
)
def test_what_can_be_no_number_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        phones.normalise(typed)
    assert "0151 00000123" in refusal.value.messages[0]
