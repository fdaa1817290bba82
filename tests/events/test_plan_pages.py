"""When and where: somebody says the rule, looks at every date, and saves just that."""

from datetime import date as Day
from datetime import time
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from events.models import Event, EventLead, Kind, Occurrence, Series
from events.models.changes import ROOMS
from events.models.planning import Edit
from members.models.spans import days
from tests.events.serial import (
    answers,
    change,
    clocks,
    dates_of,
    hidden,
    next_weekday,
    press,
    tuesdays,
    weekly,
)
from tests.factories import AMINA, KOWALSKI, OLENA, ask, make_event, make_room, make_user, take
from tests.reading import words
from tests.visitors import logged_in
from treff.house import when
from treff.house.models import HouseClosure, Notice

pytestmark = pytest.mark.django_db


def lead_of(event: Event) -> Client:
    """A browser of somebody who runs this event."""
    user = make_user(AMINA)
    EventLead.objects.create(event=event, person=user.person, during=days(when.today()))
    return logged_in(user)


def draft(**fields: Any) -> Event:
    return make_event("Sprachcafé", kind=Kind.SERIES, default_capacity=10, **fields)


def page_of(event: Event, date: Occurrence | None = None) -> str:
    if date is None:
        return reverse("events:own_dates", args=[event.public_id])
    return reverse("events:own_from_here_on", args=[event.public_id, date.public_id])


def test_a_series_is_said_looked_at_and_saved() -> None:
    event, first = draft(), next_weekday(1)
    client = lead_of(event)
    shown = client.post(page_of(event), answers(first))
    assert "3 neue Termine" in words(shown)
    assert Occurrence.objects.count() == 0
    answer = client.post(page_of(event), hidden(shown.content.decode()) | {"save": "1"}, follow=True)
    assert "3 Termine sind dazugekommen." in words(answer)
    assert clocks(event) == [f"{first + week * when.WEEK:%d.%m.} 18:00-19:30" for week in range(3)]
    assert [date.capacity for date in dates_of(event)] == [10, 10, 10]


def test_one_date_is_a_rule_without_repetition() -> None:
    event, day = draft(), next_weekday(3)
    said = {"repeats": "once", "first": f"{day}", "start": "15", "end": "17.30"}
    press(lead_of(event), page_of(event), said)
    assert clocks(event) == [f"{day:%d.%m.} 15:00-17:30"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"weekdays": []}, "Bitte wählen Sie mindestens einen Wochentag."),
        ({"count": ""}, "Bitte sagen Sie, bis wann es geht."),
        ({"ends": "until", "until": "2020-01-01"}, "Kein Tag passt."),
        ({"end": "18:00"}, "Anfang und Ende sind gleich."),
        ({"first": ""}, "Bitte nennen Sie den ersten Tag."),
        ({"count": "300"}, "Das sind mehr als 200 Termine."),
        ({"repeats": "listed", "picked": "morgen"}, "Das ist kein Tag: morgen."),
        ({"repeats": "listed", "picked": ""}, "Bitte schreiben Sie mindestens einen Tag auf."),
        ({"repeats": "monthly_by_day", "day": ""}, "an welchem Tag im Monat"),
        ({"start": "halb sieben"}, "Bitte schreiben Sie eine Uhrzeit."),
        ({"start": "25:00"}, "Bitte schreiben Sie eine Uhrzeit."),
    ],
)
def test_what_does_not_work_is_said_and_stays_typed(change: dict[str, Any], sentence: str) -> None:
    event = draft()
    said = answers(next_weekday(1)) | change
    answer = lead_of(event).post(page_of(event), said)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert f'value="{said["end"]}"' in answer.content.decode()


def test_more_than_two_hundred_dates_are_asked_about_and_then_planned() -> None:
    event = draft()
    client, said = lead_of(event), answers(next_weekday(1), count="201")
    assert client.post(page_of(event), said).status_code == 422
    assert "201 neue Termine" in words(client.post(page_of(event), said | {"many": "on"}))


