"""What a notice about a sign-up says, looked up by the worker in the language of the contact."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from events.models.occurrence_set import rooms_on, title_along
from events.models.place import CancelledBy, Place
from events.notices import Whereabouts
from treff.house import formats, links, when
from treff.house.clean import Typed
from treff.house.models.text import active_language

if TYPE_CHECKING:
    from events.models.occurrence import Occurrence
    from events.models.sign_up import SignUp
    from treff.house.models import Notice

NEEDS_A_PLACE = {
    "signed_up": {"confirmed"},
    "moved_up": {"confirmed"},
    "reminder": {"confirmed"},
    "waiting": {"waiting"},
    "date_changed": {"confirmed", "waiting", "offered"},
    "date_added": {"confirmed", "waiting", "offered"},
    "dates_changed": {"confirmed", "waiting", "offered", "cancelled"},
    "other_date": {"confirmed"},
    "message": {"confirmed", "waiting", "offered"},
}
ALTERNATIVES = 3
# So many lines of changes a message holds; the rest stands on the page of the sign-up.
MOST_CHANGES = 12


def context(sign_up: "SignUp", notice: "Notice") -> dict[str, Any] | None:
    """Ready words for the templates of `templates/notices/`; None if there is nothing to say any more.

    A reminder of a place that has been given back meanwhile, of a date that was called off or has
    begun, is such a case. Runs under the contact's language.
    """
    facts, places = notice.facts, places_to_speak_of(notice)
    if not places or sign_up.erased_at is not None:
        return None
    dates = list({place.occurrence_id: place.occurrence for place in places}.values())
    text = event_text(sign_up)
    language, title = title_of(places) or (text.language, text.title) if text else ("de", "")
    first = dates[0]
    return {
        "name": sign_up.greeting_name(),
        "title": title,
        "title_language": language,
        "day": formats.day(when.local(first.starts_at).date()),
        "clock": formats.clock_range(first.starts_at, first.ends_at),
        "when": [formats.when(date.starts_at, date.ends_at) for date in dates],
        "where": first.directions(),
        "first_names": names(places),
        "places": places_words(places),
        "code": formats.code_display(sign_up.code),
        "link": links.absolute(sign_up.get_absolute_url()),
        "links": [links.absolute(each.get_absolute_url()) for each in behind(places)],
        "number": facts.get("number"),
        "bring": text.bring if text else "",
        "reason": first.reason,
        "still_coming": still_coming(sign_up),
        "waited": facts.get("waited", False),
        "by_team": facts.get("by") == CancelledBy.STAFF,
        "programme": links.absolute(reverse("events:programme")),
        "event_link": links.absolute((first.replaced_by or sign_up.event).get_absolute_url()),
        "why": gettext("You get this message because you signed up."),
        "alternatives": alternatives(first) if notice.template == "date_cancelled" else [],
        "changes": changes(facts)[:MOST_CHANGES],
        "more_changes": max(len(facts.get("changes", ())) - MOST_CHANGES, 0),
        **change(facts),
        **typed(facts),
    }


def places_to_speak_of(notice: "Notice") -> list[Place]:
    """The places it is about, as far as they still are what its words say."""
    places = (
        Place.objects.filter(pk__in=notice.facts.get("places", []))
        .select_related("participant__sign_up", "occurrence__event", "occurrence__use")
        .prefetch_related(rooms_on("occurrence__use__rooms"))
        .with_title(title_along("occurrence"))
        .order_by("occurrence__starts_at", "participant__position")
    )
    wanted = NEEDS_A_PLACE.get(notice.template)
    if wanted is None:
        return list(places)
    return [place for place in places if place.state in wanted and is_ahead(place, notice.template)]


def is_ahead(place: Place, template: str) -> bool:
    """Whether it is not too late to say so: a reminder helps until the start, other words until the end.

    A message may also be about what has been.
    """
    if template == "message":
        return True
    date = place.occurrence
    return (date.starts_at if template == "reminder" else date.over_at) > timezone.now()


def behind(places: list[Place]) -> list["SignUp"]:
    """The sign-ups of these places, each once; one contact may have made several."""
    return list({place.participant.sign_up_id: place.participant.sign_up for place in places}.values())


def event_text(sign_up: "SignUp") -> Any:
    """The event's text in the active language, else German."""
    return sign_up.event.texts.preferred("event", active_language()).first()


def title_of(places: list[Place]) -> tuple[str, str] | None:
    """Language and title that all the dates have in common; None where each has its own."""
    said = {(place.title_in[0], place.title_in[1]) for place in places if place.title_in}
    return said.pop() if len(said) == 1 else None


def names(places: list[Place]) -> str:
    """First names as typed, each once."""
    return formats.words().comma.join(
        dict.fromkeys(place.participant.name for place in places if place.participant.name)
    )


def places_words(places: list[Place]) -> str:
    people = len({place.participant_id for place in places})
    return ngettext("%(number)s place", "%(number)s places", people) % {"number": people}


def still_coming(sign_up: "SignUp") -> str:
    left = sign_up.places().confirmed().select_related("participant").order_by("participant__position")
    who = names(list(left))
    return gettext("Still coming: %(names)s.") % {"names": who} if who else ""


def alternatives(date: "Occurrence") -> list[str]:
    """The next dates of the same activity, as words."""
    later = list(date.event.occurrences.coming().filter(~Q(pk=date.pk))[:ALTERNATIVES])
    if date.replaced_by is not None:
        later = [date.replaced_by, *(other for other in later if other.pk != date.replaced_by_id)]
    return [formats.when(other.starts_at, other.ends_at) for other in later[:ALTERNATIVES]]


def changes(facts: dict[str, Any]) -> list[str]:
    """A line for each date that changed: instead of when it is, that it is off, or that it is new."""
    return [change_words(each) for each in facts.get("changes", ())]


def change_words(facts: dict[str, Any]) -> str:
    old, new = (
        spot(Whereabouts.kept(facts, name)) if f"{name}_start" in facts else "" for name in ("old", "new")
    )
    if not new:
        return gettext("Does not take place: %(old)s") % {"old": old}
    if not old:
        return gettext("One date more: %(new)s") % {"new": new}
    return gettext("Instead of %(old)s: %(new)s") % {"old": old, "new": new}


def spot(whereabouts: Whereabouts) -> str:
    """When and where, in one line."""
    moment = formats.when(whereabouts.starts_at, whereabouts.ends_at)
    return formats.words().comma.join(filter(None, [moment, whereabouts.place]))


def change(facts: dict[str, Any]) -> dict[str, Any]:
    """When and where the date was and is by this change; `only_place` if its time stayed."""
    if "old_start" not in facts:
        return {}
    old, new = (Whereabouts.kept(facts, name) for name in ("old", "new"))
    return {
        "day": formats.day(when.local(new.starts_at).date()),
        "clock": formats.clock_range(new.starts_at, new.ends_at),
        "when": [formats.when(new.starts_at, new.ends_at)],
        "where": new.place,
        "old_when": formats.when(old.starts_at, old.ends_at),
        "old_day": formats.day(when.local(old.starts_at).date()),
        "old_where": old.place,
        "only_place": (old.starts_at, old.ends_at) == (new.starts_at, new.ends_at),
    }


def typed(facts: dict[str, Any]) -> dict[str, Any]:
    """What those who run the offer have written, each line in the language they wrote it in."""
    if "written_in" not in facts:
        return {}
    language = facts["written_in"]
    return {
        "written_in": language,
        "subject_line": Typed(facts["subject"], language),
        "lines": [Typed(line, language) for line in facts["lines"]],
    }
