"""The columns of a draft that waits until the team has looked at it, and what an answer does to them."""

from django.db import models

from members.models import Person
from treff.house.models import Notice

APPROVAL = ("handed_in_at", "handed_in_by", "sent_back_because")


class HandedIn(models.Model):
    """A draft of somebody outside the team (abstract, for Event); see `events.models.approval`."""

    handed_in_at = models.DateTimeField(null=True, blank=True, editable=False)
    handed_in_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, editable=False, related_name="handed_in"
    )
    sent_back_because = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True

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
