"""privacy.toml covers the live database, speaks in words, and is run every night."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import translation
from procrastinate.contrib.django import app

from members import privacy, retention
from members.models import AccountMail, AuditEvent, Group, Person, Representation, Role, RoleGrant, User
from members.models.spans import days
from members.privacy import Holder, Rule, for_page, live_columns, period, problems, rules, unlisted_links
from members.privacy_words import PURPOSES
from members.retention import retain
from tests.factories import AMINA, KOWALSKI, OLENA, make_person, make_user
from tests.members.doing import give
from treff.house import when
from treff.house.models import Addressee, Notice

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def cache_table() -> None:
    """The cache of a real house is a table; tests count in memory."""
    call_command("createcachetable", "cache")


# -- completeness ---------------------------------------------------------------------------------


def test_every_column_of_every_table_has_a_rule() -> None:
    assert problems() == []


def test_every_column_that_leads_to_a_person_is_listed() -> None:
    assert unlisted_links() == []


def test_a_column_that_leads_to_a_person_is_missed_when_it_is_not_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bare = {table: replaced(rule, person=()) for table, rule in rules().items()}
    monkeypatch.setattr(privacy, "rules", lambda: bare)
    found = unlisted_links()
    assert "members_rolegrant.granted_by_id" in found
    assert "account_emailaddress.user_id" in found


def replaced(rule: Rule, **changes: Any) -> Rule:
    return Rule(**(vars(rule) | changes))


def test_tables_without_a_model_are_looked_at_too() -> None:
    assert {"cache", "procrastinate_jobs", "django_session", "django_migrations"} <= set(live_columns())


def test_a_new_column_is_seen_in_the_live_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE members_person ADD COLUMN shoe_size integer")
        cursor.execute("CREATE TABLE loose_notes (id integer, about text)")
    assert problems() == [
        'privacy.toml lacks a table:\n[loose_notes]\nmethod = "none"\ncolumns.none = ["id", "about"]',
        "privacy.toml, members_person: say what shoe_size holds",
    ]
    with pytest.raises(CommandError, match="shoe_size"):
        call_command("check_privacy")


def test_a_column_and_a_table_that_went_are_seen() -> None:
    live = live_columns()
    live["members_person"].remove("home_area")
    del live["members_group"]
    assert problems(live) == [
        "privacy.toml names a table that is not there: members_group",
        "privacy.toml, members_person: there is no column home_area",
    ]


@pytest.mark.parametrize(
    "changes, complaint",
    [
        ({"purpose": "fun"}, "no words for fun"),
        ({"basis": ""}, "basis is missing"),
        ({"why": ""}, "why is missing"),
        ({"method": "burn"}, "unknown method burn"),
        ({"method": "none"}, "method none, but it holds"),
        ({"method": "with", "with_": "nowhere"}, "goes with an unknown table nowhere"),
        ({"seen_by": ("aunt",)}, "no words for aunt"),
    ],
)
def test_a_rule_that_says_nothing_is_seen(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], complaint: str
) -> None:
    wrong = rules() | {"members_person": replaced(rules()["members_person"], **changes)}
    monkeypatch.setattr(privacy, "rules", lambda: wrong)
    assert any(complaint in problem for problem in problems())


def test_what_leads_to_people_or_holds_them_has_a_purpose() -> None:
    for rule in rules().values():
        assert bool(rule.purpose) == (rule.method != "none"), rule.table


# -- in words -------------------------------------------------------------------------------------


def test_the_page_says_for_each_purpose_what_why_who_and_until_when() -> None:
    with translation.override("en"):
        sign_up = next(entry for entry in for_page() if entry.purpose.startswith("To keep a place"))
    assert sign_up == privacy.Entry(
        purpose="To keep a place for you and to tell you when something changes",
        data=(
            "name",
            "e-mail address",
            "phone number",
            "how we reach you, and your code",
            "language",
            "home area, if you told us",
            "day and time",
            "age group or year of birth, where an offer needs it",
        ),
        basis="You asked us to do it (Art. 6 (1) b GDPR).",
        seen_by=("you", "the desk team", "whoever leads the offer", "the team"),
        period="30 days after the last date you signed up for",
        method="The house takes names and contact out by itself, every night. The number stays.",
    )


def test_the_page_says_until_when_a_place_says_who_came() -> None:
    """The place of somebody in the register keeps its person; the page must not promise less."""
    with translation.override("en"):
        [places] = [entry for entry in for_page() if "whether you came" in " ".join(entry.data)]
    assert places.period.startswith("as long as you are in our register")


def test_the_page_tells_apart_what_everybody_reads_of_an_offer_and_what_only_the_team() -> None:
    """The contact stands in the programme; who handed a draft in, and why it came back, does not."""
    with translation.override("en"):
        programme = [entry for entry in for_page() if entry.purpose.startswith("To make the programme")]
    seen = {entry.seen_by: set(entry.data) for entry in programme}
    assert seen[("everybody",)] == {"name", "phone number"}
    assert seen["you", "whoever leads the offer", "the team"] == {
        "what you do in the house, from when until when",
        "what we wrote",
    }


def test_what_stands_apart_is_checked_like_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = {"kinds": ("message", "picture"), "seen_by": ("aunt",)}
    changed = {**rules(), "events_event": replace(rules()["events_event"], apart=odd)}
    monkeypatch.setattr(privacy, "rules", lambda: changed)
    assert problems() == [
        "privacy.toml, events_event: picture stands apart, but no column holds it",
        "privacy.toml, events_event: no words for aunt",
    ]


def test_the_page_leaves_nothing_out_that_holds_people() -> None:
    shown = {entry.purpose for entry in for_page()}
    held = {str(PURPOSES[rule.purpose]) for rule in rules().values() if rule.purpose not in ("", "demo")}
    assert shown == held


def test_the_page_is_complete_in_german_too() -> None:
    with translation.override("de"):
        words = "\n".join(str(entry) for entry in for_page())
    with translation.override("en"):
        english = [entry.purpose for entry in for_page()]
    assert not any(purpose in words for purpose in english)


@pytest.mark.parametrize(
    "table, words", [("events_signup", "30 days"), ("members_rolegrant", "3 years"), ("members_person", "")]
)
def test_a_period_is_read_from_the_file(table: str, words: str) -> None:
    with translation.override("en"):
        assert period(table) == words


# -- the nightly run ------------------------------------------------------------------------------


def done(table: str) -> int:
    return next(each.rows for each in retain() if each.table == table)


def test_sessions_that_ran_out_go_and_others_stay() -> None:
    for key, hours in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=key, expire_date=when.now() + dt.timedelta(hours=hours))
    assert done("django_session") == 1
    assert Session.objects.get().session_key == "new"


def test_what_ran_out_in_the_cache_goes_although_it_has_no_model() -> None:
    with connection.cursor() as cursor:
        for key, hours in (("ip:1.2.3.4", -1), ("ip:5.6.7.8", 1)):
            cursor.execute(
                "INSERT INTO cache (cache_key, value, expires) VALUES (%s, '', %s)",
                [key, when.now() + dt.timedelta(hours=hours)],
            )
        assert done("cache") == 1
        cursor.execute("SELECT cache_key FROM cache")
        assert cursor.fetchall() == [("ip:5.6.7.8",)]


def test_an_account_that_was_never_used_goes_after_thirty_days() -> None:
    old, late = when.now() - 31 * DAY, when.now() - 29 * DAY
    for address, joined_at, last_login in (
        ("never@treff.example", old, None),
        ("used@treff.example", old, old),
        ("new@treff.example", late, None),
    ):
        User.objects.create_user(address, joined_at=joined_at, last_login=last_login)
    User.objects.filter(pk=make_user(OLENA).pk).update(joined_at=old)
    assert done("members_user") == 1
    assert set(User.objects.values_list("email", flat=True)) == {
        "used@treff.example",
        "new@treff.example",
        "olena@treff.example",
    }


def test_a_mail_that_never_left_does_not_stay() -> None:
    for hours in (25, 23):
        AccountMail.objects.create(
            to_address="a@treff.example", posted_at=when.now() - dt.timedelta(hours=hours)
        )
    assert done("members_accountmail") == 1


def test_roles_and_representations_go_three_years_after_their_end() -> None:
    today, person = when.today(), make_person()
    ended = today - 1096 * DAY
    give(person, Role.DESK, ended - DAY, ended)
    recent = give(person, Role.STAFF, ended - DAY, today - 1094 * DAY)
    running = give(person, Role.BOARD, ended)
    RoleGrant.objects.create(person=person, role=Role.VOLUNTEER, during=None)
    Representation.objects.create(person=person, group=make_group(), during=days(ended - DAY, ended))
    assert (done("members_rolegrant"), done("members_representation")) == (2, 0)
    assert set(RoleGrant.objects.all()) == {recent, running}
    assert not Representation.objects.exists()


def make_group() -> Group:
    return Group.objects.create(name="Spielerunde")


def test_acts_are_kept_for_three_years() -> None:
    AuditEvent.note(None, "role.grant", make_person())
    AuditEvent.objects.update(at=when.now() - 1096 * DAY)
    AuditEvent.note(None, "role.end", make_person(KOWALSKI))
    assert done("members_auditevent") == 1
    assert AuditEvent.objects.get().verb == "role.end"


def test_a_notice_loses_its_addressee_thirty_days_after_it_was_sent() -> None:
    old = Notice.to(Addressee("Amina", email="a@treff.example"), make_person(AMINA), "moved_up", key="a:1")
    old.state, old.sent_at = "sent", when.now() - 31 * DAY
    new = Notice.to(Addressee("Olena", email="o@treff.example"), make_person(OLENA), "moved_up", key="a:2")
    Notice.objects.bulk_create([old, new])
    assert done("house_notice") == 1
    assert list(Notice.objects.order_by("key").values_list("to_name", flat=True)) == ["", "Olena"]


def test_the_run_stands_in_the_timetable_of_the_night() -> None:
    Session.objects.create(session_key="old", expire_date=when.now() - DAY)
    timetable = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert timetable["members.retain"] == "10 2 * * *"
    app.tasks["members.retain"].func(timestamp=0)
    assert not Session.objects.exists()


def test_a_dry_run_counts_and_changes_nothing() -> None:
    Session.objects.create(session_key="old", expire_date=when.now() - DAY)
    counted = {each.table: each.rows for each in retain(dry_run=True)}
    assert counted["django_session"] == 1
    assert Session.objects.count() == 1


def test_one_table_that_fails_leaves_the_others_done(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    Session.objects.create(session_key="old", expire_date=when.now() - DAY)

    def fail(period: dt.timedelta, cap: dt.timedelta | None = None) -> None:
        raise DatabaseError("this table is locked")

    monkeypatch.setattr(User, "due", fail)
    assert done("django_session") == 1
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "retention of members_user failed"
    ]
    caplog.clear()


def test_every_rule_with_a_period_can_be_run() -> None:
    """A typo in `since`, or a model without `due`, shows here and not at night."""
    run = {each.table for each in retain()}
    assert run == {rule.table for rule in rules().values() if rule.method in {"delete", "blank"}}
    assert all(
        rule.since or hasattr(retention.models_by_table()[rule.table], "due")
        for rule in rules().values()
        if rule.table in run
    )


# -- who answers for people -----------------------------------------------------------------------


class Shelf:
    """A model of an upper floor, in shape."""

    @classmethod
    def reasons_to_keep(cls, person: Person) -> list[str]:
        return []

    @classmethod
    def leave(cls, person: Person, *, by: Person | None) -> None: ...

    @classmethod
    def merge(cls, source: Person, into: Person) -> None: ...

    @classmethod
    def disclose(cls, person: Person) -> list[dict[str, str]]:
        return []


def test_whoever_answers_for_people_is_found_by_its_four_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("members.privacy.apps.get_models", lambda: [Shelf, Person])
    assert privacy.holders() == [Shelf]
    assert isinstance(Shelf, Holder)
