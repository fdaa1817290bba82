"""Partners of the house: associations, initiatives, congregations, companies, the carrier, the city."""

from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from treff.house import when
from treff.house.codes import public_id
from treff.house.models.folded import Folded
from treff.house.models.text import Text


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def live(self) -> Self:
        """Partners today; one without dates is a partner."""
        return self.filter(Q(during__isnull=True) | Q(during__contains=when.today()))


class Organisation(Folded):
    """A partner. Who speaks for it, and from when until when, is a Representation."""

    class Kind(models.TextChoices):
        ASSOCIATION = "association", _("association")
        MIGRANT = "migrant", _("migrant organisation")
        INITIATIVE = "initiative", _("initiative without legal form")
        RELIGIOUS = "religious", _("religious community")
        DAY_CARE = "day_care", _("day-care centre")
        WELFARE = "welfare", _("welfare organisation")
        EDUCATION = "education", _("school or education")
        COMPANY = "company", _("company")
        HOUSING = "housing", _("housing company")
        CARRIER = "carrier", _("carrier of the house")
        CITY = "city", _("city")
        OTHER = "other", _("other")

    public_id = models.CharField(max_length=8, unique=True, default=public_id, editable=False)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ASSOCIATION)
    during = DateRangeField(_("partner from, until"), null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="organisation_kind_is_known",
                condition=Q(
                    kind__in=[
                        "association",
                        "migrant",
                        "initiative",
                        "religious",
                        "day_care",
                        "welfare",
                        "education",
                        "company",
                        "housing",
                        "carrier",
                        "city",
                        "other",
                    ]
                ),
            ),
            models.CheckConstraint(name="organisation_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="organisation_dates_are_not_empty",
                condition=Q(during__isnull=True) | Q(during__isempty=False),
                violation_error_message=_("The end must come after the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationText(Text):
    """What the organisation says about itself, in one language."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="texts")
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)

    class Meta(Text.Meta):
        abstract = False
        verbose_name = _("text about the organisation")
        verbose_name_plural = _("texts about the organisation")
        constraints = [
            models.UniqueConstraint(
                name="one_organisation_text_per_language",
                fields=["organisation", "language"],
                violation_error_message=_("There is already a text in this language."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.language})"
