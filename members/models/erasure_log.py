"""Which people were erased, told only to those who already know the id.

A restored backup brings erased people back. This list lets them be erased again, and names nobody:
it holds a keyed hash of the public id.
"""

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from treff.house import when


class ErasureLog(models.Model):
    """One erasure."""

    digest = models.CharField(_("keyed hash"), max_length=64, unique=True)
    at = models.DateTimeField(_("when"), default=when.now)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")

    def __str__(self) -> str:
        return self.digest[:8]

    @staticmethod
    def digest_of(public_id: str) -> str:
        """The same for the same id as long as the key of the house stays the same."""
        return salted_hmac("members.erasure", public_id, settings.SECRET_KEY, algorithm="sha256").hexdigest()
