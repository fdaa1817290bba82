"""Settings of the bench: the house's own, with the bare page beside it."""

import os

from treff.settings import *  # noqa: F403 - settings are meant to be taken over whole
from treff.settings import LOGGING

ROOT_URLCONF = "tests.bench.urls"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# A line per request is written as ever, but nobody reads it; what goes wrong is seen.
LOGGING["handlers"]["terminal"]["level"] = "WARNING"
LOGGING["handlers"]["nobody"] = {
    "class": "logging.FileHandler",
    "filename": os.devnull,
    "formatter": "line",
    "filters": ["routes"],
}
LOGGING["root"]["handlers"].append("nobody")
