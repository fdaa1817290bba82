"""An event keeps no more places for the door, and needs no more people, than it has places."""

from django.db import migrations, models
from django.db.models import F, Q

# What no form refused so far is cut down to the number of places.
CUT = """
    UPDATE events_event SET default_reserve = LEAST(default_reserve, default_capacity),
        minimum = LEAST(minimum, default_capacity)
    WHERE default_reserve > default_capacity OR minimum > default_capacity
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0008_parts_of_a_date_of_its_own")]

    operations = [
        migrations.RunSQL(CUT, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                name="event_keeps_no_more_places_than_it_has",
                condition=Q(default_capacity__isnull=True) | Q(default_reserve__lte=F("default_capacity")),
                violation_error_message="More places are kept for the door than there are.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                name="event_needs_no_more_people_than_it_has_places",
                condition=Q(default_capacity__isnull=True)
                | Q(minimum__isnull=True)
                | Q(minimum__lte=F("default_capacity")),
                violation_error_message="That is more than there are places.",
            ),
        ),
    ]
