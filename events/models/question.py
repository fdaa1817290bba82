"""Questions that an event asks at sign-up: at most five, each with a purpose and an end.

A sensitive answer (access needs) is shown only to those who lead the event.
"""

from datetime import timedelta

from django.db import models
from django.db.models import ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.place import Place
from treff.house.models import Text


class Question(models.Model):
    """Something that has to be known beforehand, of the party or of each participant."""

    class AskOf(models.TextChoices):
        PARTY = "party", _("once for all")
        EACH = "each", _("each person")

    event = models.ForeignKey(Event, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("number"), default=1)
    ask_of = models.CharField(_("asked of"), max_length=5, choices=AskOf, default=AskOf.PARTY)
    purpose = models.CharField(_("what the answer is for"), max_length=120)
    required = models.BooleanField(_("must be answered"), default=False)
    sensitive = models.BooleanField(_("only for those who lead the event"), default=False)
    erase_days = models.PositiveSmallIntegerField(_("answers are erased after this many days"), default=14)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                name="questions_of_an_event_are_numbered",
                fields=["event", "position"],
                violation_error_message=_("Another question of this event has the same number."),
            ),
            models.CheckConstraint(
                name="event_asks_at_most_five_questions",
                condition=Q(position__range=(1, 5)),
                violation_error_message=_("An event asks at most five questions, numbered 1 to 5."),
            ),
            models.CheckConstraint(
                name="question_says_what_it_is_for",
                condition=~Q(purpose=""),
                violation_error_message=_("Please say what the answer is for."),
            ),
            models.CheckConstraint(
                name="answers_are_erased_within_sixty_days",
                condition=Q(erase_days__lte=60),
                violation_error_message=_("Answers are erased after 60 days at the latest."),
            ),
            models.CheckConstraint(
                name="question_is_asked_of_party_or_each", condition=Q(ask_of__in=["party", "each"])
            ),
        ]

    def __str__(self) -> str:
        return self.purpose


class QuestionText(Text):
    """The wording of a question in one language."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="texts")
    wording = models.CharField(_("question"), max_length=160)
    hint = models.CharField(_("hint"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("wording of a question")
        verbose_name_plural = _("wordings of a question")
        constraints = [
            models.UniqueConstraint(
                name="question_has_one_wording_per_language",
                fields=["question", "language"],
                violation_error_message=_("There is already a text in this language."),
            )
        ]

    def __str__(self) -> str:
        return self.wording


class Answer(models.Model):
    """What somebody answered; `participant` is empty when the question was asked once for all."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    sign_up = models.ForeignKey("events.SignUp", models.CASCADE, related_name="answers")
    participant = models.ForeignKey("events.Participant", models.CASCADE, null=True, related_name="answers")
    text = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                name="question_is_answered_once",
                fields=["question", "sign_up", "participant"],
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def due(cls, period: timedelta) -> models.QuerySet["Answer"]:
        """Answers to be erased: as many days after the last live date as their question says.

        `period` is the longest that any answer is kept, whatever the question says.
        """
        held = Place.objects.live().filter(participant__sign_up=OuterRef("sign_up"))
        last = held.order_by("-occurrence__starts_at").values("occurrence__starts_at")[:1]
        days = ExpressionWrapper(F("question__erase_days") * timedelta(days=1), models.DurationField())
        counted = cls.objects.alias(over_at=Coalesce(Subquery(last), F("sign_up__asked_at")))
        kept_until = ExpressionWrapper(F("over_at") + Least(days, period), models.DateTimeField())
        return counted.alias(kept_until=kept_until).filter(kept_until__lt=timezone.now())
