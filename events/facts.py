"""What is good to know about an event or a date, as (icon, word, sentence) for the list of facts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.models import Event, EventText, Occurrence, OccurrenceText
from rooms.models import Known, Room
from treff.house import formats
from treff.house.models import PictureAlt, Text
from treff.house.models.text import ORIGINAL, active_language
from treff.house.spoken import language_name

ACCESS = {
    "step_free": (_("Step-free."), _("Not step-free.")),
    "toilet": (_("Wheelchair toilet."), _("No wheelchair toilet.")),
    "induction_loop": (_("Induction loop."), _("No induction loop.")),
    "sign_language": (_("Sign language."), _("No sign language.")),
}
UNKNOWN = {
    "step_free": _("step-free access"),
    "toilet": _("wheelchair toilet"),
    "induction_loop": _("induction loop"),
    "sign_language": _("sign language"),
}


@dataclass(frozen=True)
class Fact:
    """One line. `language` is set when the sentence is not in the language of the page."""

    icon: str
    label: str
    words: str
    language: str = ""
    phone: str = ""


def text_of(event: Event) -> EventText | None:
    """The event's words in the active language, else German, else any."""
    text: EventText | None = event.texts.preferred("event", active_language()).first()
    return text


def texts_of(events: Collection[int]) -> dict[int, EventText]:
    """Titles by event, in the active language, else German, else any; one query."""
    found = EventText.objects.filter(event__in=events).only("event_id", "language", "title")
    return {text.event_id: text for text in found.preferred("event", active_language())}


def title_of(event: Event, titles: Iterable[list[str] | None]) -> Text | None:
    """A row with the one title that all these dates (of `Title`) have, else with the event's own."""
    said = {(title[0], title[1]) for title in titles if title}
    if len(said) == 1:
        language, title = said.pop()
        return EventText(language=language, title=title)
    return text_of(event)


def title_on(date: Occurrence, *, alone: bool) -> Text | None:
    """A row with the title of this date (of `for_page`); where several are meant, with the event's."""
    own = OccurrenceText.of(date.own_words)
    return own if alone and own is not None and own.title else EventText.of(date.event_words)


@dataclass(frozen=True)
class OtherText:
    """The same in another language; `is_old` when the German words have changed since."""

    text: EventText
    is_old: bool


def other_texts(event: Event) -> list[OtherText]:
    """The same in the other languages it was written in; easy German too."""
    texts = list(event.texts.order_by("language"))
    german = next((text for text in texts if text.language == ORIGINAL), None)
    return [
        OtherText(text, german is not None and text.is_older_than(german.source_changed_at))
        for text in texts
        if text.language != active_language()
    ]


def is_old(text: EventText | None) -> bool:
    """Whether these words, read on a page, are older than the German ones. No question for German words."""
    if text is None or text.language == ORIGINAL:
        return False
    german = EventText.objects.filter(event=OuterRef("event"), language=ORIGINAL)
    newer = german.filter(source_changed_at__gt=OuterRef("source_changed_at"))
    return EventText.objects.filter(Exists(newer), pk=text.pk).exists()


def picture_of(event: Event) -> PictureAlt | None:
    """The picture with its description; none without a description."""
    if event.picture is None:
        return None
    alts = PictureAlt.objects.filter(picture=event.picture_id).select_related("picture")
    alt: PictureAlt | None = alts.preferred("picture", active_language()).first()
    return alt


def of_event(event: Event, text: EventText | None) -> list[Fact]:
    """Facts that hold for every date; the place only if all that are to come have the same."""
    dates, hosts = event.occurrences.with_rooms(), event.hostings.names()
    coming = list(dates.not_over())
    ahead = [date for date in coming if not date.cancelled]
    if len({date.directions() for date in ahead}) > 1:
        rooms = {room.pk: room for date in ahead for room in date.rooms()}
        place = Fact("pin", gettext("Place"), gettext("It differs: see the dates."))
        return [place, *shared(event, text, list(rooms.values()), hosts)]
    date = next(iter(ahead or coming), None) or dates.last()
    return of_date(date, event, text, hosts) if date else shared(event, text, [], hosts)


def of_date(date: Occurrence, event: Event, text: EventText | None, hosts: Iterable[str]) -> list[Fact]:
    """Facts of one date (of `with_rooms` or `for_page`): the place first, then what the event says."""
    if date.cancelled:  # nobody goes there: neither the place nor the way in matters
        return [fact for fact in shared(event, text, [], hosts) if fact.icon != "wheel"]
    place = date.directions()
    first = [Fact("pin", gettext("Place"), place)] if place else []
    return first + shared(event, text, date.rooms(), hosts)


def shared(event: Event, text: EventText | None, rooms: list[Room], hosts: Iterable[str]) -> list[Fact]:
    language = "" if text is None or text.language == active_language() else text.language
    facts = []
    if text and text.audience:
        facts.append(Fact("people", gettext("For whom"), text.audience, language))
    if event.spoken:
        facts.append(Fact("talk", gettext("Languages"), languages(event)))
    if text and text.cost:
        facts.append(Fact("check", gettext("Cost"), text.cost, language))
    if text and text.bring:
        facts.append(Fact("needle", gettext("Please bring"), text.bring, language))
    facts.append(Fact("wheel", gettext("Access"), access(event, rooms)))
    names = [format_html('<bdi lang="de">{}</bdi>', host) for host in hosts]
    if names:
        facts.append(Fact("lantern", gettext("From"), mark_safe(formats.listing(names))))
    if event.contact_name or event.contact_phone:
        facts.append(Fact("phone", gettext("Questions"), event.contact_name, phone=event.contact_phone))
    return facts


def languages(event: Event) -> str:
    """ "Deutsch und Arabisch. Mit Übersetzung: Türkisch"."""
    spoken = formats.listing([language_name(code) for code in event.spoken])
    if not event.interpreting:
        return spoken
    interpreted = formats.listing([language_name(code) for code in event.interpreting])
    return gettext("%(spoken)s. With interpreting: %(interpreted)s") % {
        "spoken": spoken,
        "interpreted": interpreted,
    }


def access(event: Event, rooms: list[Room]) -> str:
    """What is known about access; what is not known is said as well."""
    known = {fact: known_access(event, rooms, fact) for fact in ACCESS}
    sentences = [
        str(yes if known[fact] == Known.YES else no)
        for fact, (yes, no) in ACCESS.items()
        if known[fact] != Known.UNKNOWN
    ]
    open_points = [str(UNKNOWN[fact]) for fact in ACCESS if known[fact] == Known.UNKNOWN]
    if open_points:
        words = formats.listing(open_points)
        sentences.append(gettext("Not known yet: %(points)s.") % {"points": words})
    return " ".join(sentences)


def known_access(event: Event, rooms: list[Room], fact: str) -> str:
    """The event's own word, else that of all its rooms: one "no" is a no, one "unknown" is unknown."""
    own: str = getattr(event, fact)
    if own or fact == "sign_language":
        return own or Known.UNKNOWN
    said = {getattr(room, fact) for room in rooms}
    if Known.NO in said:
        return Known.NO
    return Known.YES if said == {Known.YES} else Known.UNKNOWN
