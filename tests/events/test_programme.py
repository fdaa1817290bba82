"""The programme: what is shown, in which order, and how much it costs to show it."""

from datetime import time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from events import programme
from events.models import EventText, Hosting, Occurrence, OccurrenceText
from events.programme import Filter
from members.models import Organisation
from tests.factories import ask, in_days, make_course, make_date, make_event, make_room, on, party, publish
from tests.visitors import queries
from treff.house import when
from treff.house.models import House

pytestmark = pytest.mark.django_db


def titles(wanted: Filter | None = None, **words: Any) -> list[str]:
    """Titles of everything that is coming, as the list shows it."""
    filter_ = wanted or Filter(**words)
    return [row.title for day in programme.days(when.today(), None, filter_) for row in day.rows]


def offer(title: str, days: int = 3, *, clock: time = time(15), **fields: Any) -> Occurrence:
    event = make_event(title, **fields)
    date = make_date(event, in_days(days, clock), capacity=2)
    publish(event)
    return date


def test_an_empty_programme_has_no_days() -> None:
    assert programme.days(when.today()) == []


def test_dates_stand_in_order_of_time_grouped_by_day() -> None:
    offer("Abend", 3, clock=time(19))
    offer("Morgen", 3, clock=time(9))
    offer("Gestern im Kalender vorn", 2)
    found = programme.days(when.today())
    assert [(day.day, [row.title for row in day.rows]) for day in found] == [
        (when.today() + timedelta(days=2), ["Gestern im Kalender vorn"]),
        (when.today() + timedelta(days=3), ["Morgen", "Abend"]),
    ]


def test_drafts_and_archived_events_are_not_shown() -> None:
    make_date(make_event("Entwurf"), in_days(3))
    offer("Sichtbar")
    assert titles() == ["Sichtbar"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("nahkurs", ["Nähkurs"]),
        ("NÄHKURS", ["Nähkurs"]),
        ("yildiz", ["Tee mit Frau Yıldız"]),
        ("frau tee", ["Tee mit Frau Yıldız"]),
        ("naehkurs", ["Nähkurs"]),
        ("reparieren", ["Tee mit Frau Yıldız"]),
        ("kreuzstich", ["Nähkurs"]),
        ("خياطة", ["Nähkurs"]),
        ("Chor", []),
    ],
)
def test_the_search_finds_every_word_in_any_language_whatever_the_accents(
    words: str, found: list[str]
) -> None:
    sewing = offer("Nähkurs", 2)
    EventText.objects.create(event=sewing.event, language="ar", title="ورشة الخياطة")
    circle = Organisation.objects.create(name="Nähkreis Kreuzstich e. V.")
    Hosting.objects.create(event=sewing.event, organisation=circle)
    offer("Tee mit Frau Yıldız", 3, topic="repair")
    assert titles(words=words) == found


@pytest.mark.parametrize(
    ("typed", "looked_for"),
    [("b c d f g h i j k", 6), ("b b b c", 2), ("\ufdfa" * 60, 6), ("Tee Tee", 1)],
    ids=["ten", "one of them often", "an ornament of eighteen letters", "one twice"],
)
def test_at_most_six_words_are_looked_for_and_each_once(typed: str, looked_for: int) -> None:
    query = str(programme.select(when.today(), None, Filter(words=typed)).query)
    assert query.count('"folded"') <= looked_for
    assert titles(words=typed) == []


def test_each_filter_narrows_and_empty_ages_are_for_everybody() -> None:
    offer("Café", 2, topic="cafe", spoken=["de", "ar"], age_bands=["65_up"])
    offer("Kinder", 3, topic="children", spoken=["de"], age_bands=["6_17"])
    offer("Alle", 4, kind="assembly", spoken=["uk"])
    assert titles(topic="cafe") == ["Café"]
    assert titles(kind="assembly") == ["Alle"]
    assert titles(language="de") == ["Café", "Kinder"]
    assert titles(age="6_17") == ["Kinder", "Alle"]
    assert titles(language="de", age="65_up") == ["Café"]


def test_only_free_leaves_out_what_is_full_waiting_or_cancelled_and_keeps_drop_ins() -> None:
    ask(offer("Voll", 2), *party(2))
    offer("Fällt aus", 3).cancel("lead", by=None)
    offer("Frei", 4)
    offer("Offen", 5, kind="drop_in", joins="none")
    assert titles(only_free=True) == ["Frei", "Offen"]


def test_a_moved_date_stands_on_both_days_and_a_cancelled_one_stays() -> None:
    moved = offer("Spaziergang", 3)
    moved.move(in_days(5), in_days(5, time(17)), by=None)
    offer("Vortrag", 3).cancel("replanned", by=None)
    rows = {(row.day, row.title): row.state for day in programme.days(when.today()) for row in day.rows}
    third, fifth = (when.today() + timedelta(days=n) for n in (3, 5))
    assert rows == {
        (third, "Spaziergang"): "moved",
        (third, "Vortrag"): "off",
        (fifth, "Spaziergang"): "few",
    }


