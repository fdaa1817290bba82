"""What the page of a change says about those it would touch: nothing about nobody."""

from collections import Counter

import pytest
from django.utils.translation import override

from events.acts.affected import Affected
from treff.house.models import Channel


@pytest.mark.parametrize(
    ("confirmed", "waiting", "words"),
    [
        (0, 0, "Niemand ist angemeldet."),
        (1, 0, "1 Person hat einen Platz."),
        (2, 3, "2 Personen haben einen Platz. 3 Personen warten."),
        (0, 1, "1 Person wartet."),
    ],
)
def test_those_who_are_there_are_counted(confirmed: int, waiting: int, words: str) -> None:
    with override("de"):
        assert Affected(confirmed, waiting, Counter(), ()).counted() == words


@pytest.mark.parametrize(
    ("mails", "calls", "desk", "words"),
    [
        (0, 0, 0, "Niemand muss Bescheid wissen."),
        (2, 0, 0, "2 Kontakte bekommen eine E-Mail."),
        (0, 1, 0, "1 Kontakt müssen wir anrufen."),
        (
            1,
            2,
            1,
            "1 Kontakt bekommt eine E-Mail. 2 Kontakte müssen wir anrufen. 1 Kontakt hört es am Tresen.",
        ),
    ],
)
def test_only_the_ways_that_are_used_are_named(mails: int, calls: int, desk: int, words: str) -> None:
    channels = Counter({Channel.MAIL: mails, Channel.CALL: calls, Channel.DESK: desk})
    with override("de"):
        assert Affected(1, 0, channels, ()).told() == words
