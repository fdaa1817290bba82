"""The same offer once more: everything that was written, and nobody in it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import (
    Answer,
    Event,
    EventLead,
    EventText,
    Hosting,
    Organiser,
    Place,
    Question,
    QuestionText,
    SignUp,
)
from events.models.copying import NOT_COPIED, copy_of
from events.models.drafting import offer_again
from events.models.event import State
from members.models import Group, Organisation, Representation, Role, User
from members.models.spans import days
from tests.events.organisers import lead, partner_of, person, speaker, staff
from tests.factories import AMINA, OLENA, YILDIZ, ask, make_course, make_person
from tests.reading import words
from tests.visitors import logged_in
from treff.house import when
from treff.house.models import Submission

pytestmark = pytest.mark.django_db


def course() -> Event:
    """A published course with all that belongs to it, signed up for and counted."""
    event = make_course(2, spoken=["de", "ar"], default_capacity=8, opens_days_before=7, minimum=4)
    Event.objects.filter(pk=event.pk).update(
        closes_on=when.today(), closes_time="18:00", preview_version=3, opens_time="09:00"
    )
    german = event.texts.get()
    german.cost, german.bring = "kostenlos", "Stift"
    german.save()
    EventText.objects.create(event=event, language="tr", title="Sabah Almancası")
    question = Question.objects.create(event=event, purpose="Planung", required=True, ask_of="each")
    QuestionText.objects.create(question=question, language="de", wording="Haben Sie ein Buch?")
    partner = Organisation.objects.create(name="Lernhaus e. V.")
    Hosting.objects.create(event=event, organisation=partner, is_first=True, sees_list=True)
    today = when.today()
    EventLead.objects.create(event=event, person=make_person(YILDIZ), during=days(today - timedelta(days=9)))
    past = days(today - timedelta(days=90), today - timedelta(days=9))
    EventLead.objects.create(event=event, person=make_person(), during=past)
    return Event.objects.get(pk=event.pk)


def test_case_68_a_copy_has_no_sign_ups_no_tokens_no_attendance_but_the_questions() -> None:
    event = course()
    sign_up = ask(event, "Amina", by=YILDIZ)
    Answer.objects.create(question=event.questions.get(), sign_up=sign_up, text="Ja")
    Place.objects.update(attendance="came")
    copy = copy_of(event, by=None)
    copy.refresh_from_db()
    assert (copy.sign_ups.count(), copy.occurrences.count(), copy.series.count()) == (0, 0, 0)
    assert Place.objects.filter(occurrence__event=copy).count() == 0
    assert Answer.objects.filter(question__event=copy).count() == 0
    assert copy.preview_token != event.preview_token
    assert copy.preview_version == 1
    asked = copy.questions.get()
    assert (asked.purpose, asked.required, asked.ask_of) == ("Planung", True, "each")
    assert asked.texts.get().wording == "Haben Sie ein Buch?"
    assert (SignUp.objects.count(), event.questions.get().answers.count()) == (1, 1)


def test_a_copy_is_a_draft_with_an_address_of_its_own() -> None:
    event = course()
    copy = copy_of(event, by=None)
    copy.refresh_from_db()
    assert (copy.state, copy.published_at, copy.handed_in_at) == (State.DRAFT, None, None)
    assert copy.public_id != event.public_id
    assert copy.slug == "deutsch-am-vormittag-2"


def test_a_copy_knows_nothing_of_what_the_team_said_about_the_draft() -> None:
    event = course()
    Event.objects.filter(pk=event.pk).update(
        state=State.DRAFT,
        handed_in_at=timezone.now(),
        handed_in_by=make_person(AMINA),
        sent_back_because="Bitte kürzer",
        opens_on=when.today(),
        opens_days_before=None,
    )
    copy = copy_of(Event.objects.get(pk=event.pk), by=None)
    copy.refresh_from_db()
    assert (copy.handed_in_at, copy.handed_in_by, copy.sent_back_because) == (None, None, "")
    assert (copy.opens_on, copy.opens_time) == (None, None)


def test_a_copy_says_everything_that_the_offer_said() -> None:
    event = course()
    copy = copy_of(event, by=None)
    copy.refresh_from_db()
    same = [field.name for field in Event._meta.concrete_fields if field.name not in NOT_COPIED]
    different = [name for name in same if getattr(copy, name) != getattr(event, name)]
    assert different == ["closes_time"]
    assert (copy.closes_on, copy.closes_time, copy.opens_days_before) == (None, None, 7)

    def said(of: Event) -> list[tuple[object, ...]]:
        names = ("language", "title", "cost", "bring", "source_changed_at", "folded")
        return list(of.texts.order_by("language").values_list(*names))

    assert said(copy) == said(event)
    assert len(said(copy)) == 2


def offered_again(event: Event, *users: User) -> Event:
    """A copy by somebody, or by an account of the team without a person."""
    organiser = Organiser.of(users[0]) if users else Organiser(None, frozenset({Role.STAFF}))
    return offer_again(event, organiser=organiser, key=uuid4())


def behind(event: Event) -> list[tuple[str, bool]]:
    return [(str(host), host.is_first) for host in event.hostings.order_by("-is_first", "pk")]


def who_runs(event: Event) -> list[str]:
    return sorted(event.leads.values_list("person__given", flat=True))


def test_a_copy_by_the_team_is_in_the_same_hands_from_today_on() -> None:
    event = course()
    copy = offered_again(event)
    host = copy.hostings.get()
    assert (str(host), host.is_first, host.sees_list) == ("Lernhaus e. V.", True, True)
    lead = copy.leads.get()
    assert (lead.person.given, lead.during.lower) == ("Nermin", when.today())
    assert event.leads.count() == 2
    assert event.hostings.count() == 1


def test_the_first_host_copies_its_offer_with_those_who_run_it() -> None:
    event = course()
    copy = offered_again(event, speaker(OLENA, event.hostings.get().organisation))
    assert (behind(copy), who_runs(copy)) == ([("Lernhaus e. V.", True)], ["Nermin"])


def test_another_host_copies_in_its_own_name_only() -> None:
    event = course()
    user = speaker(OLENA, Organisation.objects.create(name="Jisr al-Jiran"))
    Hosting.objects.create(event=event, organisation=partner_of(user))
    copy = offered_again(event, user)
    assert (behind(copy), who_runs(copy)) == ([("Jisr al-Jiran", True)], [])
    assert behind(event) == [("Lernhaus e. V.", True), ("Jisr al-Jiran", False)]


def test_who_runs_the_offer_of_a_partner_copies_it_in_their_own_name() -> None:
    event = course()
    copy = offered_again(event, lead(event, OLENA))
    assert (behind(copy), who_runs(copy)) == ([], ["Olena"])


def test_who_runs_it_and_speaks_for_somebody_else_copies_it_in_that_name() -> None:
    event = course()
    user = lead(event, OLENA)
    group = Group.objects.create(name="Nähkreis")
    Representation.objects.create(person=person(user), group=group, during=days(when.today()))
    assert behind(offered_again(event, user)) == [("Nähkreis", True)]
    partner = Organisation.objects.create(name="Jisr al-Jiran")
    Representation.objects.create(person=person(user), organisation=partner, during=days(when.today()))
    copy = offered_again(event, user)
    assert (behind(copy), who_runs(copy)) == ([], ["Olena"])


def test_a_key_that_another_form_had_makes_no_copy() -> None:
    event, key = course(), uuid4()
    Submission.objects.create(key=key, digest="x", outcome="events:own_step", outcome_ref=event.public_id)
    client = logged_in(staff())
    answer = client.post(reverse("events:own_again", args=[event.public_id]), {"key": str(key)}, follow=True)
    assert "schon einmal abgeschickt" in words(answer)
    assert Event.objects.count() == 1
