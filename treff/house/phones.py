"""One spelling for every phone number: the international one, +4915100000123.

Numbers are compared and dialled in this spelling and shown in another (see formats). Whether
somebody answers is not for a form to judge: a number is taken when it can exist.
"""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

EXAMPLE = "0151 00000123"
SHORTEST = 7
"""Digits of area code and number together; with fewer the area code was left out."""


def normalise(typed: str, region: str = "DE") -> str:
    """The international spelling of what was typed, or ValidationError."""
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        raise _refusal() from None
    if not phonenumbers.is_possible_number(number) or _is_without_area_code(number):
        raise _refusal()
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_without_area_code(number: phonenumbers.PhoneNumber) -> bool:
    return len(phonenumbers.national_significant_number(number)) < SHORTEST


def _refusal() -> ValidationError:
    return ValidationError(
        _("The phone number is too short or too long. Example: %(example)s"),
        code="phone",
        params={"example": EXAMPLE},
    )
