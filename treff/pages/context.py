"""The menus of the site: what everybody may open, and what the team finds at the foot of the page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from members.rights import can

MENU: list[tuple[str, Promise]] = [
    ("events:programme", _("Programme")),
    ("events:find_sign_up", _("My sign-up")),
    ("pages:house", _("The house")),
]
FOOT: list[tuple[str, Promise]] = [
    ("pages:easy_language", _("Easy German")),
    ("pages:accessibility", _("Accessibility")),
    ("pages:privacy", _("Privacy")),
    ("pages:imprint", _("Imprint")),
]


@dataclass(frozen=True)
class Item:
    """A line of a menu. `current` is "page" on the page itself and "true" below it."""

    url: str
    words: Promise
    current: str = ""


def menus(request: HttpRequest) -> dict[str, Any]:
    """The context processor; no query for those who are not logged in."""
    return {
        "menu": SimpleLazyObject(lambda: [_item(request, name, words) for name, words in MENU]),
        "foot_menu": SimpleLazyObject(lambda: foot(request)),
    }


def foot(request: HttpRequest) -> list[Item]:
    """Fixed pages, then the way in or out, then what belongs to the role of the person."""
    user = request.user
    items = [_item(request, name, words) for name, words in FOOT]
    if not user.is_authenticated:
        return [*items, _item(request, "account_login", _("Log in"))]
    if can(user, "calls"):
        items.append(_item(request, "pages:calls", _("Please call")))
    if user.is_staff:
        items.append(_item(request, "admin:index", _("Administration")))
    items.append(_item(request, "account_email", _("My account")))
    return [*items, _item(request, "account_logout", _("Log out"))]


def _item(request: HttpRequest, name: str, words: Promise) -> Item:
    url = reverse(name)
    current = "page" if request.path == url else "true" if request.path.startswith(url) else ""
    return Item(url, words, current)
