"""What the log says of requests: the route that matched, never the path, for a path may be somebody's key."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

log = logging.getLogger("treff.access")


class AccessLog:
    """One line per request. The outermost middleware, so that it times and counts all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        response = self.get_response(request)
        took = (time.perf_counter() - begun) * 1000
        log.info("%s %s %s %d ms", request.method, route(request), response.status_code, took)
        return response


class RouteForPath(logging.Filter):
    """Django's own lines about a request ("Not Found: ...") name its path; they get the route instead."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            record.args = tuple(route(request) if said == request.path else said for said in record.args)
        return True


def route(request: HttpRequest) -> str:
    return request.resolver_match.route if request.resolver_match else "(no route)"
