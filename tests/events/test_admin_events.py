"""Events in the admin: written, published, found; nothing half saved, nothing lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from events.models import Event
from events.models.event import State
from members.models import AuditEvent, Person, Role, User
from tests.events.team import ADMIN, EVENTS, context, date_row, dates, event_form, page_of, said
from tests.factories import (
    ask,
    in_days,
    make_date,
    make_event,
    publish,
)
from tests.reading import words
from tests.visitors import browser_of, logged_in, queries
from treff.house import formats

pytestmark = pytest.mark.django_db
ADD = f"{EVENTS}add/"


# -- the first offer --------------------------------------------------------------------------


def test_an_empty_house_gets_its_first_offer_from_its_first_board_member() -> None:
    call_command("appoint", "vorstand@treff.example", "board")
    client = logged_in(User.objects.get(email="vorstand@treff.example"))
    assert client.get(ADMIN).status_code == 200
    assert client.get(ADD).status_code == 200
    start = in_days(5)
    row = date_row(0, start, start + timedelta(hours=2))
    answer = client.post(ADD, event_form(**dates(row)))
    assert answer.status_code == 302, words(answer)
    event = Event.objects.get()
    assert answer["Location"] == page_of(event), "publishing comes next"
    assert (event.slug, event.state) == ("naehwerkstatt", State.DRAFT)
    page = f"{EVENTS}{event.pk}/publish/"
    assert client.get(page).status_code == 200
    assert Event.objects.get().state == State.DRAFT, "GET changes nothing"
    assert client.post(page).status_code == 302
    assert Event.objects.get().state == State.PUBLISHED
    sign_up = ask(event.occurrences.select_related("event").get())
    assert sign_up.places().get().state == "confirmed"


def test_every_act_is_noted_with_the_person_and_without_a_name() -> None:
    client = browser_of(Role.STAFF)
    start = in_days(5)
    client.post(ADD, event_form(**dates(date_row(0, start, start + timedelta(hours=2)))))
    event = Event.objects.get()
    client.post(f"{EVENTS}{event.pk}/publish/")
    acts = AuditEvent.objects.filter(label="events.event").order_by("pk")
    me = Person.objects.get()
    assert [(act.actor, act.verb, act.object_id) for act in acts] == [
        (me, "admin.add", str(event.pk)),
        (me, "publish", str(event.pk)),
    ]
    assert not LogEntry.objects.exists()


def test_a_button_pressed_twice_makes_one_event() -> None:
    client, form = browser_of(Role.STAFF), event_form(submission=str(uuid4()))
    first, second = client.post(ADD, form), client.post(ADD, form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert Event.objects.count() == 1
    assert second["Location"] == page_of(Event.objects.get())


def test_the_same_form_with_other_words_asks_before_it_makes_a_second_event() -> None:
    client, key = browser_of(Role.STAFF), str(uuid4())
    client.post(ADD, event_form(submission=key))
    answer = client.post(ADD, event_form("Reparatur-Treff", submission=key))
    assert answer.status_code == 422
    sentence = "This form was already sent, with other words. Please look, and press again if it is meant."
    assert said(sentence) in words(answer)
    assert "Reparatur-Treff" in answer.content.decode()
    assert Event.objects.count() == 1
    client.post(ADD, event_form("Reparatur-Treff", submission=str(context(answer)["submission"])))
    assert Event.objects.count() == 2


def test_the_short_name_is_made_of_the_title_unless_one_is_typed() -> None:
    client = browser_of(Role.STAFF)
    client.post(ADD, event_form())
    client.post(ADD, event_form())
    client.post(ADD, event_form(slug="naehen-fuer-alle"))
    assert set(Event.objects.values_list("slug", flat=True)) == {
        "naehwerkstatt",
        "naehwerkstatt-2",
        "naehen-fuer-alle",
    }


def test_a_form_without_a_title_comes_back_with_what_was_typed() -> None:
    answer = browser_of(Role.STAFF).post(ADD, event_form("", **{"texts-0-text": "Stoff ist da."}))
    assert answer.status_code == 422
    assert "Stoff ist da." in answer.content.decode()
    assert not Event.objects.exists()


# -- verbs ------------------------------------------------------------------------------------


def test_an_event_without_a_date_is_not_published() -> None:
    event = make_event()
    answer = browser_of(Role.STAFF).post(f"{EVENTS}{event.pk}/publish/")
    assert answer.status_code == 422
    assert said("Please add at least one date first.") in words(answer)
    assert Event.objects.get().state == State.DRAFT


def test_an_event_is_published_once() -> None:
    date = make_date()
    answer = browser_of(Role.STAFF).post(f"{EVENTS}{date.event.pk}/publish/")
    assert answer.status_code == 422
    assert said("This event is published already.") in words(answer)


def test_archiving_is_refused_while_somebody_is_signed_up_and_says_who() -> None:
    date = make_date()
    sign_up = ask(date, "Olena")
    client, page = browser_of(Role.STAFF), f"{EVENTS}{date.event.pk}/archive/"
    assert "Olena" in words(client.get(page))
    answer = client.post(page)
    assert answer.status_code == 422
    assert said("Somebody is still signed up. Please cancel the dates first.") in words(answer)
    sign_up.cancel()
    assert client.post(page).status_code == 302
    assert Event.objects.get().state == State.ARCHIVED


def test_the_old_address_leads_to_the_new_one() -> None:
    date, other = make_date(), make_event("Reparatur-Treff")
    client, page = browser_of(Role.STAFF), f"{EVENTS}{date.event.pk}/rename/"
    taken = client.post(page, {"slug": other.slug})
    assert taken.status_code == 422
    assert f'value="{other.slug}"' in taken.content.decode()
    assert client.post(page, {"slug": "nicht erlaubt!"}).status_code == 422
    assert client.post(page, {"slug": date.event.slug}).status_code == 422
    assert client.post(page, {"slug": "naehstube"}).status_code == 302
    assert Event.objects.get(pk=date.event.pk).slug == "naehstube"
    assert client.get("/programm/naehwerkstatt/")["Location"] == "/programm/naehstube/"


def test_preview_links_are_taken_back_and_the_next_one_is_another() -> None:
    draft, stranger, client = make_event(), Client(), browser_of(Role.STAFF)
    path, act = draft.get_absolute_url(), f"{EVENTS}{draft.pk}/take_back_previews/"
    assert act in client.get(page_of(draft)).content.decode()
    assert client.get(act).status_code == 200
    assert stranger.get(path, {"vorschau": draft.preview_token}).status_code == 200
    assert client.post(act).status_code == 302
    assert stranger.get(path, {"vorschau": draft.preview_token}).status_code == 404
    draft.refresh_from_db()
    assert stranger.get(path, {"vorschau": draft.preview_token}).status_code == 200


def test_what_was_published_has_no_preview_links_to_take_back() -> None:
    page = browser_of(Role.STAFF).get(page_of(make_date().event)).content.decode()
    assert "/publish/" not in page
    assert "/rename/" in page
    assert "/take_back_previews/" not in page


def test_an_event_is_never_deleted_and_the_page_says_what_to_do_instead() -> None:
    sign_up = ask(make_date())
    client = browser_of(Role.BOARD)
    answer = client.post(f"{EVENTS}{sign_up.event.pk}/delete/", {"post": "yes"}, follow=True)
    assert said("An event is never deleted. Archive it, then it leaves the programme.") in words(answer)
    assert Event.objects.exists()


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.DESK, Role.CITY])
def test_the_admin_is_closed_to_everybody_but_team_and_board(role: Role) -> None:
    date = make_date()
    client = browser_of(role)
    for page in (ADMIN, EVENTS, ADD, page_of(date.event), f"{EVENTS}{date.event.pk}/archive/"):
        assert client.get(page, follow=True).status_code == 403
        assert client.post(page, follow=True).status_code == 403
    assert Event.objects.get().state == State.PUBLISHED


def test_a_stranger_is_sent_to_the_log_in_page() -> None:
    date = make_date()
    answer = Client().post(f"{EVENTS}{date.event.pk}/archive/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/konto/einloggen/")
    assert Event.objects.get().state == State.PUBLISHED


def test_an_unknown_event_is_not_there() -> None:
    assert browser_of(Role.STAFF).get(f"{EVENTS}4711/publish/").status_code == 404


# -- list -------------------------------------------------------------------------------------


def test_the_list_says_state_next_date_places_and_leads_to_the_page() -> None:
    date = make_date(capacity=1)
    ask(date, "Amina")
    ask(date, "Olena")
    draft = make_event("Reparatur-Treff")
    page = browser_of(Role.STAFF).get(EVENTS)
    read = words(page)
    assert said("%(confirmed)s of %(places)s", confirmed=1, places=1) in read
    assert f'href="/programm/{date.event.slug}/"' in page.content.decode()
    assert f'href="/programm/{draft.slug}/?vorschau={draft.preview_token}"' in page.content.decode()


def test_events_are_found_by_words_without_marks_and_by_state() -> None:
    make_date()
    make_event("Reparatur-Treff")
    client = browser_of(Role.STAFF)

    def found(**query: str) -> list[str]:
        answer = client.get(EVENTS, query)
        return sorted(event.slug for event in context(answer)["cl"].result_list)

    assert found(q="nahwerkstatt") == ["naehwerkstatt"]
    assert found(q="reparatur treff") == ["reparatur-treff"]
    assert found(q="gibt es nicht") == []
    assert found(state__exact="draft") == ["reparatur-treff"]
    assert found(dates="coming") == ["naehwerkstatt"]
    assert found(dates="none") == ["reparatur-treff"]


def test_the_list_costs_the_same_for_one_event_and_for_fifty() -> None:
    client = browser_of(Role.STAFF)
    ask(make_date(), "Amina")
    counts = [queries(client, EVENTS)]
    for number in range(49):
        make_date(publish_with_date(f"Angebot {number}"), in_days(6 + number % 5))
    counts.append(queries(client, EVENTS))
    assert counts == [LIST_QUERIES, LIST_QUERIES]


def publish_with_date(title: str) -> Event:
    event = make_event(title)
    make_date(event)
    return publish(event)


LIST_QUERIES = 9


def test_the_page_of_an_event_costs_the_same_for_one_date_and_for_fifty() -> None:
    client, event = browser_of(Role.STAFF), make_event()
    make_date(event)
    counts = [queries(client, page_of(event))]
    for number in range(49):
        make_date(event, in_days(6 + number), capacity=None)
    counts.append(queries(client, page_of(event)))
    assert counts == [PAGE_QUERIES, PAGE_QUERIES]


PAGE_QUERIES = 19


def test_the_page_of_publishing_says_what_people_will_ask_for() -> None:
    event = make_event()
    with translation.override("de"):
        missing = formats.listing([translation.gettext(name) for name in ("languages", "cost", "for whom")])
    page = words(browser_of(Role.STAFF).get(f"{EVENTS}{event.pk}/publish/"))

    assert said("Still empty: %(fields)s. Please fill it in, people ask for it.", fields=missing) in page


def test_a_new_event_asks_for_kind_and_topic_first() -> None:
    page = browser_of(Role.STAFF).get(f"{EVENTS}add/").content.decode()

    assert (
        page.index('name="kind"') < page.index('name="texts-0-title"') < page.index('name="default_capacity"')
    )
    assert page.count('name="kind"') == 1
