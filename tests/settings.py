"""The settings of the house, with what tests need otherwise."""

from typing import Any

from treff.settings import *  # noqa: F403 (all of them)
from treff.settings import DATABASES, STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True  # no collected folder needed
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# What a test commits need not survive a power cut. This is said for each connection, not for the server.
_options: Any = DATABASES["default"]["OPTIONS"]
_options["options"] += " -c synchronous_commit=off"