def test_half_past_two_in_march_is_refused_with_its_day() -> None:
    with time_machine.travel("2027-03-01 12:00+01:00", tick=False):
        event = draft()
        said = answers(Day(2027, 3, 28), start="2:30", end="", weekdays=["6"], count="1")
        answer = lead_of(event).post(page_of(event), said)
    assert answer.status_code == 422
    assert "Die Uhr wird vorgestellt" in words(answer)


def test_the_rule_of_short_months_is_chosen_and_seen() -> None:
    with time_machine.travel("2027-01-04 12:00+01:00", tick=False):
        event = draft()
        client = lead_of(event)
        monthly = {"repeats": "monthly_by_day", "day": "31", "ends": "count", "count": "3"}
        said = monthly | {"first": "2027-01-31", "start": "18:00", "end": "19:30"}
        last = words(client.post(page_of(event), said | {"short": "last"}))
        skip = words(client.post(page_of(event), said | {"short": "skip"}))
    assert "Jeden Monat am 31., in kürzeren Monaten am letzten Tag" in last
    assert "Jeden Monat am 31., nicht in kürzeren Monaten" in skip
    assert "28. Februar" in last
    assert ("28. Februar" in skip, "31. Mai" in skip) == (False, True)


def test_the_first_day_is_not_called_optional_where_it_is_asked_for() -> None:
    event = draft()
    page = words(lead_of(event).get(page_of(event)))
    assert "Erster Tag" in page
    assert "Erster Tag (freiwillig)" not in page


def test_the_fifth_weekday_and_every_second_week_are_stated_above_the_dates() -> None:
    event, monday = draft(), next_weekday(0)
    client = lead_of(event)
    fifth = answers(monday, repeats="monthly_by_weekday", nth="5", weekday="0", count="2")
    page = words(client.post(page_of(event), fifth))
    assert "Jeden Monat: der fünfte Montag, nicht in Monaten ohne fünften" in page
    page = words(client.post(page_of(event), answers(monday, weekdays=["1", "3"], every="2")))
    assert "Alle 2 Wochen: Dienstag und Donnerstag" in page


def test_holidays_and_closures_are_marked_and_not_ticked() -> None:
    with time_machine.travel("2026-12-01 12:00+01:00", tick=False):
        shut = when.day_bounds(Day(2026, 12, 18))
        HouseClosure.objects.create(during=shut, reason_code="team_day", decision="closed")
        event = draft()
        client, said = lead_of(event), answers(Day(2026, 12, 11), weekdays=["4"], count="3")
        page = words(client.post(page_of(event), said))
        assert "1. Weihnachtstag" in page
        assert "Haus geschlossen: Teamtag" in page
        assert "2 Termine haben keinen Haken und fallen weg." in page
        press(client, page_of(event), said)
    assert clocks(event) == ["11.12. 18:00-19:30"]
    assert Series.objects.get().left_out == [Day(2026, 12, 18), Day(2026, 12, 25)]


def test_a_taken_room_must_be_decided_before_anything_is_saved() -> None:
    room, kitchen, first = make_room("Webstube"), make_room("Küche"), next_weekday(1)
    take([room], when.at(first + when.WEEK, time(19)))
    event = draft()
    client, said = lead_of(event), answers(first, rooms=[str(room.pk)])
    shown = client.post(page_of(event), said).content.decode()
    assert "Der Raum ist dann belegt." in shown
    assert "An 1 Termin ist der Raum belegt." in shown
    refused = client.post(page_of(event), hidden(shown) | {"save": "1"})
    assert refused.status_code == 422
    assert "Der Raum ist belegt. Bitte wählen Sie" in words(refused)
    assert Occurrence.objects.count() == 0
    taken = f"{when.at(first + when.WEEK, time(18)):%Y%m%d%H%M}"
    client.post(page_of(event), hidden(shown) | {"save": "1", f"rooms-{taken}": str(kitchen.pk)})
    assert [[each.name for each in date.rooms()] for date in dates_of(event)] == [
        ["Webstube"],
        ["Küche"],
        ["Webstube"],
    ]


