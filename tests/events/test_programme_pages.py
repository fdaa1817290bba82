"""What the programme shows of what is chosen, past or full; the pages of an event and of a date."""

from datetime import time, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from events import facts
from events.models import Event, EventText, Hosting, Joins, Occurrence
from members.models import Organisation
from tests.events.doing import form_url
from tests.factories import (
    ask,
    in_days,
    make_course,
    make_date,
    make_event,
    make_room,
    publish,
    take,
)
from tests.reading import words
from tests.visitors import queries
from treff.house import when
from treff.house.models import BestText

pytestmark = pytest.mark.django_db

EVENT_ASKS = 8


def programme(client: Client, **query: str) -> str:
    return client.get(reverse("events:programme"), query).content.decode()


# -- the filter ---------------------------------------------------------------------------------


def test_after_sending_the_box_is_closed_and_the_choice_is_named_and_can_be_dropped(client: Client) -> None:
    make_date()
    page = programme(client, q="Näh", thema="sewing", alter="")
    assert '<details class="filters">' in page
    assert 'class="tag" href="?thema=sewing"' in page
    assert 'class="tag" href="?q=N%C3%A4h"' in page
    assert page.index('name="q"') < page.index('<details class="filters"')


def test_nothing_chosen_names_nothing(client: Client) -> None:
    assert 'class="tag"' not in programme(client, q="", thema="")


def test_what_was_not_understood_opens_the_box(client: Client) -> None:
    assert '<details class="filters" open>' in programme(client, thema="nichts")


@pytest.mark.parametrize("view", ["woche", "monat"])
def test_an_empty_week_or_month_says_so_and_leads_on(client: Client, view: str) -> None:
    make_date()
    page = programme(client, ansicht=view, q="gibtesnicht")
    assert 'id="leer"' in page
    assert f"?ansicht={view}&amp;von=" in page
    day = when.local(in_days(5)).date().isoformat()
    assert 'id="leer"' not in programme(client, ansicht=view, von=day)


def test_an_empty_list_says_how_many_dates_there_are_without_the_choice(client: Client) -> None:
    event = make_date().event
    more = [Occurrence(event=event, starts_at=in_days(day)) for day in range(1, 65)]
    Occurrence.objects.bulk_create(more)
    assert "Ohne die Auswahl gibt es 65 Termine." in words(
        client.get(reverse("events:programme"), {"q": "xyz"})
    )


# -- past and full ------------------------------------------------------------------------------


def test_what_is_over_today_is_one_line(client: Client) -> None:
    event = make_event()
    make_date(event, in_days(0, time(9)))
    make_date(event, in_days(0, time(18)))
    publish(event)
    with time_machine.travel(in_days(0, time(13))):
        page = programme(client)
    assert "1 Termin ist vorbei" in page
    folded = page[page.index('<details class="over">') : page.index("</details>", page.index('class="over"'))]
    assert "09:00" in folded
    assert "18:00" not in folded


def test_the_week_says_what_is_full_and_which_days_are_over(client: Client) -> None:
    date = make_date(None, in_days(0, time(18)), capacity=1)
    with time_machine.travel(in_days(0, time(9))):
        ask(date, "Amina")
        page = programme(client, ansicht="woche")
    assert '<span class="places full">Voll</span>' in page
    days_over = when.today().weekday()
    assert page.count('<tr class="past">') == days_over


def test_a_whole_day_is_called_so_in_list_and_week(client: Client) -> None:
    date = make_date(None, in_days(5, time(0)), hours=24)
    day = when.local(date.starts_at).date().isoformat()
    for view in ("liste", "woche"):
        assert "ganzer Tag" in programme(client, ansicht=view, von=day)


def test_the_calendar_has_short_weekdays_to_see_and_whole_ones_to_hear(client: Client) -> None:
    page = programme(client, ansicht="monat")
    assert '<span class="thin" aria-hidden="true">Mo</span><span class="whole">Montag</span>' in page


# -- an event, a date ---------------------------------------------------------------------------


def test_a_course_is_joined_from_its_own_page(client: Client) -> None:
    course = make_course(capacity=1, joins=Joins.WHOLE)
    first = course.occurrences.order_by("starts_at")[0]
    page = client.get(course.get_absolute_url())
    assert form_url(first) in page.content.decode()
    ask(course, "Amina")
    assert "Auf die Warteliste" in words(client.get(course.get_absolute_url()))


def test_single_dates_are_joined_on_their_own_pages(client: Client) -> None:
    date = make_date()
    assert form_url(date) not in client.get(date.event.get_absolute_url()).content.decode()


def test_a_course_that_has_begun_has_no_button(client: Client) -> None:
    course = make_course(joins=Joins.WHOLE)
    with time_machine.travel(in_days(6)):
        page = client.get(course.get_absolute_url()).content.decode()
    assert "/anmelden/" not in page


