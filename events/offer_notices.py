"""What a notice about an offer says to whoever looks after it: published, sent back, or too few people."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext

from events.titles import Title
from members.models import Person, Representation
from treff.house import formats, links
from treff.house.models import Notice

if TYPE_CHECKING:
    from events.models.event import Event
    from events.models.occurrence import Occurrence


def context(event: "Event", notice: "Notice") -> dict[str, Any] | None:
    """Ready words for `templates/notices/`; None when it is no longer so. Runs in the reader's language."""
    is_so = {
        "offer_published": event.state == event.State.PUBLISHED,
        "offer_sent_back": event.state == event.State.DRAFT and event.sent_back_because != "",
    }
    if notice.template == "too_few":
        return too_few(event, notice)
    if not is_so.get(notice.template):
        return None
    return {
        **named(event),
        "because": event.sent_back_because,
        "link": links.absolute(event.get_absolute_url()),
        "own_link": links.absolute(reverse("events:own_offer", args=[event.public_id])),
        "why": gettext("You get this message because you have handed in an offer."),
    }


def too_few(event: "Event", notice: "Notice") -> dict[str, Any] | None:
    """Of a date with fewer people than it needs; None once somebody decided, or enough have signed up."""
    date = event.occurrences.too_few().filter(pk__in=notice.facts["dates"]).first()
    if date is None:
        return None
    return {
        **named(event),
        "when": [formats.when(date.starts_at, date.ends_at)],
        "people": date.confirmed_count,
        "minimum": event.minimum,
        "own_link": links.absolute(reverse("events:own_date", args=[event.public_id, date.public_id])),
        "why": gettext("You get this message because you look after this offer."),
    }


def named(event: "Event") -> dict[str, str]:
    """Title of the offer, in the reader's language where there is one."""
    title = Title.in_words_of(event)
    return {"title": title.words, "title_language": title.language}


def warn_too_few(date: "Occurrence") -> None:
    """Ask whoever looks after the event whether this date takes place; each is asked once.

    The team reads it on its own page of offers, where it stands also if there is nobody to ask.
    """
    Notice.post(
        [
            Notice.to(
                person.addressee(),
                date.event,
                "too_few",
                key=f"too_few:{date.pk}:{person.pk}",
                urgent_until=date.starts_at,
                facts={"dates": [date.pk]},
            )
            for person in who_decides(date.event)
        ]
    )


def who_decides(event: "Event") -> list[Person]:
    """Those who run the event today; where nobody does, those who speak today for its first host."""
    if leads := list(event.leads.live().select_related("person")):
        return [lead.person for lead in leads]
    first = event.hostings.filter(is_first=True).first()
    if first is None:
        return []
    speaks = Representation.objects.live().filter(organisation=first.organisation, group=first.group)
    return list({each.person_id: each.person for each in speaks.select_related("person")}.values())
