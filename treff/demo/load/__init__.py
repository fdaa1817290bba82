"""The whole demo in one transaction: it is there, or it is not.

Rows that no verb makes (rooms, people, texts) are written first. Then everything that a verb may
touch is locked once, in the order of the house, so that the verbs, which take the same locks again,
can run inside one transaction. Whoever starts a second load waits and then finds the first.
"""

from datetime import date

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, transaction

from events.models import Event
from members.models import Person
from rooms.models import Room
from treff.demo import facts
from treff.demo.days import Days
from treff.demo.load import desk, house, people, programme, signing_up
from treff.demo.models import Loaded
from treff.house import when
from treff.house.locks import lock


def load() -> Loaded | None:
    """Fill an empty house with the demo; None if that has been done before.

    Raises CommandError outside the demo and in a house that has data of its own.
    """
    if not settings.TREFF_DEMO:
        raise CommandError("The demo is loaded only with TREFF_DEMO=1.")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [facts.SEED])
        if Loaded.objects.exists():
            return None
        if Person.objects.exists() or Event.objects.exists():
            raise CommandError("This house has data of its own. The demo needs an empty database.")
        return _fill(when.today())


def _fill(today: date) -> Loaded:
    days = Days(today)
    rooms = house.fill(days)
    folk = people.fill(days)
    offers = programme.write(days, rooms, folk)
    lock(Event.objects.all(), Person.objects.all(), Room.objects.all())
    people.give_roles(days, folk)
    for offer in offers:
        programme.open_up(offer, folk, by=folk.people["katrin"])
        signing_up.ask(offer, folk)
        signing_up.change(offer, days, rooms, by=folk.people["katrin"])
    desk.begin_the_day(offers, folk)
    signing_up.past(offers, folk)
    return Loaded.objects.create(on=today, edition=facts.edition())
