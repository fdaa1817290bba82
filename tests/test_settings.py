"""Settings refuse to start on a typo, and say which variable it is and what was expected."""

import os
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

from treff import env

ROOT = Path(__file__).resolve().parents[1]
READS = re.compile(r"env\.[a-z_]+\(\s*\"([A-Z_]+)\"")
OPEN = {  # a house that is open to people
    "TREFF_HOSTS": "treff.example.org,www.treff.example.org",
    "TREFF_PROXY_HTTPS": "1",
    "TREFF_SECRET_KEY": "abcdefghij" * 6,
    "DATABASE_URL": "postgresql://treff:p%40ss@db.example.org:5433/house?sslmode=require",
    "TREFF_MAIL_URL": "smtps://mail.example.org",
    "TREFF_MAIL_FROM": "treff@example.org",
}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Callable[..., SimpleNamespace]:
    """Reads the settings anew, with these variables and no others."""
    for name in (name for name in os.environ if name.startswith("TREFF_") or name == "DATABASE_URL"):
        monkeypatch.delenv(name)

    def reading(**variables: str) -> SimpleNamespace:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return SimpleNamespace(**runpy.run_path(str(ROOT / "treff" / "settings.py")))

    return reading


def test_readme_lists_exactly_the_variables_that_are_read() -> None:
    code = [path.read_text() for path in sorted((ROOT / "treff").rglob("*.py"))]
    table = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert sorted(table) == sorted({name for source in code for name in READS.findall(source)})


def test_nothing_but_env_reads_the_environment() -> None:
    allowed = {"env.py", "postgres.py", "start.py", "wsgi.py"}
    for top in ("treff", "members", "rooms", "events"):
        for path in (ROOT / top).rglob("*.py"):
            if path.name not in allowed:
                assert "os.environ" not in path.read_text(), path


def test_a_laptop_needs_no_variable(read: Callable[..., SimpleNamespace]) -> None:
    house = read()
    assert house.ALLOWED_HOSTS == ["localhost", "127.0.0.1", "[::1]"]
    assert (house.PRODUCTION, house.DEBUG, house.TREFF_DEMO) == (False, False, False)
    assert house.DATABASES["default"]["NAME"] == "treff"


def test_hosts_alone_switch_to_production(read: Callable[..., SimpleNamespace]) -> None:
    house = read(**OPEN)
    assert house.ALLOWED_HOSTS == ["treff.example.org", "www.treff.example.org"]
    assert house.TREFF_URL == "https://treff.example.org"
    assert (house.SESSION_COOKIE_SECURE, house.CSRF_COOKIE_SECURE) == (True, True)
    assert house.SECURE_HSTS_SECONDS == 31_536_000


def test_database_address_is_taken_apart(read: Callable[..., SimpleNamespace]) -> None:
    database = read(**OPEN).DATABASES["default"]
    assert {name: database[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "house",
        "USER": "treff",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": "5433",
    }
    assert database["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize("missing", [name for name in OPEN if name != "TREFF_HOSTS"])
def test_an_open_house_needs_it(read: Callable[..., SimpleNamespace], missing: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^{missing} must "):
        read(**{name: value for name, value in OPEN.items() if name != missing})


@pytest.mark.parametrize(
    "address", ["http://treff.example.org", "https://example.org", "https://treff.example.org.evil.example"]
)
def test_links_of_an_open_house_lead_to_itself_by_https(
    read: Callable[..., SimpleNamespace], address: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match="^TREFF_URL must begin with https:// and go on with"):
        read(**OPEN, TREFF_URL=address)
    assert read(**OPEN | {"TREFF_URL": "https://www.treff.example.org"}).TREFF_URL.endswith(
        "//www.treff.example.org"
    )
    assert read(
        **OPEN | {"TREFF_HOSTS": ".example.org", "TREFF_URL": "https://t.example.org:8443"}
    ).PRODUCTION


def test_a_demo_is_never_open_to_the_world(read: Callable[..., SimpleNamespace]) -> None:
    with pytest.raises(ImproperlyConfigured, match="TREFF_DEMO must be 0 where TREFF_HOSTS names more"):
        read(**OPEN, TREFF_DEMO="1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://db/treff"),
        ("DATABASE_URL", "postgresql://db:port/treff"),
        ("DATABASE_URL", "postgresql://db:99999/treff"),
        ("DATABASE_URL", "postgresql://db"),
        ("DATABASE_URL", "postgresql://db/treff?colour=green"),
        ("DATABASE_URL", "treff"),
        ("TREFF_DEMO", "maybe"),
        ("TREFF_HOSTS", "https://treff.example.org"),
        ("TREFF_HOSTS", "treff.example.org:443"),
        ("TREFF_HOSTS", "*"),
        ("TREFF_HOSTS", "treff.example.org,"),
        ("TREFF_MAIL_FROM", "nobody"),
        ("TREFF_MAIL_URL", "http://mail.example.org"),
        ("TREFF_MAIL_URL", "smtp://"),
        ("TREFF_MAIL_URL", "smtp://mail.example.org:post"),
        ("TREFF_MAIL_URL", "smtp://mail.example.org?tsl=1"),
        ("TREFF_URL", "treff.example.org"),
        ("TREFF_URL", "https://treff.example.org/"),
        ("TREFF_URL", "https://treff.example.org:x"),
        ("TREFF_WORKERS", "0"),
        ("TREFF_WORKERS", "two"),
    ],
)
def test_a_wrong_value_is_refused_by_name(
    read: Callable[..., SimpleNamespace], name: str, value: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^{name} must "):
        read(**{name: value})


def test_a_refusal_is_one_line_on_the_terminal() -> None:
    variables = os.environ | {"TREFF_DEMO": "maybe", "DATABASE_URL": "postgresql:///none"}
    run = [sys.executable, "manage.py", "start"]
    ended = subprocess.run(run, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (1, "TREFF_DEMO must be 1 or 0, not 'maybe'.\n")


def test_port_is_read_when_the_house_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    with pytest.raises(ImproperlyConfigured, match="PORT must be a number from 1 to 65535, not 'eighty'"):
        env.number("PORT", 8000)


def test_a_secret_is_never_repeated(read: Callable[..., SimpleNamespace]) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        read(**OPEN | {"TREFF_SECRET_KEY": "hush-hush"})
    assert str(refusal.value) == "TREFF_SECRET_KEY must be a secret of 50 or more random characters."


def test_mail_server_is_taken_apart(read: Callable[..., SimpleNamespace]) -> None:
    house = read(TREFF_MAIL_URL="smtp://post%40house:a%2Fb@mail.example.org:2525?tls=1")
    assert house.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend"
    assert (house.EMAIL_HOST, house.EMAIL_PORT) == ("mail.example.org", 2525)
    assert (house.EMAIL_HOST_USER, house.EMAIL_HOST_PASSWORD) == ("post@house", "a/b")
    assert (house.EMAIL_USE_TLS, house.EMAIL_USE_SSL) == (True, False)
    house = read(TREFF_MAIL_URL="smtps://mail.example.org")
    assert (house.EMAIL_PORT, house.EMAIL_USE_TLS, house.EMAIL_USE_SSL) == (465, False, True)
