"""What somebody outside the team has written is looked at before everybody can read it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from events.models import Event
from events.models.approval import hand_in, send_back
from events.models.event import State
from members.models import AuditEvent
from tests.events.organisers import draft_of, person, speaker, staff
from tests.factories import KOWALSKI, make_event
from treff.house.models import House, Notice

pytestmark = pytest.mark.django_db


def handed_in() -> Event:
    user = speaker()
    event = draft_of(user)
    hand_in(event, by=person(user))
    return event


def acts(event: Event) -> list[str]:
    return list(
        AuditEvent.objects.filter(object_id=str(event.pk), label="events.event")
        .order_by("pk")
        .values_list("verb", flat=True)
    )


def test_a_draft_of_a_partner_waits_until_somebody_has_looked_at_it() -> None:
    event = handed_in()
    event.refresh_from_db()
    assert event.state == State.DRAFT
    assert event.handed_in_at is not None
    assert event.handed_in_by is not None
    assert list(Event.objects.waiting_for_approval()) == [event]
    assert acts(event) == ["hand_in"]


def test_where_the_house_wants_no_approval_it_is_published_at_once() -> None:
    House.objects.create(partners_need_approval=False)
    event = handed_in()
    event.refresh_from_db()
    assert (event.state, event.handed_in_at) == (State.PUBLISHED, None)
    assert acts(event) == ["publish"]
    assert Notice.objects.count() == 0


def test_the_team_hands_nothing_in_but_publishes() -> None:
    event, user = draft_of(speaker()), staff()
    hand_in(event, by=person(user))
    assert Event.objects.get(pk=event.pk).state == State.PUBLISHED


def test_what_cannot_be_published_cannot_be_handed_in() -> None:
    user = speaker()
    event = draft_of(user, dated=False)
    with pytest.raises(ValidationError, match="Termin"):
        hand_in(event, by=person(user))
    event.texts.all().delete()
    with pytest.raises(ValidationError, match="Titel"):
        hand_in(event, by=person(user))
    assert Event.objects.waiting_for_approval().count() == 0


def test_a_draft_is_handed_in_once() -> None:
    event = handed_in()
    with pytest.raises(ValidationError, match="hat den Entwurf schon"):
        hand_in(event, by=event.handed_in_by)
    assert acts(event) == ["hand_in"]


def test_only_a_draft_is_handed_in() -> None:
    user = speaker()
    event = draft_of(user)
    event.archive(by=None)
    with pytest.raises(ValidationError, match="noch einmal an"):
        hand_in(event, by=person(user))


def test_who_handed_it_in_is_told_that_it_is_published() -> None:
    event = handed_in()
    event.publish(by=person(staff()))
    event.refresh_from_db()
    assert (event.handed_in_at, event.handed_in_by) == (None, None)
    assert Notice.objects.get().template == "offer_published"
    assert Notice.objects.get().to_name == "Olena Bondarenko"


def test_who_handed_it_in_is_told_why_it_comes_back() -> None:
    event, team = handed_in(), person(staff())
    send_back(event, "Bitte schreiben Sie dazu, was es kostet.", by=team)
    event.refresh_from_db()
    assert (event.state, event.handed_in_at, event.handed_in_by) == (State.DRAFT, None, None)
    assert event.sent_back_because == "Bitte schreiben Sie dazu, was es kostet."
    assert Notice.objects.get().template == "offer_sent_back"
    assert acts(event) == ["hand_in", "send_back"]


def test_the_sentence_is_gone_once_the_draft_is_handed_in_again() -> None:
    event, team = handed_in(), person(staff())
    who = event.handed_in_by
    send_back(event, "Bitte nennen Sie den Preis.", by=team)
    hand_in(event, by=who)
    event.refresh_from_db()
    assert event.sent_back_because == ""
    assert event.handed_in_at is not None
    send_back(event, "Bitte nennen Sie auch den Raum.", by=team)
    assert Notice.objects.count() == 2


def test_a_draft_comes_back_with_a_sentence_or_not_at_all() -> None:
    event, team = handed_in(), person(staff())
    with pytest.raises(ValidationError, match="in einem Satz"):
        send_back(event, "  ", by=team)
    with pytest.raises(ValidationError):
        send_back(event, "Satz " * 60, by=team)
    assert Event.objects.get(pk=event.pk).handed_in_at is not None
    assert Notice.objects.count() == 0


def test_only_what_waits_can_be_sent_back() -> None:
    event = draft_of(speaker())
    with pytest.raises(ValidationError, match="wartet nicht mehr"):
        send_back(event, "Bitte nennen Sie den Preis.", by=person(staff()))


def test_who_reads_no_mail_is_called() -> None:
    user = speaker(KOWALSKI)
    person(user).contact_by = "call"
    person(user).save()
    event = draft_of(user)
    hand_in(event, by=person(user))
    event.publish(by=None)
    assert Notice.objects.calls().get().channel == "call"


def test_a_draft_that_goes_to_the_archive_waits_no_more() -> None:
    event = handed_in()
    event.archive(by=None)
    assert Event.objects.waiting_for_approval().count() == 0


def test_the_table_lets_only_a_draft_wait() -> None:
    event = make_event()
    with pytest.raises(IntegrityError, match="only_a_draft_waits"):
        Event.objects.filter(pk=event.pk).update(state=State.ARCHIVED, handed_in_at=event.created_at)


def test_what_is_no_longer_so_is_not_said() -> None:
    event = handed_in()
    send_back(event, "Bitte nennen Sie den Preis.", by=None)
    notice = Notice.objects.get()
    assert event.notice_context(notice) is not None
    event.sent_back_because = ""
    assert event.notice_context(notice) is None
    notice.template = "offer_published"
    assert event.notice_context(notice) is None
    notice.template = "signed_up"
    assert event.notice_context(notice) is None
