"""What a page says of many dates at once, as columns of their one query.

By hand, because every page of the programme asks for them: Django takes longer to write such a
query than Postgres to answer it, and rows fetched beside it would be counted in hundreds.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from events.models.event import EventText, Hosting
from events.models.occurrence_text import OccurrenceText
from events.models.place import Place
from members.models import Group, Organisation
from treff.house.models.text import ORIGINAL


class PeopleWith(models.Func):
    """How many places of a date are in this state; the argument is the key of the date."""

    template = (
        f"(SELECT count(*) FROM {Place._meta.db_table}"
        " WHERE occurrence_id = %(expressions)s AND state = '%(state)s')"
    )
    output_field = models.IntegerField()


class Hosts(models.Func):
    """Names of the organisations and groups behind an event, the first in line first."""

    template = (
        "ARRAY(SELECT coalesce(organisation.name, party.name)"
        f" FROM {Hosting._meta.db_table} hosting"
        f" LEFT JOIN {Organisation._meta.db_table} organisation ON organisation.id = hosting.organisation_id"
        f" LEFT JOIN {Group._meta.db_table} party ON party.id = hosting.group_id"
        " WHERE hosting.event_id = %(expressions)s ORDER BY hosting.is_first DESC, hosting.id)"
    )
    output_field = ArrayField(models.TextField())


class Title(models.Func):
    """[language, title] of a date: its own, else that of the event; as asked, else German, else any.

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
    """SQL of the best row for a language; takes the languages as its parameter."""
    return (
        f"(SELECT ARRAY[language, title] FROM {table} WHERE {which} AND title <> ''"
        " ORDER BY array_position(%s::text[], language::text) NULLS LAST, language LIMIT 1)"
    )
