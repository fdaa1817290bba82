"""The columns of a draft that waits until the team has looked at it, and what an answer does to them."""

import hashlib
from typing import Any

from django.db import models

from members.models import Person
from treff.house.models import Notice
from treff.house.seen import changed_meanwhile

APPROVAL = ("handed_in_at", "handed_in_by", "sent_back_because")
# What is no part of what people will read.
NOT_READ = {*APPROVAL, "state", "published_at", "preview_version", "changed_at"}
IN_A_TEXT = ("language", "title", "summary", "text", "audience", "cost", "bring")
ON_A_DATE = ("public_id", "starts_at", "ends_at", "use__rooms", "place_text", "capacity", "status")


class HandedIn(models.Model):
    """A draft of somebody outside the team (abstract, for Event); see `events.models.approval`."""

    handed_in_at = models.DateTimeField(null=True, blank=True, editable=False)
    handed_in_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, editable=False, related_name="handed_in"
    )
    sent_back_because = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True

    def as_written(self: Any) -> str:
        """A fingerprint of all that people would read: columns, hosts, texts, dates, questions."""
        columns = [each.attname for each in self._meta.concrete_fields if each.name not in NOT_READ]
        read = [
            type(self).objects.filter(pk=self.pk).values_list(*columns),
            self.hostings.order_by("pk").values_list("organisation", "group", "is_first"),
            self.texts.order_by("language").values_list(*IN_A_TEXT),
            self.occurrences.order_by("pk", "use__rooms").values_list(*ON_A_DATE),
            self.occurrences.order_by("pk", "texts").values_list("texts__title", "texts__note"),
            self.questions.order_by("pk", "texts").values_list("ask_of", "texts__wording", "texts__hint"),
        ]
        return hashlib.sha256(repr([list(rows) for rows in read]).encode()).hexdigest()

    def refuse_unread(self, seen: str) -> None:
        """Nobody answers to what they have not read. The caller holds the lock; "" claims nothing."""
        if seen and seen != self.as_written():
            raise changed_meanwhile()

    def answer(self, template: str, because: str = "") -> None:
        """Let it wait no longer, and tell whoever handed it in. The caller holds the lock, and saves."""
        if self.handed_in_at is not None and self.handed_in_by is not None:
            key = f"{template}:{self.pk}:{self.handed_in_at:%Y%m%d%H%M%S%f}"
            Notice.post([Notice.to(self.handed_in_by.addressee(), self, template, key=key)])
        self.handed_in_at, self.handed_in_by, self.sent_back_because = None, None, because

    def as_answered(self, event: "HandedIn") -> None:
        """Take over what the locked row says."""
        for name in APPROVAL:
            setattr(self, name, getattr(event, name))
