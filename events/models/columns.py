"""What a page says of many dates at once, as columns of their one query.

By hand, because every page of the programme asks for them. For sixty dates Django took 1.5 ms to write
the three counts as subqueries, more than Postgres to answer them; titles and rooms read as rows of their
own took 8 ms and three queries.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from events.models.event import EventText
from events.models.hosting import Hosting
from events.models.occurrence_text import OccurrenceText
from events.models.place import Place
from members.models import Group, Organisation
from rooms.models import Room, Use
from treff.house.models.text import BEST_FIRST, ORIGINAL


class PlacesIn(models.Func):
    """How many places of a date are in this state; the argument is the key of the date."""

    template = (
        f"(SELECT count(*) FROM {Place._meta.db_table}"
        " WHERE occurrence_id = %(expressions)s AND state = '%(state)s')"
    )
    output_field = models.IntegerField()


class FireLimit(models.Func):
    """How many people the rooms of a date hold for fire safety, if the date says no number of places; NULL
    if it does, or one of its rooms says none.

    The arguments are the number of places and the key of the use.
    """

    output_field = models.IntegerField()

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> tuple[str, Any]:
        (capacity, _none), (use, _none) = map(compiler.compile, self.source_expressions)
        all_said = "CASE WHEN count(room.fire_limit) = count(*) THEN sum(room.fire_limit) END"
        rooms = (
            f"SELECT {all_said} FROM {Use.rooms.through._meta.db_table} held"
            f" JOIN {Room._meta.db_table} room ON room.id = held.room_id"
            f" JOIN {Use._meta.db_table} used ON used.id = held.use_id AND used.released_at IS NULL"
            f" WHERE held.use_id = {use}"
        )
        return f"CASE WHEN {capacity} IS NULL AND {use} IS NOT NULL THEN ({rooms}) END", []


class DateTitle(models.Func):
    """[language, title] of a date: that of its own text, else that of the event; as asked, else German,
    else any. A text of its own without a title says the event's.

    The arguments are the keys of the date and of the event.
    """

    output_field = ArrayField(models.TextField())

    def __init__(self, date: str, event: str, *, language: str) -> None:
        super().__init__(date, event)
        self.languages = [language, ORIGINAL]

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> tuple[str, Any]:
        (date, _none), (event, _none) = map(compiler.compile, self.source_expressions)
        own = best_title(OccurrenceText._meta.db_table, f"occurrence_id = {date}")
        return f"coalesce({own}, {best_title(EventText._meta.db_table, f'event_id = {event}')})", [
            self.languages,
            self.languages,
        ]


def best_title(table: str, which: str) -> str:
    """SQL of the best row for a language, nothing if it says no title; its parameter are the languages."""
    title = "CASE WHEN title <> '' THEN ARRAY[language, title] END"
    return f"(SELECT {title} FROM {table} WHERE {which} ORDER BY {BEST_FIRST} LIMIT 1)"


class OfferTitle(models.Func):
    """[language, title] of an event, as `DateTitle`; the argument is the key of the event."""

    output_field = ArrayField(models.TextField())

    def __init__(self, event: str, *, language: str) -> None:
        super().__init__(event)
        self.languages = [language, ORIGINAL]

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> tuple[str, Any]:
        event, _none = compiler.compile(self.source_expressions[0])
        return best_title(EventText._meta.db_table, f"event_id = {event}"), [self.languages]


class Hosts(models.Func):
    """Names of those behind an event, in the order of `HostingQuerySet.names`.

    The argument is the key of the event.
    """

    template = (
        "ARRAY(SELECT coalesce(organisation.name, circle.name)"
        f" FROM {Hosting._meta.db_table} host"
        f" LEFT JOIN {Organisation._meta.db_table} organisation ON organisation.id = host.organisation_id"
        f" LEFT JOIN {Group._meta.db_table} circle ON circle.id = host.group_id"
        " WHERE host.event_id = %(expressions)s ORDER BY host.is_first DESC, host.id)"
    )
    output_field = ArrayField(models.TextField())


class AsksQuestions(models.Func):
    """Whether an event asks questions at sign-up: where it asks none, nobody needs to read them.

    The argument is the key of the event.
    """

    template = "EXISTS(SELECT FROM events_question WHERE event_id = %(expressions)s)"
    output_field = models.BooleanField()
