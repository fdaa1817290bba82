"""Words that somebody will read: ready, or put into the language of the page when it is written."""

from django.utils.functional import Promise

Words = str | Promise
