"""The house: one row, its open questions, and what was found to be wrong."""

import pytest

from treff.house.models import Finding, House

pytestmark = pytest.mark.django_db


def test_an_empty_house_has_defaults_and_open_questions() -> None:
    house = House.get()
    assert (house.pk, house.name, House.objects.count()) == (1, "Treff am Bleichpfad", 0)
    assert set(house.open_questions()) >= {"street", "postcode", "phone", "email", "represented_by"}


def test_the_house_is_what_was_written() -> None:
    House.objects.create(name="Treff", phone="02151 000 100", street="Bleichpfad 1", postcode="47799")
    house = House.get()
    assert (house.phone, house.address) == ("02151 000 100", "Bleichpfad 1, 47799 Krefeld")
    assert "phone" not in house.open_questions()


def test_a_house_without_brackets_has_no_open_questions() -> None:
    names = House.get().open_questions()
    assert House(**dict.fromkeys(names, "bekannt")).open_questions() == []


def test_findings_open_once_and_go_when_they_are_not_found_again() -> None:
    Finding.record("use_has_an_owner", ["rooms.use:1", "rooms.use:2"])
    Finding.record("use_has_an_owner", ["rooms.use:2"])
    Finding.record("something_else", [])
    Finding.record("use_has_an_owner", ["rooms.use:2", "rooms.use:3"])
    assert [found.ref for found in Finding.objects.live()] == ["rooms.use:2", "rooms.use:3"]
    assert Finding.objects.get(ref="rooms.use:1").gone is not None


def test_a_finding_that_comes_back_is_a_new_one() -> None:
    Finding.record("check", ["a"])
    Finding.record("check", [])
    Finding.record("check", ["a"])
    assert Finding.objects.count() == 2
    assert Finding.objects.live().count() == 1
