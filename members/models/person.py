"""A human being the house knows, with or without an account.

Not every guest is one: a sign-up keeps its words as typed, and only the person, the desk or staff
make a Person of them. A Person is blanked, never deleted, while history refers to it: counts of
people would change otherwise.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.roles import Role, allowed
from treff.house import when
from treff.house.codes import public_id
from treff.house.folding import fold
from treff.house.models.folded import Folded
from treff.house.models.notice import Addressee
from treff.house.phones import normalise

if TYPE_CHECKING:
    from members.models.user import User


def interface_languages() -> list[tuple[str, str]]:
    """Languages this site speaks; read when asked, so that migrations do not name them."""
    return list(settings.LANGUAGES)


class HomeArea(models.TextChoices):
    """Where somebody lives, as coarse as the figures need it; never an address."""

    BLEICHPFAD = "bleichpfad", _("Bleichpfad")
    CRACAU = "cracau", _("Cracau, another street")
    KREFELD = "krefeld", _("another part of Krefeld")
    ELSEWHERE = "elsewhere", _("outside Krefeld")
    NOT_SAID = "not_said", _("not said")


class PersonQuerySet(models.QuerySet["Person"]):
    def known(self) -> Self:
        """Everybody who has not been erased."""
        return self.exclude(state=Person.State.ERASED)

    def named(self, words: str) -> Self:
        """Those whose name holds every word, whatever the accents: "yildiz" finds Yıldız."""
        found = self
        for word in fold(words).split():
            found = found.filter(name_key__contains=word)
        return found

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Whom this account may read: the board everybody, staff all but the restricted, others
        themselves. The city sees figures, never people."""
        if isinstance(user, AnonymousUser):
            return self.none()
        if not user.roles.isdisjoint(allowed("people_restricted")):
            return self.known()
        if not user.roles.isdisjoint(allowed("people")):
            return self.known().filter(Q(state=Person.State.ACTIVE) | Q(user=user))
        if Role.CITY in user.roles:
            return self.none()
        return self.known().filter(user=user)


class Person(Folded):
    """A neighbour, a volunteer, a member of staff."""

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        RESTRICTED = "restricted", _("restricted")
        ERASED = "erased", _("erased")

    class ContactBy(models.TextChoices):
        MAIL = "mail", _("by e-mail")
        CALL = "call", _("by phone")
        DESK = "desk", _("in person, at the desk")

    named_by = ("given", "family")
    public_id = models.CharField(max_length=8, unique=True, default=public_id, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("account"),
    )
    given = models.CharField(
        _("given name"),
        max_length=100,
        error_messages={"blank": _("Please give a name. A first name is enough.")},
    )
    family = models.CharField(_("family name"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone number"), max_length=30, blank=True)
    contact_by = models.CharField(
        _("how we reach you"), max_length=4, choices=ContactBy, default=ContactBy.DESK
    )
    ui_language = models.CharField(
        _("language of our messages"), max_length=10, choices=interface_languages, default="de"
    )
    spoken = ArrayField(
        models.CharField(max_length=10),
        verbose_name=_("languages spoken"),
        default=list,
        blank=True,
    )
    home_area = models.CharField(_("home area"), max_length=10, choices=HomeArea, default=HomeArea.NOT_SAID)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    birth_on = models.DateField(_("date of birth"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ACTIVE)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    created_at = models.DateTimeField(_("known since"), default=when.now, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="person_state_is_known",
                condition=Q(state__in=["active", "restricted", "erased"]),
            ),
            models.CheckConstraint(
                name="person_contact_is_known",
                condition=Q(contact_by__in=["mail", "call", "desk"]),
            ),
            models.CheckConstraint(
                name="person_home_area_is_known",
                condition=Q(
                    home_area__in=[
                        "bleichpfad",
                        "cracau",
                        "krefeld",
                        "elsewhere",
                        "not_said",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="person_has_a_name_unless_erased",
                condition=Q(state="erased") | ~Q(given=""),
            ),
            models.CheckConstraint(
                name="person_mail_needs_an_address",
                condition=~Q(contact_by="mail") | ~Q(email=""),
                violation_error_message=_("To write to this person we need an e-mail address."),
            ),
            models.CheckConstraint(
                name="person_call_needs_a_number",
                condition=~Q(contact_by="call") | ~Q(phone=""),
                violation_error_message=_("To call this person we need a phone number."),
            ),
            models.CheckConstraint(
                name="person_birth_is_a_year_or_a_date",
                condition=Q(birth_year__isnull=True) | Q(birth_on__isnull=True),
                violation_error_message=_("Please give the year of birth or the date, not both."),
            ),
            models.CheckConstraint(
                name="person_is_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("pk")),
            ),
            models.CheckConstraint(
                name="erased_person_is_blank",
                condition=~Q(state="erased")
                | Q(
                    user__isnull=True,
                    given="",
                    family="",
                    name_key="",
                    email="",
                    phone="",
                    contact_by="desk",
                    spoken=[],
                    home_area="not_said",
                    birth_year__isnull=True,
                    birth_on__isnull=True,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of_account(cls, user: "User", given: str) -> "Person":
        """The person behind the account; made with this name if there is none yet."""
        person = cls.objects.filter(user=user).first()
        if person is None:
            person = cls(
                user=user,
                given=given,
                email=user.email,
                contact_by=cls.ContactBy.MAIL,
                ui_language=user.language,
            )
            person.full_clean()
            person.save()
        return person

    def clean(self) -> None:
        super().clean()
        self.given, self.family = self.given.strip(), self.family.strip()
        self.email = self.email.strip().lower()
        if self.phone:
            self.phone = normalise(self.phone)

    @property
    def name(self) -> str:
        """The name as the person gave it; one name is a whole name."""
        return f"{self.given} {self.family}".strip()

    def addressee(self) -> Addressee:
        """Whom a notice goes to, by the way this person chose."""
        return Addressee(
            name=self.name,
            email=self.email if self.contact_by == self.ContactBy.MAIL else "",
            phone=self.phone if self.contact_by == self.ContactBy.CALL else "",
            language=self.ui_language,
        )
