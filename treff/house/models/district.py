"""Areas of the city and sourced figures about them.

Areas change: Krefeld had nine districts until the reform of November 2025 and has five since. So
an area has a span of days, and a figure names its source and its date.
"""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class District(models.Model):
    """An area of the city, as it was cut during some years."""

    class Level(models.TextChoices):
        CITY = "city", _("city")
        STADTBEZIRK = "stadtbezirk", _("district")
        STADTTEIL = "stadtteil", _("quarter")
        STATISTICAL = "statistical", _("statistical area")
        QUARTER = "quarter", _("neighbourhood")

    level = models.CharField(_("level"), max_length=12, choices=Level)
    code = models.CharField(_("official code"), max_length=12)
    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    valid = DateRangeField(_("valid on these days"))

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["level", "code", "valid"]
        constraints = [
            models.UniqueConstraint(
                "level",
                "code",
                Func(F("valid"), function="lower"),
                name="area_is_described_once_from_each_day",
                violation_error_message=_("This area is already described from this day on."),
            ),
            models.CheckConstraint(
                name="area_is_valid_on_some_day",
                condition=Q(valid__isempty=False),
                violation_error_message=_("The last day is before the first. Please change the days."),
            ),
            models.CheckConstraint(
                name="area_is_not_part_of_itself",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message=_("An area cannot be part of itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DistrictFigure(models.Model):
    """One number about an area, with where it comes from and how old it is."""

    district = models.ForeignKey(District, models.PROTECT, related_name="figures", verbose_name=_("area"))
    indicator = models.CharField(_("indicator"), max_length=80)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=40, blank=True, default="")
    as_of = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=200)
    licence = models.CharField(_("licence"), max_length=80, blank=True, default="")

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["district", "indicator", "as_of"]
        constraints = [
            models.UniqueConstraint(
                name="figure_stands_once_for_each_day",
                fields=["district", "indicator", "as_of"],
                violation_error_message=_("This figure is already there for this day."),
            ),
            models.CheckConstraint(
                name="figure_names_its_source",
                condition=~Q(source=""),
                violation_error_message=_("Please say where the figure comes from."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value} {self.unit}".strip()
