"""Publish, archive, rename: what happens to an event as a whole."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events.acts.affected import Affected, Consequences
from events.acts.base import Act, ActForm, ShownForm
from events.models import Event, Place
from events.models.approval import send_back
from events.models.event import State
from members.models import Person
from treff.house import formats


def still_empty(event: Event) -> list[str]:
    """What people ask for first and the event does not say yet."""
    german = event.german()
    said = {
        gettext("languages"): event.spoken,
        gettext("cost"): german and german.cost,
        gettext("for whom"): event.age_bands or (german and german.audience),
    }
    return [name for name, words in said.items() if not words]


def without_text(event: Event) -> list[str]:
    """Names of the languages in which it says nothing of its own."""
    written = {text.language for text in event.texts.all()}
    return [str(name) for code, name in settings.CONTENT_LANGUAGES if code not in written]


class ReadForm(ShownForm):
    """Knows what the offer said when the page was opened."""

    def mark(self) -> str:
        return str(self.record.as_written())


class Publish(Act[Event]):
    """Everybody can read the event, and sign up where it takes sign-ups."""

    name, right, path = "publish", "events_publish", "veroeffentlichen"
    title = _("Publish this event")
    button = _("Publish")
    done = _("The event is in the programme.")
    form = ReadForm

    def is_offered(self, record: Event) -> bool:
        return record.state != State.PUBLISHED

    def consequences(self, record: Event) -> Consequences:
        coming = record.occurrences.coming().count()
        sentences = [
            gettext("Everybody can read it from now on."),
            ngettext("It has %(n)s coming date.", "It has %(n)s coming dates.", coming) % {"n": coming},
        ]
        if empty := still_empty(record):
            words = gettext("Still empty: %(fields)s. Please fill it in, people ask for it.")
            sentences.append(words % {"fields": formats.listing(empty)})
        if missing := without_text(record):
            words = gettext("Without a text of its own: %(languages)s. There the German text is shown.")
            sentences.append(words % {"languages": formats.listing(missing)})
        return Consequences(tuple(sentences), texts=tuple(record.texts.order_by("pk")))

    def do(self, record: Event, said: dict[str, Any], by: Person | None) -> None:
        record.publish(by=by, seen=said["seen"])


class SendBackForm(ReadForm):
    """What is to be changed, in a sentence to whoever handed it in."""

    because = forms.CharField(
        label=_("what should be changed"),
        max_length=200,
        help_text=_("One sentence. Whoever has written the offer reads it."),
    )


class SendBack(Act[Event]):
    """The draft goes back to whoever handed it in."""

    name, right, path = "send_back", "events_publish", "zurueckgeben"
    title = _("Give this draft back")
    button = _("Give it back")
    done = _("The draft is back with whoever wrote it. They are being told.")
    form = SendBackForm

    def is_offered(self, record: Event) -> bool:
        return record.handed_in_at is not None

    def consequences(self, record: Event) -> Consequences:
        return Consequences(
            (
                gettext("It is not published. Nothing that was written is lost."),
                gettext("Whoever handed it in is told, with your sentence."),
            ),
            texts=tuple(record.texts.order_by("pk")),
        )

    def do(self, record: Event, said: dict[str, Any], by: Person | None) -> None:
        send_back(record, said["because"], by=by, seen=said["seen"])


class Archive(Act[Event]):
    """The event leaves the programme; its record stays."""

    name, right, path = "archive", "events_publish", "archivieren"
    title = _("Archive this event")
    button = _("Archive")
    done = _("The event is archived.")

    def is_offered(self, record: Event) -> bool:
        return record.state != State.ARCHIVED

    def consequences(self, record: Event) -> Consequences:
        places = Place.objects.filter(occurrence__in=record.occurrences.coming())
        affected = Affected.by(places)
        sentences = [gettext("It is no longer in the programme. Dates and numbers stay in the records.")]
        if affected.people:
            sentences += [
                affected.counted(),
                gettext("Please cancel the coming dates first: so everybody is told."),
            ]
        return Consequences(tuple(sentences), affected.people)

    def do(self, record: Event, said: dict[str, Any], by: Person | None) -> None:
        record.archive(by=by)


class RenameForm(ActForm):
    """The new address."""

    slug = forms.SlugField(label=_("new short name in the address"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].initial = self.record.slug

    def clean_slug(self) -> str:
        """Another one than now."""
        slug: str = self.cleaned_data["slug"]
        if slug == self.record.slug:
            raise ValidationError(_("This is the short name it has now."))
        return slug


class Rename(Act[Event]):
    """A new address; the old one leads on."""

    name, right, path = "rename", "events_change", "umbenennen"
    title = _("Change the address of this event")
    button = _("Change the address")
    done = _("The event has a new address. The old one leads to it.")
    form = RenameForm

    def consequences(self, record: Event) -> Consequences:
        return Consequences(
            (
                gettext("The address is now: %(address)s") % {"address": record.get_absolute_url()},
                gettext("Links and posters with the old address go on working."),
            )
        )

    def do(self, record: Event, said: dict[str, Any], by: Person | None) -> None:
        record.rename(said["slug"], by=by)


class TakeBackPreviews(Act[Event]):
    """Links to a draft that were passed on open nothing any more; the next one is another."""

    name, right, path = "take_back_previews", "events_publish", "vorschau-zuruecknehmen"
    title = _("Take back the preview links")
    button = _("Take the links back")
    done = _("The old preview links are no longer valid.")
    is_final = True

    def is_offered(self, record: Event) -> bool:
        return record.published_at is None

    def consequences(self, record: Event) -> Consequences:
        return Consequences(
            (
                gettext("Whoever was given a link to the preview cannot open it any more."),
                gettext("You can still see the preview. From then on it has a new link."),
            )
        )

    def do(self, record: Event, said: dict[str, Any], by: Person | None) -> None:
        record.take_back_previews(by=by)
