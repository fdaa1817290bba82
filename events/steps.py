"""The five steps to a published offer: which are done, and which comes next.

Nothing of this is stored. A step is done when the offer says something that the step asks for, or when a
later one has been done: then this one was left empty on purpose.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import Event
from events.models.event import State

ABOUT, WHOM, JOINING, DATES, LOOK = 1, 2, 3, 4, 5
TITLES: dict[int, Promise] = {
    ABOUT: _("What is it about?"),
    WHOM: _("For whom?"),
    JOINING: _("Signing up"),
    DATES: _("When and where?"),
    LOOK: _("Look and publish"),
}
STEP_OF = {"no_text": ABOUT, "no_date": DATES}
"""Where to go for what is missing, by the code of the refusal; a picture is described by the team."""


@dataclass(frozen=True)
class Step:
    """One line of the list of steps."""

    number: int
    title: str
    url: str
    is_done: bool


def url_of(event: Event, number: int) -> str:
    """The page of one step."""
    if number == DATES:
        return reverse("events:own_dates", args=[event.public_id])
    return reverse("events:own_step", args=[event.public_id, number])


def steps_of(event: Event) -> list[Step]:
    """All five; of many offers at once read `with_steps`."""
    dated = event.is_dated if hasattr(event, "is_dated") else event.occurrences.exists()
    german = event.german()
    says = {
        ABOUT: german is not None and bool(german.summary or german.text),
        WHOM: says_for_whom(event),
        JOINING: event.default_capacity is not None,
        DATES: dated,
    }
    reached = max((number for number, said in says.items() if said), default=0)
    done = {number: number <= reached for number in says} | {
        ABOUT: german is not None and reached >= ABOUT,
        DATES: dated,
        LOOK: event.state == State.PUBLISHED or event.handed_in_at is not None,
    }
    if event.takes_no_sign_up and done[WHOM]:
        done[JOINING] = True  # there is nothing to be said
    return [Step(number, str(TITLES[number]), url_of(event, number), done[number]) for number in TITLES]


def says_for_whom(event: Event) -> bool:
    """Whether anything of the second step is said."""
    german = event.german()
    words = german is not None and bool(german.audience or german.cost or german.bring)
    return words or bool(event.age_bands or event.spoken or event.contact_name or event.contact_phone)


def steps_on(event: Event, number: int) -> dict[str, Any]:
    """What the page of one step says about all of them."""
    found = steps_of(event)
    return {"steps": found, "step": found[number - 1], "is_draft": event.state == State.DRAFT}


def next_of(steps: list[Step]) -> Step:
    """The first that is not done; the last if all are."""
    return next((step for step in steps if not step.is_done), steps[-1])


@dataclass(frozen=True)
class Missing:
    """What has to be there before the offer can be published, and the page where it is written."""

    words: str
    url: str


def missing_of(event: Event) -> list[Missing]:
    """Everything at once, so that nobody learns it one by one."""
    return [
        Missing(
            " ".join(refusal.messages),
            url_of(event, STEP_OF[str(refusal.code)]) if refusal.code in STEP_OF else "",
        )
        for refusal in event.missing()
    ]
