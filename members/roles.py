"""The five roles of the house and what each may do, read from `roles.toml`.

This module knows the file and the names, not who holds a role: that is `RoleGrant`. It imports no
model, so that models may ask it.
"""

import tomllib
from collections.abc import Collection
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

FILE = Path(__file__).with_name("roles.toml")


class Role(models.IntegerChoices):
    """What a person is to the whole house. Integers, because text cannot stand in a GiST index."""

    VOLUNTEER = 1, _("Volunteer")
    DESK = 2, _("Desk team")
    STAFF = 3, _("Team")
    BOARD = 4, _("Board")
    CITY = 5, _("City coordination")


class Tie(StrEnum):
    """What ties somebody to one offer, whatever their roles; who is tied today: `Organiser.ties_to`."""

    LEAD = "lead"
    HOST = "host"
    HOST_WITH_LIST = "host_with_list"


SECOND_FACTOR = frozenset({Role.STAFF, Role.BOARD, Role.CITY})
STAFF_SITE = frozenset({Role.STAFF, Role.BOARD})


@cache
def rules() -> dict[str, Any]:
    """The file as it stands: [actions], [organisers], [grants] and [admin]."""
    with FILE.open("rb") as file:
        return tomllib.load(file)


def _roles(names: Collection[str]) -> frozenset[Role]:
    return frozenset(Role[name.upper()] for name in names)


@cache
def allowed(action: str) -> frozenset[Role]:
    """The roles that may do this; KeyError for an action the file does not name."""
    return _roles(rules()["actions"][action])


@cache
def opened_by(act: str) -> frozenset[Tie]:
    """The ties that open this act of an offer without a role; KeyError for one the file does not name."""
    return frozenset(Tie(name) for name in rules()["organisers"][act])


@cache
def granted_by(role: Role) -> frozenset[Role]:
    """The roles that may give this role to somebody else."""
    return _roles(rules()["grants"][role.name.lower()])


@cache
def permissions(role: Role) -> frozenset[str]:
    """Django's names of what this role may do in an admin site: "events.change_event"."""
    found = set()
    for label, verbs in rules()["admin"].items():
        app, model = label.split(".")
        found |= {f"{app}.{verb}_{model}" for verb, names in verbs.items() if role in _roles(names)}
    return frozenset(found)
