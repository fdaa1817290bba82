"""Who stands behind a sign-up: the link, the account, the words that are erased."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from events.models import SignUp
from tests.events.doing import notices
from tests.factories import (
    GERTRUD,
    OLENA,
    YILDIZ,
    ask,
    make_date,
    make_person,
    states,
)
from treff.house import links
from treff.house.models import Notice

pytestmark = pytest.mark.django_db


def test_story_23_a_guest_takes_the_sign_up_into_her_account_once_and_never_by_address_alone() -> None:
    date = make_date(capacity=5)
    sign_up, other = ask(date, "Olena", by=OLENA), ask(date, "Halyna", by=OLENA)
    olena, nermin = make_person(OLENA), make_person(YILDIZ)
    assert (sign_up.contact, other.contact) == (None, None)
    sign_up.claim(olena)
    with pytest.raises(ValidationError):
        sign_up.claim(nermin)
    assert SignUp.objects.get(pk=sign_up.pk).contact == olena
    assert SignUp.objects.get(pk=other.pk).contact is None


def test_story_24_the_same_person_asking_twice_is_accepted_and_nobody_is_told_who_comes() -> None:
    date = make_date(capacity=5)
    first, second = ask(date, "Olena", by=OLENA), ask(date, "Olena", by=OLENA)
    assert states(first) == states(second) == ["confirmed"]


def test_story_11_the_link_of_the_slip_works_without_phone_and_mail() -> None:
    sign_up = ask(make_date(), "Gertrud")
    public_id, _ = links.read("sign_up", sign_up.token)
    assert SignUp.objects.get(public_id=public_id) == sign_up
    assert links.valid("sign_up", sign_up.token, sign_up.link_version)
    assert not links.valid("sign_up", sign_up.token, sign_up.link_version + 1)


def test_story_12_every_mail_carries_the_link_and_no_row_keeps_it() -> None:
    date = make_date(capacity=1)
    sign_up = ask(date, "Olena", by=OLENA)
    with translation.override("de"):
        [notice] = notices("signed_up")
        words = sign_up.notice_context(notice)
    assert words is not None
    assert sign_up.token in words["link"]
    kept = [str(list(Notice.objects.values())), str(list(ProcrastinateJob.objects.values()))]
    assert sign_up.token.split(".")[1] not in "".join(kept)
    assert sign_up.code not in "".join(kept)


def test_erasing_a_sign_up_takes_words_and_link_and_leaves_the_places() -> None:
    date = make_date(capacity=2)
    sign_up = ask(date, "Olena", by=OLENA)
    link = sign_up.token
    Notice.objects.update(state="dropped")  # nothing is left to be told
    with time_machine.travel(date.over_at + timedelta(days=31)):
        due = SignUp.due(timedelta(days=30))
        assert list(due) == [sign_up]
        assert SignUp.blank_rows(due) == 1
        assert list(SignUp.due(timedelta(days=30))) == []
    sign_up.refresh_from_db()
    assert (sign_up.contact_email, sign_up.contact_name) == ("", "")
    assert not links.valid("sign_up", link, sign_up.link_version)
    assert states(sign_up) == ["confirmed"]
    assert sign_up.participants.get().name == ""


def test_a_contact_without_words_is_greeted_by_the_first_participant() -> None:
    sign_up = ask(make_date(), GERTRUD.given, "Hasan")
    assert sign_up.greeting_name() == "Gertrud"
