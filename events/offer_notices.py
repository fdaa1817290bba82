"""What a notice about an offer says to whoever has prepared it: published, or sent back."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext

from treff.house import links
from treff.house.models.text import active_language

if TYPE_CHECKING:
    from events.models.event import Event
    from treff.house.models import Notice


def context(event: "Event", notice: "Notice") -> dict[str, Any] | None:
    """Ready words for `templates/notices/`; None when it is no longer so. Runs in the reader's language."""
    is_so = {
        "offer_published": event.state == event.State.PUBLISHED,
        "offer_sent_back": event.state == event.State.DRAFT and event.sent_back_because != "",
    }
    if not is_so.get(notice.template):
        return None
    text = event.texts.preferred("event", active_language()).first()
    language, title = (text.language, text.title) if text else ("de", event.slug)
    return {
        "title": title,
        "title_language": language,
        "because": event.sent_back_because,
        "link": links.absolute(event.get_absolute_url()),
        "own_link": links.absolute(reverse("events:own_offer", args=[event.public_id])),
        "why": gettext("You get this message because you have handed in an offer."),
    }
