"""Participant: somebody who comes, in the words of whoever signed them up."""

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.ask import MOST_IN_A_PARTY
from events.models.place import CancelledBy
from members.models import AuditEvent, Person
from treff.house.ages import AgeBand
from treff.house.models import Notice
from treff.house.models.folded import FoldedField


class Participant(models.Model):
    """Somebody who comes. A first name suffices; `person` is set only when known for sure."""

    sign_up = models.ForeignKey("events.SignUp", models.PROTECT, related_name="participants")
    position = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("first name or usual name"), max_length=80, blank=True)
    name_key = FoldedField(of="name")
    age_band = models.CharField(_("age"), max_length=5, choices=AgeBand, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="participants")

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                name="participants_of_a_party_are_numbered", fields=["sign_up", "position"]
            ),
            models.CheckConstraint(
                name="party_is_one_to_six_people",
                condition=Q(position__range=(1, MOST_IN_A_PARTY)),
                violation_error_message=_("Please sign up one to six people."),
            ),
            models.CheckConstraint(
                name="age_is_a_band_or_a_year",
                condition=Q(age_band="") | Q(birth_year__isnull=True),
                violation_error_message=_("Please give an age group or a year of birth, not both."),
            ),
            models.CheckConstraint(
                name="age_band_is_one_of_six", condition=Q(age_band__in=["", *AgeBand.values])
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def erase(self, *, by: Person | None, reason: str) -> None:
        """Erase one person's words; their places fall free and the next in line move up.

        Cancelling takes the lock of the event; where nothing is left to cancel, nothing needs one.
        """
        with transaction.atomic():
            name = self.name
            self.answers.all().delete()
            self.name, self.birth_year, self.age_band, self.person = "", None, "", None
            self.save(update_fields=["name", "name_key", "birth_year", "age_band", "person"])
            if self.places.live().filter(occurrence__starts_at__gt=timezone.now()).exists():
                self.sign_up.cancel(by=CancelledBy.STAFF, participants=[self.pk], actor=by, reason=reason)
            self.places.update(person=None)
            Notice.objects.about(self.sign_up).filter(to_name=name).update(to_name="")
            AuditEvent.note(by, "erase", self.sign_up, ["name", "age_band", "birth_year"], reason)
