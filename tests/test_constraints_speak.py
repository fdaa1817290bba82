"""Whoever runs into a rule of the database reads a German sentence on the page, and never a name in English.

`TYPED` breaks each rule that a form can reach, as a browser would. `SILENT` says for every other rule why
no form reaches it; a rule that stands in neither fails the suite.
"""

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import translation

from events.models import Event, Hosting, Question
from members.models import Group, Organisation, Person, Representation, Role
from members.models.spans import days
from rooms.models import RoomText
from tests.events.doing import send
from tests.events.team import ADMIN, EVENTS, date_row, event_form
from tests.factories import (
    OLENA,
    YILDIZ,
    in_days,
    make_date,
    make_event,
    make_person,
    make_room,
    make_user,
    take,
)
from tests.promises import promises
from tests.reading import words
from tests.silent_rules import SILENT
from tests.visitors import browser_of
from treff.house import when
from treff.house.models import District, HousePhase, Picture

pytestmark = pytest.mark.django_db

Answer = Any
OWN = ("events", "rooms", "members", "house", "demo")


def staff(path: str, form: dict[str, Any]) -> Answer:
    return browser_of(Role.BOARD).post(f"{ADMIN}{path}", form)


def new_event(**fields: Any) -> Answer:
    return browser_of(Role.BOARD).post(f"{EVENTS}add/", event_form(**fields))


def new_date(**fields: Any) -> Answer:
    row = date_row(0, in_days(5), fields.pop("end", None))
    typed = {f"occurrences-0-{name}": value for name, value in fields.items()}
    return new_event(**row | typed | {"occurrences-TOTAL_FORMS": 1})


def rows(prefix: str, *typed: dict[str, Any], **kept: Any) -> dict[str, Any]:
    """New rows of a page, with their management fields."""
    fields = {f"{prefix}-{n}-{name}": value for n, row in enumerate(typed) for name, value in row.items()}
    return {f"{prefix}-TOTAL_FORMS": len(typed), f"{prefix}-INITIAL_FORMS": 0} | fields | kept


def page_of(event: Event, **fields: Any) -> Answer:
    """The page of a saved event, sent back with these changes."""
    text = event.texts.get(language="de")
    kept = {"texts-INITIAL_FORMS": 1, "texts-0-id": text.pk, "texts-0-event": event.pk}
    return browser_of(Role.BOARD).post(f"{EVENTS}{event.pk}/change/", event_form(text.title, **kept | fields))


def second_text(event: Event) -> Answer:
    twin = {
        "texts-TOTAL_FORMS": 2,
        "texts-1-event": event.pk,
        "texts-1-language": "de",
        "texts-1-title": "Nähstube",
    }
    return page_of(event, **twin)


def club(name: str = "Jisr al-Jiran") -> Organisation:
    return Organisation.objects.create(name=name, kind="migrant")


def circle(name: str = "Spielerunde") -> Group:
    return Group.objects.create(name=name)


def hosts(*typed: dict[str, Any], event: Event | None = None) -> Answer:
    saved = event or make_event()
    return page_of(saved, **rows("hostings", *({"event": saved.pk} | row for row in typed)))


def hosted(**fields: Any) -> Event:
    return Hosting.objects.create(event=make_event(), **fields).event


def hosts_again(kind: str) -> Answer:
    host: Any = club() if kind == "organisation" else circle()
    return hosts({kind: host.pk}, event=hosted(**{kind: host}))


def wordings_twice() -> Answer:
    question = Question.objects.create(event=make_event(), purpose="Wir kaufen ein.")
    typed = {"position": 1, "ask_of": "party", "purpose": "Wir kaufen ein.", "erase_days": 14}
    wording = {"question": question.pk, "language": "de", "wording": "Was essen Sie?"}
    return staff(f"events/question/{question.pk}/change/", typed | rows("texts", wording, wording))


def leads(*names: str) -> Answer:
    event = make_event()
    return page_of(event, **rows("leads", *({"event": event.pk, "person": name} for name in names)))


def questions(*changes: dict[str, Any]) -> Answer:
    event = make_event()
    whole = {
        "event": event.pk,
        "position": 1,
        "ask_of": "party",
        "purpose": "Wir kaufen ein.",
        "wording": "Was essen Sie?",
    }
    return page_of(event, **rows("questions", *(whole | {"erase_days": 14} | change for change in changes)))


def again_on_the_same_date() -> Answer:
    client, date = Client(), make_date(capacity=5)
    client.force_login(make_user(OLENA))
    send(client, date, "Olena")
    return send(client, date, "Olena", again="1")


def room(**fields: Any) -> Answer:
    typed = {"name": "Werkstatt", "slug": "werkstatt", "gap": 0, "groups_at_once": 1}
    access = dict.fromkeys(["step_free", "toilet", "induction_loop"], "unknown")
    return staff("rooms/room/add/", typed | access | rows("texts") | fields)


