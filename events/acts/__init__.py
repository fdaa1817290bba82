"""What the team and the organisers do to an offer, its dates and its people: one class for each verb."""

from events.acts.base import Act
from events.acts.dates import Cancel, Move, SetPlaces
from events.acts.more_dates import AddDate, CancelAll, Replace
from events.acts.offers import Archive, Publish, Rename, SendBack, TakeBackPreviews

DATE_ACTS: tuple[Act, ...] = (Cancel(), Move(), Replace(), SetPlaces())
"""The verbs of one date, in the order in which they are needed on an evening."""

OFFER_ACTS: tuple[Act, ...] = (
    Publish(),
    SendBack(),
    AddDate(),
    CancelAll(),
    Archive(),
    Rename(),
    TakeBackPreviews(),
)
"""The verbs of an offer, in the order in which they are needed."""
