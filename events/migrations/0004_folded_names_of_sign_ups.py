"""Names of sign-ups and of who comes along are kept folded too, so that the database can search them."""

from typing import Any

from django.db import migrations

from treff.house.folding import fold
from treff.house.models.folded import FoldedField


def fold_names(apps: Any, schema_editor: Any) -> None:
    for model, column, key in (
        ("Participant", "name", "name_key"),
        ("SignUp", "contact_name", "contact_name_key"),
    ):
        rows = apps.get_model("events", model).objects
        for pk, name in rows.exclude(**{column: ""}).values_list("pk", column):
            rows.filter(pk=pk).update(**{key: fold(name)})


class Migration(migrations.Migration):
    dependencies = [("events", "0003_sign_up_by_moment")]

    operations = [
        migrations.AddField("participant", "name_key", FoldedField(of="name")),
        migrations.AddField("signup", "contact_name_key", FoldedField(of="contact_name")),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]
