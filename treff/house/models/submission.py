"""A form that creates something is acted upon once, however often it is sent.

The form carries a key. The first statement of the act's transaction writes the key; whoever
sends the same form a second time waits at the unique index until the first is done and then
reads what came of it. A refused form rolls its key back, so the corrected one passes with it. The
same key with other words (back button, another child's name) must be asked about: `same` tells, and
`refuse_other_words` asks.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

OTHER_WORDS = "other_words"
"""Code of the refusal of a form that was sent before and says something else now."""

CLAIM = """
    INSERT INTO house_submission (key, digest, outcome, outcome_ref, at)
    VALUES (%s, %s, %s, %s, %s) ON CONFLICT (key) DO NOTHING RETURNING key
"""


class Submission(models.Model):
    """The key of one sent form, and where its outcome can be seen (never a token)."""

    key = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    outcome = models.CharField(max_length=80, blank=True, default="", editable=False)
    outcome_ref = models.CharField(max_length=40, blank=True, default="", editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = models.Manager["Submission"]()

    class Meta:
        verbose_name = "submission"
        constraints = [
            models.CheckConstraint(
                name="submission_outcome_is_no_token",
                condition=~Q(outcome_ref__contains="."),
            )
        ]

    def __str__(self) -> str:
        return str(self.key)

    @classmethod
    def begin(cls, key: UUID, digest: str, outcome: str = "", ref: str = "") -> "Submission | None":
        """Claim the key: None when we own it and shall act, else the earlier submission.

        Who knows beforehand what will come of it says so here, and needs no `finish`.
        First statement of an atomic block; blocks while somebody else acts on the same key.
        """
        if not connection.in_atomic_block:
            raise transaction.TransactionManagementError("A submission needs transaction.atomic().")
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, [key, digest, outcome, ref, timezone.now()])
            claimed = cursor.fetchone() is not None
        return None if claimed else Submission.objects.get(pk=key)

    @classmethod
    def finish(cls, key: UUID, outcome: str, ref: str) -> None:
        """Note what came of it: the name of a page and the public id it shows."""
        Submission.objects.filter(pk=key).update(outcome=outcome, outcome_ref=ref)

    @staticmethod
    def digest_of(answers: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> str:
        """A mark of what was asked for; equal answers give equal marks, whatever their order."""
        pairs = answers.items() if isinstance(answers, Mapping) else answers
        words = json.dumps(sorted((name, str(value)) for name, value in pairs), ensure_ascii=False)
        return hashlib.sha256(words.encode()).hexdigest()

    def same(self, digest: str) -> bool:
        """Whether the earlier form asked for the same thing."""
        return self.digest == digest

    def refuse_other_words(self, digest: str) -> None:
        """Raises ValidationError, code `OTHER_WORDS`, if the earlier form asked for something else."""
        if not self.same(digest):
            sentence = _(
                "This form was already sent, with other words. Please look, and press again if it is meant."
            )
            raise ValidationError(sentence, code=OTHER_WORDS)

    @classmethod
    def due(cls, period: timedelta) -> models.QuerySet["Submission"]:
        """Keys so old that nobody presses the button any more."""
        return Submission.objects.filter(at__lt=timezone.now() - period)
