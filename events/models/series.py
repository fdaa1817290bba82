"""Series: the rule after which an event repeats, from a moment on.

The dates themselves are stored rows and they are the truth; the rule is only asked which dates are
missing. A row is known by its slot, the moment the rule gave it: however far it was moved, and also
once it is cancelled. So a moved date is not made twice, and a cancelled one never comes back. When the
rule changes in the middle, another row begins at `from_slot` and the older one ends there. Days that
somebody left out are kept in `left_out`, so that a longer series does not bring them back.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date as Day
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.planning import Edit, Fate, Line
from treff.house import when
from treff.house.recurrence import Recurrence


class Series(models.Model):
    """One rule of one event, valid from a slot until the next one begins."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="series")
    from_slot = models.DateTimeField()
    recipe = models.JSONField()
    start = models.TimeField()
    end = models.TimeField(null=True, blank=True)
    in_school_holidays = models.BooleanField(_("also in the school holidays"), default=True)
    left_out = ArrayField(models.DateField(), default=list, blank=True)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["event", "from_slot"]
        constraints = [
            models.UniqueConstraint(name="event_has_one_rule_from_a_slot_on", fields=["event", "from_slot"]),
            models.CheckConstraint(
                name="series_does_not_end_when_it_starts",
                condition=Q(end__isnull=True) | ~Q(end=models.F("start")),
                violation_error_message=_("Start and end are the same. Please change the time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.from_slot:%Y-%m-%d %H:%M}"

    @property
    def recurrence(self) -> Recurrence:
        return Recurrence.of_json(self.recipe)

    @classmethod
    def of(cls, event: Event, moment: datetime) -> "Series | None":
        """The rule that holds at this moment, else the first one that comes; None without a series."""
        rules = list(event.series.order_by("from_slot"))
        before = [rule for rule in rules if rule.from_slot <= moment]
        return before[-1] if before else next(iter(rules), None)

    @classmethod
    def follow(cls, event: Event, edit: Edit, lines: Sequence[Line]) -> None:
        """Write down the rule after which these lines were made. The caller holds the lock of the event."""
        rule = edit.recurrence
        begins = when.EARLIEST if rule is None else when.week_of(rule.first)[0]
        slots = [line.slot for line in lines if line.slot and line.day_of_slot >= begins]
        if not slots or edit.clock is None:
            return
        day = when.local(min(slots)).date()
        rules = list(event.series.order_by("from_slot"))
        before = [each for each in rules if when.local(each.from_slot).date() < day]
        later = [each for each in rules if each not in before]
        if rule is None:
            cls.move(before, later, edit, min(slots))
            return
        left_out = [line.day_of_slot for line in lines if line.fate == Fate.ADDED and line.new is None]
        same = next((each for each in rules if each.differs_in_its_end_only(edit)), None)
        cls.objects.filter(pk__in=[each.pk for each in later if each != same]).delete()
        if same is None:
            cls.cut(before[-1:], day)
            same = cls(event=event, from_slot=min(slots))
        same.left_out = sorted({*same.left_out, *left_out})
        same.say(edit)

    @classmethod
    def move(cls, before: Sequence["Series"], later: Sequence["Series"], edit: Edit, first: datetime) -> None:
        """Another time from this slot on: the rule that holds then is split, those that begin later move."""
        assert edit.clock is not None
        day = when.local(first).date()
        for rule in later:
            rule.start, rule.end = edit.clock
            rule.from_slot = when.at(when.local(rule.from_slot).date(), rule.start)
            rule.save()
        ruling = before[-1] if before else None
        if ruling is not None and (rest := ruling.recurrence.since(day)) is not None:
            cls.cut([ruling], day)
            new = replace(edit, recurrence=rest, in_school_holidays=ruling.in_school_holidays)
            cls(event=ruling.event, from_slot=first, left_out=ruling.left_out).say(new)

    @staticmethod
    def cut(rules: Sequence["Series"], day: Day) -> None:
        """Let these rules end before this day; one that gave nothing before it goes."""
        for rule in rules:
            rest = rule.recurrence.until_before(day)
            if rest is None:
                rule.delete()
                continue
            rule.recipe = rest.as_json()
            rule.save(update_fields=["recipe"])

    def differs_in_its_end_only(self, edit: Edit) -> bool:
        """Whether the edit says the same rule, perhaps for longer or shorter."""
        assert edit.recurrence is not None
        same = (self.start, self.end) == edit.clock and self.recurrence.rule == edit.recurrence.rule
        return same and self.recurrence.first == edit.recurrence.first

    def say(self, edit: Edit) -> None:
        """Write the rule down as the edit says it."""
        assert edit.recurrence is not None
        assert edit.clock is not None
        self.recipe, (self.start, self.end) = edit.recurrence.as_json(), edit.clock
        self.in_school_holidays = edit.in_school_holidays
        self.full_clean(exclude=["event"], validate_unique=False)
        self.save()
