"""A new offer: by whom, in whose name, and its first step, with nothing typed lost."""

import pytest
from django.test import Client
from django.urls import reverse

from events.models import CarriedBy, Event, Hosting, Joins
from events.models.event import State
from members.models import AuditEvent, Organisation, Representation
from members.models.spans import days
from tests.events.doing import Answer
from tests.events.offering import NEW, about, begun, host_of, step, typed
from tests.events.organisers import (
    draft_of,
    lead,
    partner_of,
    person,
    speaker,
    speaker_of_group,
    spoke_until_yesterday,
    staff,
)
from tests.factories import (
    GERTRUD,
    KOWALSKI,
    YILDIZ,
    make_date,
    make_event,
    make_user,
)
from tests.members.doing import LOG_IN
from tests.visitors import logged_in
from treff.house import when

pytestmark = pytest.mark.django_db

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
    user = lead(make_event(), YILDIZ)
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
    assert [(line.title.words, line.step.number) for line in overview.context["drafts"]] == [
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
    assert not Hosting.objects.filter(organisation=partner).exists()


def test_who_began_it_alone_can_give_it_to_their_partner_and_go_on_running_it() -> None:
    user = speaker()
    client = logged_in(user)
    event = begun(client, "me")
    assert client.post(step(event, 1), about("me", title="Nähen")).status_code == 302
    assert (event.hostings.count(), event.leads.count()) == (0, 1)
    client.post(step(event, 1), about(host_of(partner_of(user))))
    assert (event.hostings.get().organisation, event.leads.count()) == (partner_of(user), 1)


def test_another_host_cannot_make_itself_the_first_and_read_names() -> None:
    date, user = make_date(), speaker()
    event = date.event
    Hosting.objects.create(event=event, organisation=partner_of(user))
    client, names = logged_in(user), reverse("events:own_people", args=[event.public_id, date.public_id])
    assert "host" not in client.get(step(event, 1)).context["form"].fields
    client.post(step(event, 1), about(host_of(partner_of(user))))
    assert not event.hostings.get().is_first
    assert client.get(names).status_code == 403


def test_the_first_step_of_a_draft_offers_no_way_out_of_its_host() -> None:
    user = speaker()
    form = logged_in(user).get(step(draft_of(user), 1)).context["form"]
    assert [code for code, _name in form.fields["host"].choices] == [host_of(partner_of(user))]


def test_who_speaks_for_a_partner_cannot_take_its_offer_along() -> None:
    user = speaker()
    event = draft_of(user)
    answer: Answer = logged_in(user).post(step(event, 1), about("me"))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["host"]
    assert (event.hostings.count(), event.leads.count()) == (1, 0)


def test_who_runs_the_offer_of_a_partner_cannot_take_the_partner_away() -> None:
    event = draft_of(speaker())
    client = logged_in(lead(event, YILDIZ))
    assert "host" not in client.get(step(event, 1)).context["form"].fields
    client.post(step(event, 1), about("me"))
    assert event.hostings.count() == 1
    assert event.german().title == "Nähen für Kinder"  # type: ignore[union-attr]  # there is one
