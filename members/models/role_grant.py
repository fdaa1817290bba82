"""House-wide roles, given from a day until a day.

The rule of the house: nobody gives a role to themselves, the city coordination holds no other role,
and two people always remain on the board. A right ends by its date at midnight in Berlin, in a
running session too. Narrower rights are not granted but follow from a dated relation
(Representation, EventLead and the like).
"""

import datetime as dt
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    BigIntegerRangeField,
    DateRangeField,
    RangeOperators,
)
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, F, Func, Q, Value, When
from django.utils.translation import gettext_lazy as _

from members.models.audit import AuditEvent
from members.models.person import Person
from members.models.spans import days, holds
from members.roles import Role, granted_by
from treff.house import when
from treff.house.locks import lock
from treff.house.ranges import key

BOARD_THAT_REMAINS = 2


def _lane() -> Case:
    """Each role has a lane of its own; the city takes the whole road, so it excludes all others."""
    every = Func(Value(0), Value(99), function="int8range", output_field=BigIntegerRangeField())
    return Case(
        When(role=Role.CITY, then=every),
        default=key("role"),
        output_field=BigIntegerRangeField(),
    )


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def live(self) -> Self:
        return self.filter(during__contains=when.today())

    def not_over(self) -> Self:
        """Live today or still to come."""
        return self.filter(Q(during__endswith__gt=when.today()) | Q(during__endswith__isnull=True))


class RoleGrant(models.Model):
    """One role of one person. `during` is NULL when it was taken back before its first day was over."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="role_grants", verbose_name=_("person"))
    role = models.PositiveSmallIntegerField(_("role"), choices=Role)
    during = DateRangeField(_("from, until"), null=True)
    granted_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="roles_granted",
        verbose_name=_("granted by"),
        help_text=_("Empty only for the first board, appointed from the command line."),
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.CheckConstraint(name="role_is_known", condition=Q(role__in=[1, 2, 3, 4, 5])),
            models.CheckConstraint(
                name="role_is_granted_by_somebody_else",
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("person")),
                violation_error_message=_("Nobody can give a role to themselves."),
            ),
            models.CheckConstraint(
                name="role_has_a_first_day",
                condition=Q(during__isnull=True) | Q(during__isempty=False, during__startswith__isnull=False),
                violation_error_message=_("Please give the first day, and an end that comes after it."),
            ),
            ExclusionConstraint(
                name="one_role_once_and_the_city_alone",
                expressions=[
                    (key("person"), RangeOperators.OVERLAPS),
                    (_lane(), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "This person already has this role at that time, or one that excludes it: "
                    "the city coordination holds no other role."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"

    @classmethod
    def due(cls, period: dt.timedelta) -> models.QuerySet["RoleGrant"]:
        """Roles that ended this long ago, and those taken back before they counted."""
        return cls.objects.filter(Q(during__isnull=True) | Q(during__endswith__lt=when.today() - period))

    def is_live(self, day: dt.date) -> bool:
        return holds(self.during, day)

    @classmethod
    def grant(
        cls,
        person: Person,
        role: Role,
        *,
        by: Person,
        first: dt.date | None = None,
        end: dt.date | None = None,
        reason: str = "",
    ) -> Self:
        """Give a role from the first day (today) up to, not including, the end. Locks the person.

        Raises ValidationError when `by` may not give this role or the person may not hold it.
        """
        return cls._give(person, role, by=by, first=first, end=end, reason=reason)

    @staticmethod
    def check_may_give(by: Person, role: Role) -> None:
        """ValidationError unless this person may give and end that role today."""
        if roles_of(by).isdisjoint(granted_by(role)):
            raise ValidationError(_("You cannot give or end this role. Please ask the board."))

    @classmethod
    def appoint(cls, person: Person, role: Role) -> Self:
        """The first grant of an empty house, by nobody. Only the command `appoint` calls this."""
        return cls._give(person, role, by=None, first=None, end=None, reason="appoint")

    @classmethod
    def _give(
        cls,
        person: Person,
        role: Role,
        *,
        by: Person | None,
        first: dt.date | None,
        end: dt.date | None,
        reason: str,
    ) -> Self:
        with transaction.atomic():
            lock(Person.objects.filter(pk=person.pk))
            if by is not None:
                cls.check_may_give(by, role)
            begin = first or when.today()
            if end is not None and end <= begin:
                raise ValidationError(_("The end must come after the beginning."))
            grant = cls(person=person, role=role, during=days(begin, end), granted_by=by, reason=reason)
            grant.full_clean()
            grant.save()
            AuditEvent.note(by, "role.grant", grant, ["role", "during"], reason)
        return grant

    def end(self, *, by: Person, on: dt.date | None = None, reason: str = "") -> None:
        """End the role with the midnight that begins `on`; without a day, at once. Harmless if repeated.

        A role that would end before its first day was over is taken back: it rests without a span.
        Raises ValidationError when fewer than two people would remain on the board.
        """
        with transaction.atomic():
            board = Q(role_grants__role=Role.BOARD, role_grants__during__contains=when.today())
            lock(Person.objects.filter(Q(pk=self.person_id) | Q(pk__in=Person.objects.filter(board))))
            self.refresh_from_db()
            self.check_may_give(by, Role(self.role))
            end = on or when.today()
            if self.during is None or (self.during.upper is not None and self.during.upper <= end):
                return  # it ends before that anyway; nothing that is past is drawn out
            if self.role == Role.BOARD and self._board_without(end) < BOARD_THAT_REMAINS:
                raise ValidationError(_("Two people must remain on the board. Appoint somebody first."))
            first = self.during.lower
            self.during = days(first, end) if end > first else None
            self.save(update_fields=["during"])
            AuditEvent.note(by, "role.end", self, ["during"], reason)

    def _board_without(self, day: dt.date) -> int:
        """How many others are on the board on that day."""
        others = RoleGrant.objects.filter(role=Role.BOARD, during__contains=day)
        return others.exclude(person=self.person_id).values("person").distinct().count()


def roles_of(person: Person) -> frozenset[Role]:
    """The roles this person holds today."""
    return frozenset(Role(role) for role in person.role_grants.live().values_list("role", flat=True))
