"""Staff, board and city enter with two proofs: the code from their mailbox and a second factor.

Who has none yet reaches only the pages where one is set up. Who has one, but holds a session from
before, proves it first: otherwise somebody with the mailbox alone could add a factor of their own.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from members.models import User
from members.roles import SECOND_FACTOR

DEMO_MARK = "demo_second_factor_ready"
PROVING = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
LEAVING = {"account_logout"}


class SecondFactorMiddleware:
    """Stops those who need a second factor and have not shown one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Here, not earlier: the name of the page is known only now."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None  # nobody is signed in, and the page stays the same for all
        user = request.user
        if not isinstance(user, User) or user.roles.isdisjoint(SECOND_FACTOR) or shown(request):
            return None
        page = (request.resolver_match and request.resolver_match.url_name) or ""
        if is_mfa_enabled(user):
            return None if page in PROVING | LEAVING else _prove_first(request)
        return None if page.startswith("mfa_") or page in LEAVING else redirect("mfa_index")


def shown(request: HttpRequest) -> bool:
    """Whether this session has proved a second factor.

    The demo's one-click log-in leaves a mark instead; it counts under TREFF_DEMO and nowhere else.
    """
    if settings.TREFF_DEMO and request.session.get(DEMO_MARK):
        return True
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def _prove_first(request: HttpRequest) -> HttpResponseBase:
    passkeys_only = not is_mfa_enabled(request.user, types=[Authenticator.Type.TOTP])
    page = reverse("mfa_reauthenticate_webauthn" if passkeys_only else "mfa_reauthenticate")
    return redirect(f"{page}?{urlencode({'next': request.get_full_path()})}")


@receiver(authenticator_added)
def adding_proves(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Who has just set a factor up has shown that it works."""
    record_authentication(request, user, "mfa", id=authenticator.pk, type=str(authenticator.type))
