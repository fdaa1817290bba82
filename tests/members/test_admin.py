"""The staff's admin site: who gets in, what it remembers, and that roles go through their verbs."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import translation
from django.utils.translation import override

from members.admin import field_words
from members.models import AuditEvent, Organisation, Person, Role, RoleGrant, User
from members.models.spans import days
from tests.events.doing import hidden
from tests.factories import AMINA, KOWALSKI, OLENA, YILDIZ, make_person, make_user
from tests.members.doing import ADMIN, LOG_IN, give, make_role
from tests.reading import words
from tests.visitors import log_in
from treff.house import when

pytestmark = pytest.mark.django_db
PEOPLE, ROLES, ACTS = f"{ADMIN}members/person/", f"{ADMIN}members/rolegrant/", f"{ADMIN}members/auditevent/"


def test_a_stranger_is_sent_to_the_one_log_in_page(client: Client) -> None:
    answer = client.get(f"{ADMIN}login/?next={ADMIN}")
    assert answer.headers["Location"].startswith(LOG_IN)
    answer = client.post(f"{ADMIN}login/", {"username": "a@treff.example", "password": "x"})
    assert answer.headers["Location"].startswith(LOG_IN)
    assert client.get(PEOPLE).status_code == 302


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.DESK, Role.CITY])
@pytest.mark.parametrize("page", [ADMIN, PEOPLE, ROLES, f"{ADMIN}login/", f"{ADMIN}autocomplete/"])
def test_others_than_staff_and_board_do_not_get_in(client: Client, role: Role, page: str) -> None:
    log_in(client, make_role(role))
    make_person(OLENA)
    answer = client.get(page, follow=True)
    assert answer.status_code == 403 or answer.redirect_chain[-1][0].startswith(LOG_IN)
    assert b"Bondarenko" not in answer.content


def test_the_board_opens_every_page_of_people(client: Client) -> None:
    board = log_in(client, make_role(Role.BOARD))
    make_person(OLENA)
    for model in ("user", "person", "organisation", "group", "rolegrant", "auditevent", "erasurelog"):
        assert client.get(f"{ADMIN}members/{model}/").status_code == 200, model
    for page in (
        f"{PEOPLE}add/",
        f"{PEOPLE}{board.person.pk}/change/",
        f"{ROLES}add/",
        f"{ROLES}{board.person.role_grants.get().pk}/change/",
        f"{ADMIN}members/organisation/add/",
        f"{ADMIN}members/group/add/",
        f"{ADMIN}members/user/{board.pk}/change/",
    ):
        assert client.get(page).status_code == 200, page


@pytest.mark.parametrize("page", ["auditevent/", "erasurelog/"])
def test_staff_do_not_read_the_journal(client: Client, page: str) -> None:
    log_in(client, make_role(Role.STAFF))
    assert client.get(f"{ADMIN}members/{page}").status_code == 403


def test_staff_do_not_see_a_person_whose_data_are_locked(client: Client) -> None:
    log_in(client, make_role(Role.STAFF))
    locked, known = make_person(KOWALSKI, state="restricted"), make_person(OLENA)
    assert client.get(f"{PEOPLE}{known.pk}/change/").status_code == 200
    assert client.get(f"{PEOPLE}{locked.pk}/change/").status_code == 302
    page = client.get(PEOPLE).content.decode()
    assert "Bondarenko" in page
    assert "Kowalski" not in page


def test_a_person_is_found_without_accents(client: Client) -> None:
    log_in(client, make_role(Role.STAFF))
    make_person(YILDIZ), make_person(OLENA)
    page = client.get(PEOPLE, {"q": "Yildiz"}).content.decode()
    assert "Yıldız" in page
    assert "Bondarenko" not in page


@pytest.mark.parametrize("typed", ["0151 00000102", "015100000102", "+49 151 00000102", "0151/000001-02"])
def test_a_person_is_found_by_the_number_however_it_is_typed(client: Client, typed: str) -> None:
    log_in(client, make_role(Role.STAFF))
    make_person(KOWALSKI, phone="0151 00000102"), make_person(OLENA)
    page = client.get(PEOPLE, {"q": typed}).content.decode()
    assert "Kowalski" in page
    assert "Bondarenko" not in page


def test_only_the_board_is_led_to_the_acts_on_a_record(client: Client) -> None:
    person = make_person(OLENA)
    page = f"{PEOPLE}{person.pk}/change/"
    log_in(client, make_role(Role.STAFF))
    assert "/history/" not in client.get(page).content.decode()
    log_in(client, make_role(Role.BOARD, KOWALSKI))
    assert "/history/" in client.get(page).content.decode()


def test_the_journal_speaks_in_words(client: Client) -> None:
    log_in(client, make_role(Role.BOARD))
    AuditEvent.note(None, "set_capacity", make_person(OLENA), ["given"])
    page = client.get(ACTS).content.decode()
    assert "Zahl der Plätze geändert" in page
    assert "set_capacity" not in re.sub(r'href="[^"]*"', "", page)


@pytest.mark.parametrize(
    ("label", "name", "said"),
    [
        ("rooms.room", "fire_limit", "Personen höchstens (Brandschutz)"),
        ("rooms.room", "People at most (fire safety)", "Personen höchstens (Brandschutz)"),
        ("events.event", "preview_version", "Vorschau-Links"),
        ("events.signup", "age_band", "Alter"),
        ("gone.model", "slug", "slug"),
    ],
)
def test_the_journal_names_fields_in_the_language_of_the_page(label: str, name: str, said: str) -> None:
    with override("de"):
        assert field_words(label, name) == said


def test_the_journal_knows_fields_and_numbers_and_no_name(client: Client) -> None:
    staff = log_in(client, make_role(Role.STAFF))
    person = make_person(OLENA)
    typed = {
        "given": "Olena",
        "family": "Melnyk",
        "email": person.email,
        "phone": "",
        "contact_by": "mail",
        "ui_language": "de",
        "spoken": "uk,de",
        "home_area": "not_said",
        "birth_year": "",
        "birth_on": "",
    }
    answer = client.post(f"{PEOPLE}{person.pk}/change/", typed)
    assert answer.status_code == 302, answer.content.decode()
    assert Person.objects.get(pk=person.pk).name == "Olena Melnyk"
    event = AuditEvent.objects.get()
    assert (event.actor, event.verb, event.label, event.object_id) == (
        staff.person,
        "admin.change",
        "members.person",
        str(person.pk),
    )
    assert not any("Melnyk" in str(value) for value in vars(event).values())
    assert LogEntry.objects.count() == 0


def role_form(person: Person, role: Role, **typed: Any) -> dict[str, Any]:
    return {"person": person.pk, "role": int(role), "first": when.today().isoformat()} | typed


def test_a_role_is_given_by_the_one_who_is_signed_in(client: Client) -> None:
    board = log_in(client, make_role(Role.BOARD))
    person, last = make_person(OLENA), when.today() + dt.timedelta(days=9)
    answer = client.post(
        f"{ROLES}add/", role_form(person, Role.DESK, last=last.isoformat(), reason="Schulung")
    )
    assert answer.status_code == 302, answer.content.decode()
    grant = RoleGrant.objects.get(person=person)
    assert (grant.granted_by, grant.reason) == (board.person, "Schulung")
    assert grant.during == days(when.today(), last + dt.timedelta(days=1))


def refusal(client: Client, typed: dict[str, Any]) -> str:
    """The page that comes back in German, with nothing given."""
    before = RoleGrant.objects.count()
    with translation.override("de"):
        answer = client.post(f"{ROLES}add/", typed)
    assert answer.status_code == 422
    assert RoleGrant.objects.count() == before
    return answer.content.decode()


def test_staff_read_that_the_board_gives_this_role(client: Client) -> None:
    log_in(client, make_role(Role.STAFF))
    page = refusal(client, role_form(make_person(OLENA), Role.BOARD))
    assert "Diese Rolle können Sie nicht geben oder beenden. Bitte fragen Sie den Vorstand." in page


def test_the_board_reads_that_nobody_gives_a_role_to_themselves(client: Client) -> None:
    board = log_in(client, make_role(Role.BOARD))
    page = refusal(client, role_form(board.person, Role.DESK))
    assert "Niemand kann sich selbst eine Rolle geben." in page


def test_the_board_reads_that_the_city_holds_no_other_role(client: Client) -> None:
    log_in(client, make_role(Role.BOARD))
    person = make_person(OLENA)
    give(person, Role.CITY)
    page = refusal(client, role_form(person, Role.VOLUNTEER))
    assert "Die Koordination der Stadt hat keine andere Rolle." in page


def test_roles_end_through_the_verb_and_two_remain_on_the_board(client: Client) -> None:
    board = log_in(client, make_role(Role.BOARD))
    desk = give(make_person(OLENA), Role.DESK, when.today() - dt.timedelta(days=3))
    own = board.person.role_grants.get()
    ticked = {"action": "end_now", "_selected_action": [desk.pk, own.pk]}
    asked = client.post(ROLES, ticked)
    assert "Olena Bondarenko: Tresendienst" in words(asked)
    assert "Diese Rechte enden sofort" in words(asked)
    assert RoleGrant.objects.live().count() == 2, "asking ends nothing"
    assert re.findall(r'name="_selected_action" value="(\d+)"', asked.content.decode()) == [
        str(grant.pk) for grant in RoleGrant.objects.filter(pk__in=[desk.pk, own.pk]).order_by("-pk")
    ]
    client.post(ROLES, hidden(asked) | ticked)
    desk.refresh_from_db()
    own.refresh_from_db()
    assert desk.during == days(when.today() - dt.timedelta(days=3), when.today())
    assert own.is_live(when.today())
    assert list(AuditEvent.objects.values_list("verb", "actor")) == [("role.end", board.person.pk)]


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"given": ""}, "Bitte füllen Sie dieses Feld aus."),
        (
            {"contact_by": "mail", "email": ""},
            "Damit wir schreiben können, brauchen wir eine E-Mail-Adresse.",
        ),
        ({"contact_by": "call", "phone": ""}, "Damit wir anrufen können, brauchen wir eine Telefonnummer."),
        (
            {"birth_year": "1990", "birth_on": "1990-05-01"},
            "Bitte geben Sie das Geburtsjahr oder das Datum an, nicht beides.",
        ),
    ],
)
def test_staff_read_in_german_what_a_person_needs(
    client: Client, changes: dict[str, str], sentence: str
) -> None:
    log_in(client, make_role(Role.STAFF))
    typed = {
        "given": "Olena",
        "family": "",
        "email": "",
        "phone": "",
        "contact_by": "desk",
        "ui_language": "de",
        "spoken": "",
        "home_area": "not_said",
        "birth_year": "",
        "birth_on": "",
    }
    with translation.override("de"):
        answer = client.post(f"{PEOPLE}add/", typed | changes)
    assert sentence in answer.content.decode()
    assert not Person.objects.exclude(given="Amina").exists()


def test_the_acts_on_one_record_are_for_the_board(client: Client) -> None:
    person = make_person(OLENA)
    page = f"{PEOPLE}{person.pk}/history/"
    log_in(client, make_role(Role.STAFF))
    assert client.get(page).status_code == 403
    log_in(client, make_role(Role.BOARD, KOWALSKI))
    answer = client.get(page, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[0][0] == f"{ACTS}?label=members.person&object_id={person.pk}"


def test_an_organisation_and_who_speaks_for_it_are_typed_on_one_page(client: Client) -> None:
    log_in(client, make_role(Role.STAFF))
    person = make_person(AMINA)
    typed = {
        "name": "Jisr al-Jiran",
        "kind": "migrant",
        "during_0": "",
        "during_1": "",
        "texts-TOTAL_FORMS": 1,
        "texts-INITIAL_FORMS": 0,
        "texts-0-language": "de",
        "texts-0-summary": "Wir bauen Brücken.",
        "representations-TOTAL_FORMS": 1,
        "representations-INITIAL_FORMS": 0,
        "representations-0-person": person.pk,
        "representations-0-function": "lead",
        "representations-0-during_0": when.today().isoformat(),
        "representations-0-during_1": "",
    }
    answer = client.post(f"{ADMIN}members/organisation/add/", typed)
    assert answer.status_code == 302, answer.content.decode()
    partner = Organisation.objects.get()
    assert partner.representations.get().person == person
    assert partner.texts.get().summary == "Wir bauen Brücken."


def test_an_account_without_a_person_shows_in_the_list(client: Client) -> None:
    log_in(client, make_role(Role.BOARD))
    User.objects.create_user("neu@treff.example")
    make_user(OLENA)
    page = client.get(f"{ADMIN}members/user/").content.decode()
    assert "neu@treff.example" in page
    assert "Olena Bondarenko" in page
