"""What only the demo keeps: the mails it did not send, and the day it was loaded."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    """A mail as it would have left the house."""

    to = models.CharField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=400)
    text = models.TextField(_("text"))
    html = models.TextField(blank=True, default="")
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(name="letters_newest_first", fields=["-sent_at", "-id"])]

    def __str__(self) -> str:
        return self.subject


class Loaded(models.Model):
    """That the world has been loaded: one row, written last and in the same transaction.

    `edition` marks what its files said then; loaded before there were marks, it is empty.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    on = models.DateField()
    edition = models.CharField(max_length=12, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("loaded demo")
        verbose_name_plural = _("loaded demo")
        constraints = [
            models.CheckConstraint(name="demo_is_loaded_once", condition=models.Q(pk=1)),
        ]

    def __str__(self) -> str:
        return self.on.isoformat()
