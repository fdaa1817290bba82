"""A test that commits leaves nothing behind."""

import pytest
from django.db import connection

from tests.emptying import empty_tables
from tests.factories import ask, make_date
from treff.house.models import House


def rows() -> dict[str, int]:
    """How many rows each table holds, those without a model too."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.django_db(transaction=True)
def test_what_a_test_has_committed_is_gone_and_what_migrate_wrote_stays() -> None:
    before = rows()
    House.objects.create(phone="02151 000 100")
    ask(make_date(), "Amina", "Lina", email="amina@example.org")
    assert sum(rows().values()) > sum(before.values()) + 5
    empty_tables()
    assert rows() == before
    kept = {table for table, number in before.items() if number}
    assert kept == {"django_migrations", "django_content_type", "auth_permission"}
