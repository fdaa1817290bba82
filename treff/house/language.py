"""The language of a page is written in its path, and nowhere else.

`/programm/` is German whatever the browser asks for, `/en/programm/` is English: so every page can be
shared, cached and indexed.
"""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware

from treff.house.models.text import active_language


class LanguageOfThePath(LocaleMiddleware):
    """Django's middleware without its `Vary: Accept-Language`, which is not true here."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", active_language())
        return response
