"""Event: what is offered. One date or many, a course, a drop-in, advice hours, an assembly.

Every published event has at least one date; there is no second mode without dates. Texts are
rows per language. Who is behind an event (hosting) and who runs it (lead) are dated relations,
and `carried_by` is what the hand-over of the house to its neighbours is measured by.
"""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events import offer_notices
from events.models.addressed import Addressed
from events.models.handed_in import APPROVAL, HandedIn
from events.models.planned_places import PlannedPlaces
from events.models.window import Window
from members.models import AuditEvent, Person
from rooms.models import Known
from treff.house import links
from treff.house.ages import AgeBand
from treff.house.codes import public_id
from treff.house.folding import fold
from treff.house.locks import lock
from treff.house.models import Notice, Picture, Text


class Kind(models.TextChoices):
    SINGLE = "single", pgettext_lazy("kind of event", "one-off")
    SERIES = "series", pgettext_lazy("kind of event", "series")
    COURSE = "course", pgettext_lazy("kind of event", "course")
    DROP_IN = "drop_in", pgettext_lazy("kind of event", "drop-in")
    CONSULTATION = "consultation", pgettext_lazy("kind of event", "advice hours")
    ASSEMBLY = "assembly", pgettext_lazy("kind of event", "assembly")


class Topic(models.TextChoices):
    """The eleven topics of the programme, each with its pictogram."""

    CAFE = "cafe", pgettext_lazy("topic", "Café")
    LANGUAGE = "language", pgettext_lazy("topic", "Language")
    SEWING = "sewing", pgettext_lazy("topic", "Sewing")
    LEARNING = "learning", pgettext_lazy("topic", "Learning")
    REPAIR = "repair", pgettext_lazy("topic", "Repairing")
    COOKING = "cooking", pgettext_lazy("topic", "Cooking")
    BICYCLE = "bicycle", pgettext_lazy("topic", "Bicycles")
    CHILDREN = "children", pgettext_lazy("topic", "Children")
    ADVICE = "advice", pgettext_lazy("topic", "Advice")
    MEETING = "meeting", pgettext_lazy("topic", "Meeting people")
    FESTIVAL = "festival", pgettext_lazy("topic", "Festivals")

    @property
    def icon(self) -> str:
        """Name of the pictogram in icons.svg."""
        return ICONS[self.value]


ICONS = {
    "cafe": "cup",
    "language": "talk",
    "sewing": "needle",
    "learning": "book",
    "repair": "wrench",
    "cooking": "pot",
    "bicycle": "bike",
    "children": "blocks",
    "advice": "advice",
    "meeting": "people",
    "festival": "lantern",
}


class Joins(models.TextChoices):
    """What one sign-up asks for."""

    WHOLE = "whole", _("the whole course")
    FROM_NOW = "from_now", _("every date from now on")
    SINGLE = "single", _("one date at a time")
    NONE = "none", _("no sign-up needed")


class CarriedBy(models.TextChoices):
    RESIDENTS = "residents", _("neighbours")
    VOLUNTEERS = "volunteers", _("volunteers of the association")
    PARTNER = "partner", _("a partner")
    STAFF = "staff", _("the carrier's staff")
    CITY = "city", _("the city")
    JOINTLY = "jointly", _("several together")


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state of an event", "draft")
    PUBLISHED = "published", pgettext_lazy("state of an event", "published")
    ARCHIVED = "archived", pgettext_lazy("state of an event", "archived")


class EventQuerySet(models.QuerySet["Event"]):
    def published(self) -> Self:
        return self.filter(state=State.PUBLISHED)

    def waiting_for_approval(self) -> Self:
        """Drafts that somebody outside the team has handed in, the oldest first."""
        return self.filter(handed_in_at__isnull=False).order_by("handed_in_at")

    def with_steps(self) -> Self:
        """With what the list of steps reads of each: whether it has a date, and all its texts."""
        dated = Event.objects.filter(pk=OuterRef("pk"), occurrences__isnull=False)
        return self.annotate(is_dated=Exists(dated)).prefetch_related("texts")

    def with_title(self, title: models.Func) -> Self:
        """Annotate `title_in`, what each is called (of `OfferTitle`)."""
        return self.annotate(title_in=title)

    def with_old_texts(self) -> Self:
        """With how many translations are older than the German words, as `old_texts`; nothing for none."""
        german = EventText.objects.filter(event=OuterRef("event"), language="de").values("source_changed_at")
        old = EventText.objects.filter(event=OuterRef("pk"), source_changed_at__lt=Subquery(german[:1]))
        return self.annotate(old_texts=Subquery(old.values("event").annotate(n=Count("pk")).values("n")))

    def lacking(self, language: str) -> Self:
        """Offers without words in this language, or with words older than the German ones."""
        german = EventText.objects.filter(event=OuterRef("event"), language="de").values("source_changed_at")
        fresh = EventText.objects.filter(language=language, source_changed_at__gte=Subquery(german[:1]))
        return self.exclude(Exists(fresh.filter(event=OuterRef("pk"))))

    def to_admit(self) -> Self:
        """Published events where somebody waits for a coming date."""
        waiting = Q(occurrences__places__state="waiting", occurrences__starts_at__gt=timezone.now())
        return self.published().filter(waiting).distinct()


