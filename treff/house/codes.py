"""Codes that people read out, and public ids that stand in addresses.

A code is what somebody says on the phone: capitals and digits that cannot be mistaken for one
another, and no vowels, so that no word comes out. Both are drawn from the system's secure
source; neither tells anything about the row it belongs to.
"""

import secrets

ALPHABET = "BCDFGHJKLMNPQRTW6789"
CODE_LENGTH = 6
ID_ALPHABET = "bcdfghjkmnpqrstvwxyz23456789"
ID_LENGTH = 8


def code() -> str:
    """Six characters to say on the phone; the caller's unique constraint catches the rare twin."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def public_id() -> str:
    """Eight characters for an address that never changes and cannot be counted through."""
    return "".join(secrets.choice(ID_ALPHABET) for _ in range(ID_LENGTH))


def clean_code(typed: str) -> str:
    """A code as it is stored, from what somebody typed: "krf 7hm" and "KRF-7HM" are the same."""
    return "".join(character for character in typed.upper() if character.isalnum())
