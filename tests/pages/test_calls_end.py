"""Please call: a line ends when there is nothing to say, and counts a call once."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from members.models import Role
from tests.factories import KOWALSKI, YILDIZ, ask, in_days, make_date
from tests.members.doing import make_role
from treff.house.models import Notice

LIST = "/en/tresen/anrufe/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def call(client: Client) -> Notice:
    """Frau Yıldız sits at the desk; Herr Kowalski has moved up and is to be called."""
    client.force_login(make_role(Role.DESK, YILDIZ))
    date = make_date(starts_at=in_days(5), capacity=1)
    first = ask(date, "Olena")
    ask(date, "Jerzy", by=KOWALSKI)
    first.cancel()
    return Notice.objects.calls().get()


def seen_in(page: str) -> list[str]:
    return re.findall(r'<input type="hidden" name="seen" value="(\d)">', page)


@pytest.mark.parametrize("path", ["", "{key}/"])
def test_a_double_click_counts_once_and_the_next_call_counts_again(
    client: Client, call: Notice, path: str
) -> None:
    page = LIST + path.format(key=call.pk)
    for tries in (1, 2):
        (shown,) = seen_in(client.get(page).content.decode())
        for _ in range(3):
            answer = client.post(f"{LIST}{call.pk}/erledigt/", {"told": "no", "seen": shown}, follow=True)
            assert "Somebody else" not in answer.content.decode()
        call.refresh_from_db()
        assert (call.state, call.tries) == (Notice.State.WAITING, tries)


@pytest.mark.parametrize("typed", ["", "-1", "x", "٣", "7", "9" * 5000])
def test_a_number_of_tries_that_no_page_sends_breaks_nothing(
    client: Client, call: Notice, typed: str
) -> None:
    answer = client.post(f"{LIST}{call.pk}/erledigt/", {"told": "no", "seen": typed})
    assert answer.status_code == 302


def test_a_call_with_nothing_to_say_any_more_is_not_made_and_looking_changes_nothing(
    client: Client, call: Notice
) -> None:
    Notice.attach_subjects([call])
    call.subject.places().update(state="cancelled", cancelled_by="contact", cancelled_at=timezone.now())
    answer = client.get(f"{LIST}{call.pk}/", follow=True)

    assert answer.redirect_chain == [(LIST, 302)]
    assert "Nobody needs to be called here any more. The line will go by itself." in answer.content.decode()
    call.refresh_from_db()
    assert call.state == Notice.State.WAITING
