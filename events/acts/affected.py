"""Whom a change would touch: read before the button is pressed, and shown beside it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from events.models import EventText, Place, PlaceState, SignUp
from events.models.place import PlaceQuerySet
from events.notices import by_sign_up
from treff.house import formats
from treff.house.models import Addressee, Channel
from treff.house.words import Words

HELD = {PlaceState.CONFIRMED, PlaceState.OFFERED}


@dataclass(frozen=True)
class Consequences:
    """What would happen, in sentences, the people it would happen to, by name, and the words it is about."""

    sentences: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    texts: tuple[EventText, ...] = ()
    whom: Words = _lazy("Whom it touches")
    """What the people are, above their names."""


@dataclass(frozen=True)
class Affected:
    """The people behind some places: counted, named, and how their contacts are told."""

    confirmed: int
    waiting: int
    channels: Counter[Channel]
    people: tuple[str, ...]

    @classmethod
    def by(cls, places: PlaceQuerySet) -> "Affected":
        """Whom these places are about, live ones only. One query."""
        held, waits = set[int](), set[int]()
        channels, people = Counter[Channel](), []
        for sign_up, mine in by_sign_up(places.live()):
            held |= {place.participant_id for place in mine if place.state in HELD}
            waits |= {place.participant_id for place in mine if place.state == PlaceState.WAITING}
            channels[channel(sign_up)] += 1
            people.append(line(sign_up, mine))
        return cls(len(held), len(waits - held), channels, tuple(people))

    def counted(self) -> str:
        """ "12 people hold a place. 3 are waiting." """
        said = []
        if held := self.confirmed:
            said.append(
                ngettext("%(n)s person holds a place.", "%(n)s people hold a place.", held) % {"n": held}
            )
        if waits := self.waiting:
            said.append(
                ngettext("%(n)s person is waiting.", "%(n)s people are waiting.", waits) % {"n": waits}
            )
        return " ".join(said) or _("Nobody has signed up.")

    def told(self) -> str:
        """How many contacts get a mail, how many must be called, how many are told at the desk."""
        return told_words(self.channels) or _("Nobody has to be told.")


def told_words(channels: Counter[Channel]) -> str:
    """ "2 contacts get a mail. 1 contact has to be called." Nothing about what does not happen."""
    said = []
    if mails := channels[Channel.MAIL]:
        words = ngettext("%(n)s contact gets a mail.", "%(n)s contacts get a mail.", mails)
        said.append(words % {"n": mails})
    if calls := channels[Channel.CALL]:
        words = ngettext("%(n)s contact has to be called.", "%(n)s contacts have to be called.", calls)
        said.append(words % {"n": calls})
    if desk := channels[Channel.DESK]:
        words = ngettext("%(n)s contact is told at the desk.", "%(n)s contacts are told at the desk.", desk)
        said.append(words % {"n": desk})
    return " ".join(said)


def channel(sign_up: SignUp) -> Channel:
    """How the contact is reached."""
    return Addressee("", sign_up.contact_email, sign_up.contact_phone).channel


def line(sign_up: SignUp, places: Iterable[Place]) -> str:
    """ "Amina, Yusuf: confirmed. By phone." One line for each sign-up."""
    names = dict.fromkeys(place.participant.name or _("(erased)") for place in places)
    states = dict.fromkeys(str(place.get_state_display()) for place in places)
    return _("%(names)s: %(states)s, told %(how)s") % {
        "names": formats.listing(list(names)),
        "states": formats.listing(list(states)),
        "how": channel(sign_up).label,
    }
