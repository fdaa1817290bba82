"""No browser and no proxy keeps a page of an account.

A phone is handed on, a computer stands in the library: who presses "back" after the log-out must not
see an address, a list of devices or the recovery codes. allauth says so for some of its pages only.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers

ACCOUNTS = "konto/"


class PrivatePages:
    """Marks whatever is answered under /konto/, in any language, as not to be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.resolver_match and ACCOUNTS in request.resolver_match.route:
            add_never_cache_headers(response)
        return response
