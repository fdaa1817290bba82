"""Groups of residents that meet in the house without being an association."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from treff.house.codes import public_id
from treff.house.models.folded import Folded


class GroupQuerySet(models.QuerySet["Group"]):
    def live(self) -> Self:
        return self.filter(state=Group.State.ACTIVE)


class Group(Folded):
    """A circle of neighbours; its speakers are Representations."""

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        RESTING = "resting", _("resting")
        ENDED = "ended", _("ended")

    public_id = models.CharField(max_length=8, unique=True, default=public_id, editable=False)
    name = models.CharField(_("name"), max_length=200)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.ACTIVE)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["name_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="group_state_is_known",
                condition=Q(state__in=["active", "resting", "ended"]),
            ),
            models.CheckConstraint(name="group_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
