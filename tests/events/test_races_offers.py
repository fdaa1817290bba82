"""Two people at one offer at the same moment: real threads on real connections."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from events.models import Event, EventText, Organiser
from events.models.approval import hand_in, send_back
from events.models.drafting import offer_again
from events.models.event import State
from members.models import AuditEvent
from tests.events.offering import NEW, about, host_of, step, whom
from tests.events.organisers import draft_of, partner_of, person, speaker
from tests.races import together, while_held
from tests.visitors import logged_in
from treff.house.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_draft_is_handed_in_once_however_often_it_is_pressed_at_once() -> None:
    user = speaker()
    event = draft_of(user)
    again = Event.objects.get(pk=event.pk)
    second = while_held(
        event, lambda: hand_in(event, by=person(user)), lambda: hand_in(again, by=person(user))
    )
    with pytest.raises(ValidationError, match="hat den Entwurf schon"):
        second.result()
    assert AuditEvent.objects.filter(verb="hand_in").count() == 1


def test_a_draft_is_not_sent_back_that_was_published_meanwhile() -> None:
    user = speaker()
    event = draft_of(user)
    hand_in(event, by=person(user))
    again = Event.objects.get(pk=event.pk)
    late = while_held(
        event,
        lambda: event.publish(by=None),
        lambda: send_back(again, "Bitte nennen Sie den Preis.", by=None),
    )
    with pytest.raises(ValidationError, match="wartet nicht mehr"):
        late.result()
    found = Event.objects.get(pk=event.pk)
    assert (found.state, found.sent_back_because) == (State.PUBLISHED, "")
    assert list(Notice.objects.values_list("template", flat=True)) == ["offer_published"]


def test_a_step_is_not_saved_over_words_that_somebody_else_is_saving() -> None:
    user = speaker()
    event, client = draft_of(user), logged_in(user)
    seen = client.get(step(event, 2)).context["seen"]
    late: Any = while_held(
        event,
        lambda: event.texts.update(cost="2 Euro"),
        lambda: client.post(step(event, 2), whom(cost="3 Euro", seen=seen)),
    ).result()
    assert late.status_code == 422
    assert event.texts.get().cost == "2 Euro"


def test_a_translation_is_not_taken_for_one_of_words_that_are_just_being_written() -> None:
    user = speaker()
    event, client = draft_of(user), logged_in(user)
    path = reverse("events:own_text", args=[event.public_id, "tr"])
    seen = client.get(path).context["seen"]
    late: Any = while_held(
        event,
        lambda: EventText.write("de", {"title": "Nähstube"}, event=event),
        lambda: client.post(path, {"title": "Dikiş", "seen": seen}),
    ).result()
    assert late.status_code == 422
    assert not event.texts.filter(language="tr").exists()


def test_a_new_offer_pressed_three_times_at_once_is_one_draft() -> None:
    user = speaker()
    form, clients = about(host_of(partner_of(user))), [logged_in(user) for _each in range(3)]
    answers = together([lambda client=client: client.post(NEW, form) for client in clients])  # type: ignore[misc]
    assert len({answer.url for answer in answers}) == 1
    assert Event.objects.count() == 1


def test_a_copy_pressed_three_times_at_once_is_one_copy() -> None:
    user = speaker()
    event, key = draft_of(user), str(uuid4())
    path, clients = (
        reverse("events:own_again", args=[event.public_id]),
        [logged_in(user) for _each in range(3)],
    )
    together([lambda client=client: client.post(path, {"key": key}) for client in clients])  # type: ignore[misc]
    assert Event.objects.count() == 2


def test_offers_of_one_title_at_the_same_moment_get_addresses_of_their_own() -> None:
    user = speaker()
    host, clients = host_of(partner_of(user)), [logged_in(user) for _each in range(4)]
    answers = together([lambda client=client: client.post(NEW, about(host)) for client in clients])  # type: ignore[misc]
    assert [getattr(answer, "status_code", answer) for answer in answers] == [302] * 4
    assert Event.objects.values("slug").distinct().count() == 4


def test_copies_of_one_offer_at_the_same_moment_get_addresses_of_their_own() -> None:
    user = speaker()
    event, organiser = draft_of(user), Organiser.of(user)
    made = together([lambda: offer_again(event, organiser=organiser, key=uuid4())] * 4)
    assert [type(each) for each in made] == [Event] * 4
    assert Event.objects.values("slug").distinct().count() == 5
