"""The journeys the house opens for: a phone, no script, little German, sometimes no e-mail."""

import pytest
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from events.models import EventText, Occurrence
from members.models import Role, RoleGrant
from tests.browser.conftest import Opening
from tests.browser.journeys import cancel_all, carry, code_on, find, sign_up
from tests.factories import YILDIZ, confirmed, make_date, make_user
from tests.visitors import logged_in
from tests.worker import deliver
from treff.house.models import House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def date() -> Occurrence:
    House.objects.create(phone="02151 000 100", street="Bleichpfad 9")
    date = make_date(capacity=2)
    EventText.objects.create(event=date.event, language="ar", title="ورشة الخياطة")
    return date


def test_two_come_in_arabic_the_next_move_up_and_the_one_without_address_is_called(
    open_page: Opening, live_server: LiveServer, settings: Settings, date: Occurrence
) -> None:
    settings.TREFF_DEMO, settings.EMAIL_BACKEND = True, "treff.demo.mail.PostBox"
    address = f"/ar{date.get_absolute_url()}"

    first = open_page(script=False)
    sign_up(first, address, "Amina", "Sami", email="amina@example.org")
    assert first.locator("html").get_attribute("dir") == "rtl"
    assert first.locator("h2 bdi, .codebox bdi").first.get_attribute("dir") == "ltr"
    code = code_on(first)
    assert confirmed(date) == 2

    second = open_page(script=False)
    sign_up(second, address, "Olena", email="olena@example.org")
    assert "1" in second.locator(".note h2").inner_text()

    third = open_page(script=False)
    sign_up(third, address, "Tesfay")
    assert "2" in third.locator(".note h2").inner_text()

    again = open_page(script=False)
    find(again, "/ar/anmeldung/", code, "amina@example.org")
    cancel_all(again)
    again.locator(".note.info[role=status]").wait_for()

    deliver()
    again.goto("/demo/post/")
    assert "olena@example.org" in again.locator("main").inner_text()
    again.get_by_role("link").filter(has_text="ورشة الخياطة").first.click()
    assert "ورشة الخياطة" in again.locator("main").inner_text()

    nermin = make_user(YILDIZ)
    RoleGrant.objects.create(
        person=nermin.person, role=Role.DESK, during=("2020-01-01", None), reason="sits at the desk"
    )
    desk = open_page(script=False)
    carry(desk, logged_in(nermin), live_server.url)
    desk.goto("/tresen/anrufe/")
    assert "Tesfay" in desk.locator("main").inner_text()


def test_what_was_typed_stays_when_something_is_missing(open_page: Opening, date: Occurrence) -> None:
    page = open_page(script=False)
    page.goto(f"{date.get_absolute_url()}anmelden/")
    page.locator("input[name=name_1]").fill("Herr Kowalski")
    page.locator("label:has(input[value=phone])").click()
    page.locator("input[name=phone]").fill("0151")
    page.locator("main form button.btn:not([name])").click()
    assert page.locator("input[name=name_1]").input_value() == "Herr Kowalski"
    assert page.locator("input[name=phone]").get_attribute("aria-invalid") == "true"
    summary = page.locator(".errors")
    assert summary.get_attribute("role") == "alert"
    assert page.title().startswith("Fehler:")
    page.locator(".errors:focus").wait_for()


def test_a_person_more_and_a_person_less_lose_nothing_typed(open_page: Opening, date: Occurrence) -> None:
    page = open_page(script=False)
    page.goto(f"{date.get_absolute_url()}anmelden/")
    page.locator("input[name=name_1]").fill("Amina")
    page.locator("button[name=more]").click()
    page.locator("input[name=name_2]").fill("Sami")
    page.locator("button[name=more]").click()
    page.locator("input[name=name_3]").fill("Lina")
    page.locator("button[name=less][value='2']").click()
    assert page.locator("input[name=name_1]").input_value() == "Amina"
    assert page.locator("input[name=name_2]").input_value() == "Lina"
    assert page.locator(".errors").count() == 0


def test_what_is_missing_is_read_after_one_more_person_too(open_page: Opening, date: Occurrence) -> None:
    page = open_page(script=False)
    page.goto(f"{date.get_absolute_url()}anmelden/")
    page.locator("input[name=name_1]").fill("Amina")
    page.locator("button[name=more]").click()
    assert page.url.endswith("#id_name_2")
    page.locator("main form button.btn:not([name])").click()
    page.locator(".errors:focus").wait_for()
    page.locator("input[name=name_2]").fill("Sami")
    page.locator("label:has(input[value=in_person])").click()
    page.locator("main form button.btn:not([name])").click()
    page.locator(".codebox").wait_for()
    assert "#" not in page.url


def test_the_form_is_done_by_keyboard_alone(open_page: Opening, date: Occurrence) -> None:
    page = open_page()
    page.goto(f"{date.get_absolute_url()}anmelden/")
    page.locator("input[name=name_1]").focus()
    page.keyboard.type("Frau Yıldız")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.name") != "contact_by":
        page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.value") != "in_person":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".codebox").wait_for()
    assert confirmed(date) == 1


def test_opening_the_link_of_a_mail_changes_nothing(open_page: Opening, date: Occurrence) -> None:
    page = open_page()
    sign_up(page, date.get_absolute_url(), "Amina", phone="0151 00000101")
    page.locator("a.btn.plain.slim").first.click()
    page.locator("form button.btn.stop").wait_for()
    assert confirmed(date) == 1
    page.locator("form button.btn.stop").click()
    page.locator(".note.info[role=status]").wait_for()
    assert confirmed(date) == 0
