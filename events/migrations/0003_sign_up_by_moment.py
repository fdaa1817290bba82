"""Who signs up too often is counted by rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0002_rank_sequence_and_a_date_per_event")]

    operations = [
        migrations.AddIndex("signup", models.Index(fields=["asked_at"], name="sign_up_by_moment")),
    ]
