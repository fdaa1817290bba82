"""What the tables of the programme refuse by themselves, whoever writes and however."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from psycopg.types.range import Range

from events.models import (
    Answer,
    Event,
    EventLead,
    EventSlug,
    EventText,
    Hosting,
    Occurrence,
    OccurrenceText,
    Participant,
    Place,
    Question,
    QuestionText,
    Series,
    SignUp,
    Tally,
)
from events.models.sign_up_set import CONTACT
from members.models import Group, Organisation
from tests.factories import AMINA, OLENA, ask, in_days, make_date, make_event, make_person, make_room, take
from tests.promises import Broken, assert_refused, promises

pytestmark = pytest.mark.django_db

APRIL = Range(dt.date(2027, 4, 1), dt.date(2027, 5, 1))


def event(**fields: object) -> None:
    Event.objects.filter(pk=make_event().pk).update(**fields)


def date(**fields: object) -> None:
    Occurrence.objects.filter(pk=make_date(make_event()).pk).update(**fields)


def sign_up(**fields: object) -> None:
    SignUp.objects.filter(pk=ask(make_date(), "Olena", by=OLENA).pk).update(**fields)


def participant(**fields: object) -> None:
    Participant.objects.filter(pk=ask(make_date()).participants.get().pk).update(**fields)


def place(**fields: object) -> None:
    Place.objects.filter(pk=ask(make_date()).places().get().pk).update(**fields)


def question(**fields: object) -> Question:
    values = {"event": make_event(), "purpose": "Wir kaufen danach ein."}
    return Question.objects.create(**(values | fields))


def series(**fields: object) -> Series:
    values = {"event": make_event(), "from_slot": in_days(5), "recipe": {}, "start": dt.time(18)}
    return Series.objects.create(**(values | fields))


def host(**fields: object) -> Hosting:
    values = {"organisation": organisation("Jisr al-Jiran"), "event": make_event()}
    return Hosting.objects.create(**(values | fields))


def organisation(name: str) -> Organisation:
    return Organisation.objects.create(name=name, name_key=name.lower())


def group(name: str) -> Group:
    return Group.objects.create(name=name)


def twin(row: Model, **changes: object) -> None:
    """The same row once more, with another key."""
    copy = type(row)._default_manager.get(pk=row.pk)
    for name, value in ({"pk": None} | changes).items():
        setattr(copy, name, value)
    copy.save(force_insert=True)


def other_event(**same: object) -> None:
    twin(make_event("Chor"), **{"slug": "chor-2", "public_id": "zzzzzzzz"} | same)


def other_date(**same: object) -> None:
    first = make_date(make_event(), slot_at=in_days(5), use=take([make_room()]))
    fresh = {"public_id": "zzzzzzzz", "uid": uuid4(), "slot_at": None, "use": None}
    twin(first, **fresh | {name: getattr(first, name) for name in same})


def other_sign_up(**same: object) -> None:
    first = ask(make_date(), "Olena")
    fresh = {"public_id": "zzzzzzzz", "code": "BBBBBB", "rank": first.rank + 1}
    twin(first, **fresh | {name: getattr(first, name) for name in same})


def two_places(person: object) -> None:
    """The same person of the register twice on one date."""
    day = make_date(capacity=5)
    ask(day, "Amina")
    ask(day, "Amina")
    Place.objects.update(person=person)


def led_twice() -> None:
    lead = EventLead.objects.create(event=make_event(), person=make_person(AMINA), during=APRIL)
    twin(lead, during=Range(dt.date(2027, 4, 30), None))


BROKEN: Broken = {
    # -- event ------------------------------------------------------------------------------------
    "event_opens_on_a_day_or_days_before": lambda: event(opens_on=dt.date(2027, 4, 1), opens_days_before=3),
    "event_closes_on_a_day_or_days_before": lambda: event(
        closes_on=dt.date(2027, 4, 1), closes_days_before=3
    ),
    "event_kind_is_known": lambda: event(kind="party"),
    "event_topic_is_known": lambda: event(topic="politics"),
    "event_state_is_known": lambda: event(state="secret"),
    "event_joins_is_known": lambda: event(joins="perhaps"),
    "event_carrier_is_known": lambda: event(carried_by="nobody"),
    "drop_in_takes_no_sign_up": lambda: event(kind="drop_in", joins="single"),
    "event_keeps_no_more_places_than_it_has": lambda: event(default_capacity=2, default_reserve=3),
    "event_needs_no_more_people_than_it_has_places": lambda: event(default_capacity=2, minimum=3),
    "published_event_says_since_when": lambda: event(state="published"),
    "only_a_draft_waits_for_approval": lambda: event(
        state="published", published_at=in_days(-1), handed_in_at=in_days(-1)
    ),
    "events_event.public_id": lambda: other_event(public_id=make_event().public_id),
    "events_event.slug": lambda: other_event(slug=make_event().slug),
    "events_eventslug.slug": lambda: [
        EventSlug.objects.create(slug="naehen", event=make_event()) for _ in range(2)
    ],
    "event_has_one_text_per_language": lambda: EventText.objects.create(event=make_event(), title="Nähen"),
    # -- who is behind it ---------------------------------------------------------------------------
    "host_is_an_organisation_or_a_group": lambda: host(group=group("Hofgarten-Runde")),
    "event_has_one_first_host": lambda: host(
        event=host(is_first=True).event, organisation=organisation("Leinenplatz"), is_first=True
    ),
    "organisation_hosts_an_event_once": lambda: twin(host()),
    "group_hosts_an_event_once": lambda: twin(host(organisation=None, group=group("Spielerunde"))),
    "person_leads_an_event_once_at_a_time": led_twice,
    # -- date ---------------------------------------------------------------------------------------
    "date_ends_after_it_starts": lambda: make_date(hours=0),
    "date_lies_between_2000_and_2100": lambda: date(
        previous_start=dt.datetime(9999, 12, 31, 21, tzinfo=dt.UTC)
    ),
    "room_of_a_date_is_free_again_at_some_time": lambda: date(
        ends_at=None, room_until=None, use=take([make_room()])
    ),
    "date_keeps_no_more_places_than_it_has": lambda: make_date(capacity=2, reserve=3),
    "date_status_is_known": lambda: date(status="perhaps"),
    "cancelled_date_says_why": lambda: date(status="cancelled"),
    "only_a_cancelled_date_is_replaced": lambda: date(replaced_by=make_date()),
    "event_has_one_rule_from_a_slot_on": lambda: twin(series()),
    "series_does_not_end_when_it_starts": lambda: series(end=dt.time(18)),
    "event_has_one_date_per_slot": lambda: other_date(slot_at=True),
    "imported_date_is_taken_once": lambda: [make_date(source="ics", source_uid="1") for _ in range(2)],
    "events_occurrence.public_id": lambda: other_date(public_id=True),
    "events_occurrence.uid": lambda: other_date(uid=True),
    "events_occurrence.use_id": lambda: other_date(use=True),
    "date_has_one_text_per_language": lambda: twin(
        OccurrenceText.objects.create(occurrence=make_date(), title="Letztes Mal")
    ),
    # -- questions ----------------------------------------------------------------------------------
    "questions_of_an_event_are_numbered": lambda: twin(question()),
    "event_asks_at_most_five_questions": lambda: question(position=6),
    "question_says_what_it_is_for": lambda: question(purpose=""),
    "answers_are_erased_within_sixty_days": lambda: question(erase_days=61),
    "question_is_asked_of_party_or_each": lambda: question(ask_of="staff"),
    "question_has_one_wording_per_language": lambda: twin(
        QuestionText.objects.create(question=question(), wording="Was essen Sie nicht?")
    ),
    "question_is_answered_once": lambda: twin(
        Answer.objects.create(question=question(), sign_up=ask(make_date()), text="Nüsse")
    ),
    # -- sign-up ------------------------------------------------------------------------------------
    "rank_is_held_once": lambda: other_sign_up(rank=True),
    "events_signup.public_id": lambda: other_sign_up(public_id=True),
    "events_signup.code": lambda: other_sign_up(code=True),
    "sign_up_says_how_to_reach_the_contact": lambda: sign_up(contact_by="phone"),
    "erased_sign_up_holds_no_contact": lambda: sign_up(erased_at=timezone.now()),
    "sign_up_joins_is_known": lambda: sign_up(joins="perhaps"),
    "sign_up_channel_is_known": lambda: sign_up(channel="fax"),
    "participants_of_a_party_are_numbered": lambda: twin(ask(make_date()).participants.get()),
    "party_is_one_to_six_people": lambda: participant(position=7),
    "age_is_a_band_or_a_year": lambda: participant(age_band="6_17", birth_year=2016),
    "age_band_is_one_of_six": lambda: participant(age_band="7_12"),
    # -- place --------------------------------------------------------------------------------------
    "participant_has_one_place_per_date": lambda: twin(ask(make_date()).places().get()),
    "person_has_one_live_place_per_date": lambda: two_places(make_person(AMINA)),
    "place_state_is_known": lambda: place(state="perhaps"),
    "offered_place_has_a_deadline": lambda: place(state="offered"),
    "attendance_is_said_of_confirmed_places": lambda: place(state="waiting", attendance="came"),
    "cancelled_place_says_when_and_by_whom": lambda: place(state="cancelled"),
    # -- tally --------------------------------------------------------------------------------------
    "tally_has_no_more_people_by_age_than_present": lambda: Tally.objects.create(
        occurrence=make_date(), present=3, age_0_5=2, age_65_up=2
    ),
    "events_tally.occurrence_id": lambda: twin(Tally.objects.create(occurrence=make_date())),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name: str) -> None:
    assert_refused(name, BROKEN[name])


def test_every_promise_of_the_programme_is_tried() -> None:
    assert promises("events") == set(BROKEN)


@pytest.mark.parametrize("way", ["contact_name", "contact_name_key", "contact", "made_by"])
def test_nothing_of_an_erased_sign_up_leads_to_anybody(way: str) -> None:
    """Not a word as typed, and not a person of the register."""
    left = make_person(AMINA) if way in {"contact", "made_by"} else "amina"
    blank = dict.fromkeys(CONTACT, "") | {"erased_at": timezone.now()}
    sign_up(**blank)
    assert_refused("erased_sign_up_holds_no_contact", lambda: SignUp.objects.update(**{way: left}))


def test_a_lead_that_rests_meets_nobody() -> None:
    lead = EventLead.objects.create(event=make_event(), person=make_person(AMINA), during=None)
    twin(lead)
    twin(lead, during=APRIL)
    twin(lead, during=Range(dt.date(2027, 5, 1), None))


def test_who_gave_the_place_back_may_come_again() -> None:
    day, amina = make_date(), make_person(AMINA)
    ask(day, amina).cancel()
    assert ask(day, amina).places().get().state == "confirmed"


def test_an_event_without_a_date_is_not_published() -> None:
    """Held by a trigger that looks when the transaction ends; the test asks it to look at once."""
    draft = make_event()
    with pytest.raises(IntegrityError, match="published"), transaction.atomic():
        Event.objects.filter(pk=draft.pk).update(state="published", published_at=timezone.now())
        check_now()


def test_a_published_event_keeps_its_last_date() -> None:
    published = make_date().event
    check_now()
    with pytest.raises(IntegrityError, match="published"), transaction.atomic():
        published.occurrences.all().delete()
        check_now()


def test_the_dates_of_a_published_event_may_be_exchanged_in_one_act() -> None:
    published = make_date().event
    published.occurrences.all().delete()
    make_date(published)
    check_now()


def check_now() -> None:
    transaction.get_connection().check_constraints()


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_an_event_that_is_not_published_may_have_no_date(state: str) -> None:
    Event.objects.filter(pk=make_event().pk).update(state=state)
    check_now()