def test_a_date_that_is_over_goes_into_no_calendar(client: Client) -> None:
    date = make_date()
    assert "termin.ics" in client.get(date.get_absolute_url()).content.decode()
    with time_machine.travel(date.starts_at + timedelta(days=1)):
        assert "termin.ics" not in client.get(date.get_absolute_url()).content.decode()


def test_a_date_that_does_not_take_place_says_nothing_of_the_way_there() -> None:
    date = make_date(place_text="Stadtwald")
    known = facts.of_date(date, date.event, None, "Stadtwald")
    assert {"pin", "wheel"} <= {fact.icon for fact in known}
    date.cancel("lead", by=None)
    left = facts.of_date(date, date.event, None, "Stadtwald")
    assert not {"pin", "wheel"} & {fact.icon for fact in left}


def places(page: str) -> tuple[bool, bool]:
    """Whether each of the two rooms is named on a page."""
    return "Werkstatt" in page, "Saal" in page


def test_the_place_of_all_dates_is_said_only_where_it_is_the_same(client: Client) -> None:
    event = make_event("Lesen")
    rooms = make_room("Werkstatt"), make_room("Saal")
    make_date(event, in_days(2), place_text="Stadtwald")
    here = make_date(event, in_days(3), place_text="Stadtwald")
    publish(event)
    pin = next(fact for fact in facts.of_event(event, None) if fact.icon == "pin")
    assert pin.words == "Stadtwald"
    for starts, room in ((5, rooms[0]), (6, rooms[1])):
        make_date(event, in_days(starts), use=take([room], in_days(starts)))
    pin = next(fact for fact in facts.of_event(event, None) if fact.icon == "pin")
    assert pin.words == "Verschieden: siehe Termine."
    page = client.get(event.get_absolute_url()).content.decode()
    assert places(page) == (True, True)
    assert page.count("Stadtwald") == 2
    here.cancel("lead", by=None)
    assert client.get(event.get_absolute_url()).content.decode().count("Stadtwald") == 1


def test_the_next_date_being_cancelled_does_not_hide_the_place_of_the_others(client: Client) -> None:
    event = make_event("Lesen")
    first, _second = (make_date(event, in_days(days), place_text="Stadtwald") for days in (2, 3))
    publish(event)
    first.cancel("lead", by=None)
    assert {"pin", "wheel"} <= {fact.icon for fact in facts.of_event(event, None)}


def test_the_page_of_an_offer_asks_the_same_however_many_rooms_there_are(client: Client) -> None:
    event = make_event("Lesen")
    make_date(event, in_days(2), use=take([make_room("Werkstatt")], in_days(2)))
    publish(event)
    client.get(event.get_absolute_url())
    few = queries(client, event.get_absolute_url())
    for number in range(20):
        start = in_days(3 + number)
        make_date(event, start, use=take([make_room(f"Zimmer {number}")], start))
    assert queries(client, event.get_absolute_url()) == few == EVENT_ASKS


def test_the_name_of_a_host_is_german_whatever_the_page_speaks(client: Client) -> None:
    date = make_date()
    host = Organisation.objects.create(name="Verein <Lese> e. V.", kind="association")
    Hosting.objects.create(event=date.event, organisation=host)
    page = client.get(f"/ar{date.get_absolute_url()}").content.decode()
    assert '<bdi lang="de">Verein &lt;Lese&gt; e. V.</bdi>' in page


def test_a_text_from_the_query_of_its_parent_reads_what_was_not_asked_for() -> None:
    event = make_event("Nähwerkstatt")
    event.texts.update(bring="Stoff")
    best = BestText(EventText, "event", "pk", language="ar", fields=("title",))
    [row] = Event.objects.annotate(best=best).values_list("best", flat=True)
    text = EventText.of(row)
    assert text is not None
    assert (text.title, text.language, text.bring) == ("Nähwerkstatt", "de", "Stoff")
    assert EventText.of(None) is None


@pytest.mark.parametrize(
    ("joins", "said"),
    [
        (Joins.WHOLE, "Kurs mit 3 Terminen. Sie melden sich für alle an."),
        (Joins.FROM_NOW, "Ein Kurs. Sie melden sich für alle 3 Termine an, die noch kommen."),
    ],
)
def test_beside_the_button_of_a_course_one_reads_that_it_is_for_all_dates(
    client: Client, joins: Joins, said: str
) -> None:
    last = make_course(dates=3, joins=joins).occurrences.latest("starts_at")
    assert said in words(client.get(last.get_absolute_url()))
    assert "Kurs" not in words(client.get(make_date().get_absolute_url()))
