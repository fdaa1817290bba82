"""Please call: the people who are told by voice, for the team at the desk and nobody else."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from events.models import Occurrence
from members.models import Role, User
from tests.factories import AMINA, KOWALSKI, YILDIZ, ask, in_days, make_date, make_user
from tests.house.notices import JERZY, TESFAY, a_notice, a_thing, posted
from tests.members.doing import make_role
from tests.visitors import log_in
from treff.house import formats, when
from treff.house.models import Notice

LIST = "/en/tresen/anrufe/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> User:
    """Frau Yıldız sits at the desk."""
    return log_in(client, make_role(Role.DESK, YILDIZ))


def a_call(number: int = 1) -> Notice:
    """Herr Kowalski has moved up and is to be called, until his date begins."""
    date = make_date(starts_at=in_days(4 + number), capacity=1)
    first = ask(date, "Olena")
    ask(date, "Jerzy", by=KOWALSKI)
    first.cancel()
    return Notice.objects.calls().order_by("-created_at")[0]


def test_a_call_says_whom_why_and_until_when(client: Client, desk: User) -> None:
    a_call()
    page = client.get(LIST).content.decode()

    assert "Jerzy" in page
    assert '<bdi dir="ltr"><a href="tel:+492151000201">' in page
    assert "A place has come free" in page
    assert "Nähwerkstatt" in page
    assert "<dt>Until</dt>" in page


def test_the_page_of_a_call_holds_what_may_be_said(client: Client, desk: User) -> None:
    call = a_call()
    page = client.get(f"{LIST}{call.pk}/").content.decode()

    assert "Am I speaking with Jerzy?" in page
    assert "A place has come free: Nähwerkstatt" in page
    assert "No name, no activity." in page


def test_who_was_reached_leaves_the_list(client: Client, desk: User) -> None:
    call = a_call()
    answer = client.post(f"{LIST}{call.pk}/erledigt/", {"told": "yes"}, follow=True)

    call.refresh_from_db()
    assert call.state == Notice.State.DONE
    assert call.handled_by == desk.pk
    assert "Noted: reached." in answer.content.decode()
    assert "Nobody is waiting for a call." in answer.content.decode()


def test_a_tick_can_be_taken_back_on_the_spot(client: Client, desk: User) -> None:
    first, second = a_call(1), a_call(2)
    answer = client.post(f"{LIST}{first.pk}/erledigt/", {"told": "yes"}, follow=True)
    where = answer.redirect_chain[-1][0]
    page = answer.content.decode()

    assert where == f"{LIST}?erledigt={first.pk}&weiter={second.pk}#erledigt"
    assert page.index('id="erledigt"') < page.index(f'id="n{second.pk}"')
    assert f'id="n{first.pk}"' not in page

    back = client.post(f"{LIST}{first.pk}/zurueck/", follow=True)
    assert back.redirect_chain[-1][0] == f"{LIST}#n{first.pk}"
    assert f'id="n{first.pk}"' in back.content.decode()


def test_nobody_takes_back_what_somebody_else_has_ticked(client: Client, desk: User) -> None:
    call = a_call()
    call.reached(make_user(AMINA))
    answer = client.post(f"{LIST}{call.pk}/zurueck/", follow=True)

    assert "This can no longer be taken back." in answer.content.decode()
    call.refresh_from_db()
    assert call.state == Notice.State.DONE


def test_a_line_says_day_and_clock_of_its_date(client: Client, desk: User) -> None:
    call = a_call()
    date = Occurrence.objects.get(pk=call.facts["dates"][0])

    with override("en"):
        words = formats.when(date.starts_at, date.ends_at)
    assert f"<dt>Date</dt><dd>{words}</dd>" in client.get(LIST).content.decode()


def test_who_gave_no_number_is_told_at_the_desk(client: Client, desk: User) -> None:
    a_call()
    thing = a_thing()
    (call,) = posted(a_notice(TESFAY, thing=thing, key="trial:desk"))
    thing.delete()
    page = client.get(LIST).content.decode()
    script = client.get(f"{LIST}{call.pk}/").content.decode()

    assert "Call (1)" in page
    assert "When they come (1)" in page
    assert page.count("Told at the desk") == 1
    assert page.count("Not reached") == 1
    assert "I have a message for you." in script
    assert "Am I speaking with" not in script
    assert "Not reached" not in script


@pytest.mark.parametrize(
    ("clock", "rests"), [("08:59", True), ("09:00", False), ("19:59", False), ("20:00", True)]
)
def test_nobody_is_called_early_or_late(
    client: Client, desk: User, monkeypatch: pytest.MonkeyPatch, clock: str, *, rests: bool
) -> None:
    moment = when.at(when.today(), time.fromisoformat(clock))
    monkeypatch.setattr("treff.pages.calls.when.now", lambda: moment)

    assert ("Please call nobody now." in client.get(LIST).content.decode()) is rests


def test_who_was_not_reached_stays_for_the_next_try(client: Client, desk: User) -> None:
    call = a_call()
    answer = client.post(f"{LIST}{call.pk}/erledigt/", {"told": "no"}, follow=True)

    call.refresh_from_db()
    assert (call.state, call.tries) == (Notice.State.WAITING, 1)
    assert "Jerzy" in answer.content.decode()


def test_a_call_that_somebody_else_has_made_is_gone(client: Client, desk: User) -> None:
    call = a_call()
    call.reached(desk)

    assert client.post(f"{LIST}{call.pk}/erledigt/", {"told": "yes"}).status_code == 404
    assert client.get(f"{LIST}{call.pk}/").status_code == 404


def test_looking_changes_nothing(client: Client, desk: User) -> None:
    call = a_call()

    assert client.get(f"{LIST}{call.pk}/erledigt/").status_code == 405
    call.refresh_from_db()
    assert call.state == Notice.State.WAITING


def test_a_notice_whose_cause_is_gone_still_has_its_line(client: Client, desk: User) -> None:
    thing = a_thing()
    (call,) = posted(a_notice(JERZY, thing=thing))
    thing.delete()

    assert "Herr Kowalski" in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{call.pk}/").status_code == 200


@pytest.mark.parametrize("calls", [1, 50])
def test_the_list_asks_as_much_for_one_call_as_for_fifty(client: Client, desk: User, calls: int) -> None:
    pattern = a_call()
    for number in range(1, calls):
        copy = Notice.objects.get(pk=pattern.pk)
        copy.pk, copy.key, copy._state.adding = None, f"copy:{number}", True
        copy.pk = Notice._meta.pk.get_default()
        copy.save()
    with CaptureQueriesContext(connection) as asked:
        page = client.get(LIST).content.decode()

    assert page.count('class="state flow"') == calls
    assert len(asked) == 9


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.CITY, None])
def test_nobody_else_reads_the_numbers(client: Client, role: Role | None) -> None:
    call = a_call()
    user = make_role(role, AMINA) if role else make_user(AMINA)
    client.force_login(user)

    for answer in (
        client.get(LIST),
        client.get(f"{LIST}{call.pk}/"),
        client.post(f"{LIST}{call.pk}/erledigt/"),
    ):
        assert answer.status_code in {302, 403}
        assert "492151000201" not in answer.content.decode()
    call.refresh_from_db()
    assert (call.state, call.tries) == (Notice.State.WAITING, 0)


def test_the_signed_out_are_led_to_the_log_in(client: Client) -> None:
    answer = client.get(LIST)

    assert answer.status_code == 302
    assert "/konto/einloggen/" in answer["Location"]


def test_a_call_for_later_is_not_on_the_list_yet(client: Client, desk: User) -> None:
    posted(a_notice(JERZY, due_at=timezone.now() + timedelta(hours=1)))

    assert "Nobody is waiting for a call." in client.get(LIST).content.decode()


def test_the_desk_finds_the_list_at_the_foot_of_every_page(client: Client, desk: User) -> None:
    assert f'<a href="{LIST}">Please call</a>' in client.get("/en/haus/").content.decode()


def test_whoever_is_logged_in_reads_the_name_and_finds_the_work_in_the_menu(
    client: Client, desk: User
) -> None:
    page = client.get("/en/haus/").content.decode()
    menu = page[page.index('id="menue"') : page.index("</nav>", page.index('id="menue"'))]

    assert f"Logged in: <bdi>{desk.person.name}</bdi>" in page
    assert f'<a href="{LIST}">Please call</a>' in menu
    assert ">Log out</a>" in menu
    assert "Logged in:" not in Client().get("/en/haus/").content.decode()