def test_a_moved_date_is_not_shown_between_its_new_and_its_old_day() -> None:
    date = offer("Märchen", 9)
    date.move(in_days(3), in_days(3, time(17)), by=None)
    [day] = programme.days(when.today() + timedelta(days=5))
    assert [(row.state, row.day) for row in day.rows] == [("moved", when.today() + timedelta(days=9))]


def test_a_date_that_began_yesterday_and_still_runs_stands_under_today() -> None:
    with time_machine.travel(on(when.today(), time(8)), tick=False):
        event = make_event("Lesenacht")
        make_date(event, in_days(-1, time(18, 30)), hours=14.5)
        make_date(event, in_days(-2), hours=2)
        publish(event)
        [day] = programme.days(when.today())
    assert (day.day, [row.is_running for row in day.rows]) == (when.today(), [True])


def test_a_date_may_have_a_title_of_its_own() -> None:
    date = offer("Kochabend")
    OccurrenceText.objects.create(occurrence=date, language="de", title="Kochabend: Suppen")
    assert titles() == ["Kochabend: Suppen"]


def test_a_date_says_its_own_title_in_the_language_of_its_best_text() -> None:
    """An English title of its own is no reason to speak English on a German page."""
    date = offer("Kochabend")
    OccurrenceText.objects.create(occurrence=date, language="de", note="Bitte den Hintereingang nehmen")
    OccurrenceText.objects.create(occurrence=date, language="en", title="Soup night")
    assert titles() == ["Kochabend"]
    with translation.override("en"):
        assert titles() == ["Soup night"]


def test_a_date_that_began_before_the_first_day_says_so() -> None:
    night = make_event("Lesenacht")
    make_date(night, in_days(1, time(22)), hours=8)
    publish(night)
    [today, tomorrow] = [programme.days(when.today() + timedelta(days=ahead)) for ahead in (1, 2)]
    assert [today[0].rows[0].in_words, tomorrow[0].rows[0].in_words] == [False, True]


def shown(first: int, rows: int) -> tuple[list[int], int | None]:
    """Rows by day of a listing from so many days ahead, and how many days ahead the next one begins."""
    found = programme.listing(when.today() + timedelta(days=first), rows=rows)
    following = None if found.next is None else (found.next - when.today()).days
    return [len(day.rows) for day in found.days], following


def test_a_list_ends_with_a_whole_day() -> None:
    for day in (2, 3):
        for hour in (9, 10, 11):
            offer(f"{day} {hour}", day, clock=time(hour))
    assert [shown(0, rows) for rows in (4, 5, 6)] == [([3], 3), ([3], 3), ([3, 3], None)]


def test_a_day_with_more_dates_than_a_page_stands_alone() -> None:
    for hour in (9, 10, 11):
        offer(f"2 {hour}", 2, clock=time(hour))
    assert shown(0, 2) == ([3], None)
    for hour in (12, 13, 14):
        offer(f"2 {hour}", 2, clock=time(hour))
    offer("5", 5)
    assert shown(0, 2) == ([6], 5)


def test_a_date_moved_far_away_still_says_so_where_it_was() -> None:
    moved = offer("Ausflug", 2)
    moved.move(in_days(50, time(15)), in_days(50, time(17)), by=None)
    for day in (3, 4, 5):
        offer(f"{day}", day)
    assert shown(0, 2) == ([1, 1], 4)
    [first, _second] = programme.listing(when.today(), rows=2).days
    assert first.rows[0].state == "moved"
    assert shown(4, 2) == ([1, 1], 50)
    assert shown(50, 2) == ([1], None)


def test_a_date_moved_forward_takes_no_day_from_the_list() -> None:
    """Its line on the day where it was stands on the page of that day."""
    moved = offer("Ausflug", 50)
    moved.move(in_days(2, time(15)), in_days(2, time(17)), by=None)
    for day in (3, 4, 4):
        offer(f"{day}", day)
    assert shown(0, 3) == ([1, 1], 4)
    assert shown(4, 3) == ([2, 1], None)


def test_a_course_shows_the_places_of_its_tightest_date() -> None:
    course = make_course(dates=2, capacity=4)
    tight = course.occurrences.first()
    assert tight is not None
    tight.set_capacity(1, 0, by=None)
    words = [row.places_words for day in programme.days(when.today()) for row in day.rows]
    assert words == ["Noch 1 Platz", "Noch 1 Platz"]