def test_a_room_that_is_taken_between_the_presses_is_named_at_its_date() -> None:
    room, first = make_room("Webstube"), next_weekday(1)
    event = draft()
    client = lead_of(event)
    shown = client.post(page_of(event), answers(first, rooms=[str(room.pk)])).content.decode()
    take([room], when.at(first, time(18)))
    refused = client.post(page_of(event), hidden(shown) | {"save": "1"})
    assert refused.status_code == 422
    assert Occurrence.objects.count() == 0


def test_another_time_and_another_room_for_one_date_of_the_plan() -> None:
    kitchen, first = make_room("Küche"), next_weekday(1)
    event = draft()
    line = f"{when.at(first, time(18)):%Y%m%d%H%M}"
    changes = {f"start-{line}": "17:00", f"rooms-{line}": str(kitchen.pk)}
    press(lead_of(event), page_of(event), answers(first), **changes)
    assert clocks(event)[0].endswith("17:00-19:30")
    assert dates_of(event)[0].own == [ROOMS, "time"]


def test_this_and_following_shows_old_and_new_what_stays_and_whom_it_touches() -> None:
    event = tuesdays(next_weekday(1))
    dates = dates_of(event)
    ask(dates[3], "Olena", by=OLENA)
    ask(dates[3], "Jerzy", by=KOWALSKI)
    dates[4].move(dates[4].starts_at + when.WEEK / 7, None, by=None)
    dates[5].cancel("lead", by=None)
    Notice.objects.all().delete()
    client = lead_of(event)
    said = form_of(client, page_of(event, dates[2])) | {"start": "17:00", "end": "18:30"}
    page = words(client.post(page_of(event, dates[2]), said))
    assert "2 Termine ändern sich" in page
    assert "2 angemeldet" in page
    assert "Bleibt, von Hand geändert: die Uhrzeit" in page
    assert "bleibt abgesagt" in page
    assert "1 Kontakt bekommt eine E-Mail." in page
    press(client, page_of(event, dates[2]), said)
    assert [date.split()[1] for date in clocks(event)][:4] == ["18:00-19:30"] * 2 + ["17:00-18:30"] * 2
    assert Notice.objects.count() == 2


def form_of(client: Client, url: str) -> dict[str, Any]:
    """The form as it stands on the page, to be sent again."""
    form = client.get(url).context["form"]
    said = {}
    for name in form.fields:
        value = form[name].value()
        if name == "rooms":
            value = [room.pk for room in value or []]
        if value not in (None, "", []):
            said[name] = value
    return {**said, "first": str(said.get("first", "")), "until": str(said.get("until") or "")}


def test_pressing_twice_changes_once() -> None:
    event = tuesdays(next_weekday(1))
    client = lead_of(event)
    said = form_of(client, page_of(event)) | {"start": "17:00", "end": "18:30"}
    shown = client.post(page_of(event), said).content.decode()
    first, again = (client.post(page_of(event), hidden(shown) | {"save": "1"}) for _press in range(2))
    assert (first.status_code, again.status_code) == (302, 422)
    assert {date.sequence for date in dates_of(event)} == {1}


def test_what_somebody_else_changed_meanwhile_is_shown_first() -> None:
    event = tuesdays(next_weekday(1))
    client = lead_of(event)
    said = form_of(client, page_of(event)) | {"start": "17:00", "end": "18:30"}
    shown = client.post(page_of(event), said).content.decode()
    dates_of(event)[0].cancel("lead", by=None)
    answer = client.post(page_of(event), hidden(shown) | {"save": "1"})
    assert answer.status_code == 422
    assert "inzwischen" in words(answer)
    assert {date.split()[1] for date in clocks(event)} == {"18:00-19:30"}
    saved = client.post(page_of(event), hidden(answer.content.decode()) | {"save": "1"})
    assert saved.status_code == 302


def test_the_answers_of_the_form_are_there_when_one_goes_back() -> None:
    event = draft()
    answer = lead_of(event).post(page_of(event), answers(next_weekday(1)) | {"back": "1"})
    assert (answer.status_code, 'value="19:30"' in answer.content.decode()) == (200, True)


