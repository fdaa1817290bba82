"""What is erased of a sign-up, and when; the figures stay."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from events.models import Answer, Joins, Participant, Place, Question, QuestionText, Reply, SignUp
from events.notices import about
from members.models import AuditEvent, Person
from members.retention import retain
from tests.factories import AMINA, KOWALSKI, OLENA, ask, make_course, make_date, make_person
from treff.house.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cache_table(db: None) -> None:
    """The cache of a real house is a table; tests count in memory."""
    call_command("createcachetable", "cache")


@pytest.fixture(autouse=True)
def nobody_waits_for_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mails have left, as they would have with a worker beside us."""
    posted = Notice.post

    def post(notices: list[Notice], **how: Any) -> None:
        posted(notices, **how)
        Notice.objects.filter(channel="mail", state="waiting").update(state="sent", sent_at=timezone.now())

    monkeypatch.setattr(Notice, "post", post)


def later(days: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def test_a_sign_up_loses_its_words_thirty_days_after_its_last_date_and_keeps_its_places() -> None:
    course = make_course(dates=3)  # in 5, 12 and 19 days
    sign_up = ask(course, "Amina", "Sami", by=AMINA)
    with later(48):
        retain()
        sign_up.refresh_from_db()
        assert sign_up.contact_email == AMINA.email
    with later(50):
        retain()
        sign_up.refresh_from_db()
        assert (sign_up.contact_name, sign_up.contact_email, sign_up.contact_phone) == ("", "", "")
        assert set(Participant.objects.values_list("name", flat=True)) == {""}
        assert Place.objects.confirmed().count() == 6


def test_an_erased_sign_up_does_not_say_any_more_whose_it_was_and_the_heads_are_counted() -> None:
    person, lina = make_person(AMINA), make_person(OLENA)
    sign_up = ask(make_date(), person, lina, by=AMINA, contact=person, made_by=make_person(KOWALSKI))
    claimed = ask(make_date(), "Amina")
    claimed.claim(person)
    with later(36):
        retain()
    links = [
        SignUp.objects.exclude(contact=None, made_by=None),
        Participant.objects.exclude(person=None),
        AuditEvent.objects.filter(label="events.signup"),
        Participant.objects.exclude(name="", name_key=""),
        SignUp.objects.exclude(contact_name_key=""),
    ]
    assert [list(rows) for rows in links] == [[]] * len(links)
    assert set(sign_up.places().confirmed().values_list("person", flat=True)) == {person.pk, lina.pk}
    assert Person.objects.known().count() == 3


def test_a_course_that_was_left_is_counted_from_the_last_date_that_was_kept() -> None:
    course = make_course(dates=3, joins=Joins.WHOLE)  # in 5, 12 and 19 days
    sign_up = ask(course, "Amina", by=AMINA)
    first, *rest = course.occurrences.order_by("starts_at").values_list("pk", flat=True)
    sign_up.cancel(dates=rest)
    with later(34):
        retain()
        assert SignUp.objects.get().contact_email == AMINA.email
    with later(36):
        retain()
        assert SignUp.objects.get().contact_email == ""


def test_a_cancelled_sign_up_is_counted_from_its_date_too() -> None:
    sign_up = ask(make_date(), "Amina", by=AMINA)  # in five days
    sign_up.cancel()
    for days, email in ((31, AMINA.email), (36, "")):
        with later(days):
            retain()
        assert SignUp.objects.get().contact_email == email


def test_nobody_is_erased_who_is_still_to_be_told_something() -> None:
    """A call that was posted long after the date keeps name and number until it is made or given up."""
    sign_up = ask(make_date(), KOWALSKI.given, by=KOWALSKI)  # in five days
    with later(20), transaction.atomic():
        Notice.post([about(sign_up, "cancelled", list(sign_up.places()), by="staff")])
    with later(36):
        retain()
        [call] = Notice.objects.calls()
        assert call.to_name == KOWALSKI.given
        assert SignUp.objects.get().contact_phone == KOWALSKI.phone
        call.reached(make_person(AMINA))
        retain()
        assert SignUp.objects.get().contact_phone == ""


def test_the_link_of_an_erased_sign_up_opens_nothing() -> None:
    sign_up = ask(make_date(), "Amina", by=AMINA)
    before = sign_up.token
    with later(40):
        retain()
    sign_up.refresh_from_db()
    assert sign_up.token != before


def test_an_answer_goes_after_the_days_its_question_says_and_the_name_stays_longer() -> None:
    date = make_date()
    needs = Question.objects.create(
        event=date.event, position=1, purpose="Damit alle mitmachen können", sensitive=True, erase_days=3
    )
    QuestionText.objects.create(question=needs, language="de", wording="Was brauchen Sie?")
    sign_up = ask(date, "Amina", by=AMINA, replies=(Reply(needs.pk, "eine Rampe"),))
    with later(7):  # two days after the date
        retain()
        assert Answer.objects.count() == 1
    with later(9):
        retain()
        assert Answer.objects.count() == 0
        sign_up.refresh_from_db()
        assert sign_up.contact_email == AMINA.email