def room_text_twice() -> Answer:
    text = RoomText.objects.create(room=make_room("Küche"), way="links")
    typed = {"name": "Küche", "slug": "kueche", "gap": 0, "groups_at_once": 1}
    access = dict.fromkeys(["step_free", "toilet", "induction_loop"], "unknown")
    both = rows("texts", {"id": text.pk, "room": text.room_id, "language": "de", "way": "links"})
    both |= {"texts-TOTAL_FORMS": 2, "texts-INITIAL_FORMS": 1}
    both |= {"texts-1-room": text.room_id, "texts-1-language": "de", "texts-1-way": "rechts"}
    return staff(f"rooms/room/{text.room_id}/change/", typed | access | both)


def taken_room() -> Answer:
    busy = make_room()
    take([busy])
    return new_date(end=in_days(5, time(17)), rooms=[busy.pk])


def person(**fields: Any) -> Answer:
    typed = {"given": "Olena", "contact_by": "desk", "ui_language": "de", "home_area": "not_said"}
    return staff("members/person/add/", typed | fields)


def speaks(of: str, *, twice: bool = False, **fields: Any) -> Answer:
    """Who speaks for an organisation or a group, on its page."""
    saved: Any = club() if of == "organisation" else circle()
    who = make_person(YILDIZ)
    if not twice:
        Representation.objects.create(person=who, during=days(when.today()), **{of: saved})
    row = {"person": who.pk, "function": "lead", "during_0": when.today().isoformat(), "during_1": ""}
    typed = rows("representations", *[row | fields | {of: saved.pk}] * (2 if twice else 1)) | rows("texts")
    typed |= {"name": saved.name, "kind": "migrant", "state": "active", "during_0": "", "during_1": ""}
    return staff(f"members/{of}/{saved.pk}/change/", typed)


def organisation_text_twice() -> Answer:
    text = {"language": "de", "summary": "Wir bauen Brücken."}
    typed = {"name": "Jisr", "kind": "migrant", "during_0": "", "during_1": ""}
    return staff("members/organisation/add/", typed | rows("texts", text, text) | rows("representations"))


def role(who: Person | None, which: Role) -> Answer:
    board = browser_of(Role.BOARD)
    chosen = who or Person.objects.get()
    typed = {
        "person": chosen.pk,
        "role": which.value,
        "first": when.today().isoformat(),
        "last": "",
        "reason": "neu",
    }
    return board.post(f"{ADMIN}members/rolegrant/add/", typed)


def area(**fields: Any) -> Answer:
    typed = {"level": "stadtteil", "code": "020", "name": "Cracau", "valid_0": "2025-11-01", "valid_1": ""}
    return staff("house/district/add/", typed | rows("figures") | fields)


def figures(*changes: dict[str, Any]) -> Answer:
    whole = {"indicator": "Menschen", "value": 12000, "as_of": "2025-12-31", "source": "Krefeld"}
    return area(**rows("figures", *(whole | change for change in changes)))


def picture_described_twice() -> Answer:
    picture = Picture.objects.create(sha256="0" * 64, data=b"", width=40, height=30)
    assert browser_of(Role.STAFF).get(f"{ADMIN}house/picture/{picture.pk}/change/").status_code == 200
    words = {"picture": picture.pk, "language": "de", "alt": "Eine Wiese"}
    return staff(f"house/picture/{picture.pk}/change/", {"credit": ""} | rows("alts", words, words))


def same_area_again() -> Answer:
    District.objects.create(level="stadtteil", code="020", name="Cracau", valid=("2025-11-01", None))
    return area()


def area_of_itself() -> Answer:
    saved = District.objects.create(level="stadtteil", code="020", name="Cracau", valid=("2025-11-01", None))
    typed = {"level": "stadtteil", "code": "020", "name": "Cracau", "valid_0": "2025-11-01", "valid_1": ""}
    return staff(f"house/district/{saved.pk}/change/", typed | rows("figures") | {"parent": saved.pk})


def hours(**fields: Any) -> Answer:
    typed = {"weekday": 0, "start": "09:00", "end": "21:00", "valid_0": "2026-12-01", "valid_1": "2026-12-31"}
    return staff("house/househours/add/", typed | fields)


def same_phase_again() -> Answer:
    HousePhase.objects.create(phase="kick_off", from_on="2026-12-01")
    return staff("house/housephase/add/", {"phase": "kick_off", "from_on": "2026-12-01"})


