"""The page of an event in the admin: its dates, texts, hosts, leads, questions and picture."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from events.models import Event, EventText, Hosting, Occurrence, Question
from events.models.event import State
from members.models import Group, Organisation, Person, Role
from members.models.spans import days
from rooms.models import Occupancy
from tests.events.team import (
    EVENTS,
    as_typed,
    context,
    date_row,
    dates,
    event_form,
    page_of,
    picture_file,
    said,
    typed,
)
from tests.factories import (
    KOWALSKI,
    YILDIZ,
    in_days,
    make_date,
    make_event,
    make_hall,
    make_person,
    make_room,
    take,
)
from tests.reading import words
from tests.visitors import browser_of
from treff.house import when
from treff.house.models import Picture

pytestmark = pytest.mark.django_db
ADD = f"{EVENTS}add/"


# -- new dates --------------------------------------------------------------------------------


def test_a_room_that_is_taken_is_refused_at_its_date_and_nothing_is_half_saved() -> None:
    workshop, kitchen = make_room("Werkstatt"), make_room("Küche", slug="kueche")
    make_hall("Saal", ["Blaues Zimmer"])
    start = in_days(5)
    take([workshop], start)
    free = date_row(0, start, start + timedelta(hours=1), rooms=[kitchen.pk])
    taken = date_row(1, start, start + timedelta(hours=1), rooms=[workshop.pk])
    answer = browser_of(Role.STAFF).post(ADD, event_form("Reparatur-Treff", **dates(free, taken)))
    assert answer.status_code == 422
    first, second = context(answer)["inline_admin_formsets"][1].formset.forms
    assert first.errors == {}
    refusal = "This room is already in use at that time: %(rooms)s. Please choose another time or room."
    assert second.errors["rooms"] == [
        said(refusal, rooms="Werkstatt"),
        said("Free at that time: %(rooms)s.", rooms="Blaues Zimmer, Saal"),
    ]
    assert "Reparatur-Treff" in answer.content.decode()
    assert not Event.objects.exists()
    assert Occupancy.objects.count() == 1, "the kitchen is not taken either"


def test_dates_take_their_rooms_whatever_the_order_of_rooms() -> None:
    hall, kitchen = make_hall(), make_room("Küche", slug="kueche")
    start = in_days(5)
    rows = [
        date_row(0, start, start + timedelta(hours=1), rooms=[kitchen.pk]),
        date_row(1, start, start + timedelta(hours=1), rooms=[hall.pk]),
        date_row(2, start + timedelta(hours=1), start + timedelta(hours=2), rooms=[kitchen.pk, hall.pk]),
    ]
    assert browser_of(Role.STAFF).post(ADD, event_form(**dates(*rows))).status_code == 302
    rooms = [[room.name for room in date.rooms()] for date in Occurrence.objects.order_by("pk")]
    assert rooms == [["Küche"], ["Saal"], ["Küche", "Saal"]]
    assert Occupancy.objects.count() == 1 + 2 + 3


def test_a_date_without_an_end_says_when_its_room_is_free_again() -> None:
    room, start = make_room(), in_days(5)
    client = browser_of(Role.STAFF)
    row = date_row(0, start, rooms=[room.pk])
    answer = client.post(ADD, event_form(**dates(row)))
    assert answer.status_code == 422
    assert said("Please say when the room is free again.") in words(answer)
    row |= date_row(0, start, rooms=[room.pk], room_until=typed(start + timedelta(hours=3)))
    assert client.post(ADD, event_form(**dates(row))).status_code == 302
    assert Occupancy.objects.get().period.upper == start + timedelta(hours=3)


def test_a_time_that_the_clock_change_skips_is_refused_and_one_that_comes_twice_is_the_first() -> None:
    client = browser_of(Role.STAFF)
    skipped = dates({"occurrences-0-starts_at": "2027-03-28T02:30"})
    answer = client.post(ADD, event_form(**skipped))
    assert answer.status_code == 422
    assert said("That time does not exist on the night of the clock change.") in words(answer)
    assert "2027-03-28T02:30" in answer.content.decode()
    client.post(ADD, event_form(**dates({"occurrences-0-starts_at": "2027-10-31T02:30"})))
    assert Occurrence.objects.get().starts_at == datetime.fromisoformat("2027-10-31T00:30+00:00")


def test_an_end_before_the_start_is_refused() -> None:
    start = in_days(5)
    answer = browser_of(Role.STAFF).post(
        ADD, event_form(**dates(date_row(0, start, start - timedelta(hours=1))))
    )
    assert answer.status_code == 422
    assert said("The end is before the start. Please change the time.") in words(answer)


def test_a_new_date_has_as_many_places_as_the_event_says_unless_it_says_otherwise() -> None:
    start = in_days(5)
    rows = [date_row(0, start), date_row(1, start + timedelta(days=7), capacity=3, reserve=0)]
    client = browser_of(Role.STAFF)
    client.post(ADD, event_form(default_capacity=8, default_reserve=2, **dates(*rows)))
    assert list(Occurrence.objects.values_list("capacity", "reserve")) == [(8, 2), (3, 0)]


def test_more_places_for_the_door_than_there_are_is_refused() -> None:
    row = date_row(0, in_days(5), capacity=2, reserve=3)
    answer = browser_of(Role.STAFF).post(ADD, event_form(**dates(row)))
    assert answer.status_code == 422
    assert said("More places are kept for the door than there are.") in words(answer)


def test_a_saved_date_and_the_state_are_no_fields_of_the_form() -> None:
    date = make_date()
    client = browser_of(Role.STAFF)
    page = client.get(page_of(date.event))
    assert typed(date.starts_at) not in page.content.decode()
    row = date_row(0, in_days(9), id=date.pk)
    form = as_typed(date.event, state="draft", **dates(row), **{"occurrences-INITIAL_FORMS": 1})
    client.post(page_of(date.event), form)
    assert Occurrence.objects.get(pk=date.pk).starts_at == date.starts_at
    assert Event.objects.get().state == State.PUBLISHED


def test_a_date_is_added_to_an_event_that_is_published() -> None:
    date = make_date()
    form = as_typed(date.event, **dates(date_row(0, in_days(12))))
    answer = browser_of(Role.STAFF).post(page_of(date.event), form)
    assert answer.status_code == 302, words(answer)
    assert Occurrence.objects.count() == 2
    assert Event.objects.get().state == State.PUBLISHED


def test_saving_the_page_leaves_a_state_alone_that_somebody_changed_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    event = make_event()
    make_date(event)
    client, clean = browser_of(Role.STAFF), Event.clean

    def published_meanwhile(self: Event) -> None:
        clean(self)
        Event.objects.get(pk=event.pk).publish(by=None)

    monkeypatch.setattr(Event, "clean", published_meanwhile)
    client.post(page_of(event), as_typed(event, contact_name="Amina"))
    assert Event.objects.values_list("state", "contact_name").get() == (State.PUBLISHED, "Amina")


# -- texts, hosts, leads, questions, picture --------------------------------------------------


def test_a_translation_knows_when_the_german_words_have_changed() -> None:
    event = make_event()
    EventText.objects.create(event=event, language="en", title="Sewing")
    client = browser_of(Role.STAFF)
    assert said("older than the German text") not in words(client.get(page_of(event)))
    client.post(page_of(event), as_typed(event, **{"texts-0-title": "Nähstube"}))
    german, english = event.texts.order_by("language")
    assert (german.title, english.is_older_than(german.source_changed_at)) == ("Nähstube", True)
    assert said("older than the German text") in words(client.get(page_of(event)))
    both: dict[str, Any] = {
        "texts-TOTAL_FORMS": 2,
        "texts-INITIAL_FORMS": 2,
        "texts-1-id": english.pk,
        "texts-1-event": event.pk,
    }
    both |= {"texts-1-language": "en", "texts-1-title": "Sewing room", "texts-0-text": ""}
    client.post(page_of(event), as_typed(event, **both))
    german, english = event.texts.order_by("language")
    assert (english.title, english.is_older_than(german.source_changed_at)) == ("Sewing room", False)


def test_a_language_is_written_once() -> None:
    event = make_event()
    second = {
        "texts-TOTAL_FORMS": 2,
        "texts-1-language": "de",
        "texts-1-title": "Nähstube",
        "texts-1-event": event.pk,
    }
    answer = browser_of(Role.STAFF).post(page_of(event), as_typed(event, **second))
    assert answer.status_code == 422
    assert event.texts.count() == 1


def test_a_lead_is_found_by_name_and_several_of_one_name_by_number() -> None:
    event, client = make_event(), browser_of(Role.STAFF)
    nermin = make_person(YILDIZ)

    def lead(name: str) -> Any:
        row = {"leads-TOTAL_FORMS": 1, "leads-0-event": event.pk, "leads-0-person": name}
        return client.post(page_of(event), as_typed(event, **row))

    assert said("We do not know this person. Please create the person first.") in words(lead("Olena"))
    other = make_person(YILDIZ, given="Aylin")
    asked = lead("yildiz")
    assert asked.status_code == 422
    assert f"Nermin Yıldız #{nermin.pk}" in words(asked)
    assert 'value="yildiz"' in asked.content.decode()
    assert lead(f"#{other.pk}").status_code == 302
    row = event.leads.get()
    assert (row.person, row.during) == (other, days(when.today()))


def test_staff_cannot_choose_a_person_whose_data_are_locked() -> None:
    event = make_event()
    make_person(YILDIZ, state=Person.State.RESTRICTED)
    row = {"leads-TOTAL_FORMS": 1, "leads-0-event": event.pk, "leads-0-person": "yildiz"}
    assert browser_of(Role.STAFF).post(page_of(event), as_typed(event, **row)).status_code == 422
    assert browser_of(Role.BOARD, KOWALSKI).post(page_of(event), as_typed(event, **row)).status_code == 302


def test_a_host_is_an_organisation_or_a_group_not_both() -> None:
    event, client = make_event(), browser_of(Role.STAFF)
    club = Organisation.objects.create(name="Stadtteil-Verein", kind="association", during=days(when.today()))
    group = Group.objects.create(name="Nähgruppe")
    row = {"hostings-TOTAL_FORMS": 1, "hostings-0-event": event.pk, "hostings-0-organisation": club.pk}
    answer = client.post(page_of(event), as_typed(event, **row, **{"hostings-0-group": group.pk}))
    assert answer.status_code == 422
    assert said("Please choose an organisation or a group, one of the two.") in words(answer)
    assert client.post(page_of(event), as_typed(event, **row)).status_code == 302
    assert Hosting.objects.get().organisation == club


def question(number: int, event: Event, **fields: Any) -> dict[str, Any]:
    row = {
        "event": event.pk,
        "position": number,
        "ask_of": "party",
        "purpose": "Wir kaufen Stoff ein.",
        "wording": "Was möchten Sie nähen?",
        "erase_days": 14,
    }
    return {f"questions-{number - 1}-{name}": value for name, value in (row | fields).items()}


def test_a_question_is_saved_with_its_german_words() -> None:
    event, client = make_event(), browser_of(Role.STAFF)
    client.post(page_of(event), as_typed(event, **question(1, event), **{"questions-TOTAL_FORMS": 1}))
    saved = Question.objects.get()
    assert saved.texts.get().wording == "Was möchten Sie nähen?"
    assert "Was möchten Sie nähen?" in client.get(page_of(event)).content.decode()
    changed = question(1, event, id=saved.pk, wording="Was nähen Sie?")
    management = {"questions-TOTAL_FORMS": 1, "questions-INITIAL_FORMS": 1}
    client.post(page_of(event), as_typed(event, **changed, **management))
    assert saved.texts.get().wording == "Was nähen Sie?"


def test_the_sixth_question_and_a_year_of_keeping_answers_are_refused() -> None:
    event, client = make_event(), browser_of(Role.STAFF)
    sixth = client.post(
        page_of(event), as_typed(event, **question(1, event, position=6), **{"questions-TOTAL_FORMS": 1})
    )
    assert said("An event asks at most five questions, numbered 1 to 5.") in words(sixth)
    long = client.post(
        page_of(event), as_typed(event, **question(1, event, erase_days=365), **{"questions-TOTAL_FORMS": 1})
    )
    assert said("Answers are erased after 60 days at the latest.") in words(long)
    assert not Question.objects.exists()


def test_a_new_picture_needs_words_and_has_to_be_a_picture() -> None:
    event, client = make_event(), browser_of(Role.STAFF)
    silent = client.post(page_of(event), as_typed(event, new_picture=picture_file()))
    assert said("Please say in a few words what can be seen.") in words(silent)
    no_picture = SimpleUploadedFile("brief.pdf", b"%PDF-1.7")
    answer = client.post(page_of(event), as_typed(event, new_picture=no_picture, new_alt="Stoff"))
    assert said("We cannot open this picture. Please choose a JPEG, PNG or WebP file.") in words(answer)
    assert not Picture.objects.exists()
    client.post(page_of(event), as_typed(event, new_picture=picture_file(), new_alt="Grüner Stoff"))
    picture = Event.objects.select_related("picture").get().picture
    assert picture is not None
    assert picture.alts.get().alt == "Grüner Stoff"
    assert "Grüner Stoff" in client.get(page_of(event)).content.decode()
