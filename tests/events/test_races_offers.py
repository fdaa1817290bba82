"""Two people at one offer at the same moment: real threads on real connections."""

import pytest
from django.core.exceptions import ValidationError

from events.models import Event
from events.models.event import State
from members.models import AuditEvent
from tests.events.speakers import draft_of, person, speaker
from tests.races import while_held
from treff.house.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_draft_is_handed_in_once_however_often_it_is_pressed_at_once() -> None:
    user = speaker()
    event = draft_of(user)
    again = Event.objects.get(pk=event.pk)
    second = while_held(event, lambda: event.hand_in(by=person(user)), lambda: again.hand_in(by=person(user)))
    with pytest.raises(ValidationError, match="hat den Entwurf schon"):
        second.result()
    assert AuditEvent.objects.filter(verb="hand_in").count() == 1


def test_a_draft_is_not_sent_back_that_was_published_meanwhile() -> None:
    user = speaker()
    event = draft_of(user)
    event.hand_in(by=person(user))
    again = Event.objects.get(pk=event.pk)
    late = while_held(
        event, lambda: event.publish(by=None), lambda: again.send_back("Bitte nennen Sie den Preis.", by=None)
    )
    with pytest.raises(ValidationError, match="wartet nicht mehr"):
        late.result()
    found = Event.objects.get(pk=event.pk)
    assert (found.state, found.sent_back_because) == (State.PUBLISHED, "")
    assert list(Notice.objects.values_list("template", flat=True)) == ["offer_published"]