TYPED: dict[str, Callable[[], Answer]] = {
    "event_opens_on_a_day_or_days_before": lambda: new_event(opens_on="2027-04-01", opens_days_before=3),
    "event_closes_on_a_day_or_days_before": lambda: new_event(closes_on="2027-04-01", closes_days_before=3),
    "drop_in_takes_no_sign_up": lambda: new_event(kind="drop_in"),
    "event_keeps_no_more_places_than_it_has": lambda: new_event(default_capacity=2, default_reserve=3),
    "event_needs_no_more_people_than_it_has_places": lambda: new_event(default_capacity=2, minimum=3),
    "date_ends_after_it_starts": lambda: new_date(ends_at="2020-01-01T10:00"),
    "date_lies_between_2000_and_2100": lambda: new_date(ends_at="9999-12-31T22:00"),
    "room_of_a_date_is_free_again_at_some_time": lambda: new_date(rooms=[make_room().pk]),
    "date_keeps_no_more_places_than_it_has": lambda: new_date(capacity=2, reserve=3),
    "event_has_one_text_per_language": lambda: second_text(make_event()),
    "host_is_an_organisation_or_a_group": lambda: hosts({"organisation": club().pk, "group": circle().pk}),
    "event_has_one_first_host": lambda: hosts(
        {"organisation": club().pk, "is_first": "on"}, event=hosted(group=circle(), is_first=True)
    ),
    "organisation_hosts_an_event_once": lambda: hosts_again("organisation"),
    "group_hosts_an_event_once": lambda: hosts_again("group"),
    "event_asks_at_most_five_questions": lambda: questions({"position": 6}),
    "answers_are_erased_within_sixty_days": lambda: questions({"erase_days": 365}),
    "person_has_one_live_place_per_date": again_on_the_same_date,
    "room_takes_at_least_one_group": lambda: room(groups_at_once=0),
    "room_has_one_text_per_language": room_text_twice,
    "person_mail_needs_an_address": lambda: person(contact_by="mail"),
    "person_call_needs_a_number": lambda: person(contact_by="call"),
    "person_birth_is_a_year_or_a_date": lambda: person(birth_year=1990, birth_on="1990-05-01"),
    "one_representation_of_an_organisation_at_a_time": lambda: speaks("organisation"),
    "one_representation_of_a_group_at_a_time": lambda: speaks("group"),
    "role_is_granted_by_somebody_else": lambda: role(None, Role.STAFF),
    "area_is_described_once_from_each_day": same_area_again,
    "area_is_not_part_of_itself": area_of_itself,
    "opening_hours_end_after_they_start": lambda: hours(end="08:00"),
    "opening_hours_are_valid_on_some_day": lambda: hours(valid_1="2026-11-01"),
}


TOGETHER: dict[str, Callable[[], Answer]] = {
    "event_has_one_first_host": lambda: hosts(
        {"organisation": club().pk, "is_first": "on"}, {"group": circle().pk, "is_first": "on"}
    ),
    "organisation_hosts_an_event_once": lambda: hosts(*[{"organisation": club().pk}] * 2),
    "person_leads_an_event_once_at_a_time": lambda: leads(*[f"#{make_person(YILDIZ).pk}"] * 2),
    "one_representation_of_an_organisation_at_a_time": lambda: speaks("organisation", twice=True),
    "one_organisation_text_per_language": organisation_text_twice,
    "questions_of_an_event_are_numbered": lambda: questions({}, {}),
    "question_has_one_wording_per_language": lambda: wordings_twice(),
    "figure_stands_once_for_each_day": lambda: figures({}, {}),
    "picture_is_described_once_in_a_language": picture_described_twice,
}
"""Rules that two rows of one page break together, each of them being right."""


def test_every_rule_speaks_or_says_why_it_need_not() -> None:
    rules = set[str]().union(*(promises(app) for app in OWN))
    spoken = TYPED.keys() | TOGETHER.keys()
    assert rules - spoken - SILENT.keys() == set()
    assert (spoken | SILENT.keys()) - rules == set()
    assert spoken & SILENT.keys() == set()


def constraint(name: str) -> Any:
    return next(
        each
        for app in OWN
        for model in apps.get_app_config(app).get_models()
        for each in model._meta.constraints
        if each.name == name
    )


@pytest.mark.parametrize("name", TYPED)
def test_the_sentence_is_read_in_german_on_the_page(name: str) -> None:
    assert_speaks(name, TYPED[name]())


@pytest.mark.parametrize("name", TOGETHER)
def test_the_sentence_is_read_when_two_rows_of_a_page_break_the_rule_together(name: str) -> None:
    assert_speaks(name, TOGETHER[name]())


def test_the_rule_is_read_at_the_row_that_breaks_it() -> None:
    """Beside the row, not only above the page."""
    host = circle()
    answer = hosts({"group": host.pk}, event=hosted(group=host))
    [rows_of_hosts] = [
        each.formset for each in answer.context_data["inline_admin_formsets"] if each.formset.model is Hosting
    ]
    assert "Diese Organisation oder Gruppe steht schon da." in str(rows_of_hosts.errors)


def test_a_taken_room_is_named_in_german_at_its_date() -> None:
    """The rule `room_is_never_used_twice` speaks through the verb, which knows the room."""
    answer = taken_room()
    assert answer.status_code == 422
    assert "Dieser Raum ist dann belegt: Werkstatt." in words(answer)


def assert_speaks(name: str, answer: Answer) -> None:
    with translation.override("de"):
        german = str(constraint(name).violation_error_message)
    with translation.override("en"):
        assert german != str(constraint(name).violation_error_message)
    assert answer.status_code == 422
    assert german in words(answer)
    assert name not in answer.content.decode()
