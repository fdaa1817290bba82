"""The database refuses by itself what the models promise, whoever writes and however.

Rows are saved without `full_clean`, as an import or a careless command would. The second part reads
the sentence that a person gets; the constraints that no form reaches are listed with the reason.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import translation

from treff.house.models import (
    District,
    DistrictFigure,
    Finding,
    House,
    HouseClosure,
    HouseHours,
    HousePhase,
    Notice,
    Picture,
    PictureAlt,
    Submission,
)

pytestmark = pytest.mark.django_db
NOON, LATER = datetime(2026, 12, 1, 11, tzinfo=UTC), datetime(2026, 12, 1, 13, tzinfo=UTC)
ALWAYS = ("2026-01-01", None)


@dataclass(frozen=True)
class Promise:
    """A good row, and what breaks the promise of that name."""

    name: str
    model: type[models.Model]
    good: dict[str, Any]
    bad: dict[str, Any]
    also: dict[str, Any] | None = None
    """A row that is there already, for what must be unique."""


HOURS: dict[str, Any] = {"weekday": 1, "start": time(9), "end": time(21), "valid": ALWAYS}
CLOSURE = {"during": (NOON, LATER), "reason_code": "repair", "decision": "closed"}
PHASE = {"phase": "own", "from_on": "2026-01-01"}
AREA = {"level": "city", "code": "1", "name": "Krefeld", "valid": ALWAYS}
FIGURE = {"indicator": "people", "value": 650, "as_of": "2026-01-01", "source": "city"}
NOTICE = {
    "key": "a", "channel": "mail", "to_address": "amina@example.org", "template": "trial",
    "about_label": "house.district", "about_id": 1,
}  # fmt: skip
CALL = NOTICE | {"channel": "call", "to_address": "", "to_phone": "+4915100000101"}
PICTURE = {"sha256": "0" * 64, "data": b"", "width": 40, "height": 30}
DIGEST = {"digest": "0" * 64}

PROMISES = [
    Promise("there_is_only_one_house", House, {"pk": 1}, {"pk": 2}),
    Promise("phase_of_the_house_is_known", HousePhase, PHASE, {"phase": "x"}),
    Promise("opening_hours_have_a_known_weekday", HouseHours, HOURS, {"weekday": 7}),
    Promise("opening_hours_end_after_they_start", HouseHours, HOURS, {"end": time(9)}),
    Promise(
        "opening_hours_are_valid_on_some_day", HouseHours, HOURS, {"valid": ("2026-01-01", "2026-01-01")}
    ),
    Promise("closure_has_a_begin_and_an_end", HouseClosure, CLOSURE, {"during": (NOON, None)}),
    Promise("closure_has_a_known_reason", HouseClosure, CLOSURE, {"reason_code": "x"}),
    Promise("closure_is_proposed_closed_or_open", HouseClosure, CLOSURE, {"decision": "x"}),
    Promise("area_is_described_once_from_each_day", District, AREA, {}, also=AREA),
    Promise("area_is_valid_on_some_day", District, AREA, {"valid": ("2026-01-01", "2026-01-01")}),
    Promise("area_is_not_part_of_itself", District, AREA | {"pk": 1}, {"parent_id": 1}),
    Promise("figure_stands_once_for_each_day", DistrictFigure, FIGURE, {}, also=FIGURE),
    Promise("figure_names_its_source", DistrictFigure, FIGURE, {"source": ""}),
    Promise("notice_goes_by_mail_call_or_desk", Notice, NOTICE, {"channel": "fax"}),
    Promise("notice_state_is_known", Notice, NOTICE, {"state": "x"}),
    Promise("notice_by_mail_has_an_address", Notice, NOTICE, {"to_address": ""}),
    Promise("notice_by_phone_has_a_number", Notice, CALL, {"to_phone": ""}),
    Promise(
        "notice_that_is_blanked_names_nobody",
        Notice,
        NOTICE | {"to_address": "", "blanked_at": NOON},
        {"to_name": "Amina"},
    ),
    Promise("notice_is_sent_exactly_when_it_has_a_moment", Notice, NOTICE, {"state": "sent"}),
    Promise("picture_is_known_by_its_checksum", Picture, PICTURE, {"sha256": "A" * 64}),
    Promise("picture_has_a_sensible_size", Picture, PICTURE, {"width": 1601}),
    Promise(
        "picture_is_described_once_in_a_language", PictureAlt, {"alt": "Wiese"}, {}, also={"alt": "Gras"}
    ),
    Promise("picture_description_has_words", PictureAlt, {"alt": "Wiese"}, {"alt": ""}),
    Promise("submission_outcome_is_no_token", Submission, DIGEST, {"outcome_ref": "a.b"}),
    Promise("finding_is_open_once", Finding, {"check_name": "a"}, {}, also={"check_name": "a"}),
    Promise(
        "finding_is_not_gone_before_it_came", Finding, {"check_name": "a", "since": LATER}, {"gone": NOON}
    ),
]
UNIQUE = [
    Promise("from_on", HousePhase, PHASE, {}, also=PHASE | {"phase": "kick_off"}),
    Promise("key", Notice, NOTICE, {}, also=NOTICE),
    Promise("sha256", Picture, PICTURE, {}, also=PICTURE),
]
NO_FORM = {
    "notice_goes_by_mail_call_or_desk": "notices are written by verbs, never typed",
    "notice_state_is_known": "notices are written by verbs, never typed",
    "notice_by_mail_has_an_address": "the channel is drawn from what the addressee has",
    "notice_by_phone_has_a_number": "the channel is drawn from what the addressee has",
    "notice_that_is_blanked_names_nobody": "only the nightly job blanks",
    "notice_is_sent_exactly_when_it_has_a_moment": "only the worker sends",
    "picture_is_known_by_its_checksum": "the checksum is computed",
    "picture_has_a_sensible_size": "the picture is shrunk",
    "submission_outcome_is_no_token": "the outcome is named by the code",
    "finding_is_open_once": "findings are written by nightly checks",
    "finding_is_not_gone_before_it_came": "findings are written by nightly checks",
}

TYPED = [promise for promise in PROMISES if promise.name not in NO_FORM]


def row(promise: Promise, fields: dict[str, Any]) -> models.Model:
    """An unsaved row, with the parent it needs."""
    if promise.model is DistrictFigure:
        fields = fields | {"district": District.objects.get_or_create(code="1", defaults=AREA)[0]}
    if promise.model is PictureAlt:
        fields = fields | {"picture": Picture.objects.get_or_create(sha256="0" * 64, defaults=PICTURE)[0]}
    return promise.model(**fields)


def bad_row(promise: Promise) -> models.Model:
    if promise.also is not None:
        row(promise, promise.also).save(force_insert=True)
    return row(promise, promise.good | promise.bad)


@pytest.mark.parametrize("promise", [*PROMISES, *UNIQUE], ids=lambda promise: promise.name)
def test_the_good_row_is_taken(promise: Promise) -> None:
    row(promise, promise.good).save(force_insert=True)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.name)
def test_the_database_refuses(promise: Promise) -> None:
    broken = bad_row(promise)
    with pytest.raises(IntegrityError, match=promise.name), transaction.atomic():
        broken.save(force_insert=True)


@pytest.mark.parametrize("promise", UNIQUE, ids=lambda promise: promise.name)
def test_the_database_refuses_a_twin(promise: Promise) -> None:
    twin = bad_row(promise)
    with pytest.raises(IntegrityError, match=f"{promise.name}.*already exists"), transaction.atomic():
        twin.save(force_insert=True)


@pytest.mark.parametrize("promise", TYPED, ids=lambda promise: promise.name)
def test_a_person_reads_why(promise: Promise) -> None:
    constraint = next(each for each in promise.model._meta.constraints if each.name == promise.name)
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        constraint.validate(promise.model, bad_row(promise))
    sentence = refusal.value.messages[0]
    assert sentence.endswith(".")
    assert promise.name not in sentence


def test_every_promise_of_the_ground_is_tried() -> None:
    promised = {
        constraint.name
        for model in apps.get_app_config("house").get_models()
        for constraint in model._meta.constraints
    }
    assert promised == {promise.name for promise in PROMISES}
    assert set(NO_FORM) < promised
