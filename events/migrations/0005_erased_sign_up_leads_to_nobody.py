"""A sign-up that was erased before says no more whose it was, and none may from now on."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q

CONTACT = ("contact_name", "contact_name_key", "contact_phone", "contact_number", "contact_email")


def take_links_out(apps: Any, schema_editor: Any) -> None:
    erased = apps.get_model("events", "SignUp").objects.exclude(erased_at=None)
    pks = list(erased.values_list("pk", flat=True))
    apps.get_model("events", "Participant").objects.filter(sign_up__in=pks).update(person=None)
    claims = apps.get_model("members", "AuditEvent").objects.filter(label="events.signup", verb="claim")
    claims.filter(object_id__in=map(str, pks)).delete()
    erased.update(contact=None, made_by=None)


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0004_folded_names_of_sign_ups"),
        ("members", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(take_links_out, migrations.RunPython.noop),
        migrations.RemoveConstraint("signup", "erased_sign_up_holds_no_contact"),
        migrations.AddConstraint(
            "signup",
            models.CheckConstraint(
                name="erased_sign_up_holds_no_contact",
                condition=Q(erased_at__isnull=True)
                | Q(**dict.fromkeys(CONTACT, ""), contact=None, made_by=None),
            ),
        ),
    ]
