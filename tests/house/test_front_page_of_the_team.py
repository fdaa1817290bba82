"""The first page of the team: what waits and what is wrong, and no word about what is not."""

import re

import pytest
from django.urls import reverse

from members.models import Role
from tests.members.doing import make_role
from tests.visitors import logged_in
from treff.house.models import Finding

pytestmark = pytest.mark.django_db


def front_page() -> str:
    page = logged_in(make_role(Role.STAFF)).get(reverse("admin:index")).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_quiet_day_says_only_that_nothing_was_found() -> None:
    page = front_page()
    assert "Keine Befunde" in page
    assert "Bitte anrufen" in page
    assert "0 " not in page[page.index("Was möchten Sie tun?") : page.index("Keine Befunde")]


def test_findings_stand_there_instead() -> None:
    Finding.record("calls_are_made", ["a:1"])
    page = front_page()
    assert "calls_are_made: a:1" in page
    assert "Keine Befunde" not in page
