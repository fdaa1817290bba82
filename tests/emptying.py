"""The tables after a test that commits: as `migrate` left them, with the rows of the test gone.

Django itself truncates every table, which lays every file anew, and then writes all rights once more: half
a second for each such test. Rows are deleted in a moment. As before, nobody else may still be writing.
"""

from django.db import connection
from django.test import TransactionTestCase

EMPTY = """
DO $$
DECLARE
    tables text[] := (
        SELECT array_agg(oid::regclass::text) FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
            AND relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission')
    );
    one text;
BEGIN
    EXECUTE 'LOCK TABLE ' || array_to_string(tables, ', ') || ' IN ACCESS EXCLUSIVE MODE';
    FOREACH one IN ARRAY tables LOOP
        EXECUTE 'DELETE FROM ' || one;
    END LOOP;
END $$
"""


def empty_tables(_case: TransactionTestCase | None = None) -> None:
    """What every foreign key refers to goes in one transaction, at whose end it is asked for."""
    with connection.cursor() as cursor:
        cursor.execute(EMPTY)
