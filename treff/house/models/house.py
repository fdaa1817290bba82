"""The house itself: one row with its name, its way in, its phone and its imprint.

What the association has not told us yet stands in double square brackets; while one is left, the
site does not open to the public (§ 5 DDG asks for a true imprint).
"""

import json
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.core.validators import URLValidator
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from treff.house.models.hours import HouseHours

OPEN_QUESTION = "[["


def spoken_by_default() -> list[str]:
    """Languages somebody in the house speaks, until staff say otherwise."""
    return ["de"]


class House(models.Model):
    """The only house. Whatever asks for it gets the same row, or its defaults while it is empty."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=80, default="Treff am Bleichpfad")
    street = models.CharField(_("street and number"), max_length=120, default="[[Straße, Hausnummer]]")
    postcode = models.CharField(_("postcode"), max_length=10, default="[[PLZ]]")
    city = models.CharField(_("city"), max_length=80, default="Krefeld")
    way = models.TextField(_("how to find the door"), blank=True, default="")
    phone = models.CharField(_("phone"), max_length=40, default="[[Nummer]]")
    phone_hours = models.CharField(
        _("when somebody answers the phone"), max_length=120, blank=True, default=""
    )
    email = models.CharField(_("e-mail"), max_length=254, default="[[Adresse]]")
    carrier = models.CharField(_("carrier of the house"), max_length=120, default="inter.aktion e. V.")
    represented_by = models.CharField(_("represented by"), max_length=200, default="[[Vorstand, Namen]]")
    register_entry = models.CharField(
        _("register of associations"), max_length=200, default="[[Gericht und Nummer]]"
    )
    vat_id = models.CharField(_("VAT number, if there is one"), max_length=40, blank=True, default="")
    responsible = models.CharField(
        _("responsible for the texts"), max_length=200, default="[[Name, Anschrift]]"
    )
    funded_by = models.TextField(_("funded by"), blank=True, default="[[Geldgeber, Wortlaut laut Bescheid]]")
    privacy_officer = models.CharField(
        _("privacy officer, or why there is none"),
        max_length=200,
        default='[[Name oder "nicht nötig, geprüft am"]]',
    )
    source_url = models.CharField(
        _("where the program can be read"),
        max_length=200,
        blank=True,
        default="",
        validators=[URLValidator(["https"])],
    )
    languages = ArrayField(
        models.CharField(max_length=12),
        verbose_name=_("languages spoken"),
        default=spoken_by_default,
    )

    partners_need_approval = models.BooleanField(
        _("offers of partners are looked at before they are published"),
        default=True,
        help_text=_("Without it, partners and groups publish their own offers themselves."),
    )

    class Meta:
        verbose_name = _("house")
        verbose_name_plural = _("house")
        constraints = [
            models.CheckConstraint(
                name="there_is_only_one_house",
                condition=Q(pk=1),
                violation_error_message=_("There is only one house. Please change the one that is there."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def get(cls) -> "House":
        """The house, or one with nothing but defaults (not saved) while nobody has described it."""
        return House.objects.filter(pk=1).first() or House()

    @classmethod
    def with_hours(cls, first: date, last: date) -> tuple["House", list[HouseHours]]:
        """The house, and the rules of its hours that hold on some of these days, by their start.

        One query, written by hand: every page asks it.
        """
        with connection.cursor() as cursor:
            cursor.execute(WITH_HOURS, [first, last])
            rules, *row = cursor.fetchone()
            names = [column.name for column in cursor.description[1:]]
        house = House() if row[names.index("id")] is None else cls.from_db("default", names, row)
        return house, [HouseHours.of(rule) for rule in json.loads(rules)]

    @property
    def address(self) -> str:
        """Street, postcode and city in one line, as it stands on a letter."""
        return f"{self.street}, {self.postcode} {self.city}"

    def open_questions(self) -> list[str]:
        """Names of the fields that still hold a question to the association."""
        fields = [field.name for field in self._meta.concrete_fields]
        return [name for name in fields if OPEN_QUESTION in str(getattr(self, name))]


WITH_HOURS = f"""
    SELECT week.rules, house.* FROM (
        SELECT coalesce(jsonb_agg(
            jsonb_build_array(weekday, start, "end", desk, lower(valid), upper(valid)) ORDER BY start
        ), '[]') AS rules
        FROM {HouseHours._meta.db_table} WHERE valid && daterange(%s, %s, '[]')
    ) week LEFT JOIN {House._meta.db_table} house ON house.id = 1
"""


class HousePhase(models.Model):
    """From which day on the house is in which phase of its hand-over to the neighbours."""

    class Phase(models.TextChoices):
        BUILD_UP = "build_up", _("building up")
        KICK_OFF = "kick_off", _("kick-off")
        TRANSITION = "transition", _("transition")
        OWN = "own", _("carried by the neighbours")

    phase = models.CharField(_("phase"), max_length=10, choices=Phase)
    from_on = models.DateField(_("begins on"), unique=True)

    class Meta:
        verbose_name = _("phase of the house")
        verbose_name_plural = _("phases of the house")
        ordering = ["from_on"]
        constraints = [
            models.CheckConstraint(
                name="phase_of_the_house_is_known",
                condition=Q(phase__in=["build_up", "kick_off", "transition", "own"]),
                violation_error_message=_("Please choose one of the four phases."),
            )
        ]

    def __str__(self) -> str:
        return str(self.get_phase_display())
