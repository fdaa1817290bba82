"""The look where it moves: menu, focus, answers that open, the weight of the first visit."""

import gzip

import pytest
from playwright.sync_api import Response, expect

from events.models import SignUp
from tests.browser.conftest import DESK, Opening
from tests.browser.journeys import code_on
from tests.factories import ask, in_days, make_date, make_event, publish

pytestmark = pytest.mark.django_db(transaction=True)


def a_date_to_sign_up_for() -> str:
    event = make_event("Nähtreff")
    date = make_date(event, in_days(3))
    publish(event)
    return str(date.get_absolute_url())


def test_the_menu_opens_and_closes_without_a_script(open_page: Opening) -> None:
    page = open_page(script=False)
    page.goto("/en/")
    link = page.get_by_role("link", name="My sign-up", exact=True)
    expect(link).to_be_hidden()

    page.get_by_role("button", name="Menu", exact=True).click()
    expect(link).to_be_visible()
    page.get_by_role("button", name="Close menu").click()
    expect(link).to_be_hidden()


def test_the_menu_closes_with_escape_and_gives_the_focus_back(open_page: Opening) -> None:
    page = open_page()
    page.goto("/en/")
    button = page.get_by_role("button", name="Menu", exact=True)
    button.press("Enter")
    expect(page.get_by_role("link", name="The house", exact=True)).to_be_visible()

    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_a_wide_page_shows_the_menu_as_a_line_and_no_button(open_page: Opening) -> None:
    page = open_page(size=DESK)
    page.goto("/en/")

    expect(page.get_by_role("link", name="The house", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Menu", exact=True)).to_be_hidden()
    expect(page.get_by_role("button", name="Close menu")).to_be_hidden()


def test_the_first_press_of_tab_leads_past_the_menu(open_page: Opening) -> None:
    page = open_page()
    page.goto("/en/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()

    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_what_is_missing_takes_the_focus_and_leads_to_its_field(open_page: Opening) -> None:
    page = open_page(script=False)
    page.goto("/en/anmeldung/")
    page.get_by_role("textbox").last.fill("0151 00000101")
    page.get_by_role("button", name="Show").click()

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error: ")
    expect(page.get_by_role("textbox").last).to_have_value("0151 00000101")
    summary.get_by_role("link").first.click()
    expect(page.get_by_role("textbox").first).to_be_focused()


def test_a_field_opens_under_the_answer_it_belongs_to(open_page: Opening) -> None:
    path = a_date_to_sign_up_for()
    page = open_page(script=False)
    page.goto(f"/en{path}anmelden/")
    phone, email = page.get_by_role("textbox", name="Phone number"), page.locator("input[type=email]")
    expect(phone).to_be_visible()
    expect(email).to_be_hidden()

    page.get_by_role("radio", name="by e-mail").check()
    expect(email).to_be_visible()
    expect(phone).to_be_hidden()


def test_targets_are_large_enough_for_a_thumb(open_page: Opening) -> None:
    path = a_date_to_sign_up_for()
    page = open_page()
    page.goto(f"{path}anmelden/")

    inputs = "main input:not([type=radio], [type=checkbox], [type=hidden])"
    targets = page.locator(f"main .btn, main .choice, main select, main textarea, .langs a, {inputs}")
    small = "e => e.checkVisibility() && e.getBoundingClientRect().height < 44"
    assert targets.evaluate_all(f"all => all.filter({small}).map(e => e.outerHTML)") == []


@pytest.mark.parametrize("path", ["/", "/programm/", "/haus/", "/datenschutz/", "/ar/", "/ar/programm/"])
def test_nothing_runs_out_of_a_very_small_phone(open_page: Opening, path: str) -> None:
    a_date_to_sign_up_for()
    page = open_page(size={"width": 320, "height": 568})
    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_long_word_as_a_title_runs_out_of_no_phone(open_page: Opening) -> None:
    date = make_date(make_event("Nachbarschaftsfrühstücksbuffet"), in_days(3), capacity=2)
    publish(date.event)
    sign_up = ask(date, "Amina", "Lina")
    page = open_page(size={"width": 320, "height": 568})
    cancel = f"{sign_up.get_absolute_url()}absagen/"
    addresses = [date.get_absolute_url(), date.event.get_absolute_url(), sign_up.get_absolute_url(), cancel]
    addresses += [f"{date.get_absolute_url()}anmelden/", "/programm/", "/programm/?ansicht=woche&q=Nachbar"]
    wide = {}
    for address in addresses:
        page.goto(address)
        wide[address] = page.evaluate("document.documentElement.scrollWidth")
    assert {address: width for address, width in wide.items() if width > 320} == {}


def test_one_more_person_brings_the_new_field_into_view(open_page: Opening) -> None:
    page = open_page()
    page.goto(f"{a_date_to_sign_up_for()}anmelden/")
    page.locator("button[name=more]").click()
    expect(page.locator("input[name=name_2]")).to_be_focused()
    expect(page.get_by_text("Person 2", exact=True)).to_be_in_viewport()


def test_back_after_the_sign_up_shows_the_form_again(open_page: Opening) -> None:
    page = open_page()
    page.goto(f"{a_date_to_sign_up_for()}anmelden/")
    page.locator("input[name=name_1]").fill("Amina")
    page.locator("label:has(input[value=in_person])").click()
    page.locator("main form button.btn:not([name])").click()
    page.locator(".codebox").wait_for()
    page.go_back()
    expect(page.locator("input[name=name_1]")).to_be_visible()


@pytest.mark.parametrize("before", ["enlarged", "corrected"])
def test_back_after_a_form_that_came_back_shows_it_again_and_signs_nobody_up_twice(
    open_page: Opening, before: str
) -> None:
    page = open_page(script=False)
    page.goto(f"{a_date_to_sign_up_for()}anmelden/")
    page.locator("input[name=name_1]").fill("Amina")
    page.locator("label:has(input[value=in_person])").click()
    if before == "enlarged":
        page.locator("button[name=more]").click()
        page.locator("button[name=less][value='2']").click()
    else:
        page.locator("label:has(input[value=phone])").click()
        page.locator("main form button.btn:not([name])").click()
        page.locator(".errors").wait_for()
        page.locator("label:has(input[value=in_person])").click()
    page.locator("main form button.btn:not([name])").click()
    code = code_on(page)

    page.go_back()
    expect(page.locator("input[name=name_1]")).to_have_value("Amina")
    page.locator("label:has(input[value=in_person])").click()
    page.locator("main form button.btn:not([name])").click()
    assert code_on(page) == code
    assert SignUp.objects.count() == 1


def test_a_dark_page_is_dark_and_strong_colours_keep_their_marks(open_page: Opening) -> None:
    dark = open_page(color_scheme="dark")
    dark.goto("/")
    assert dark.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(18, 23, 18)"

    strong = open_page(forced_colors="active")
    strong.goto("/")
    current = strong.locator('.langs [aria-current="true"]')
    assert current.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_the_first_visit_of_the_programme_is_light(open_page: Opening) -> None:
    for number in range(60):
        event = make_event(f"Nähtreff {number}")
        make_date(event, in_days(1 + number // 6))
        publish(event)
    answers: list[Response] = []
    page = open_page()
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/programm/", wait_until="networkidle")

    assert len(answers) <= 5
    assert page.locator(".row").count() == 60
    assert sum(len(gzip.compress(answer.body())) for answer in answers) < 30_000


def test_print_is_a_button_only_where_a_script_can_do_it(open_page: Opening) -> None:
    sign_up = ask(make_date(), "Amina")
    for script in (True, False):
        page = open_page(script=script)
        page.goto("/en" + sign_up.get_absolute_url())
        expect(page.get_by_role("button", name="Print")).to_be_visible(visible=script)
