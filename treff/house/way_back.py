"""The button "back" shows a form that was corrected or enlarged, not the browser's own error page.

The browser keeps the answer to a POST for this button alone and asks nobody for it anew: if the cookies
are others by then and the answer says that it varies with them, only "ERR_CACHE_MISS" is left to show.
A guest's cookies change with the success itself, which sets one. Logged in, "Vary: Cookie" stays:
after the log-out nobody goes back to what was typed.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class WayBack:
    """Stands around the session and the CSRF token, which say that their pages vary with the cookies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # Without a database (503) nobody can say who is a guest, and a wrong host is refused before.
        user = getattr(request, "user", None)
        if request.method == "POST" and response.status_code < 500 and user and not user.is_authenticated:
            stays_the_same(response)
        return response


def stays_the_same(response: HttpResponseBase) -> None:
    """Take "Cookie" out of what the answer says that it varies with."""
    varies = [name.strip() for name in response.get("Vary", "").split(",")]
    others = [name for name in varies if name.lower() not in {"", "cookie"}]
    del response["Vary"]
    if others:
        response["Vary"] = ", ".join(others)
