"""Sets of dates, in the words of the house, and what is read of many of them at once."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from events.models.columns import AsksQuestions, DateTitle, FireLimit, Hosts, PlacesIn
from events.models.event import Event, EventText, State
from events.models.occurrence_text import OccurrenceText
from events.models.place import PlaceState
from rooms.models import Room, RoomNames, RoomsOf
from treff.house.models import BestText, active_language

if TYPE_CHECKING:
    from events.models.occurrence import Occurrence  # noqa: F401 (named below, in quotes)

# A date without an end counts as running for this long.
OPEN_END = timedelta(hours=3)
# So long after its day the page of a cancelled date says that it did not take place.
CANCELLED_IS_SHOWN = timedelta(days=60)
# So long before the start somebody is asked whether a date with too few people takes place.
WARN_BEFORE = timedelta(days=3)


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    def scheduled(self) -> Self:
        return self.filter(status="scheduled")

    def coming(self, now: datetime | None = None) -> Self:
        """Dates that take place and have not begun."""
        return self.scheduled().filter(starts_at__gt=now or timezone.now()).order_by("starts_at", "pk")

    def to_be_had(self, event: Event, now: datetime | None = None) -> Self:
        """Dates of this event for which places are given out: coming, or running where it allows that."""
        return self.scheduled().not_over(now) if event.after_start else self.coming(now)

    def not_over(self, now: datetime | None = None) -> Self:
        """Dates that run or will come, cancelled ones included; a running one stays until its end."""
        end = Coalesce("ends_at", F("starts_at") + OPEN_END)
        return self.alias(over_at=end).filter(over_at__gt=now or timezone.now()).order_by("starts_at", "pk")

    def too_few(self, now: datetime | None = None) -> Self:
        """Dates of the next three days with fewer people than they need, about which nobody has decided."""
        now = now or timezone.now()
        dates = self.public().coming(now).filter(starts_at__lte=now + WARN_BEFORE, held_at=None)
        return dates.with_seats().filter(event__minimum__gt=F("confirmed_count"))

    def public(self) -> Self:
        return self.filter(event__state=State.PUBLISHED)

    def shown(self, now: datetime | None = None) -> Self:
        """Public dates that have a page; a cancelled one keeps it for some weeks after its day."""
        faded = (now or timezone.now()) - CANCELLED_IS_SHOWN
        return self.public().exclude(status="cancelled", starts_at__lt=faded)

    def with_seats(self) -> Self:
        """Annotate the numbers that `Occurrence.seats` reads, in one query for any number of dates.

        Counted date by date, so that a page of sixty out of thousands counts sixty.
        """
        return self.annotate(
            confirmed_count=PlacesIn("pk", state=PlaceState.CONFIRMED),
            offered_count=PlacesIn("pk", state=PlaceState.OFFERED),
            waiting_count=PlacesIn("pk", state=PlaceState.WAITING),
        ).with_fire_limit()

    def with_fire_limit(self) -> Self:
        """Annotate how many people may be there at most where the date itself says no number."""
        return self.annotate(fire_limit=FireLimit("capacity", "use"))

    def for_form(self) -> Self:
        """Annotate what the form to sign up needs to know: the places, and whether there are questions."""
        return self.with_seats().annotate(asks_questions=AsksQuestions("event"))

    def with_rooms(self) -> Self:
        """With what `rooms` and `directions` read; one more query for all of them."""
        return self.select_related("use").prefetch_related(rooms_on("use__rooms"))

    def for_page(self, language: str) -> Self:
        """Annotate what only the page of a date says: all its texts, its rooms, who is behind the event."""
        texts, own = ("title", "summary", "text", "audience", "cost", "bring"), ("title", "note")
        return self.annotate(
            event_words=BestText(EventText, "event", "event", language=language, fields=texts),
            own_words=BestText(OccurrenceText, "occurrence", "pk", language=language, fields=own),
            hosts=Hosts("event"),
            room_rows=RoomsOf("use", language=language),
        )

    def for_rows(self, language: str) -> Self:
        """Annotate `title_in` (language and title) and `room_names`, which lists read of many dates."""
        title = DateTitle("pk", "event", language=language)
        return self.annotate(title_in=title, room_names=RoomNames("use"))


def rooms_on(path: str) -> models.Prefetch:
    """The rooms along this path with the way to them, in the active language."""
    return models.Prefetch(path, Room.objects.with_way(active_language()))


def title_along(path: str) -> DateTitle:
    """[language, title] of the date along this path, in the active language."""
    return DateTitle(path, f"{path}__event", language=active_language())
