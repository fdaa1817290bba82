"""What somebody asks for at sign-up, as a form, the desk or an import collected it."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Person

MOST_IN_A_PARTY = 6


class ContactBy(models.TextChoices):
    """How the contact of a sign-up can be reached. Nobody needs an e-mail address."""

    PHONE = "phone", _("by phone")
    EMAIL = "email", _("by e-mail")
    IN_PERSON = "in_person", _("I will ask in person")

    @classmethod
    def chosen_by(cls, person: Person) -> Self:
        """The way that somebody the house knows wants to be reached."""
        ways = {Person.ContactBy.MAIL: cls.EMAIL, Person.ContactBy.CALL: cls.PHONE}
        return ways.get(Person.ContactBy(person.contact_by), cls.IN_PERSON)


class Channel(models.TextChoices):
    WEB = "web", _("on this site")
    PHONE = "phone", _("by phone")
    DESK = "desk", _("at the desk")
    PAPER = "paper", _("on paper")


@dataclass(frozen=True)
class Guest:
    """Somebody who wants to come, in the words typed. `person` only if known for sure."""

    name: str
    age_band: str = ""
    birth_year: int | None = None
    person: Person | None = None


@dataclass(frozen=True)
class Reply:
    """An answer to a question; `guest` is the place in the party, None when asked once for all."""

    question: int
    text: str
    guest: int | None = None


@dataclass(frozen=True)
class Ask:
    """One contact asking for one to six people."""

    guests: tuple[Guest, ...]
    contact_by: ContactBy = ContactBy.IN_PERSON
    contact_name: str = ""
    phone: str = ""
    email: str = ""
    language: str = "de"
    splits: bool = False
    channel: Channel = Channel.WEB
    replies: tuple[Reply, ...] = ()
    contact: Person | None = None
    made_by: Person | None = field(default=None, compare=False)

    def digest(self, event: int, date: int | None) -> str:
        """Fingerprint of the content, to tell a second press from a second wish."""
        people = [(guest.name.strip().casefold(), guest.age_band, guest.birth_year) for guest in self.guests]
        answers = [(reply.question, reply.text, reply.guest) for reply in self.replies]
        contact = [self.contact_by, self.contact_name.strip(), self.phone, self.email]
        content = [event, date, people, contact, self.splits, answers]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
