"""Who did what to which record, and why: names of fields, never their values."""

from collections.abc import Iterable
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models.person import Person
from treff.house import when


class AuditEvent(models.Model):
    """One act. No value, no name, no address and no link stands here."""

    actor = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="acts",
        verbose_name=_("who"),
        help_text=_("Empty for an act of the house itself or of the command line."),
    )
    verb = models.CharField(_("act"), max_length=40)
    label = models.CharField(_("kind of record"), max_length=60)
    object_id = models.CharField(_("record"), max_length=40)
    field_names = ArrayField(
        models.CharField(max_length=60),
        verbose_name=_("fields"),
        default=list,
        blank=True,
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"), default=when.now, db_index=True)

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["label", "object_id"], name="acts_by_record")]

    def __str__(self) -> str:
        return f"{self.verb} {self.label} {self.object_id}"

    @classmethod
    def note(
        cls,
        actor: Person | None,
        verb: str,
        record: models.Model,
        field_names: Iterable[str] = (),
        reason: str = "",
    ) -> Self:
        """Write the act down, in the transaction of the act."""
        [note] = cls.note_all(actor, verb, [record], field_names, reason)
        return note

    @classmethod
    def note_all(
        cls,
        actor: Person | None,
        verb: str,
        records: Iterable[models.Model],
        field_names: Iterable[str] = (),
        reason: str = "",
    ) -> list[Self]:
        """Write the same act down for each of these records, in one statement."""
        names = sorted(field_names)
        return cls.objects.bulk_create(
            cls(
                actor=actor,
                verb=verb,
                label=record._meta.label_lower,
                object_id=str(record.pk),
                field_names=names,
                reason=reason,
            )
            for record in records
        )
