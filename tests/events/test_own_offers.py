"""The organisers' pages of an offer as a whole: overview, approval, the verbs, once more."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Event, EventText, Occurrence
from events.models.approval import hand_in
from events.models.event import State
from members.models import Organisation, Role
from tests.events.doing import Answer
from tests.events.organisers import draft_of, person, speaker, staff
from tests.events.serial import answers, hidden, next_weekday
from tests.factories import GERTRUD, YILDIZ, ask, make_date, make_event, make_user, publish
from tests.members.doing import LOG_IN
from tests.visitors import browser_of, logged_in, queries
from treff.house import links
from treff.house.models import Notice

pytestmark = pytest.mark.django_db

OVERVIEW_ASKS = 13
OVERVIEW, TO_APPROVE = "/angebote/", "/angebote/freigaben/"


def page_of(event: Event, name: str = "own_offer", **more: Any) -> str:
    return reverse(f"events:{name}", kwargs={"offer": event.public_id, **more})


def act_of(event: Event, act: str) -> str:
    return page_of(event, "own_offer_act", act=act)


def sent(client: Client, path: str, **data: Any) -> Answer:
    return client.post(path, data)


def stranger() -> Client:
    """Speaks for another partner."""
    return logged_in(speaker(YILDIZ, Organisation.objects.create(name="Jisr al-Jiran")))


def handed_in(user: Any) -> Event:
    event = draft_of(user)
    hand_in(event, by=person(user))
    return event


def pages(event: Event) -> list[str]:
    """Every page of one offer here."""
    acts = ("veroeffentlichen", "zurueckgeben", "archivieren", "umbenennen", "vorschau-zuruecknehmen")
    names = ("own_offer", "own_again", "own_texts", "own_dates")
    return [
        *(page_of(event, name) for name in names),
        *(act_of(event, act) for act in acts),
        page_of(event, "own_text", language="tr"),
    ]


# -- who comes in --------------------------------------------------------------------------------


def test_the_pages_of_an_offer_are_its_organisers_and_nobody_elses(client: Client) -> None:
    user = speaker()
    event = handed_in(user)
    own, other, resident = logged_in(user), stranger(), logged_in(make_user(GERTRUD))
    data = {"slug": "neu", "because": "so", "title": "neu", "key": str(uuid4())}
    for path in pages(event):
        for visitor in (other, resident):
            assert visitor.get(path).status_code == 404, path
            assert visitor.post(path, data).status_code in {404, 405}, path
        assert client.get(path).headers["Location"].startswith(LOG_IN)
        assert client.post(path, data).headers["Location"].startswith(LOG_IN)
    event.refresh_from_db()
    assert (event.state, event.sent_back_because, Event.objects.count()) == (State.DRAFT, "", 1)
    assert own.get(page_of(event)).status_code == 200


# -- overview ------------------------------------------------------------------------------------


def test_a_person_without_offers_gets_a_friendly_page() -> None:
    said = logged_in(make_user(GERTRUD)).get(OVERVIEW).content.decode()
    assert "Sie kümmern sich noch um kein Angebot" in said
    assert "Neues Angebot" not in said
    said = logged_in(speaker()).get(OVERVIEW).content.decode()
    assert "Es sind fünf kurze Schritte" in said
    assert "Neues Angebot" in said


def test_the_overview_shows_drafts_with_their_step_and_offers_with_their_next_date() -> None:
    user = speaker()
    draft, offer = draft_of(user, "Kochen", dated=False), publish(draft_of(user, "Nähen"))
    archived = publish(draft_of(user, "Singen"))
    archived.archive(by=None)
    page = logged_in(user).get(OVERVIEW)
    assert [(line.event, line.step.number) for line in page.context["drafts"]] == [(draft, 2)]
    assert [(line.event, line.next.date) for line in page.context["offers"]] == [
        (offer, offer.occurrences.get())
    ]
    assert [line.date for line in page.context["dates"]] == [offer.occurrences.get()]
    said = page.content.decode()
    assert f'action="{page_of(offer, "own_again")}"' in said
    assert page_of(draft, "own_step", number=2) in said


def test_a_cancelled_date_stays_in_the_next_seven_days() -> None:
    user = speaker()
    offer = publish(draft_of(user))
    offer.occurrences.get().cancel("weather", by=None)
    assert [line.is_cancelled for line in logged_in(user).get(OVERVIEW).context["dates"]] == [True]


def many(user: Any, number: int) -> None:
    for each in range(number):
        draft_of(user, f"Entwurf {each}")
        publish(draft_of(user, f"Angebot {each}"))


def test_the_overview_asks_the_same_however_many_offers_there_are() -> None:
    user = speaker()
    client = logged_in(user)
    many(user, 1)
    client.get(OVERVIEW)
    few = queries(client, OVERVIEW)
    many(user, 12)
    assert queries(client, OVERVIEW) == few
    assert few == OVERVIEW_ASKS


def test_the_team_finds_the_offers_that_lack_words_in_a_language() -> None:
    client = logged_in(staff())
    lacks, old, fine = (publish(make_dated(title)) for title in ("Ohne", "Alt", "Gut"))
    for event in (old, fine):
        EventText.write("tr", {"title": "Türkçe"}, event=event)
    EventText.write("de", {"title": "Neu"}, event=old)
    page = client.get(OVERVIEW, {"texte": "tr"})
    assert {line.event for line in page.context["offers"]} == {lacks, old}
    assert {line.event for line in client.get(OVERVIEW, {"texte": "xx"}).context["offers"]} == {
        lacks,
        old,
        fine,
    }
    assert "texte" not in logged_in(speaker()).get(OVERVIEW).content.decode()


def make_dated(title: str) -> Event:
    event = make_event(title)
    make_date(event)
    return event


# -- the page of an offer ------------------------------------------------------------------------


def test_the_page_of_an_offer_leads_everywhere() -> None:
    user = speaker()
    event = publish(draft_of(user))
    EventText.write("tr", {"title": "Almanca"}, event=event)
    EventText.write("de", {"title": "Deutsch für alle"}, event=event)
    answer = logged_in(user).get(page_of(event))
    said = answer.content.decode()
    links = [page_of(event, name) for name in ("own_dates", "own_texts", "own_again")]
    links += [page_of(event, "own_step", number=number) for number in (1, 2, 3)]
    links += [event.get_absolute_url(), act_of(event, "archivieren")]
    assert [link for link in links if f'"{link}"' not in said] == []
    assert (answer.context["missing_texts"], answer.context["old_texts"]) == (5, 1)
    assert act_of(event, "umbenennen") not in said


def test_a_draft_shows_its_preview_to_whoever_looks_after_it() -> None:
    user = speaker()
    event = draft_of(user)
    client = logged_in(user)
    link = client.get(page_of(event)).context["page"]
    assert client.get(link).status_code == 200
    assert Client().get(link).status_code == 200


def test_the_team_sees_more_verbs_than_a_partner() -> None:
    user = speaker()
    event = handed_in(user)
    names = [act.name for act in logged_in(user).get(page_of(event)).context["acts"]]
    assert names == ["add_date", "archive"]
    names = [act.name for act in logged_in(staff()).get(page_of(event)).context["acts"]]
    assert names == ["publish", "send_back", "add_date", "archive", "rename", "take_back_previews"]


# -- approval ------------------------------------------------------------------------------------


def test_the_team_has_a_list_of_what_waits_and_nobody_else() -> None:
    user = speaker()
    event = handed_in(user)
    draft_of(user, "Noch nicht fertig")
    client = logged_in(staff())
    page = client.get(TO_APPROVE)
    assert [draft for _title, draft in page.context["drafts"]] == [event]
    assert "Olena Bondarenko" in page.content.decode()
    assert logged_in(user).get(TO_APPROVE).status_code == 403
    assert Client().get(TO_APPROVE).headers["Location"].startswith(LOG_IN)
    assert "1 neues Angebot wartet auf Sie" in client.get(OVERVIEW).content.decode()
    assert "1 neues Angebot wartet auf Sie" in browser_of(Role.BOARD).get("/admin/").content.decode()
    assert "wartet auf Sie" not in logged_in(speaker(YILDIZ)).get(OVERVIEW).content.decode()


def test_the_list_asks_the_same_however_many_wait() -> None:
    client = logged_in(staff())
    user = speaker()
    handed_in(user)
    client.get(TO_APPROVE)
    few = queries(client, TO_APPROVE)
    for _each in range(6):
        handed_in(user)
    assert queries(client, TO_APPROVE) == few


def test_the_team_publishes_what_was_handed_in() -> None:
    event = handed_in(speaker())
    client = logged_in(staff())
    assert client.get(act_of(event, "veroeffentlichen")).status_code == 200
    assert sent(client, act_of(event, "veroeffentlichen")).url == page_of(event)
    event.refresh_from_db()
    assert event.state == State.PUBLISHED
    assert Notice.objects.get().template == "offer_published"


def test_the_team_gives_a_draft_back_and_its_author_reads_why() -> None:
    user = speaker()
    event = handed_in(user)
    client = logged_in(staff())
    refused = sent(client, act_of(event, "zurueckgeben"), because="")
    assert refused.status_code == 422
    assert (
        sent(client, act_of(event, "zurueckgeben"), because="Bitte nennen Sie den Preis.").status_code == 302
    )
    own = logged_in(user)
    for path in (page_of(event), page_of(event, "own_step", number=1), page_of(event, "own_step", number=5)):
        assert "Bitte nennen Sie den Preis." in own.get(path).content.decode()
    assert client.get(act_of(event, "zurueckgeben")).status_code == 404
    assert Notice.objects.get().template == "offer_sent_back"


# -- archive and rename --------------------------------------------------------------------------


def test_whoever_looks_after_an_offer_archives_it_when_nobody_is_signed_up() -> None:
    user = speaker()
    event = publish(draft_of(user))
    sign_up = ask(event.occurrences.get(), "Amina")
    client = logged_in(user)
    assert "Amina" in client.get(act_of(event, "archivieren")).content.decode()
    assert sent(client, act_of(event, "archivieren")).status_code == 422
    sign_up.cancel()
    assert sent(client, act_of(event, "archivieren")).url == page_of(event)
    event.refresh_from_db()
    assert event.state == State.ARCHIVED


def test_story_33_after_a_new_title_and_address_posters_and_old_addresses_lead_to_the_offer(
    client: Client,
) -> None:
    event = publish(draft_of(speaker(), "Nähkurs"))
    date = event.occurrences.get()
    team = logged_in(staff())
    wrong = sent(team, act_of(event, "umbenennen"), slug="Nicht so!")
    assert wrong.status_code == 422
    assert 'value="Nicht so!"' in wrong.content.decode()
    assert sent(team, act_of(event, "umbenennen"), slug="stoffe").status_code == 302
    EventText.write("de", {"title": "Stoffe und Fäden"}, event=event)
    assert client.get(f"/t/{date.public_id}/").headers["Location"] == f"/programm/stoffe/{date.public_id}/"
    assert client.get(f"/t/{event.public_id}/").headers["Location"] == "/programm/stoffe/"
    assert client.get("/programm/naehkurs/").headers["Location"] == "/programm/stoffe/"
    old = client.get(f"/programm/naehkurs/{date.public_id}/")
    assert old.headers["Location"] == f"/programm/stoffe/{date.public_id}/"
    assert "Stoffe und Fäden" in client.get("/programm/stoffe/").content.decode()


def test_the_short_address_for_posters_is_shown_in_german_once_it_leads_somewhere(client: Client) -> None:
    user = speaker()
    event = draft_of(user)
    date, own = event.occurrences.get(), logged_in(user)
    pages: dict[str, Event | Occurrence] = {
        page_of(event): event,
        page_of(event, "own_date", public_id=date.public_id): date,
    }
    for path in pages:
        assert "Kurze Adresse für Aushänge" not in own.get(path).content.decode()
    assert client.get(f"/t/{event.public_id}/").status_code == 404
    publish(event)
    for path, thing in pages.items():
        for prefix in ("", "/en"):
            assert links.absolute(f"/t/{thing.public_id}/") in own.get(prefix + path).content.decode()


def test_nobody_is_written_to_about_a_draft() -> None:
    user = speaker()
    event, client = draft_of(user), logged_in(user)
    assert page_of(event, "own_message") not in client.get(page_of(event)).content.decode()
    publish(event)
    assert client.get(page_of(event)).content.decode().count(page_of(event, "own_message")) == 1


# -- once more -----------------------------------------------------------------------------------


def test_offering_once_more_makes_one_copy_however_often_it_is_pressed() -> None:
    user = speaker()
    event = publish(draft_of(user))
    client = logged_in(user)
    key = client.get(page_of(event)).context["key"]
    first, second = (sent(client, page_of(event, "own_again"), key=key) for _press in range(2))
    copy = Event.objects.exclude(pk=event.pk).get()
    assert first.url == second.url == page_of(copy, "own_dates")
    assert (copy.state, copy.hostings.get().organisation) == (State.DRAFT, event.hostings.get().organisation)
    assert client.get(page_of(event, "own_again")).status_code == 405
    sent(client, page_of(event, "own_again"), key="x")
    assert Event.objects.count() == 3


def test_a_new_course_from_an_old_one_takes_four_clicks() -> None:
    """Once more; look at the dates; save them; publish. Counted from the overview."""
    event, client = publish(make_dated("Deutsch")), logged_in(staff())
    overview = client.get(OVERVIEW)
    path = page_of(event, "own_again")
    assert f'action="{path}"' in overview.content.decode()
    dates = sent(client, path, key=overview.context["offers"][0].key).url  # 1
    shown = client.post(dates, answers(next_weekday(1)))  # 2
    look: Answer = client.post(dates, hidden(shown.content.decode()) | {"save": "1"})  # 3
    assert re.search(r"<button[^>]*>Veröffentlichen", client.get(look.url).content.decode())
    sent(client, look.url)  # 4
    copy = Event.objects.exclude(pk=event.pk).get()
    assert (copy.state, copy.occurrences.count()) == (State.PUBLISHED, 3)


def test_whoever_reads_a_draft_of_a_partner_publishes_it_or_asks_for_a_change() -> None:
    author = speaker()
    event = draft_of(author)
    hand_in(event, by=person(author))
    sent_back = act_of(event, "zurueckgeben")
    last_step = page_of(event, "own_step", number=5)
    team = logged_in(staff(GERTRUD)).get(last_step).content.decode()
    assert "Veröffentlichen" in team
    assert f'href="{sent_back}"' in team
    assert sent_back not in logged_in(author).get(last_step).content.decode()
