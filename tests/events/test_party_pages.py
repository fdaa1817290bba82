"""The pages on which organisers move a party, take somebody out, or give another number."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Occurrence, SignUp
from members.models import AuditEvent
from tests.events.organisers import lead, pks, queue_of, told
from tests.factories import AMINA, OLENA, ask, in_days, make_date, party, states
from tests.reading import words
from tests.visitors import logged_in, queries
from treff.house.models import House

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(db: None) -> House:
    return House.objects.create(phone="02151 000 100")


@pytest.fixture
def dates() -> tuple[Occurrence, Occurrence]:
    """Two dates of one offer; the first has one place, the second two."""
    here = make_date(capacity=1)
    return here, make_date(here.event, in_days(12), capacity=2)


def act_url(sign_up: SignUp, date: Occurrence, act: str) -> str:
    return reverse(
        "events:own_party_act", args=[date.event.public_id, date.public_id, sign_up.public_id, act]
    )


def people_url(date: Occurrence) -> str:
    return reverse("events:own_people", args=[date.event.public_id, date.public_id])


@pytest.fixture
def runs_it(dates: tuple[Occurrence, Occurrence]) -> Client:
    return logged_in(lead(dates[0].event))


def test_a_person_is_moved_with_two_presses(dates: tuple[Occurrence, Occurrence], runs_it: Client) -> None:
    here, there = dates
    sign_up = ask(here, "Amina", by=AMINA)
    address = act_url(sign_up, here, "anderer-termin")
    page = words(runs_it.get(address))
    assert "2 Plätze frei" in page
    answer = runs_it.post(address, {"participants": pks(sign_up), "to": there.pk})
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse(
        "events:own_people", args=[here.event.public_id, here.public_id]
    )
    assert states(sign_up) == ["cancelled", "confirmed"]


def test_a_date_that_filled_up_meanwhile_is_refused_with_those_that_have_room(
    dates: tuple[Occurrence, Occurrence], runs_it: Client
) -> None:
    here, there = dates
    make_date(here.event, in_days(19), capacity=3)
    sign_up = ask(here, "Amina")
    ask(there, *party(2))
    answer = runs_it.post(
        act_url(sign_up, here, "anderer-termin"), {"participants": pks(sign_up), "to": there.pk}
    )
    assert answer.status_code == 422
    assert "Platz gibt es noch:" in words(answer)


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("anderer-termin", {"to": "abc"}),
        ("anderer-termin", {"to": "99999999"}),
        ("anderer-termin", {"to": "9" * 40}),
        ("anderer-termin", {"to": "9" * 5000}),
        ("anderer-termin", {}),
        ("entfernen", {"reason": ""}),
        ("reihenfolge", {"to": "-1", "reason": "bitte"}),
        ("reihenfolge", {"to": "viele", "reason": "bitte"}),
        ("reihenfolge", {"to": "1"}),
    ],
)
def test_broken_words_are_refused_on_the_page(
    act: str, typed: dict[str, str], dates: tuple[Occurrence, Occurrence], runs_it: Client
) -> None:
    if act == "reihenfolge":
        ask(dates[0], "Olena")
    sign_up = ask(dates[0], "Amina")
    before = states(sign_up)
    answer = runs_it.post(act_url(sign_up, dates[0], act), typed)
    assert answer.status_code == 422
    assert states(sign_up) == before


def test_taking_somebody_out_lets_the_next_move_up(
    dates: tuple[Occurrence, Occurrence], runs_it: Client
) -> None:
    here, _there = dates
    sign_up, waiting = ask(here, "Amina", by=AMINA), ask(here, "Olena", by=OLENA)
    address = act_url(sign_up, here, "entfernen")
    page = runs_it.get(address).content.decode()
    assert f'value="{here.pk}"' in page
    assert "checked" in page.split(f'value="{here.pk}"')[1][:200]
    typed = {"participants": pks(sign_up), "dates": [here.pk], "reason": "hat angerufen"}
    assert runs_it.post(address, typed).status_code == 302
    assert states(sign_up) == ["cancelled"]
    assert states(waiting) == ["confirmed"]
    assert (told("cancelled"), told("moved_up")) == (["Amina"], ["Olena"])
    assert runs_it.post(address, typed).status_code == 404


def test_somebody_who_came_alone_is_named_and_ticked(
    dates: tuple[Occurrence, Occurrence], runs_it: Client
) -> None:
    here, _there = dates
    alone = ask(here, "Nermin", by=AMINA)
    page = runs_it.get(act_url(alone, here, "entfernen"))
    assert "<h1>Nermin herausnehmen</h1>" in page.content.decode()
    assert list(page.context["form"]["participants"].initial) == list(alone.participants.all())
    alone.participants.update(name="")
    assert (
        "<h1>Jemanden aus dieser Anmeldung nehmen</h1>"
        in runs_it.get(act_url(alone, here, "entfernen")).content.decode()
    )


def test_of_a_party_nobody_is_ticked(dates: tuple[Occurrence, Occurrence], runs_it: Client) -> None:
    here, _there = dates
    Occurrence.objects.update(capacity=2)
    page = runs_it.get(act_url(ask(here, "Amina", "Karim", by=AMINA), here, "entfernen"))
    assert "<h1>Jemanden aus dieser Anmeldung nehmen</h1>" in page.content.decode()
    assert page.context["form"]["participants"].initial is None


def test_a_list_of_one_stands_open(dates: tuple[Occurrence, Occurrence], runs_it: Client) -> None:
    here, _there = dates
    absagen = reverse("events:own_date_act", args=[here.event.public_id, here.public_id, "absagen"])
    ask(here, "Amina", by=AMINA)
    assert "<details open>" in runs_it.get(absagen).content.decode()
    ask(here, "Olena", by=OLENA)
    assert "<details open>" not in runs_it.get(absagen).content.decode()


def test_case_42_the_page_says_the_number_and_moves(
    dates: tuple[Occurrence, Occurrence], runs_it: Client
) -> None:
    here, _there = dates
    _first, second = queue_of(here, "Amina", "Olena")
    address = act_url(second, here, "reihenfolge")
    assert "Nummer 2 von 2" in words(runs_it.get(address))
    assert runs_it.post(address, {"to": 1, "reason": "wartet schon lange"}).status_code == 302
    second.refresh_from_db()
    assert second.number() == 1
    assert AuditEvent.objects.get(verb="move_in_queue").actor == here.event.leads.get().person


def test_a_number_is_one_of_the_list_that_was_seen(
    dates: tuple[Occurrence, Occurrence], runs_it: Client
) -> None:
    here, _there = dates
    first, second, third = queue_of(here, "Amina", "Olena", "Maksym")
    pages = [act_url(each, here, "reihenfolge") for each in (second, third)]
    shown = [runs_it.get(page).context["form"]["seen"].value() for page in pages]
    assert shown[0] == shown[1]
    assert runs_it.post(pages[1], {"to": 1, "reason": "bitte", "seen": shown[1]}).status_code == 302
    answer = runs_it.post(pages[0], {"to": 1, "reason": "so", "seen": shown[0]})
    assert answer.status_code == 422
    assert "inzwischen geändert" in words(answer)
    assert "1. Maksym 2. Amina 3. Olena" in words(answer)
    assert answer.context["form"]["reason"].value() == "so"
    again = {"to": 1, "reason": "so", "seen": answer.context["form"]["seen"].value()}
    assert runs_it.post(pages[0], again).status_code == 302
    waiting = here.event.sign_ups.filter(pk__in=[first.pk, second.pk, third.pk]).order_by("rank")
    assert list(waiting) == [second, third, first]


def test_a_long_list_takes_as_many_questions_as_a_short_one(
    dates: tuple[Occurrence, Occurrence], runs_it: Client
) -> None:
    here, _there = dates
    [waiting] = queue_of(here, "Amina")
    page = act_url(waiting, here, "reihenfolge")
    asked = queries(runs_it, page)
    for number in range(10):
        ask(here, f"Gast {number}")
    assert queries(runs_it, page) == asked


def test_a_party_of_another_date_or_offer_and_an_unknown_verb_are_not_found(
    dates: tuple[Occurrence, Occurrence], runs_it: Client
) -> None:
    here, there = dates
    mine = ask(here, "Amina")
    assert runs_it.get(act_url(mine, there, "entfernen")).status_code == 404
    assert runs_it.get(act_url(mine, here, "loeschen")).status_code == 404
    other = make_date()
    stranger = ask(other, "Olena")
    assert runs_it.get(act_url(stranger, here, "entfernen")).status_code == 404


def test_the_buttons_are_those_that_can_be_pressed(
    dates: tuple[Occurrence, Occurrence], runs_it: Client
) -> None:
    here, _there = dates
    holder, waiting = ask(here, "Amina"), ask(here, "Olena")
    address = people_url(here)
    page = runs_it.get(address).content.decode()
    for sign_up, acts in ((holder, {"anderer-termin", "entfernen"}), (waiting, {"reihenfolge"})):
        for act in acts:
            assert act_url(sign_up, here, act) in page
    assert act_url(holder, here, "reihenfolge") not in page
    Occurrence.objects.filter(pk=here.pk).update(
        starts_at=here.starts_at - timedelta(days=6), ends_at=here.starts_at - timedelta(days=6, hours=-2)
    )
    assert "entfernen" not in runs_it.get(address).content.decode()
