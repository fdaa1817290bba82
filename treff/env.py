"""Environment variables, read strictly: a typo refuses to start and says what was expected."""

import os
from email.utils import parseaddr
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from django.http.request import validate_host
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict


def text(name: str, default: str = "") -> str:
    """The variable as it stands, or the default."""
    return os.environ.get(name) or default


def yes_no(name: str, *, default: bool = False) -> bool:
    """1/0, yes/no, true/false."""
    value = text(name)
    if value == "":
        return default
    if value.lower() in {"1", "yes", "true"}:
        return True
    if value.lower() in {"0", "no", "false"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int, *, lowest: int = 1, highest: int = 65535) -> int:
    """A whole number within the bounds."""
    value = text(name, str(default))
    if not (value.isdecimal() and value.isascii() and lowest <= int(value) <= highest):
        raise ImproperlyConfigured(f"{name} must be a number from {lowest} to {highest}, not {value!r}.")
    return int(value)


def secret(name: str, default: str, *, required: bool) -> str:
    """At least 50 characters; the message never repeats them."""
    value = text(name)
    if value == "" and not required:
        return default
    if len(value) < 50 or len(set(value)) < 5:
        raise ImproperlyConfigured(f"{name} must be a secret of 50 or more random characters.")
    return value


def hosts(name: str) -> list[str]:
    """Host names separated by commas: no scheme, no port, no star."""
    value = text(name)
    found = [host.strip() for host in value.split(",")] if value else []
    for host in found:
        letters = host.removeprefix(".").replace("-", "").replace(".", "")
        if not (letters.isascii() and letters.isalnum()):
            raise ImproperlyConfigured(
                f"{name} must be host names separated by commas, such as treff.example.org, not {value!r}."
            )
    return found


def web_address(name: str, default: str, *, open_at: list[str]) -> str:
    """Where the site stands, such as https://treff.example.org: no path, no slash at the end.

    A site that is open to people stands at one of its own hosts, by https.
    """
    value = text(name, default)
    parts = _split(value)
    if not parts or parts.scheme not in {"http", "https"} or not parts.hostname or value != parts.geturl():
        parts = None
    if not parts or parts.path or parts.query or parts.fragment or parts.username:
        raise ImproperlyConfigured(
            f"{name} must be an address such as https://treff.example.org, no path after it, not {value!r}."
        )
    if open_at and not (parts.scheme == "https" and validate_host(parts.hostname or "", open_at)):
        raise ImproperlyConfigured(
            f"{name} must begin with https:// and go on with a host out of TREFF_HOSTS, not {value!r}."
        )
    return value


def database(name: str, default: str) -> dict[str, str]:
    """USER, PASSWORD, HOST, PORT, NAME of a URL, and whatever else it says, in lower case."""
    expected = f"{name} must look like postgresql://user:password@host:5432/treff"
    value = text(name, default)
    parts = _split(value)
    if parts is None or parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(f"{expected}.")
    try:
        given = {key: str(said) for key, said in conninfo_to_dict(value).items() if said is not None}
    except ProgrammingError as error:
        raise ImproperlyConfigured(f"{expected} ({' '.join(str(error).split())}).") from error
    port = given.get("port", "")
    if port and not (port.isdecimal() and 0 < int(port) < 65536):
        raise ImproperlyConfigured(f"{expected}, with a number as port.")
    if not given.get("dbname"):
        raise ImproperlyConfigured(f"{expected}, with the name of a database.")
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return dict.fromkeys(known.values(), "") | {known.get(key, key): said for key, said in given.items()}


def mail_sender(name: str, default: str) -> str:
    """An address, with or without a name before it."""
    value = text(name, default)
    try:
        validate_email(parseaddr(value)[1])
    except ValidationError as error:
        raise ImproperlyConfigured(
            f"{name} must be an address such as Treff am Bleichpfad <treff@example.org>, not {value!r}."
        ) from error
    return value


def mail_server(name: str, *, required: bool) -> dict[str, str | int | bool]:
    """Django's EMAIL_ settings from smtp://user:password@host:587?tls=1 (or smtps://); {} without it."""
    if not text(name) and not required:
        return {}
    expected = f"{name} must look like smtp://user:password@host:587?tls=1 or smtps://user:password@host"
    parts = _split(text(name))
    if (
        parts is None
        or parts.scheme not in {"smtp", "smtps"}
        or not parts.hostname
        or parts.path not in {"", "/"}
    ):
        raise ImproperlyConfigured(f"{expected}.")
    said = dict(parse_qsl(parts.query, keep_blank_values=True))
    if set(said) - {"tls"} or said.get("tls", "0") not in {"0", "1"}:
        raise ImproperlyConfigured(f"{expected}; after the question mark only tls=1 or tls=0.")
    secure = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if secure else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_USE_TLS": said.get("tls") == "1",
    }


def _split(value: str) -> SplitResult | None:
    """The parts of a URL; None where it or its port cannot be read."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return None
    return parts
