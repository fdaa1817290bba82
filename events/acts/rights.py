"""Which verbs of a record an organiser may call: by a role, or by what ties them to the offer.

Both lists are in `roles.toml`; a verb of the organisers' pages that stands in neither does not start.
"""

from collections.abc import Iterable
from typing import Any

from events.acts import DATE_ACTS, OFFER_ACTS
from events.acts.base import Act
from events.acts.party import PARTY_ACTS
from events.models import Event, Organiser
from members.roles import allowed, opened_by

for act in (*OFFER_ACTS, *DATE_ACTS, *PARTY_ACTS):
    allowed(act.right), opened_by(act.name)  # a line that is missing refuses to start, not to serve


def permitted(acts: Iterable[Act], event: Event, organiser: Organiser) -> list[Act]:
    """Those that this organiser may call on this offer, its dates or its people at all."""
    ties = organiser.ties_to(event)
    return [act for act in acts if organiser.may(act.right) or not ties.isdisjoint(opened_by(act.name))]


def possible(acts: Iterable[Act], record: Any, event: Event, organiser: Organiser) -> list[Act]:
    """Those that this organiser may call on this record now: permitted, and they make sense."""
    return [act for act in permitted(acts, event, organiser) if act.is_offered(record)]
