"""Take out, move to another date, move in the queue: what organisers do to a party on one date."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events.acts.affected import Affected, Consequences
from events.acts.base import Act, ActForm, ShownForm
from events.acts.people import ReasonForm, Remove, RemoveForm
from events.models import Joins, Occurrence, Participant, SignUp
from events.models.by_hand import as_line, dates_with_room, move_in_queue, move_to, waiting_line
from events.models.place import PlaceQuerySet
from members.models import Person
from treff.house import formats


@dataclass(frozen=True)
class Party:
    """A sign-up as it stands on one date."""

    sign_up: SignUp
    date: Occurrence

    def live_places(self) -> PlaceQuerySet:
        return self.sign_up.places().live().filter(occurrence=self.date)

    def waits(self) -> bool:
        return self.live_places().waiting().exists()


class RemoveHereForm(RemoveForm):
    """The form of `Remove`, with the date at hand ticked."""

    def __init__(self, *args: Any, record: Party, **kwargs: Any) -> None:
        super().__init__(*args, record=record.sign_up, **kwargs)
        self.fields["dates"].initial = [record.date.pk]


class RemoveHere(Act[Party]):
    """`Remove`, from the page of one date."""

    remove = Remove()
    name, right, path = Remove.name, Remove.right, "entfernen"
    title, button, done = Remove.title, Remove.button, Remove.done
    form = RemoveHereForm
    is_final = True

    def is_offered(self, record: Party) -> bool:
        return record.date.is_ahead and record.live_places().exists()

    def title_of(self, record: Party) -> str:
        return self.remove.title_of(record.sign_up)

    def consequences(self, record: Party) -> Consequences:
        return self.remove.consequences(record.sign_up)

    def do(self, record: Party, said: dict[str, Any], by: Person | None) -> None:
        self.remove.do(record.sign_up, said, by)


# No key of a date is longer.
MOST_DIGITS = 18


class DateChoice(forms.ChoiceField):
    """One of the dates shown; one that was shown a moment ago is still understood, so that it can be
    refused with the dates that have room now."""

    def valid_value(self, value: Any) -> bool:
        return str(value).isdecimal() and len(str(value)) <= MOST_DIGITS


class MoveOverForm(ActForm):
    """Who comes on which other date."""

    participants = forms.ModelMultipleChoiceField(
        Participant.objects.none(), label=_("who"), widget=forms.CheckboxSelectMultiple
    )
    to = DateChoice(label=_("to which date"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people, to = self.fields["participants"], self.fields["to"]
        assert isinstance(people, forms.ModelMultipleChoiceField)
        assert isinstance(to, forms.ChoiceField)
        held = self.record.live_places()
        people.queryset = self.record.sign_up.participants.filter(places__in=held).distinct()
        people.initial = people.queryset
        dates = dates_with_room(self.record.date.event, but=self.record.date)
        to.choices = [(date.pk, date_with_room_words(date)) for date in dates]

    def clean_to(self) -> Occurrence:
        date = self.record.date.event.occurrences.filter(pk=self.cleaned_data["to"]).first()
        if date is None:
            raise forms.ValidationError(_("Please choose another date that is still to come."))
        return date  # type: ignore[no-any-return]


def date_with_room_words(date: Occurrence) -> str:
    """ "Di, 1. Dezember, 15–17 Uhr: 3 places free"."""
    free = date.seats().free
    words = (
        gettext("no limit")
        if free is None
        else ngettext("%(n)s place free", "%(n)s places free", free) % {"n": free}
    )
    return f"{formats.when(date.starts_at, date.ends_at)}: {words}"


class MoveOver(Act[Party]):
    """The place here for a place on another date; the contact is told old and new."""

    name, right, path = "move_over", "remove_person", "anderer-termin"
    title = _("Move to another date")
    button = _("Move to this date")
    done = _("Done. The contact is being told, and whoever is next moves up here.")
    form = MoveOverForm

    def is_offered(self, record: Party) -> bool:
        one_by_one = record.date.event.joins == Joins.SINGLE
        is_coming = not record.date.cancelled and not record.date.has_begun
        return one_by_one and is_coming and record.live_places().exists()

    def consequences(self, record: Party) -> Consequences:
        affected = Affected.by(record.live_places())
        sentences = [
            affected.told(),
            gettext("The sign-up and its code stay. The place here goes to the next."),
        ]
        if not dates_with_room(record.date.event, but=record.date):
            sentences.insert(0, gettext("There is no place free on any other date just now."))
        return Consequences(tuple(sentences), affected.people)

    def do(self, record: Party, said: dict[str, Any], by: Person | None) -> None:
        people = [participant.pk for participant in said["participants"]]
        move_to(record.sign_up, people, record.date, said["to"], by=by)


class QueueForm(ShownForm, ReasonForm):
    """The new number in the queue that was on the page, and why."""

    to = forms.IntegerField(label=_("new number"), min_value=1, max_value=9999)
    field_order = ["to", "reason"]

    def mark(self) -> str:
        return as_line(waiting_line(self.record.date.event, self.record.sign_up))


def names_of(party: SignUp) -> str:
    return formats.listing([person.name for person in party.participants.all() if person.name])


class MoveInQueue(Act[Party]):
    """Another number on the waiting list; whoever is passed gets another one, too."""

    name, right, path = "move_in_queue", "overbook", "reihenfolge"
    title = _("Change the number on the waiting list")
    button = _("Give this number")
    done = _("Done. Whoever now gets a place is being told.")
    form = QueueForm

    def is_offered(self, record: Party) -> bool:
        return record.date.is_ahead and record.waits()

    def consequences(self, record: Party) -> Consequences:
        line = waiting_line(record.date.event, record.sign_up)
        if record.sign_up not in line:
            return Consequences((gettext("This party does not wait for a coming date."),))
        prefetch_related_objects(line, "participants")
        stands = gettext("The party has number %(number)s of %(last)s.") % {
            "number": line.index(record.sign_up) + 1,
            "last": len(line),
        }
        return Consequences(
            (
                stands,
                gettext("Whoever is passed gets the number above or below. Nobody is told of that."),
                gettext("Whoever now fits gets a place at once and is told."),
                gettext("The reason stands in the journal."),
            ),
            tuple(f"{number}. {names_of(party)}" for number, party in enumerate(line, start=1)),
            whom=_("The waiting list now"),
        )

    def do(self, record: Party, said: dict[str, Any], by: Person | None) -> None:
        move_in_queue(record.sign_up, said["to"], said["reason"], by=by, seen=said["seen"])


PARTY_ACTS: tuple[Act, ...] = (MoveOver(), RemoveHere(), MoveInQueue())
"""What can be done to a party, in the order of its buttons."""
