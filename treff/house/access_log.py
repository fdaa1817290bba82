"""One line per request: the route that matched, never the path, because a path may be somebody's key."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

log = logging.getLogger("treff.access")


class AccessLog:
    """The outermost middleware, so that it times and counts all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        log.info(
            "%s %s %s %d ms",
            request.method,
            match.route if match else "no route",
            response.status_code,
            (time.perf_counter() - begun) * 1000,
        )
        return response
