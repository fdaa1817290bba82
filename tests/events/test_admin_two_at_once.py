"""The page of an event in the hands of two: nobody writes over what somebody else saved meanwhile."""

from typing import Any

import pytest
from django.test import Client

from events.models import Event, EventText, Occurrence
from events.models.event import State
from members.models import Role
from tests.events.doing import hidden
from tests.events.team import as_typed, date_row, dates, page_of, said
from tests.factories import in_days, make_date, make_event, make_room, take
from tests.races import while_held
from tests.reading import words
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db
SOMEBODY = "Somebody has changed this meanwhile. Please look at it again."


def seen(answer: Any) -> dict[str, str]:
    """What the page says it showed."""
    return {"seen": hidden(answer)["seen"]}


def opened(client: Client, event: Event, **fields: Any) -> dict[str, Any]:
    """The page as it is sent after it was opened now, with these changes."""
    return as_typed(event, **fields) | seen(client.get(page_of(event)))


def test_words_that_somebody_saved_meanwhile_are_shown_and_the_second_press_counts() -> None:
    event, client = make_event(), browser_of(Role.STAFF)
    form = opened(client, event, contact_phone="02151 000 100")
    Event.objects.update(contact_name="Olena", topic="language")
    answer = client.post(page_of(event), form)
    assert answer.status_code == 422
    assert said(SOMEBODY) in words(answer)
    assert said("Now it says: %(value)s", value="Olena") in words(answer)
    assert said("Now it says: %(value)s", value=Event.objects.get().get_topic_display()) in words(answer)
    assert 'value="02151 000 100"' in answer.content.decode()
    assert Event.objects.values_list("contact_name", "topic").get() == ("Olena", "language")
    again = client.post(page_of(event), form | seen(answer) | {"contact_name": "Olena"})
    assert again.status_code == 302, words(again)
    assert Event.objects.values_list("contact_name", "contact_phone").get() == ("Olena", "02151 000 100")


def test_a_text_that_somebody_rewrote_meanwhile_is_not_written_over() -> None:
    event, client = make_event(), browser_of(Role.STAFF)
    form = opened(client, event, contact_name="Amina")
    EventText.objects.update(title="Nähstube")
    answer = client.post(page_of(event), form)
    assert answer.status_code == 422
    assert said("Now it says: %(value)s", value="Nähstube") in words(answer)
    assert (EventText.objects.get().title, Event.objects.get().contact_name) == ("Nähstube", "")


def test_a_page_that_was_refused_for_something_else_still_says_what_it_showed_first() -> None:
    event, client, room = make_event(), browser_of(Role.STAFF), make_room()
    take([room], in_days(12))
    assert client.post(page_of(event), as_typed(event)).status_code == 302
    form = opened(client, event)
    Event.objects.update(contact_name="Olena")
    taken = dates(date_row(0, in_days(12), in_days(13), rooms=[room.pk]))
    for wrong in ({"default_reserve": "viele"}, taken | {"contact_name": "Olena"}):
        refused = client.post(page_of(event), form | wrong)
        assert (refused.status_code, said(SOMEBODY) in words(refused)) == (422, False)
        assert seen(refused)["seen"] == form["seen"]
    for typed in (form, form | taken):
        answer = client.post(page_of(event), typed)
        assert (answer.status_code, said(SOMEBODY) in words(answer)) == (422, True)
    assert Event.objects.get().contact_name == "Olena"


def test_what_is_no_field_of_the_page_may_change_meanwhile() -> None:
    event = make_event()
    make_date(event)
    client = browser_of(Role.STAFF)
    form = opened(client, event, contact_name="Amina")
    Event.objects.get().publish(by=None)
    assert client.post(page_of(event), form).status_code == 302
    assert Event.objects.values_list("state", "contact_name").get() == (State.PUBLISHED, "Amina")


def test_a_page_sent_twice_as_it_is_undoes_nothing() -> None:
    event, client = make_event(), browser_of(Role.STAFF)
    form = opened(client, event, contact_name="Amina")
    assert client.post(page_of(event), form).status_code == 302
    assert client.post(page_of(event), form).status_code == 302


def test_dates_of_a_page_that_is_refused_are_not_made() -> None:
    event, client, room = make_event(), browser_of(Role.STAFF), make_room()
    form = opened(client, event, **dates(date_row(0, in_days(12), in_days(13), rooms=[room.pk])))
    Event.objects.update(contact_name="Olena")
    assert client.post(page_of(event), form).status_code == 422
    assert not Occurrence.objects.exists()
    take([room], in_days(12))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_the_same_page_at_once_the_second_sees_the_first() -> None:
    event, client = make_event(), browser_of(Role.STAFF)
    form = opened(client, event)
    second = while_held(
        event,
        lambda: Event.objects.update(contact_name="Olena"),
        lambda: client.post(page_of(event), form),
    )
    assert second.result().status_code == 422
    assert Event.objects.get().contact_name == "Olena"
