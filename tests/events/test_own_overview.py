"""My offers: in which order they stand, how one is found, and what each line says."""

from datetime import time

import pytest
from django.test import Client

from events.models import EventText
from events.views.organising.overview import FEW_OFFERS, OFFERS_ON_A_PAGE
from tests.events.organisers import draft_of, speaker, staff
from tests.events.test_own_offers import OVERVIEW, act_of, handed_in, make_dated, many, page_of, sent
from tests.factories import in_days, make_date, make_event, publish
from tests.visitors import logged_in

pytestmark = pytest.mark.django_db


def listed(client: Client, **asked: str) -> list[str]:
    """Titles of what is in the programme, in the order of the page."""
    return [line.title.words for line in client.get(OVERVIEW, asked).context["offers"]]


def test_offers_stand_in_the_order_of_their_next_dates_and_those_without_one_last() -> None:
    client = logged_in(staff())
    for title, days in (("Später", 9), ("Vorbei", -3), ("Bald", 2), ("Abgesagt", 1)):
        event = make_event(title)
        date = make_date(event, in_days(days))
        publish(event)
        if title == "Abgesagt":
            date.cancel("other", "Wasserrohrbruch", by=None)
    assert listed(client) == ["Bald", "Später", "Abgesagt", "Vorbei"]


def test_more_than_ten_offers_are_searched_by_title() -> None:
    user = speaker()
    client = logged_in(user)
    many(user, FEW_OFFERS)
    assert 'name="titel"' not in client.get(OVERVIEW).content.decode()
    nettles = publish(draft_of(user, "Nähen für alle"))
    EventText.write("tr", {"title": "Dikiş"}, event=nettles)
    assert 'name="titel"' in client.get(OVERVIEW).content.decode()
    assert listed(client, titel="nähen") == listed(client, titel="dikiş") == ["Nähen für alle"]
    assert listed(client, titel="alle NÄHEN") == ["Nähen für alle"]
    page = client.get(OVERVIEW, {"titel": "Segeln"}).content.decode()
    assert "So ein Angebot gibt es hier nicht." in page
    assert 'value="Segeln"' in page


def test_the_search_goes_along_to_the_next_page() -> None:
    client = logged_in(staff())
    for number in range(OFFERS_ON_A_PAGE + 1):
        publish(make_dated(f"Kurs {number}"))
    page = client.get(OVERVIEW, {"titel": "Kurs", "texte": "tr"}).content.decode()
    assert 'href="?seite=2&amp;titel=Kurs&amp;texte=tr"' in page


def test_a_partner_reads_how_many_texts_are_older_than_the_german_ones() -> None:
    user = speaker()
    event, fine = publish(draft_of(user, "Alt")), publish(draft_of(user, "Gut"))
    for language in ("tr", "ar"):
        EventText.write(language, {"title": "…"}, event=event)
        EventText.write(language, {"title": "…"}, event=fine)
    EventText.write("de", {"title": "Neu"}, event=event)
    page = logged_in(user).get(OVERVIEW)
    assert {line.title.words: line.event.old_texts for line in page.context["offers"]} == {
        "Neu": 2,
        "Gut": None,
    }
    assert page.content.decode().count("2 Texte sind älter als der deutsche") == 1


def test_a_date_of_today_is_called_off_with_one_click() -> None:
    event = make_event("Nähen")
    today, off, tomorrow = (
        make_date(event, start) for start in (in_days(0, time(23, 59)), in_days(0, time(23, 59)), in_days(1))
    )
    publish(event)
    off.cancel("other", "Wasserrohrbruch", by=None)
    page = logged_in(staff()).get(OVERVIEW).content.decode()
    act = {"name": "own_date_act", "act": "absagen"}
    cancel = [page_of(event, public_id=each.public_id, **act) for each in (today, off, tomorrow)]
    assert [f'href="{path}"' in page for path in cancel] == [True, False, False]


def test_the_team_is_not_told_that_it_asks_itself() -> None:
    user, team = speaker(), logged_in(staff())
    event = handed_in(user)
    sent(team, act_of(event, "zurueckgeben"), because="Bitte das Alter nennen.")
    for path in (OVERVIEW, page_of(event)):
        assert "Das Team bittet Sie um eine Änderung" in logged_in(user).get(path).content.decode()
        read = team.get(path).content.decode()
        assert "Das Team bittet Sie" not in read
        assert "Das Team hat um eine Änderung gebeten" in read
