"""Environment variables, read strictly: a typo refuses to start and says what was expected."""

import os

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The variable as it stands, or the default."""
    return os.environ.get(name, default)


def yes_no(name: str, *, default: bool = False) -> bool:
    """1/0, yes/no, true/false; anything else refuses to start."""
    value = os.environ.get(name, "")
    if value == "":
        return default
    if value.lower() in {"1", "yes", "true"}:
        return True
    if value.lower() in {"0", "no", "false"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