# -- pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["", "woche", "monat"])
@pytest.mark.parametrize("language", ["", "/en", "/ar"])
def test_every_view_of_the_programme_opens_in_every_language(
    client: Client, view: str, language: str
) -> None:
    offer("Nähkurs", 1)
    answer = client.get(f"{language}/programm/", {"ansicht": view, "sprache": ""})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "query",
    [{"von": "31.02.2026"}, {"thema": "nichts"}, {"von": "2030-12-02", "bis": "2030-12-01"}, {"q": "x" * 61}],
)
def test_a_filter_that_cannot_be_understood_says_so_and_shows_the_programme(
    client: Client, query: dict[str, str]
) -> None:
    offer("Nähkurs", 1)
    answer = client.get("/programm/", query)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in page
    assert "Nähkurs" in page or "bis" in query


def test_an_empty_result_says_how_many_there_are_without_the_choice(client: Client) -> None:
    offer("Nähkurs", 1)
    answer = client.get("/programm/", {"q": "Chor"}).content.decode()
    assert "gibt es 1 Termin" in " ".join(answer.split())


def test_the_old_address_of_an_event_leads_to_the_new_one(client: Client) -> None:
    date = offer("Nähkurs", 1)
    date.event.rename("stoffe", by=None)
    assert client.get("/programm/naehkurs/")["Location"] == "/programm/stoffe/"
    assert (
        client.get(f"/programm/naehkurs/{date.public_id}/")["Location"]
        == f"/programm/stoffe/{date.public_id}/"
    )
    assert client.get(f"/t/{date.public_id}/")["Location"] == f"/programm/stoffe/{date.public_id}/"


def test_a_draft_is_seen_by_whoever_holds_its_link_and_by_nobody_else(client: Client) -> None:
    event = make_event("Entwurf")
    make_date(event, in_days(3))
    path = f"/programm/{event.slug}/"
    assert client.get(path).status_code == 404
    assert client.get(path, {"vorschau": event.preview_token}).status_code == 200
    assert client.get(path, {"vorschau": event.preview_token + "x"}).status_code == 404
    other = make_event("Anderer Entwurf")
    assert client.get(path, {"vorschau": other.preview_token}).status_code == 404


def test_a_text_missing_in_the_language_of_the_page_is_german_and_says_so(client: Client) -> None:
    date = offer("Nähkurs", 1)
    page = client.get(f"/en{date.get_absolute_url()}").content.decode()
    assert '<span lang="de" dir="ltr">Nähkurs</span>' in page
    assert "Only in this language: German" in page


# -- what it costs -------------------------------------------------------------------------------

PROGRAMME, WEEK, MONTH, EVENT, DATE, FORM = 2, 2, 2, 8, 2, 3


def many(dates: int) -> Occurrence:
    """So many dates within a week, each in a room, with somebody signed up; the first one."""
    House.objects.get_or_create(pk=1)
    room = make_room()
    event = make_event("Viel los", kind="series", spoken=["de"])
    for number in range(dates):
        start = in_days(1) + timedelta(hours=number * 3 % 150, minutes=number)
        date = make_date(event, start, hours=0.01)
        date.set_rooms([room])
    publish(event)
    for date in event.occurrences.all()[:20]:
        ask(date, "Amina")
    first = event.occurrences.select_related("event").earliest("starts_at")
    assert isinstance(first, Occurrence)
    return first


def test_a_cancelled_date_names_no_room() -> None:
    date = offer("Nähtreff")
    date.set_rooms([make_room()])
    [before] = programme.days(when.today())
    date.cancel("lead", by=None)
    [after] = programme.days(when.today())
    assert [before.rows[0].place_words, after.rows[0].place_words] == ["Werkstatt", ""]


@pytest.mark.parametrize("dates", [1, 50])
def test_pages_cost_the_same_for_one_date_and_for_fifty(client: Client, dates: int) -> None:
    first = many(dates)
    base = first.get_absolute_url()
    found = {
        path: queries(client, path)
        for path in (
            "/programm/",
            "/programm/?ansicht=woche",
            "/programm/?ansicht=monat",
            first.event.get_absolute_url(),
            base,
            f"{base}anmelden/",
        )
    }
    assert list(found.values()) == [PROGRAMME, WEEK, MONTH, EVENT, DATE, FORM]


@pytest.mark.parametrize("dates", [1, 12])
def test_the_slip_of_a_course_costs_the_same_however_many_dates_it_has(client: Client, dates: int) -> None:
    House.objects.get_or_create(pk=1)
    course, room = make_course(dates=dates), make_room()
    for date in course.occurrences.all():
        date.set_rooms([room])
    mine = ask(course, "Amina", "Sami").get_absolute_url()
    assert [queries(client, mine), queries(client, f"{mine}termine.ics")] == [7, 5]
