"""The desk on the day the demo is loaded: who still has to be called, and who has been told already."""

from datetime import timedelta
from typing import Any

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Max, Min, Value

from events import notices
from events.models import Occurrence, SignUp
from treff.demo import facts
from treff.demo.load.people import Folk
from treff.demo.load.programme import Offer
from treff.demo.load.signing_up import AT_THE_DESK
from treff.house import when
from treff.house.models import Notice

Line = tuple[int | str, str]
ASKED_FROM, ASKED_UNTIL = timedelta(days=9), timedelta(days=2)


def begin_the_day(offers: list[Offer], folk: Folk) -> None:
    """Let the sign-ups lie some days back, remind of tomorrow, and tick off what is told already."""
    _spread()
    start, end = when.day_bounds(when.today() + timedelta(days=1))
    notices.remind(Occurrence.objects.scheduled().public().filter(starts_at__gte=start, starts_at__lt=end))
    calls = list(Notice.objects.calls())
    Notice.attach_subjects(calls)
    lines = {
        call.pk: {(call.subject.event_id, call.to_name), (call.template, call.to_name)} for call in calls
    }
    there = set().union(*lines.values())
    left_open = {_line(each, there, offers, folk) for each in facts.read("signups")["calls"]["open"]}
    for call in calls:
        if not left_open & lines[call.pk]:
            call.reached(folk.people[AT_THE_DESK])


def _spread() -> None:
    """Nobody asked in the very minute of loading: the order stays, the moments lie days apart."""
    ranks = SignUp.objects.aggregate(low=Min("rank"), high=Max("rank"))
    step = (ASKED_FROM - ASKED_UNTIL) / (ranks["high"] - ranks["low"] + 1)
    later = ExpressionWrapper((F("rank") - ranks["low"]) * Value(step), DurationField())
    SignUp.objects.update(asked_at=ExpressionWrapper(when.now() - ASKED_FROM + later, DateTimeField()))


def _line(written: dict[str, Any], there: set[Line], offers: list[Offer], folk: Folk) -> Line:
    """The event, or the reason, and the name by which an open line is known; `or` if it is not there."""
    if "reminder" in written:
        line: Line = ("reminder", folk.people[written["reminder"]].name)
        return line if line in there else _line(written["or"], there, offers, folk)
    event = next(offer.event for offer in offers if offer.number == written["offer"])
    return event.pk, folk.people[written["contact"]].name
