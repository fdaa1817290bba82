"""Overbook, remove somebody, erase somebody's words: what happens to one sign-up."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.acts.affected import Affected, Consequences
from events.acts.base import Act, ActForm
from events.acts.dates import NO_NAMES
from events.models import Occurrence, Participant, SignUp
from events.models.by_hand import overbook
from events.models.place import CancelledBy
from members.models import Person
from treff.house import formats


class ReasonForm(ActForm):
    """Why."""

    reason = forms.CharField(label=_("reason"), max_length=200, help_text=NO_NAMES)


class Overbook(Act[SignUp]):
    """A place although the date is full."""

    name, right = "overbook", "overbook"
    title = _("Give this party a place although it is full")
    button = _("Overbook")
    done = _("The party has its place and is being told.")
    form = ReasonForm

    def is_offered(self, record: SignUp) -> bool:
        return bool(
            record.places().waiting().filter(occurrence__in=record.event.occurrences.coming()).exists()
        )

    def consequences(self, record: SignUp) -> Consequences:
        waiting = record.places().waiting()
        dates = Occurrence.objects.filter(places__in=waiting).coming().distinct()
        affected = Affected.by(waiting)
        sentences = [gettext("The party overtakes everybody who waits before it."), affected.told()]
        for date in dates.with_seats():
            seats = date.seats()
            words = gettext("%(when)s: %(confirmed)s confirmed, %(places)s places.")
            places = gettext("unlimited") if seats.capacity is None else seats.capacity
            when = formats.when(date.starts_at, date.ends_at)
            sentences.append(words % {"when": when, "confirmed": seats.confirmed, "places": places})
        return Consequences(tuple(sentences), affected.people)

    def do(self, record: SignUp, said: dict[str, Any], by: Person | None) -> None:
        overbook(record, said["reason"], by=by)


class RemoveForm(ReasonForm):
    """Who is taken out, and of which dates."""

    participants = forms.ModelMultipleChoiceField(
        Participant.objects.none(), label=_("who"), widget=forms.CheckboxSelectMultiple
    )
    dates = forms.MultipleChoiceField(
        label=_("of which dates"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: of all dates."),
    )
    field_order = ["participants", "dates", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.record.places().live()
        people, dates = self.fields["participants"], self.fields["dates"]
        assert isinstance(people, forms.ModelMultipleChoiceField)
        assert isinstance(dates, forms.MultipleChoiceField)
        people.queryset = self.record.participants.filter(places__in=held).distinct()
        if people.queryset.count() == 1:
            people.initial = people.queryset
        chosen = Occurrence.objects.filter(places__in=held).distinct().order_by("starts_at")
        dates.choices = [(date.pk, formats.when(date.starts_at, date.ends_at)) for date in chosen]


class Remove(Act[SignUp]):
    """Take somebody out; the next in line move up, and the contact is told."""

    name, right = "remove", "remove_person"
    title = _("Take somebody out of this sign-up")
    button = _("Take out")
    done = _("Done. The contact is being told, and whoever is next moves up.")
    form = RemoveForm
    is_final = True

    def is_offered(self, record: SignUp) -> bool:
        return bool(record.places().live().exists())

    def title_of(self, record: SignUp) -> str:
        """ "Take Amina out" where nobody else can be meant."""
        names = set(record.participants.filter(places__in=record.places().live()).values_list("pk", "name"))
        if len(names) != 1:
            return super().title_of(record)
        [(_pk, name)] = names
        return gettext("Take %(name)s out") % {"name": name} if name else super().title_of(record)

    def consequences(self, record: SignUp) -> Consequences:
        affected = Affected.by(record.places().all())
        sentences = (affected.counted(), affected.told(), gettext("The place goes to whoever is next."))
        return Consequences(sentences, affected.people)

    def do(self, record: SignUp, said: dict[str, Any], by: Person | None) -> None:
        record.cancel(
            by=CancelledBy.STAFF,
            participants=[participant.pk for participant in said["participants"]],
            dates=[int(date) for date in said["dates"]] or None,
            actor=by,
            reason=said["reason"],
        )


class EraseForm(ReasonForm):
    """Whose words are erased."""

    participant = forms.ModelChoiceField(
        Participant.objects.none(), label=_("who"), widget=forms.RadioSelect, empty_label=None
    )
    field_order = ["participant", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = self.fields["participant"]
        assert isinstance(who, forms.ModelChoiceField)
        who.queryset = self.record.participants.exclude(name="")


class Erase(Act[SignUp]):
    """Name, age and answers of one participant go; numbers stay."""

    name, right = "erase", "remove_person"
    title = _("Erase the words of one participant")
    button = _("Erase")
    done = _("The words are erased.")
    form = EraseForm
    is_final = True

    def is_offered(self, record: SignUp) -> bool:
        return bool(record.participants.exclude(name="").exists())

    def consequences(self, record: SignUp) -> Consequences:
        return Consequences(
            (
                gettext("Name, age and answers of this person are erased and cannot come back."),
                gettext("Coming places of this person become free. Past dates keep their numbers."),
            ),
            Affected.by(record.places().all()).people,
        )

    def do(self, record: SignUp, said: dict[str, Any], by: Person | None) -> None:
        said["participant"].erase(by=by, reason=said["reason"])
