"""Who speaks for an organisation or a group, from when until when.

A right that follows from it ends at midnight in Berlin with the last day, by itself.
"""

import datetime as dt
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models.group import Group
from members.models.organisation import Organisation
from members.models.person import Person
from members.models.spans import key_or_none
from treff.house import when
from treff.house.ranges import key


class RepresentationQuerySet(models.QuerySet["Representation"]):
    def live(self) -> Self:
        return self.filter(during__contains=when.today())


class Representation(models.Model):
    """One person speaking for one organisation or one group."""

    class Function(models.TextChoices):
        LEAD = "lead", _("speaks for it")
        DEPUTY = "deputy", _("deputy")

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="representations", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="representations",
        verbose_name=_("organisation"),
    )
    group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="representations",
        verbose_name=_("group"),
    )
    function = models.CharField(_("function"), max_length=6, choices=Function, default=Function.LEAD)
    during = DateRangeField(_("from, until"))

    objects = RepresentationQuerySet.as_manager()

    class Meta:
        verbose_name = _("representation")
        verbose_name_plural = _("representations")
        constraints = [
            models.CheckConstraint(
                name="representation_of_an_organisation_or_a_group",
                condition=Q(organisation__isnull=False, group__isnull=True)
                | Q(organisation__isnull=True, group__isnull=False),
                violation_error_message=_("Please choose an organisation or a group, one of the two."),
            ),
            models.CheckConstraint(
                name="representation_function_is_known",
                condition=Q(function__in=["lead", "deputy"]),
            ),
            models.CheckConstraint(
                name="representation_has_a_first_day",
                condition=Q(during__isempty=False, during__startswith__isnull=False),
                violation_error_message=_("Please give the first day, and an end that comes after it."),
            ),
            ExclusionConstraint(
                name="one_representation_of_an_organisation_at_a_time",
                expressions=[
                    (key("person"), RangeOperators.OVERLAPS),
                    (key_or_none("organisation"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person already speaks for this organisation at that time."),
            ),
            ExclusionConstraint(
                name="one_representation_of_a_group_at_a_time",
                expressions=[
                    (key("person"), RangeOperators.OVERLAPS),
                    (key_or_none("group"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person already speaks for this group at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.organisation or self.group}"

    @classmethod
    def due(cls, period: dt.timedelta) -> models.QuerySet["Representation"]:
        """Those that ended this long ago."""
        return cls.objects.filter(during__endswith__lt=when.today() - period)