class Event(Addressed, HandedIn, PlannedPlaces, Window):
    """What is offered."""

    State = State

    public_id = models.CharField(max_length=8, unique=True, default=public_id, editable=False)
    slug = models.SlugField(
        _("short name in the address"),
        max_length=60,
        unique=True,
        blank=True,
        help_text=_("For example: naehwerkstatt"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    topic = models.CharField(_("topic"), max_length=10, choices=Topic)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT, editable=False)
    joins = models.CharField(_("sign-up for"), max_length=8, choices=Joins, default=Joins.SINGLE)
    splits = models.BooleanField(
        _("a party may come in part"),
        default=True,
        help_text=_("When places are short, the form asks whether some may come without the others."),
    )
    after_start = models.BooleanField(_("sign-up is possible after the start"), default=False)
    late_hours = models.PositiveSmallIntegerField(
        _("a cancellation is late from this many hours before the start"), default=24
    )
    age_bands = ArrayField(
        models.CharField(max_length=5, choices=AgeBand),
        verbose_name=_("for these ages"),
        default=list,
        blank=True,
    )
    asks_age = models.BooleanField(_("the form asks for the age band"), default=False)
    spoken = ArrayField(
        models.CharField(max_length=9), verbose_name=_("languages spoken"), default=list, blank=True
    )
    interpreting = ArrayField(
        models.CharField(max_length=9), verbose_name=_("interpreting into"), default=list, blank=True
    )
    carried_by = models.CharField(_("carried by"), max_length=10, choices=CarriedBy)
    step_free = models.CharField(_("step-free"), max_length=7, choices=Known, blank=True)
    toilet = models.CharField(_("wheelchair toilet"), max_length=7, choices=Known, blank=True)
    induction_loop = models.CharField(_("induction loop"), max_length=7, choices=Known, blank=True)
    sign_language = models.CharField(_("sign language"), max_length=7, choices=Known, default=Known.UNKNOWN)
    contact_name = models.CharField(
        _("contact"), max_length=80, blank=True, help_text=_("A first name, only with the person's yes.")
    )
    contact_phone = models.CharField(_("contact's phone"), max_length=40, blank=True)
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, blank=True, verbose_name=_("picture"))
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    preview_version = models.PositiveSmallIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = EventQuerySet.as_manager()

    title_in: list[str] | None

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-created_at"]
        constraints = [
            *Window.constraints("event"),
            *PlannedPlaces.constraints("event"),
            models.CheckConstraint(
                name="only_a_draft_waits_for_approval",
                condition=Q(handed_in_at__isnull=True) | Q(state="draft"),
            ),
            models.CheckConstraint(name="event_kind_is_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="event_topic_is_known", condition=Q(topic__in=Topic.values)),
            models.CheckConstraint(name="event_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="event_joins_is_known", condition=Q(joins__in=Joins.values)),
            models.CheckConstraint(
                name="event_carrier_is_known", condition=Q(carried_by__in=CarriedBy.values)
            ),
            models.CheckConstraint(
                name="drop_in_takes_no_sign_up",
                condition=~Q(kind="drop_in") | Q(joins="none"),
                violation_error_message=_("A drop-in takes no sign-up. Please choose: no sign-up needed."),
            ),
            models.CheckConstraint(
                name="published_event_says_since_when",
                condition=~Q(state="published") | Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("events:event", args=[self.slug])

    @property
    def preview_token(self) -> str:
        """Signed link under which a draft can be read by whoever was given it."""
        return links.token("preview", self.public_id, self.preview_version)

    def german(self) -> "EventText | None":
        """The German words, from what was prefetched if it was."""
        return next((text for text in self.texts.all() if text.language == "de"), None)

    @property
    def takes_no_sign_up(self) -> bool:
        """A drop-in; and advice hours, which are given at the desk or by phone."""
        return self.joins == Joins.NONE or self.kind == Kind.CONSULTATION

    @property
    def is_course(self) -> bool:
        """One sign-up asks for several dates at once."""
        return self.joins in {Joins.WHOLE, Joins.FROM_NOW}

    def missing(self) -> list[ValidationError]:
        """What has to be there before anybody may read it: sentences, each with a code."""
        missing = []
        german = self.german()
        if german is None or not german.title:
            missing.append(ValidationError(_("Please write the German title and text first."), "no_text"))
        if not self.occurrences.exists():
            missing.append(ValidationError(_("Please add at least one date first."), "no_date"))
        if self.picture is not None and not self.picture.alts.filter(language="de").exists():
            missing.append(ValidationError(_("Please describe the picture in German first."), "no_alt"))
        return missing

    def refuse_incomplete(self) -> None:
        """Raises the first ValidationError of what is `missing`."""
        for refusal in self.missing():
            raise refusal

    def publish(self, *, by: Person | None, seen: str = "") -> None:
        """Show the event to everybody; whoever handed it in is told. Raises ValidationError if the
        German text or a date is missing, or it was changed since it was `seen` (`as_written`)."""
        with transaction.atomic():
            [[event]] = lock(Event.objects.filter(pk=self.pk))
            if event.state == State.PUBLISHED:
                raise ValidationError(_("This event is published already."), code="published")
            event.refuse_unread(seen)
            event.refuse_incomplete()
            event.state = self.state = State.PUBLISHED
            event.published_at = self.published_at = event.published_at or timezone.now()
            event.answer("offer_published")
            event.save(update_fields=["state", "published_at", *APPROVAL, "changed_at"])
            self.as_answered(event)
            AuditEvent.note(by, "publish", event)

    def archive(self, *, by: Person | None) -> None:
        """Take the event out of the programme. Raises ValidationError while somebody holds a coming place."""
        with transaction.atomic():
            [[event]] = lock(Event.objects.filter(pk=self.pk))
            if event.state == State.ARCHIVED:
                raise ValidationError(_("This event is archived already."), code="archived")
            if (
                event.occurrences.coming()
                .filter(places__state__in=["confirmed", "waiting", "offered"])
                .exists()
            ):
                raise ValidationError(_("Somebody is still signed up. Please cancel the dates first."))
            event.state = self.state = State.ARCHIVED
            event.handed_in_at, event.handed_in_by, event.sent_back_because = None, None, ""
            event.save(update_fields=["state", *APPROVAL, "changed_at"])
            self.as_answered(event)
            AuditEvent.note(by, "archive", event)

    def rename(self, slug: str, *, by: Person | None) -> None:
        """Give the event a new address; the old one goes on leading here."""
        with transaction.atomic():
            [[event]] = lock(Event.objects.filter(pk=self.pk))
            if slug != event.slug:
                EventSlug.objects.update_or_create(slug=event.slug, defaults={"event": event})
                EventSlug.objects.filter(slug=slug, event=event).delete()
                event.slug = self.slug = slug
                event.full_clean()
                event.save(update_fields=["slug", "changed_at"])
                AuditEvent.note(by, "rename", event, ["slug"])

    def take_back_previews(self, *, by: Person | None) -> None:
        """Let no preview link lead to the draft that was passed on so far."""
        with transaction.atomic():
            [[event]] = lock(Event.objects.filter(pk=self.pk))
            event.preview_version = self.preview_version = event.preview_version + 1
            event.save(update_fields=["preview_version", "changed_at"])
            AuditEvent.note(by, "take_back_previews", event, ["preview_version"])

    def notice_context(self, notice: Notice) -> dict[str, Any] | None:
        """Words about the offer for whoever has prepared it; None drops the notice."""
        return offer_notices.context(self, notice)

    def clean(self) -> None:
        """An address that leads to another event, or led there once, is taken."""
        super().clean()
        if self.slug and EventSlug.objects.filter(slug=self.slug).exclude(event=self.pk).exists():
            raise ValidationError({"slug": _("This short name is or was the address of another event.")})

    @staticmethod
    def free_slug(title: str) -> str:
        """An address made of the title that is not taken."""
        umlauts = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
        stem = slugify(title.lower().translate(umlauts))[:50].strip("-") or "angebot"
        taken = set(Event.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
        taken |= set(EventSlug.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
        return next(
            s for n in range(1, len(taken) + 2) if (s := stem if n == 1 else f"{stem}-{n}") not in taken
        )


class EventSlug(models.Model):
    """An address that an event had before; it redirects."""

    slug = models.SlugField(max_length=60, unique=True)
    event = models.ForeignKey(Event, models.CASCADE, related_name="old_slugs")

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.slug


class EventText(Text):
    """Everything an event says, in one language."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="texts")
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("in one sentence"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    audience = models.CharField(_("for whom"), max_length=160, blank=True)
    cost = models.CharField(_("cost, in words"), max_length=120, blank=True)
    bring = models.CharField(_("please bring"), max_length=160, blank=True)
    folded = models.TextField(editable=False, default="")

    class Meta:
        verbose_name = _("text of an event")
        verbose_name_plural = _("texts of an event")
        constraints = [
            models.UniqueConstraint(
                name="event_has_one_text_per_language",
                fields=["event", "language"],
                violation_error_message=_("There is already a text in this language."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = self.search_words()
        super().save(*args, **kwargs)

    def search_words(self) -> str:
        """What the search looks through; whoever writes in bulk sets `folded` with it."""
        return fold(f"{self.title} {self.summary} {self.text} {self.audience}")
