"""The menus of the site: what everybody may open, and what belongs to the person who is logged in.

Whoever is logged in reads so, with the name, on every page: a desk is used by several people.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from events.models import Organiser
from members.rights import can, person_of
from treff.house.models.text import active_language

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
    mine = SimpleLazyObject(lambda: own(request))  # once for the menu and for the foot
    return {
        "menu": SimpleLazyObject(lambda: [_item(request, name, words) for name, words in MENU]),
        "own_menu": mine,
        "own_name": SimpleLazyObject(lambda: own_name(request)),
        "foot_menu": SimpleLazyObject(lambda: foot(request, mine)),
    }


def foot(request: HttpRequest, mine: Iterable[Item]) -> list[Item]:
    """Fixed pages, then the way in, or what belongs to the person who is logged in."""
    items = [_item(request, name, words) for name, words in FOOT]
    if not request.user.is_authenticated:
        return [*items, _item(request, "account_login", _("Log in"))]
    return [*items, *mine]


def own(request: HttpRequest) -> list[Item]:
    """What the role of the person opens, the account, and the way out; nothing for a guest."""
    user, items = request.user, []
    if not user.is_authenticated:
        return []
    if Organiser.of(user).may_begin():
        items.append(_item(request, "events:own_offers", _("My offers")))
    if can(user, "calls"):
        items.append(_item(request, "pages:calls", _("Please call")))
    if user.is_staff:
        items.append(_item(request, "admin:index", _("Administration")))
    items.append(_item(request, "account_email", _("My account")))
    return [*items, _item(request, "account_logout", _("Log out"))]


def own_name(request: HttpRequest) -> str:
    """The name of whoever is logged in, else the address of the account; empty for a guest."""
    if not request.user.is_authenticated:
        return ""
    person = person_of(request)
    return person.name if person else request.user.email


def _item(request: HttpRequest, name: str, words: Promise) -> Item:
    url = _address(name, active_language())
    current = "page" if request.path == url else "true" if request.path.startswith(url) else ""
    return Item(url, words, current)


@cache
def _address(name: str, _language: str) -> str:
    """Eight of them stand on every page, and they never change."""
    return reverse(name)