def test_a_date_with_too_few_people_is_held_or_cancelled_with_one_press() -> None:
    day = when.today() + when.WEEK / 7 * 2
    event = tuesdays(day, recurrence=weekly(day, 2, weekdays=(day.weekday(), (day.weekday() - 1) % 7)))
    Event.objects.update(minimum=4)
    client = lead_of(event)
    date = Occurrence.objects.too_few().earliest("starts_at")
    url = reverse("events:own_decide", args=[event.public_id, date.public_id])
    for answer in ("", "hold", "cancel"):
        client.post(url, {"answer": answer})
        date.refresh_from_db()
        assert (date.held_at is None) == (answer == "")
    assert not date.cancelled
    Occurrence.objects.update(held_at=None)
    client.post(url, {"answer": "cancel"})
    date.refresh_from_db()
    assert (date.cancelled, date.cancel_code) == (True, "few")


# -- what an attacker tried ----------------------------------------------------------------------


def test_a_longer_series_keeps_the_time_of_the_rule_and_not_that_of_a_moved_date() -> None:
    event = tuesdays(next_weekday(1))
    first = dates_of(event)[0]
    late = when.at(when.local(first.starts_at).date(), time(20))
    first.move(late, late + when.WEEK / 7 / 24, by=None)
    client = lead_of(event)
    said = form_of(client, page_of(event)) | {"repeats": "weekly", "ends": "count", "count": "8"}
    press(client, page_of(event), said)
    assert [date.split()[1] for date in clocks(event)] == ["20:00-21:00"] + ["18:00-19:30"] * 7


def test_a_form_opened_before_somebody_else_changed_the_dates_says_so_first() -> None:
    event = tuesdays(next_weekday(1))
    client = lead_of(event)
    said = form_of(client, page_of(event)) | {"capacity": "7"}
    change(event, Edit(clock=(time(19), time(20, 30))))
    answer = client.post(page_of(event), said)
    assert answer.status_code == 422
    assert "inzwischen" in words(answer)
    assert "18:00" in answer.content.decode()
    seen = {**said, "stood": answer.context["form"].data["stood"]}
    assert client.post(page_of(event), seen).status_code == 200


def test_three_hundred_dates_can_be_looked_at_and_saved() -> None:
    event, first = draft(), next_weekday(0)
    said = answers(first, weekdays=["0", "1", "2", "3", "4"], count="300", many="on")
    assert press(lead_of(event), page_of(event), said).status_code == 302
    assert event.occurrences.count() > 280


def test_a_thousand_dates_are_the_most() -> None:
    said = answers(
        next_weekday(0), weekdays=["0", "1", "2", "3", "4"], ends="until", until="2099-01-01", many="on"
    )
    event = draft()
    answer = lead_of(event).post(page_of(event), said)
    assert answer.status_code == 422
    assert "früheres Ende" in words(answer)


def test_what_was_chosen_for_one_date_is_there_when_one_comes_back_from_the_answers() -> None:
    kitchen, first = make_room("Küche"), next_weekday(1)
    event = draft()
    client = lead_of(event)
    shown = hidden(client.post(page_of(event), answers(first)).content.decode())
    line = f"{when.at(first, time(18)):%Y%m%d%H%M}"
    unticked = {name: value for name, value in shown.items() if name != f"do-{line}"}
    back = client.post(page_of(event), unticked | {f"rooms-{line}": str(kitchen.pk), "back": "1"})
    again = client.post(page_of(event), answers(first) | hidden(back.content.decode()))
    [row, *_others] = again.context["rows"]
    assert (row.is_done, row.room) == (False, str(kitchen.pk))
    assert [each.is_done for each in again.context["rows"]] == [False, True, True]


def test_for_a_taken_room_only_the_free_ones_are_offered() -> None:
    room, first = make_room("Webstube"), next_weekday(1)
    make_room("Küche")
    take([room], when.at(first, time(19)))
    event = draft()
    page = lead_of(event).post(page_of(event), answers(first, rooms=[str(room.pk)]))
    assert [[each.name for each in row.rooms] for row in page.context["rows"]] == [
        ["Küche"],
        ["Küche", "Webstube"],
        ["Küche", "Webstube"],
    ]
