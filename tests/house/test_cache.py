"""The cache of a real house counts tries; nobody empties it by filling it."""

import pytest
from django.core.cache import caches
from django.core.management import call_command
from pytest_django.fixtures import Settings

from treff import settings as house


@pytest.mark.django_db
def test_a_count_of_tries_outlives_the_tries_of_strangers(settings: Settings) -> None:
    settings.CACHES = house.CACHES
    call_command("createcachetable", verbosity=0)
    counts = caches["default"]
    for number in range(320):
        counts.set(f"tries:{number:03}", number)
    assert len(counts.get_many([f"tries:{number:03}" for number in range(320)])) == 320
