"""Sign-ups made since the browser was opened, to ask "is this you again?".

Their public ids stand in a cookie of their own, so that a guest who signs up leaves no session in the
database. It is signed, no script reads it, no other site sends it with a form, and it ends with the
browser. Whoever logs out takes it along: a desk is used by several people.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase

COOKIE = "signups"
REMEMBERED = 20


def made_here(request: HttpRequest) -> list[str]:
    """Public ids, the latest last; nothing where somebody has written the cookie by hand."""
    said = request.get_signed_cookie(COOKIE, default="", max_age=settings.SESSION_COOKIE_AGE)
    return said.split(".") if said else []


def remember(request: HttpRequest, response: HttpResponseBase, public_id: str) -> None:
    """Note one more, until the browser is closed."""
    made = list(dict.fromkeys([*made_here(request), public_id]))[-REMEMBERED:]
    response.set_signed_cookie(
        COOKIE, ".".join(made), secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


@receiver(user_logged_out)
def leave(request: HttpRequest | None, **_about: object) -> None:
    if request is not None:
        request.has_left = True  # type: ignore[attr-defined]  # our own note, for the answer below


class ForgetAtLogOut:
    """Takes the cookie back with the answer to a log-out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if getattr(request, "has_left", False):
            response.delete_cookie(COOKIE, samesite="Lax")
        return response
