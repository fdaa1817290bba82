"""The register of people: names, ways to reach them, who may read whom; partners and who speaks for them."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import translation

from members.models import (
    ErasureLog,
    Group,
    Organisation,
    OrganisationText,
    Person,
    Representation,
    Role,
    User,
)
from members.models.spans import days
from tests.factories import AMINA, KOWALSKI, OLENA, THI_HOA, YILDIZ, make_person, make_user
from tests.members.doing import make_role
from treff.house import when
from treff.house.models import Channel

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def refused(constraint: str, **changes: Any) -> None:
    """Change a good row behind the back of every form: the database refuses."""
    person = make_person(AMINA)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(**changes)


@pytest.mark.parametrize(
    "constraint, changes",
    [
        ("person_state_is_known", {"state": "gone"}),
        ("person_contact_is_known", {"contact_by": "fax"}),
        ("person_home_area_is_known", {"home_area": "berlin"}),
        ("person_has_a_name_unless_erased", {"given": ""}),
        ("person_mail_needs_an_address", {"contact_by": "mail", "email": ""}),
        ("person_call_needs_a_number", {"contact_by": "call", "phone": ""}),
        ("person_birth_is_a_year_or_a_date", {"birth_year": 1990, "birth_on": dt.date(1990, 5, 1)}),
        ("erased_person_is_blank", {"state": "erased"}),
    ],
)
def test_the_database_refuses_what_no_person_is(constraint: str, changes: dict[str, Any]) -> None:
    refused(constraint, **changes)


def test_nobody_is_merged_into_themselves() -> None:
    person = make_person()
    with pytest.raises(IntegrityError, match="person_is_not_merged_into_itself"), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(merged_into=person.pk)


@pytest.mark.parametrize("left", ["given", "family", "name_key", "email", "phone"])
def test_an_erased_person_keeps_no_word(left: str) -> None:
    """Each column by itself would be enough to find the person again."""
    blank = {"given": "", "family": "", "name_key": "", "email": "", "phone": ""}
    person = make_person()
    Person.objects.filter(pk=person.pk).update(state="erased", **blank)
    with pytest.raises(IntegrityError, match="erased_person_is_blank"), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(**{left: "a@b.de"})


@pytest.mark.parametrize(
    "typed, who",
    [
        ("yildiz", YILDIZ),
        ("YILDIZ nermin", YILDIZ),
        ("tran", THI_HOA),
        ("Thi Hoa", THI_HOA),
        ("kowal", KOWALSKI),
    ],
)
def test_a_name_is_found_without_its_accents(typed: str, who: Any) -> None:
    wanted = {each: make_person(each) for each in (YILDIZ, THI_HOA, KOWALSKI, OLENA)}[who]
    assert list(Person.objects.named(typed)) == [wanted]


def test_a_changed_name_is_found_under_the_new_one() -> None:
    person = make_person(OLENA)
    person.family = "Müller-Łoś"
    person.save(update_fields=["family"])
    assert list(Person.objects.named("mullerlos")) == [person]


@pytest.mark.parametrize("model", [Organisation, Group])
def test_a_renamed_partner_is_sorted_and_found_under_the_new_name(model: Any) -> None:
    partner = model.objects.create(name="Zeder")
    partner.name = "Ärztetreff"
    partner.save(update_fields=["name"])
    assert model.objects.get(name_key="arztetreff") == partner


def test_a_phone_number_is_kept_in_one_spelling() -> None:
    assert make_person(AMINA).phone == make_person(OLENA, phone="+49 151 00000 101").phone == "+4915100000101"


def test_a_number_that_cannot_exist_is_refused() -> None:
    with pytest.raises(ValidationError) as refusal:
        make_person(AMINA, phone="12")
    assert list(refusal.value.error_dict) in (["phone"], ["__all__"])


@pytest.mark.parametrize(
    "way, channel", [("mail", Channel.MAIL), ("call", Channel.CALL), ("desk", Channel.DESK)]
)
def test_a_notice_goes_the_way_the_person_chose(way: str, channel: Channel) -> None:
    """Amina has an address and a number; what she said decides."""
    addressee = make_person(AMINA, contact_by=way, ui_language="ar").addressee()
    assert (addressee.channel, addressee.language, addressee.name) == (channel, "ar", "Amina Haddad")


def everybody() -> dict[str, Person]:
    return {
        "olena": make_person(OLENA),
        "locked": make_person(KOWALSKI, state="restricted"),
        "erased": Person.objects.create(state="erased"),
    }


@pytest.mark.parametrize(
    "role, seen",
    [
        (Role.VOLUNTEER, {"herself"}),
        (Role.DESK, {"herself"}),
        (Role.STAFF, {"herself", "olena"}),
        (Role.BOARD, {"herself", "olena", "locked"}),
        (Role.CITY, set()),
    ],
)
def test_who_may_read_whom(role: Role, seen: set[str]) -> None:
    people, user = everybody(), make_role(role)
    people["herself"] = user.person
    assert set(Person.objects.visible_to(user)) == {people[key] for key in seen}


def test_a_neighbour_reads_herself_and_a_stranger_nobody() -> None:
    everybody()
    user = make_user(AMINA)
    assert list(Person.objects.visible_to(user)) == [user.person]
    assert list(Person.objects.visible_to(AnonymousUser())) == []


def test_an_account_that_goes_leaves_the_person() -> None:
    user = make_user(AMINA)
    user.delete()
    assert Person.objects.get().user is None


# -- partners -----------------------------------------------------------------------------------


def make_partner(name: str = "Jisr al-Jiran") -> Organisation:
    partner = Organisation(name=name, kind=Organisation.Kind.MIGRANT)
    partner.full_clean()
    partner.save()
    return partner


def make_group(name: str = "Tee am Dienstag") -> Group:
    return Group.objects.create(name=name)


def speak(person: Person, first: dt.date, end: dt.date | None = None, **whom: Any) -> Representation:
    speaking = Representation(person=person, during=days(first, end), **whom)
    speaking.full_clean()
    speaking.save()
    return speaking


def test_a_representation_ends_by_its_date() -> None:
    person, partner, today = make_person(), make_partner(), when.today()
    speak(person, today - 9 * DAY, today, organisation=partner)
    assert not Representation.objects.live().exists()
    speak(person, today, today + DAY, organisation=partner)
    assert Representation.objects.live().count() == 1


def test_one_person_speaks_for_one_organisation_once_at_a_time() -> None:
    person, partner, today = make_person(), make_partner(), when.today()
    speak(person, today, organisation=partner)
    with (
        translation.override("en"),
        pytest.raises(ValidationError, match="already speaks for this organisation"),
    ):
        speak(person, today + DAY, organisation=partner)
    with (
        pytest.raises(IntegrityError, match="one_representation_of_an_organisation_at_a_time"),
        transaction.atomic(),
    ):
        Representation.objects.create(person=person, organisation=partner, during=days(today + DAY))
    speak(person, today, organisation=make_partner("Lernhaus Spindel"))
    speak(make_person(OLENA), today, organisation=partner)


def test_one_person_speaks_for_one_group_once_at_a_time() -> None:
    person, group, today = make_person(), make_group(), when.today()
    speak(person, today, group=group)
    with translation.override("en"), pytest.raises(ValidationError, match="already speaks for this group"):
        speak(person, today + DAY, group=group)
    with pytest.raises(IntegrityError, match="one_representation_of_a_group_at_a_time"), transaction.atomic():
        Representation.objects.create(person=person, group=group, during=days(today + DAY))
    speak(person, today, group=make_group("Spielerunde"))
    speak(person, today, organisation=make_partner())


@pytest.mark.parametrize("both", [True, False])
def test_a_representation_is_of_an_organisation_or_of_a_group(*, both: bool) -> None:
    whom: dict[str, Any] = {"organisation": make_partner(), "group": make_group()} if both else {}
    with (
        pytest.raises(IntegrityError, match="representation_of_an_organisation_or_a_group"),
        transaction.atomic(),
    ):
        Representation.objects.create(person=make_person(), during=days(when.today()), **whom)


def test_a_representation_has_a_first_day() -> None:
    person, partner, today = make_person(), make_partner(), when.today()
    with pytest.raises(IntegrityError, match="representation_has_a_first_day"), transaction.atomic():
        Representation.objects.create(person=person, organisation=partner, during=days(today, today))


def test_a_representation_has_a_known_function() -> None:
    speaking = speak(make_person(), when.today(), organisation=make_partner())
    with pytest.raises(IntegrityError, match="representation_function_is_known"), transaction.atomic():
        Representation.objects.filter(pk=speaking.pk).update(function="king")


@pytest.mark.parametrize(
    "constraint, changes",
    [
        ("organisation_kind_is_known", {"kind": "sect"}),
        ("organisation_has_a_name", {"name": ""}),
        ("organisation_dates_are_not_empty", {"during": days(dt.date(2026, 1, 1), dt.date(2026, 1, 1))}),
    ],
)
def test_the_database_refuses_what_no_partner_is(constraint: str, changes: dict[str, Any]) -> None:
    partner = make_partner()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Organisation.objects.filter(pk=partner.pk).update(**changes)


def test_a_partner_has_one_text_in_each_language() -> None:
    partner = make_partner()
    OrganisationText.objects.create(organisation=partner, language="de", summary="Nähen und reden")
    with pytest.raises(IntegrityError, match="one_organisation_text_per_language"), transaction.atomic():
        OrganisationText.objects.create(organisation=partner, language="de", summary="Noch einmal")


@pytest.mark.parametrize(
    "changes, constraint", [({"state": "x"}, "group_state_is_known"), ({"name": ""}, "group_has_a_name")]
)
def test_the_database_refuses_what_no_group_is(changes: dict[str, Any], constraint: str) -> None:
    group = make_group()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Group.objects.filter(pk=group.pk).update(**changes)


def test_partners_and_groups_of_today() -> None:
    today = when.today()
    now, gone = make_partner(), make_partner("Rad und Garn")
    Organisation.objects.filter(pk=gone.pk).update(during=days(today - 9 * DAY, today))
    resting = make_group()
    Group.objects.filter(pk=resting.pk).update(state="resting")
    active = make_group("Spielerunde")
    assert list(Organisation.objects.live()) == [now]
    assert list(Group.objects.live()) == [active]


# -- what there is only once --------------------------------------------------------------------


def twins(of: str) -> tuple[type[models.Model], dict[str, Any]]:
    """A kind of record that is there once, and the column that a second one may not share."""
    person = make_person(AMINA)
    kinds: dict[str, tuple[type[models.Model], dict[str, Any]]] = {
        "members_person_public_id_key": (Person, {"public_id": person.public_id, "given": "Olena"}),
        "members_person_user_id_key": (Person, {"user": make_user(OLENA), "given": "Olena"}),
        "members_organisation_public_id_key": (
            Organisation,
            {"public_id": make_partner().public_id, "name": "Lernhaus Spindel"},
        ),
        "members_group_public_id_key": (Group, {"public_id": make_group().public_id, "name": "Spielerunde"}),
        "members_user_email_key": (User, {"email": make_user(YILDIZ).email, "password": "!x"}),
        "members_erasurelog_digest_key": (
            ErasureLog,
            {"digest": ErasureLog.objects.create(digest=ErasureLog.digest_of("bcdfghjk")).digest},
        ),
    }
    return kinds[of]


@pytest.mark.parametrize(
    "constraint",
    [
        "members_person_public_id_key",
        "members_person_user_id_key",
        "members_organisation_public_id_key",
        "members_group_public_id_key",
        "members_user_email_key",
        "members_erasurelog_digest_key",
    ],
)
def test_the_database_refuses_a_twin(constraint: str) -> None:
    model, columns = twins(constraint)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model._default_manager.create(**columns)


def test_the_mark_of_an_erased_person_tells_nobody_who_it_was() -> None:
    mark = ErasureLog.digest_of("bcdfghjk")
    assert mark == ErasureLog.digest_of("bcdfghjk")
    assert mark != ErasureLog.digest_of("bcdfghjm")
    assert "bcdfghjk" not in mark
