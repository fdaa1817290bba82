"""An account: an e-mail address that can log in. Everything a human being is stands in Person.

No password, no superuser and no staff column: rights come from the live role grants of the person
behind the account and end with them, in the middle of a session too.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from members.models.person import interface_languages
from members.models.role_grant import RoleGrant
from members.roles import STAFF_SITE, Role, permissions
from treff.house import when


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, *, verified: bool = False, **fields: Any) -> "User":
        """A new account without a password; its address is stored in small letters.

        The address gets its row in allauth's table at once: without one the person would be asked
        for a second code at the first log-in. The code proves the address, so it starts unproved.
        """
        user = self.model(email=email.strip().lower(), **fields)
        user.set_unusable_password()
        user.full_clean()
        with transaction.atomic():
            user.save(using=self._db)
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A login by e-mail."""

    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("There is already an account with this e-mail address.")},
    )
    language = models.CharField(_("language"), max_length=10, choices=interface_languages, default="de")
    is_active = models.BooleanField(_("can log in"), default=True)
    joined_at = models.DateTimeField(_("opened on"), default=when.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                name="account_email_is_in_small_letters",
                condition=models.Q(email=Lower("email")),
            ),
            models.CheckConstraint(
                name="account_has_no_password",
                condition=models.Q(password__startswith=UNUSABLE_PASSWORD_PREFIX),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    @classmethod
    def due(cls, period: dt.timedelta) -> models.QuerySet["User"]:
        """Accounts that were opened this long ago and never used, and that belong to nobody."""
        return cls.objects.filter(last_login=None, person=None, joined_at__lt=when.now() - period)

    @cached_property
    def _grants(self) -> list[RoleGrant]:
        """Grants of the person behind the account, read once for each request's user."""
        return list(RoleGrant.objects.filter(person__user=self, during__isnull=False))

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that are live today, in Berlin; none for an account that is switched off."""
        if not self.is_active:
            return frozenset()
        today = when.today()
        return frozenset(Role(grant.role) for grant in self._grants if grant.is_live(today))

    @property
    def is_staff(self) -> bool:
        """Whether the staff's admin site opens; the name is Django's."""
        return not self.roles.isdisjoint(STAFF_SITE)

    @property
    def is_superuser(self) -> bool:
        """Nobody stands above the rules. Django and allauth ask for this name."""
        return False

    def get_all_permissions(self, obj: object = None) -> set[str]:
        """Names like "events.change_event"; no permission hangs on a single object."""
        if obj is not None:
            return set()
        return set().union(*(permissions(role) for role in self.roles))

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return perm in self.get_all_permissions(obj)

    def has_perms(self, perm_list: Iterable[str], obj: object = None) -> bool:
        return set(perm_list) <= self.get_all_permissions(obj)

    def has_module_perms(self, app_label: str) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions())
