"""From the second step of an offer to the last: saved, left, resumed, looked at and published."""

import pytest
from django.urls import reverse

from events import steps
from events.models import Event, EventLead
from events.models.event import State
from members.admin import field_words
from members.models import AuditEvent, Organisation, Representation
from members.models.spans import days
from tests.events.doing import Answer
from tests.events.offering import NEW, about, begun, host_of, joining, sent, step, typed, whom
from tests.events.organisers import (
    draft_of,
    partner_of,
    person,
    speaker,
    staff,
)
from tests.events.serial import answers, next_weekday, press
from tests.factories import (
    OLENA,
    ask,
    in_days,
    make_date,
    publish,
)
from tests.visitors import logged_in
from treff.house import when
from treff.house.models import House

pytestmark = pytest.mark.django_db

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
    other = Organisation.objects.create(name="Jisr al-Jiran")
    Representation.objects.create(person=person(user), organisation=other, during=days(when.today()))
    client.post(step(event, 1), about(host_of(other)))
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


def resumed(event: Event) -> int:
    """The step with which the draft goes on."""
    return steps.next_of(steps.steps_of(Event.objects.get(pk=event.pk))).number


def test_a_draft_goes_on_where_somebody_stopped() -> None:
    user = speaker()
    client = logged_in(user)
    short = about(host_of(partner_of(user)), summary="", text="", later="1")
    answer: Answer = client.post(NEW, short)
    event = Event.objects.get()
    assert answer.url == reverse("events:own_offer", args=[event.public_id])
    assert resumed(event) == 1
    client.post(step(event, 1), about(host_of(partner_of(user))))
    assert resumed(event) == 2
    client.post(step(event, 2), whom(age_bands=[], spoken=[], cost=""))
    assert resumed(event) == 3
    client.post(step(event, 3), joining())
    assert resumed(event) == 4
    make_date(event)
    assert resumed(event) == 5


def test_a_step_that_was_left_empty_does_not_come_again() -> None:
    user = speaker()
    event, client = draft_of(user, dated=False), logged_in(user)
    client.post(step(event, 1), about(host_of(partner_of(user))))
    empty = whom(audience="", age_bands=[], spoken=[], cost="")
    assert client.post(step(event, 2), empty).status_code == 302
    client.post(step(event, 3), joining())
    page = client.get(reverse("events:own_offer", args=[event.public_id]))
    assert page.context["next_step"].number == 4
    assert [each.is_done for each in page.context["steps"]] == [True, True, True, False, False]


def test_a_drop_in_has_nothing_to_say_about_signing_up() -> None:
    user = speaker()
    event, client = draft_of(user, dated=False), logged_in(user)
    client.post(step(event, 1), about(host_of(partner_of(user)), kind="drop_in"))
    assert resumed(event) == 2
    client.post(step(event, 2), whom())
    assert resumed(event) == 4


def test_the_first_page_says_what_it_takes_to_go_on_later() -> None:
    page = logged_in(speaker()).get(NEW).content.decode()
    assert "dafür genügen Titel, Thema, Art und wer es anbietet" in page


def test_a_step_that_is_none_is_not_found() -> None:
    user = speaker()
    event, client = draft_of(user), logged_in(user)
    for number in (0, 6, 99):
        assert client.get(step(event, number)).status_code == 404


def test_changing_what_is_published_leads_back_to_the_offer() -> None:
    user = speaker()
    event = publish(draft_of(user))
    client = logged_in(user)
    answer: Answer = client.post(step(event, 2), whom())
    assert answer.url == reverse("events:own_offer", args=[event.public_id])
    said = client.get(answer.url).content.decode()
    assert "Gespeichert." in said
    assert "jederzeit weitermachen" not in said


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
