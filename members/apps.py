from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    label = "members"
    verbose_name = _("People and partners")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Loads the checks and what follows from a new second factor, once all models are there."""
        import_module("members.checks")
        import_module("members.second_factor")
