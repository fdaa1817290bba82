"""A new offer in five steps, over HTTP: by whom, in whose name, and with nothing typed lost."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from events.models import CarriedBy, Event, EventLead, Hosting, Joins
from events.models.event import State
from members.admin import field_words
from members.models import AuditEvent, Organisation, Representation
from members.models.spans import days
from tests.events.doing import Answer
from tests.events.serial import next_weekday
from tests.events.speakers import (
    draft_of,
    lead,
    partner_of,
    person,
    speaker,
    speaker_of_group,
    spoke_until_yesterday,
    staff,
)
from tests.events.test_plan_pages import answers, press
from tests.factories import (
    GERTRUD,
    KOWALSKI,
    OLENA,
    YILDIZ,
    ask,
    in_days,
    make_event,
    make_user,
    publish,
)
from tests.members.doing import LOG_IN
from tests.visitors import logged_in
from treff.house import when
from treff.house.models import House

pytestmark = pytest.mark.django_db

NEW = "/angebote/neu/"


def about(host: str, title: str = "Nähen für Kinder", **more: Any) -> dict[str, Any]:
    """Step 1 as typed."""
    return {
        "key": str(uuid4()),
        "title": title,
        "summary": "Wir nähen Taschen.",
        "text": "Stoff ist da.",
        "topic": "sewing",
        "kind": "course",
        "host": host,
        "carried_by": "residents",
    } | more


def whom(**more: Any) -> dict[str, Any]:
    return {
        "audience": "für Kinder ab 8",
        "age_bands": ["6_17"],
        "spoken": ["de", "ar"],
        "cost": "kostenlos",
        "bring": "",
        "sign_language": "unknown",
    } | more


def joining(**more: Any) -> dict[str, Any]:
    return {"joins": "whole", "default_capacity": "8", "opens": "", "closes": "1", "splits": "on"} | more


def step(event: Event, number: int) -> str:
    return reverse("events:own_step", args=[event.public_id, number])


def host_of(organisation: Organisation) -> str:
    return f"o{organisation.pk}"


def sent(client: Client, path: str, data: dict[str, Any] | None = None) -> Answer:
    return client.post(path, data or {})


def typed(answer: Answer, name: str) -> Any:
    return answer.context["form"][name].value()


def begun(client: Client, host: str, **more: Any) -> Event:
    answer: Answer = client.post(NEW, about(host, **more))
    assert answer.status_code == 302, answer.context["form"].errors
    return Event.objects.latest("created_at")


# -- who may begin one ---------------------------------------------------------------------------


def test_whoever_speaks_for_a_partner_begins_an_offer_in_its_name() -> None:
    user = speaker()
    client = logged_in(user)
    page = client.get(NEW)
    assert (page.status_code, typed(page, "carried_by")) == (200, CarriedBy.PARTNER)
    answer: Answer = client.post(NEW, about(host_of(partner_of(user))))
    event = Event.objects.get()
    assert (answer.status_code, answer.url) == (302, step(event, 2))
    assert (event.state, event.slug, event.joins) == (State.DRAFT, "naehen-fuer-kinder", Joins.SINGLE)
    assert event.german().text == "Stoff ist da."  # type: ignore[union-attr]  # there is one
    hosting = Hosting.objects.get()
    assert (hosting.organisation, hosting.is_first) == (partner_of(user), True)
    assert AuditEvent.objects.get(verb="begin").actor == person(user)


def test_a_speaker_of_a_group_begins_an_offer_of_the_group() -> None:
    user = speaker_of_group()
    client = logged_in(user)
    assert typed(client.get(NEW), "carried_by") == CarriedBy.RESIDENTS
    group = person(user).representations.get().group
    assert group is not None
    event = begun(client, f"g{group.pk}")
    assert event.hostings.get().group == group
    assert client.get(step(event, 2)).status_code == 200


def test_who_runs_an_offer_without_an_organisation_begins_one_and_runs_it() -> None:
    user = lead(make_event())
    event = begun(logged_in(user), "me")
    assert event.hostings.count() == 0
    assert event.leads.get().person == person(user)
    assert logged_in(user).get(step(event, 2)).status_code == 200


def test_the_team_begins_one_in_the_name_of_anybody_or_of_the_house() -> None:
    partner, client = Organisation.objects.create(name="Jisr al-Jiran"), logged_in(staff())
    assert typed(client.get(NEW), "carried_by") == CarriedBy.STAFF
    assert begun(client, host_of(partner)).hostings.get().organisation == partner
    event = begun(client, "house")
    assert (event.hostings.count(), event.leads.count()) == (0, 0)


def test_nobody_begins_an_offer_in_the_name_of_another_house() -> None:
    other = Organisation.objects.create(name="Jisr al-Jiran")
    client = logged_in(speaker())
    for host in (host_of(other), "house", "o999999", "x"):
        answer: Answer = client.post(NEW, about(host))
        assert answer.status_code == 422
        assert typed(answer, "title") == "Nähen für Kinder"
    assert Event.objects.count() == 0


def test_whose_word_for_the_partner_ended_yesterday_begins_nothing_and_finds_nothing() -> None:
    user = speaker()
    event = draft_of(user)
    client = logged_in(spoke_until_yesterday(KOWALSKI, partner_of(user)))
    for path in (NEW, *(step(event, number) for number in range(1, 6)), f"/angebote/{event.public_id}/"):
        assert client.get(path).status_code == 404, path
        assert client.post(path, about("me")).status_code in {404, 405}, path
    assert Event.objects.count() == 1


def test_a_resident_who_runs_nothing_cannot_begin_an_offer() -> None:
    client = logged_in(make_user(GERTRUD))
    assert client.get(NEW).status_code == 404
    assert client.post(NEW, about("me")).status_code == 404
    assert Event.objects.count() == 0


def test_whoever_is_not_logged_in_is_led_to_the_log_in(client: Client) -> None:
    event = draft_of(speaker())
    for path in (NEW, *(step(event, number) for number in range(1, 6))):
        assert client.get(path).headers["Location"].startswith(LOG_IN)
        assert client.post(path, about("me")).headers["Location"].startswith(LOG_IN)
    assert Event.objects.count() == 1


def test_another_organisation_finds_no_step_of_it() -> None:
    event = draft_of(speaker())
    stranger = logged_in(speaker(YILDIZ, Organisation.objects.create(name="Jisr al-Jiran")))
    for number in range(1, 6):
        assert stranger.get(step(event, number)).status_code == 404
        assert stranger.post(step(event, number), about("me")).status_code == 404
    event.refresh_from_db()
    assert (event.state, event.handed_in_at) == (State.DRAFT, None)


# -- step 1 --------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["title", "topic", "kind", "host", "carried_by"])
def test_what_is_missing_in_the_first_step_is_said_and_the_rest_is_kept(missing: str) -> None:
    user = speaker()
    host = host_of(partner_of(user))
    answer: Answer = logged_in(user).post(NEW, about(host) | {missing: ""})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [missing]
    kept = about(host) | {missing: ""}
    assert all(typed(answer, name) == kept[name] for name in kept if name not in {"key", missing})
    assert Event.objects.count() == 0


def test_a_button_pressed_twice_makes_one_draft() -> None:
    user = speaker()
    client, form = logged_in(user), about(host_of(partner_of(user)))
    first: Answer = client.post(NEW, form)
    second: Answer = client.post(NEW, form)
    assert first.url == second.url
    assert Event.objects.count() == 1


def test_going_back_and_writing_something_else_is_asked_about() -> None:
    user = speaker()
    client, form = logged_in(user), about(host_of(partner_of(user)))
    client.post(NEW, form)
    again = client.post(NEW, form | {"title": "Häkeln"})
    assert again.status_code == 422
    assert typed(again, "title") == "Häkeln"
    assert Event.objects.count() == 1
    client.post(NEW, form | {"title": "Häkeln", "key": typed(again, "key")})
    assert Event.objects.count() == 2


@pytest.mark.parametrize("kind", ["drop_in", "consultation"])
def test_what_takes_no_sign_up_begins_without_one(kind: str) -> None:
    user = speaker()
    event = begun(logged_in(user), host_of(partner_of(user)), kind=kind)
    assert event.joins == Joins.NONE


def test_later_leads_to_the_offer_and_the_overview_says_where_to_go_on() -> None:
    user = speaker()
    client = logged_in(user)
    answer: Answer = client.post(NEW, about(host_of(partner_of(user)), later="1"))
    event = Event.objects.get()
    assert answer.url == reverse("events:own_offer", args=[event.public_id])
    overview = client.get("/angebote/")
    assert [(line.title[1], line.step.number) for line in overview.context["drafts"]] == [
        ("Nähen für Kinder", 2)
    ]
    assert "Weiter mit Schritt 2" in overview.content.decode()


def test_the_first_step_of_a_draft_can_change_who_offers_it() -> None:
    user = speaker()
    partner, event = partner_of(user), draft_of(user)
    other = Organisation.objects.create(name="Jisr al-Jiran")
    client = logged_in(user)
    assert client.post(step(event, 1), about(host_of(other))).status_code == 422
    span = days(when.today())
    Representation.objects.create(person=person(user), organisation=other, during=span)
    assert client.post(step(event, 1), about(host_of(other))).status_code == 302
    assert event.hostings.get().organisation == other
    client.post(step(event, 1), about("me"))
    assert (event.hostings.count(), event.leads.get().person) == (0, person(user))
    client.post(step(event, 1), about("me"))
    assert event.leads.count() == 1
    assert not Hosting.objects.filter(organisation=partner).exists()


def test_who_runs_the_offer_of_a_partner_cannot_take_the_partner_away() -> None:
    event = draft_of(speaker())
    client = logged_in(lead(event))
    assert "host" not in client.get(step(event, 1)).context["form"].fields
    client.post(step(event, 1), about("me"))
    assert event.hostings.count() == 1
    assert event.german().title == "Nähen für Kinder"  # type: ignore[union-attr]  # there is one


# -- steps 2 and 3 -------------------------------------------------------------------------------


def test_the_second_step_is_saved_and_leads_on() -> None:
    user = speaker()
    event = draft_of(user)
    answer: Answer = logged_in(user).post(step(event, 2), whom(step_free="yes"))
    assert answer.url == step(event, 3)
    event.refresh_from_db()
    assert (event.age_bands, event.spoken, event.step_free) == (["6_17"], ["de", "ar"], "yes")
    german = event.texts.get()
    assert (german.title, german.audience, german.cost) == ("Deutsch lernen", "für Kinder ab 8", "kostenlos")


def test_the_third_step_is_saved_and_leads_to_the_dates() -> None:
    user = speaker()
    event = draft_of(user, dated=False)
    answer: Answer = logged_in(user).post(step(event, 3), joining(minimum="4", asks_age="on"))
    assert answer.url == reverse("events:own_dates", args=[event.public_id])
    event.refresh_from_db()
    assert (event.joins, event.default_capacity, event.default_reserve, event.minimum) == ("whole", 8, 0, 4)
    assert (event.closes_days_before, str(event.closes_time)) == (1, "18:00:00")
    assert (event.opens_on, event.opens_days_before, event.asks_age, event.splits) == (None, None, True, True)


def test_the_window_is_a_day_where_a_day_was_chosen() -> None:
    user = speaker()
    event, client = draft_of(user), logged_in(user)
    day = when.local(in_days(3)).date()
    client.post(
        step(event, 3), joining(opens="day", opens_day=str(when.today()), closes="day", closes_day=str(day))
    )
    event.refresh_from_db()
    assert (event.opens_on, event.closes_on, event.closes_days_before) == (when.today(), day, None)
    page = client.get(step(event, 3))
    assert (typed(page, "closes"), typed(page, "closes_day")) == ("day", day)


def test_a_window_that_only_the_team_can_set_stays_as_it_is() -> None:
    user = speaker()
    event, client = draft_of(user), logged_in(user)
    Event.objects.filter(pk=event.pk).update(closes_days_before=3, closes_time="12:00")
    assert typed(client.get(step(event, 3)), "closes") == "now"
    client.post(step(event, 3), joining(closes="now"))
    event.refresh_from_db()
    assert (event.closes_days_before, str(event.closes_time)) == (3, "12:00:00")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"default_capacity": "viele"}, "default_capacity"),
        ({"default_reserve": "9"}, "default_reserve"),
        ({"minimum": "9"}, "minimum"),
        ({"closes": "day", "closes_day": ""}, "closes_day"),
        ({"opens": "day", "opens_day": "31.2."}, "opens_day"),
        ({"joins": "never"}, "joins"),
    ],
)
def test_what_cannot_be_in_the_third_step_is_said_and_nothing_typed_is_lost(
    wrong: dict[str, str], field: str
) -> None:
    user = speaker()
    event = draft_of(user)
    answer: Answer = logged_in(user).post(step(event, 3), joining(**wrong))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    sent = joining(**wrong)
    assert all(str(typed(answer, name)) == sent[name] for name in sent if name != "splits")
    event.refresh_from_db()
    assert event.default_capacity is None


def test_the_journal_names_what_was_changed_and_never_the_words() -> None:
    user = speaker()
    event, client = draft_of(user), logged_in(user)
    client.post(step(event, 1), about("me"))
    client.post(step(event, 3), joining())
    first, third = AuditEvent.objects.filter(verb="change").order_by("pk")
    assert set(first.field_names) >= {"hostings", "title", "kind"}
    assert set(third.field_names) == {"closes_on", "default_capacity", "default_reserve", "joins"}
    named = [field_words(note.label, name) for note in (first, third) for name in note.field_names]
    assert [name for name in named if "_" in name or "host" in name] == []


def test_what_people_signed_up_for_is_not_changed_under_them() -> None:
    user = speaker()
    event = publish(draft_of(user))
    ask(event.occurrences.get(), "Amina")
    logged_in(user).post(step(event, 3), joining(joins="whole"))
    event.refresh_from_db()
    assert (event.joins, event.default_capacity) == ("single", 8)


def test_a_step_that_is_none_is_not_found() -> None:
    user = speaker()
    event, client = draft_of(user), logged_in(user)
    for number in (0, 6, 99):
        assert client.get(step(event, number)).status_code == 404


def test_changing_what_is_published_leads_back_to_the_offer() -> None:
    user = speaker()
    event = publish(draft_of(user))
    answer: Answer = logged_in(user).post(step(event, 2), whom())
    assert answer.url == reverse("events:own_offer", args=[event.public_id])


def test_two_at_the_same_step_do_not_undo_each_other() -> None:
    user = speaker()
    event, client = draft_of(user), logged_in(user)
    page = client.get(step(event, 2))
    event.texts.update(cost="2 Euro")
    answer: Answer = client.post(step(event, 2), whom(cost="3 Euro", seen=page.context["seen"]))
    assert answer.status_code == 422
    assert typed(answer, "cost") == "3 Euro"
    assert any("2 Euro" in error for error in answer.context["form"].errors["cost"])
    assert event.texts.get().cost == "2 Euro"
    seen = answer.context["seen"]
    assert client.post(step(event, 2), whom(cost="3 Euro", seen=seen)).status_code == 302
    assert event.texts.get().cost == "3 Euro"


def test_two_at_different_steps_do_not_disturb_each_other() -> None:
    user = speaker()
    event, client = draft_of(user), logged_in(user)
    page = client.get(step(event, 2))
    event.texts.update(title="Deutsch für alle")
    assert client.post(step(event, 2), whom(seen=page.context["seen"])).status_code == 302
    assert event.texts.get().title == "Deutsch für alle"


# -- steps 4 and 5 -------------------------------------------------------------------------------


def test_the_dates_are_the_fourth_step_and_lead_to_the_last() -> None:
    user = speaker()
    event, client = draft_of(user, dated=False), logged_in(user)
    path = reverse("events:own_dates", args=[event.public_id])
    said = client.get(path).content.decode()
    assert "Schritt 4 von 5" in said
    assert f'href="{step(event, 5)}"' in said
    assert client.get(step(event, 4)).headers["Location"] == path
    assert press(client, path, answers(next_weekday(1))).url == step(event, 5)
    assert event.occurrences.count() == 3


def test_the_last_step_says_what_is_missing_and_where_to_write_it() -> None:
    user = speaker()
    event, client = draft_of(user, dated=False), logged_in(user)
    page = client.get(step(event, 5))
    assert [each.url for each in page.context["missing"]] == [
        reverse("events:own_dates", args=[event.public_id])
    ]
    refused = client.post(step(event, 5))
    assert refused.status_code == 422
    event.refresh_from_db()
    assert event.handed_in_at is None


def test_a_partner_hands_in_and_cannot_publish_around_the_team() -> None:
    user = speaker()
    event, client = draft_of(user), logged_in(user)
    page = client.get(step(event, 5))
    assert "Zum Ansehen geben" in page.content.decode()
    assert client.post(step(event, 5), {"publish": "1", "state": "published"}).status_code == 302
    for path in ("veroeffentlichen", "zurueckgeben", "umbenennen", "vorschau-zuruecknehmen"):
        url = reverse("events:own_offer_act", args=[event.public_id, path])
        assert client.get(url).status_code == 404
        assert client.post(url, {"slug": "anders", "because": "so"}).status_code == 404
    for number, data in ((1, about("me")), (2, whom()), (3, joining())):
        client.post(step(event, number), {**data, "state": "published", "published_at": "2026-01-01"})
    event.refresh_from_db()
    assert event.state == State.DRAFT
    assert event.handed_in_by == person(user)
    assert client.post(step(event, 5)).status_code == 422


def test_where_the_house_wants_no_approval_a_partner_publishes() -> None:
    House.objects.create(partners_need_approval=False)
    user = speaker()
    event, client = draft_of(user), logged_in(user)
    assert "Veröffentlichen" in client.get(step(event, 5)).content.decode()
    client.post(step(event, 5))
    event.refresh_from_db()
    assert event.state == State.PUBLISHED


def test_the_team_publishes_in_the_last_step() -> None:
    event, client = draft_of(speaker()), logged_in(staff())
    client.post(step(event, 5))
    event.refresh_from_db()
    assert event.state == State.PUBLISHED


def test_all_five_steps_from_nothing_to_a_published_offer() -> None:
    """The evening job "new course", by the team."""
    client = logged_in(staff())
    event = begun(client, "house")
    assert sent(client, step(event, 2), whom()).url == step(event, 3)
    assert sent(client, step(event, 3), joining()).url == reverse("events:own_dates", args=[event.public_id])
    press(client, reverse("events:own_dates", args=[event.public_id]), answers(next_weekday(1)))
    page = client.get(step(event, 5))
    assert [each.is_done for each in page.context["steps"]] == [True, True, True, True, False]
    assert sent(client, step(event, 5)).url == reverse("events:own_offer", args=[event.public_id])
    event.refresh_from_db()
    assert (event.state, event.occurrences.count()) == (State.PUBLISHED, 3)
    assert EventLead.objects.count() == 0
    assert OLENA.given not in client.get(event.get_absolute_url()).content.decode()
