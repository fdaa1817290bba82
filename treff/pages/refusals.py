"""What no view has caught: a refusal that a person may read, two who pressed at once, no database.

Views show refusals beside the form. This is the net below them, for the admin and for whatever is
forgotten: a sentence of ours is never a crash, and what was typed is not lost. While the database
cannot be reached the house is away (503) and says so, instead of being broken.
"""

import logging
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg import OperationalError as Unreachable

from treff.house.busy import Busy, is_lock
from treff.pages.errors import away, typed

log = logging.getLogger("treff.database")


class Refusals:
    """The innermost middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for this exception; None where it is a bug and may crash."""
        if isinstance(exception, ValidationError):
            context = {"sentences": exception.messages, "back": request.path}
            return render(request, "422.html", context, status=422)
        if isinstance(exception, Busy) or is_lock(exception):
            return render(request, "409.html", {"kept": typed(request)}, status=409)
        if _is_unreachable(exception):
            log.warning("The database cannot be reached: %s", exception)
            return away(request)
        return None


def _is_unreachable(exception: Exception) -> bool:
    """No connection was to be had, or it broke: then there is no answer of the server to name a code."""
    cause = exception.__cause__
    return (
        isinstance(exception, OperationalError) and isinstance(cause, Unreachable) and cause.sqlstate is None
    )
