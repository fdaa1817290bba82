"""A date in the year 1 or 9999 is a slip of the finger that no page of the programme survives."""

from datetime import UTC, datetime

from django.db import migrations, models
from django.db.models import Q

REACH = (datetime(1999, 12, 31, 23, tzinfo=UTC), datetime(2100, 12, 31, 23, tzinfo=UTC))


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0005_erased_sign_up_leads_to_nobody"),
    ]

    operations = [
        migrations.AddConstraint(
            "occurrence",
            models.CheckConstraint(
                name="date_lies_between_2000_and_2100",
                condition=Q(starts_at__range=REACH, ends_at__range=REACH)
                & Q(previous_start__range=REACH, room_until__range=REACH),
                violation_error_message="Please choose a day between 2000 and 2100.",
            ),
        ),
    ]
