"""The team publishes what it has read: whatever was changed meanwhile is looked at once more."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from events.models import Event, EventText
from events.models.approval import hand_in
from events.models.event import State
from members.models import Organisation, User
from tests.events.doing import Answer
from tests.events.offering import about, host_of, step
from tests.events.organisers import draft_of, partner_of, person, speaker, staff
from tests.events.test_own_offers import TO_APPROVE, act_of, handed_in
from tests.factories import KOWALSKI
from tests.reading import words
from tests.visitors import logged_in, queries

pytestmark = pytest.mark.django_db

PUBLISH, SEND_BACK = "veroeffentlichen", "zurueckgeben"


@pytest.fixture
def partner() -> User:
    return speaker()


@pytest.fixture
def waiting(partner: User) -> Event:
    return handed_in(partner)


@pytest.fixture
def team() -> Client:
    return logged_in(staff())


def rewrite(event: Event, user: User) -> None:
    answer: Any = logged_in(user).post(
        step(event, 1), about(host_of(partner_of(user)), title="Etwas ganz anderes")
    )
    assert answer.status_code == 302


def seen_on(answer: Answer) -> str:
    """What the hidden field of the form says."""
    return str(answer.context["form"]["seen"].value())


@pytest.mark.parametrize(("act", "state"), [(PUBLISH, "published"), (SEND_BACK, "draft")])
def test_what_was_rewritten_after_the_page_was_opened_is_read_first(
    act: str, state: str, waiting: Event, partner: User, team: Client
) -> None:
    path = act_of(waiting, act)
    typed = {"because": "Bitte nennen Sie den Preis.", "seen": seen_on(team.get(path))}
    rewrite(waiting, partner)
    answer: Answer = team.post(path, typed)
    assert answer.status_code == 422
    assert "inzwischen geändert" in words(answer)
    assert "Etwas ganz anderes" in words(answer)
    assert Event.objects.waiting_for_approval().get().state == State.DRAFT
    assert team.post(path, typed | {"seen": seen_on(answer)}).status_code == 302
    assert Event.objects.get().state == state
    assert Event.objects.waiting_for_approval().count() == 0


def test_the_last_step_publishes_what_it_shows(waiting: Event, partner: User, team: Client) -> None:
    path = step(waiting, 5)
    seen = team.get(path).context["seen"]
    rewrite(waiting, partner)
    answer: Answer = team.post(path, {"seen": seen})
    assert answer.status_code == 422
    assert "Etwas ganz anderes" in words(answer)
    assert f'name="seen" value="{answer.context["seen"]}"' in answer.content.decode()
    assert team.post(path, {"seen": answer.context["seen"]}).status_code == 302
    assert Event.objects.get().state == State.PUBLISHED


def test_of_two_partners_nobody_hands_in_what_they_have_not_read(partner: User) -> None:
    event = draft_of(partner)
    seen = event.as_written()
    EventText.objects.update(text="Anderer Text.")
    with pytest.raises(ValidationError, match="inzwischen geändert"):
        hand_in(event, by=person(partner), seen=seen)
    hand_in(event, by=person(partner), seen=event.as_written())
    assert event.handed_in_at is not None


def test_handing_in_changes_nothing_of_what_is_read_but_a_date_or_a_host_does(partner: User) -> None:
    event = draft_of(partner)
    marks = [event.as_written()]
    hand_in(event, by=person(partner))
    assert event.as_written() == marks[0]
    event.occurrences.update(place_text="im Hof")
    marks.append(event.as_written())
    event.hostings.update(is_first=False)
    marks.append(event.as_written())
    event.texts.create(language="tr", title="Dikiş")
    marks.append(event.as_written())
    Event.objects.update(contact_name="Olena")
    marks.append(event.as_written())
    event.occurrences.get().texts.create(language="de", note="Bitte klingeln.")
    marks.append(event.as_written())
    assert len(set(marks)) == 6


def test_the_list_says_what_was_changed_since_it_was_handed_in(
    waiting: Event, partner: User, team: Client
) -> None:
    handed_in(speaker_of_another())
    before = queries(team, TO_APPROVE)
    assert "geändert seit dem Einreichen" not in words(team.get(TO_APPROVE))
    rewrite(waiting, partner)
    assert words(team.get(TO_APPROVE)).count("geändert seit dem Einreichen") == 1
    assert [draft.is_changed for _title, draft in team.get(TO_APPROVE).context["drafts"]] == [True, False]
    assert queries(team, TO_APPROVE) == before


def test_a_date_that_was_moved_is_a_change_too(waiting: Event, team: Client) -> None:
    date = waiting.occurrences.get()
    date.set_capacity(3, 0, by=None)
    assert [draft.is_changed for _title, draft in team.get(TO_APPROVE).context["drafts"]] == [True]


def speaker_of_another() -> User:
    return speaker(KOWALSKI, Organisation.objects.create(name="Jisr al-Jiran"))
