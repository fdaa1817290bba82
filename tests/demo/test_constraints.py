"""What the tables of the demo refuse by themselves."""

from datetime import date

import pytest

from tests.promises import Broken, assert_refused, promises
from treff.demo.models import Loaded

pytestmark = pytest.mark.django_db

BROKEN: Broken = {"demo_is_loaded_once": lambda: Loaded.objects.create(pk=2, on=date(2026, 11, 24))}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name: str) -> None:
    assert_refused(name, BROKEN[name])


def test_every_promise_of_the_demo_is_tried() -> None:
    assert promises("demo") == set(BROKEN)
