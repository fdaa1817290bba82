"""Publishing, archiving and renaming: what an event must have, and where its old addresses lead."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError

from events.models import Event, EventSlug, Kind, SignUp, Topic
from events.models.calling_off import cancel_dates
from events.models.event import ICONS, State
from events.tasks import each_by_itself
from members.models import AuditEvent
from rooms.models import Occupancy
from tests.factories import AMINA, ask, in_days, make_date, make_event, make_person, make_room, publish
from treff.house.models import Picture, PictureAlt

pytestmark = pytest.mark.django_db


def refusal(event: Event) -> Any:
    with pytest.raises(ValidationError) as refused:
        event.publish(by=None)
    assert Event.objects.get(pk=event.pk).state == State.DRAFT
    return refused.value.code


def test_an_event_is_published_with_a_german_title_and_a_date() -> None:
    event, amina = make_event(), make_person(AMINA)
    make_date(event)
    event.publish(by=amina)
    saved = Event.objects.get()
    assert (event.state, saved.state) == (State.PUBLISHED, State.PUBLISHED)
    assert saved.published_at is not None
    assert AuditEvent.objects.get(verb="publish").actor == amina


def test_published_again_it_keeps_the_day_of_the_first_time() -> None:
    event = make_date().event
    first = event.published_at
    event.archive(by=None)
    event.publish(by=None)
    assert Event.objects.get().published_at == first


def test_without_a_german_title_it_stays_a_draft() -> None:
    event = make_event()
    make_date(event)
    event.texts.update(language="ar")
    assert refusal(event) == "no_text"


def test_without_a_date_it_stays_a_draft() -> None:
    assert refusal(make_event()) == "no_date"


def test_a_picture_must_be_described_in_german() -> None:
    picture = Picture.objects.create(sha256="0" * 64, data=b"", width=40, height=30)
    event = make_event(picture=picture)
    make_date(event)
    PictureAlt.objects.create(picture=picture, language="en", alt="A meadow")
    assert refusal(event) == "no_alt"
    PictureAlt.objects.create(picture=picture, language="de", alt="Eine Wiese")
    event.publish(by=None)


def test_an_old_address_stays_with_the_event_and_cannot_be_taken() -> None:
    event, other = make_event("Nähwerkstatt"), make_event("Chor")
    event.rename("naehen", by=None)
    event.rename("stoffe", by=None)
    assert set(EventSlug.objects.values_list("slug", flat=True)) == {"naehwerkstatt", "naehen"}
    with pytest.raises(ValidationError):
        other.rename("naehen", by=None)
    event.rename("naehen", by=None)
    assert set(EventSlug.objects.values_list("slug", flat=True)) == {"naehwerkstatt", "stoffe"}


def test_an_address_is_made_of_the_title_and_never_twice() -> None:
    assert Event.free_slug("Offene Nähwerkstatt für alle!") == "offene-naehwerkstatt-fuer-alle"
    make_event("Chor").rename("singen", by=None)
    assert Event.free_slug("Chor") == "chor-2"
    assert Event.free_slug("قهوة") == "angebot"


def test_every_topic_has_its_pictogram() -> None:
    assert {topic.icon for topic in Topic} == set(ICONS.values())


@pytest.mark.parametrize("kind", Kind)
def test_advice_and_drop_in_take_no_sign_up(kind: Kind) -> None:
    event = Event(kind=kind, joins="none" if kind == Kind.DROP_IN else "single")
    assert event.takes_no_sign_up == (kind in {Kind.DROP_IN, Kind.CONSULTATION})


def test_a_date_has_no_more_places_than_fire_safety_allows_in_its_room() -> None:
    kitchen, hall = make_room("Küche", fire_limit=15), make_room("Saal", fire_limit=60)
    date = make_date(capacity=20)
    with pytest.raises(ValidationError) as refusal:
        date.set_rooms([kitchen])
    assert refusal.value.code == "fire_limit"
    date.set_rooms([hall])
    with pytest.raises(ValidationError):
        date.set_capacity(61, 0, by=None)
    with pytest.raises(ValidationError):
        date.move(date.starts_at, date.ends_at, by=None, rooms=[kitchen])
    date.refresh_from_db()
    assert (date.capacity, date.rooms()) == (20, [hall])


def test_several_dates_are_cancelled_at_once_whatever_the_order_of_their_rooms() -> None:
    lower, higher = make_room("Küche"), make_room("Saal")
    event = make_event()
    for number, room in enumerate([higher, lower]):
        make_date(event, in_days(5 + number)).set_rooms([room])
    publish(event)
    cancel_dates(event, [date.pk for date in event.occurrences.all()], "weather", by=None)
    assert Occupancy.objects.count() == 0


def test_a_date_is_not_moved_into_the_past() -> None:
    date = make_date()
    with pytest.raises(ValidationError) as refusal:
        date.move(in_days(-300), in_days(-300) + timedelta(hours=2), by=None)
    assert refusal.value.code == "past"


def test_the_reason_of_a_move_says_nothing_of_anybodys_health_either() -> None:
    date = make_date()
    for reason in ("Die Leiterin ist krank", "Wir ziehen für drei Wochen in die Küche um"):
        with pytest.raises(ValidationError) as refusal:
            date.move(in_days(9), in_days(10), by=None, reason=reason)
        assert refusal.value.code == "reason"


def test_a_reason_that_everybody_reads_has_at_most_six_words() -> None:
    date = make_date()
    with pytest.raises(ValidationError) as refusal:
        date.cancel("other", "Die Leitung kann heute leider doch nicht kommen", by=None)
    assert refusal.value.code == "reason"
    with pytest.raises(ValidationError):
        date.cancel("other", "Die Leitung ist krank", by=None)
    date.cancel("other", "Die Leitung kann nicht kommen", by=None)
    assert date.reason == "Die Leitung kann nicht kommen"


def test_who_names_neither_phone_nor_address_is_asked_how() -> None:
    with pytest.raises(ValidationError, match="wie wir Sie erreichen"):
        ask(make_date(capacity=5), "Amina", contact_by="email")
    assert not SignUp.objects.exists()


def test_one_event_in_use_does_not_keep_the_others_waiting() -> None:
    done = []

    def act(event: Event) -> None:
        if event.slug == "erste":
            raise OperationalError("in use")
        done.append(event.slug)

    first, second = make_event("Erste"), make_event("Zweite")
    with pytest.raises(OperationalError):
        each_by_itself([first, second], act)
    assert done == ["zweite"]
