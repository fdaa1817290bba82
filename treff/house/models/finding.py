"""What the nightly checks found to be wrong, shown on the first page of staff until it is gone."""

from collections.abc import Collection
from typing import Self

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FindingQuerySet(models.QuerySet["Finding"]):
    """Findings by whether they still hold."""

    def live(self) -> Self:
        """Those that were there at the last check, oldest first."""
        return self.filter(gone__isnull=True).order_by("since", "pk")


class Finding(models.Model):
    """One thing that one check found: which check, which row (label and id, never a name)."""

    check_name = models.CharField(_("nightly check"), max_length=80)
    ref = models.CharField(_("record"), max_length=120, blank=True, default="")
    since = models.DateTimeField(_("since"), default=timezone.now)
    gone = models.DateTimeField(_("gone"), null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                name="finding_is_open_once",
                fields=["check_name", "ref"],
                condition=Q(gone__isnull=True),
            ),
            models.CheckConstraint(
                name="finding_is_not_gone_before_it_came",
                condition=Q(gone__isnull=True) | Q(gone__gte=models.F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_name}: {self.ref}"

    @classmethod
    @transaction.atomic
    def record(cls, check: str, refs: Collection[str]) -> None:
        """Write down what a check found today: new ones open, those not found again are gone."""
        Finding.objects.live().filter(check_name=check).exclude(ref__in=refs).update(gone=timezone.now())
        Finding.objects.bulk_create(
            [Finding(check_name=check, ref=ref) for ref in set(refs)], ignore_conflicts=True
        )
