"""Groups of residents that meet in the house without being an association."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from treff.house.codes import public_id
from treff.house.folding import fold


class GroupQuerySet(models.QuerySet["Group"]):
    def live(self) -> Self:
        return self.filter(state=Group.State.ACTIVE)


class Group(models.Model):
    """A circle of neighbours; its speakers are Representations."""

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        RESTING = "resting", _("resting")
        ENDED = "ended", _("ended")

    public_id = models.CharField(max_length=8, unique=True, default=public_id, editable=False)
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=255, editable=False, db_index=True)
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = fold(self.name)
        if (fields := kwargs.get("update_fields")) is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "name_key"}
        super().save(*args, **kwargs)
