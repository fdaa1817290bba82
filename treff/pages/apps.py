from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "treff.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"
