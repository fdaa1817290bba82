"""What an account may do: `can` for pages, RoleBackend for Django's own questions.

Both answer from the role grants that are live today and from `roles.toml`; nothing is stored on the
account, so a right ends with its date while the session goes on.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from members.models import Person, User
from members.roles import allowed

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def can(user: AbstractBaseUser | AnonymousUser, action: str) -> bool:
    """Whether this account may do what [actions] of roles.toml calls so; a typo is a KeyError."""
    roles = allowed(action)
    return isinstance(user, User) and not user.roles.isdisjoint(roles)


def person_of(request: HttpRequest) -> Person | None:
    """The person who is signed in; nobody for a guest and for an account without a person."""
    person: Person | None = getattr(request.user, "person", None)
    return person


def needs(action: str) -> Callable[[View], View]:
    """A view for those who may do this; others get 403, the signed-out the log-in page."""
    allowed(action)  # a typo refuses to start, not to serve

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not can(request.user, action):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return cast(View, guarded)

    return decorate


class RoleBackend(BaseBackend):
    """The only backend: finds the account of a session. Logging in is allauth's, by code or passkey.

    `authenticate` stays Django's empty one, so that no password can ever open an account.
    """

    def get_user(self, user_id: Any) -> User | None:
        """The account with its person, in one query; none once it is switched off."""
        return User.objects.select_related("person").filter(pk=user_id, is_active=True).first()

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return user_obj.get_all_permissions(obj) if isinstance(user_obj, User) else set()
