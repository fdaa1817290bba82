"""Steps a person takes in the browser, found by what they do and not by their words, so that the
same steps work in every language."""

from django.test import Client
from playwright.sync_api import Page


def sign_up(page: Page, date: str, *names: str, email: str = "", phone: str = "") -> None:
    """Fill in the form of a date and send it; one press for each further person."""
    page.goto(date)
    page.locator(".sheet a.btn").click()
    for _name in names[1:]:
        page.locator("button[name=more]").click()
    for number, name in enumerate(names, start=1):
        page.locator(f"input[name=name_{number}]").fill(name)
    by = "email" if email else "phone" if phone else "in_person"
    page.locator(f"label:has(input[value={by}])").click()
    if email:
        page.locator("input[name=email]").fill(email)
    if phone:
        page.locator("input[name=phone]").fill(phone)
    page.locator("main form button.btn:not([name])").click()
    page.locator(".codebox").wait_for()


def code_on(page: Page) -> str:
    """The code as the slip shows it."""
    return page.locator(".codebox").inner_text()


def find(page: Page, path: str, code: str, contact: str) -> None:
    """Type code and contact into "my sign-up"."""
    page.goto(path)
    page.locator("input[name=code]").fill(code)
    page.locator("input[name=contact]").fill(contact)
    page.locator("main form button.btn").click()
    page.locator(".codebox").wait_for()


def cancel_all(page: Page) -> None:
    """Press "cancel for all", and then the one button of the next page."""
    page.locator("a.btn.stop").click()
    page.locator("form button.btn.stop").click()


def carry(page: Page, client: Client, house: str) -> None:
    """Whoever is logged in in this client is logged in in the browser."""
    key = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": house}])
