"""Rooms of the house.

A hall is the sum of its parts: only rooms without parts are ever occupied, so that a use of
the hall and a use of one of its parts meet in the same rows. What is known about access is
said in three words: yes, no, unknown. Unknown is an answer, not a gap to be filled by guessing.
"""

from collections.abc import Iterable
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from treff.house import formats
from treff.house.locks import lock
from treff.house.models import BestText, Text

# /raeume/woche/, /raeume/frei/ ... are pages of their own and can name no room.
RESERVED_SLUGS = frozenset({"woche", "frei", "buchen", "meine", "anfragen"})


class Known(models.TextChoices):
    """What the house knows about a fact of access."""

    YES = "yes", pgettext_lazy("access", "yes")
    NO = "no", pgettext_lazy("access", "no")
    UNKNOWN = "unknown", pgettext_lazy("access", "not known yet")


class RoomQuerySet(models.QuerySet["Room"]):
    def atomic(self) -> Self:
        """Rooms that have no parts: the only ones that are occupied."""
        return self.filter(parts__isnull=True)

    def with_way(self, language: str) -> Self:
        """Annotate what `Room.directions` says of the way."""
        way = BestText(RoomText, "room", "pk", language=language, fields=("way",))
        return self.annotate(way_words=way)


class Room(models.Model):
    """A room, or a hall that is made of rooms. Its name is a proper name and is not translated."""

    slug = models.SlugField(_("short name in the address"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    square_metres = models.PositiveSmallIntegerField(_("square metres"), null=True, blank=True)
    fire_limit = models.PositiveSmallIntegerField(_("people at most (fire safety)"), null=True, blank=True)
    gap = models.PositiveSmallIntegerField(
        _("minutes kept free after each use"), default=0, help_text=_("For airing and for changing over.")
    )
    groups_at_once = models.PositiveSmallIntegerField(_("groups at the same time"), default=1)
    step_free = models.CharField(_("step-free"), max_length=7, choices=Known, default=Known.UNKNOWN)
    toilet = models.CharField(_("wheelchair toilet"), max_length=7, choices=Known, default=Known.UNKNOWN)
    induction_loop = models.CharField(_("induction loop"), max_length=7, choices=Known, default=Known.UNKNOWN)

    objects = RoomQuerySet.as_manager()

    TOLD = ("name", "step_free", "toilet", "induction_loop")
    """What the page of a date tells of its rooms, beside the way."""
    way_words: dict[str, str] | None

    class Meta:
        ordering = ["name"]
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [
            models.CheckConstraint(
                name="room_takes_at_least_one_group",
                condition=Q(groups_at_once__gte=1),
                violation_error_message=_("A room takes at least one group."),
            ),
            models.CheckConstraint(
                name="room_access_is_known_no_or_unknown",
                condition=Q(
                    step_free__in=Known.values, toilet__in=Known.values, induction_loop__in=Known.values
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, words: dict[str, Any]) -> Self:
        """The row behind a column of `RoomsOf`; what the column does not say is read when it is needed."""
        room = cls.from_db("default", ["id", *cls.TOLD], [words["id"], *(words[name] for name in cls.TOLD)])
        room.way_words = words["way_words"]
        return room

    def directions(self) -> str:
        """Name and way, "Saal, Erdgeschoss rechts"; the room comes from `with_way` or `of`."""
        way = (self.way_words or {}).get("way")
        return formats.words().comma.join(filter(None, [self.name, way]))

    def clean(self) -> None:
        """Refuse a short name that is the address of another page."""
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("This short name is the address of another page.")})

    @transaction.atomic
    def set_parts(self, parts: Iterable["Room"]) -> None:
        """Make this room a hall of these parts, one level only.

        Raises ValidationError if a part is a hall, if this room is itself a part, or if somebody
        has taken it under its own name for a time to come. Locks every room concerned.
        """
        wanted = list(parts)
        lock(Room.objects.filter(pk__in=[self.pk, *(part.pk for part in wanted)]))
        if self.part_of.exists() or RoomPart.objects.filter(hall__in=wanted).exists() or self in wanted:
            raise ValidationError(_("A hall is made of rooms, never of halls."))
        if self.uses.filter(released_at=None, during__endswith__gt=timezone.now()).exists():
            raise ValidationError(_("This room is in use. Please move its dates before you divide it."))
        self.parts.all().delete()
        RoomPart.objects.bulk_create(RoomPart(hall=self, part=part) for part in wanted)


class RoomPart(models.Model):
    """One room that is part of a hall."""

    hall = models.ForeignKey(Room, models.CASCADE, related_name="parts")
    part = models.ForeignKey(Room, models.PROTECT, related_name="part_of")

    class Meta:
        verbose_name = _("part of a hall")
        verbose_name_plural = _("parts of a hall")
        constraints = [
            models.UniqueConstraint(
                name="room_is_part_of_a_hall_once",
                fields=["hall", "part"],
                violation_error_message=_("This room is already a part of the hall."),
            ),
            models.CheckConstraint(
                name="hall_is_not_part_of_itself",
                condition=~Q(hall=F("part")),
                violation_error_message=_("A hall is made of rooms, never of halls."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hall} > {self.part}"


class RoomText(Text):
    """How to find a room, and what is good to know, in one language."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="texts")
    way = models.CharField(
        _("way"), max_length=120, blank=True, help_text=_("For example: ground floor, on the left")
    )
    note = models.TextField(_("good to know"), blank=True)

    class Meta:
        verbose_name = _("text of a room")
        verbose_name_plural = _("texts of a room")
        constraints = [
            models.UniqueConstraint(
                name="room_has_one_text_per_language",
                fields=["room", "language"],
                violation_error_message=_("There is already a text in this language."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.room} ({self.language})"
