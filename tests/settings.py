"""The settings of the house, with what tests need otherwise."""

from treff.settings import *  # noqa: F403 (all of them)
from treff.settings import STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True  # no collected folder needed
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
