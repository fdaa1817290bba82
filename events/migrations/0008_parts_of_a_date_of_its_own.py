"""A date notes by parts what was changed by hand: its time, its rooms, its places."""

from django.db import migrations

RENAME = """
    UPDATE events_occurrence SET own = (
        SELECT array_agg(DISTINCT CASE name
            WHEN 'starts_at' THEN 'time' WHEN 'ends_at' THEN 'time' WHEN 'capacity' THEN 'places' ELSE name END)
        FROM unnest(own) AS name
    ) WHERE own <> '{}'
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0007_series_approval_and_replaced_dates")]

    operations = [migrations.RunSQL(RENAME, migrations.RunSQL.noop)]
