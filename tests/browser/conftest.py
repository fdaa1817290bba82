"""A real Chromium before a real server: what a person would see.

Playwright's event loop runs in the thread of the test, so Django must be told that its database calls
there are meant; that holds for the whole process, hence these tests are a run of their own.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import executable

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

Opening = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        args = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = playwright.chromium.launch(executable_path=executable(), args=args)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Opening]:
    """Opens pages of browsers of their own: `open_page(script=False)` is a phone without JavaScript.

    Whatever the browser complains about, a blocked style or a failed script, fails the test.
    """
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        about_the_page_itself = message.page is not None and message.location["url"] == message.page.url
        if message.type == "error" and not about_the_page_itself:  # a 422 is an answer, not a fault
            complaints.append(f"{message.location} {message.text}")

    def opening(*, size: ViewportSize = PHONE, script: bool = True, **options: Any) -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport=size, java_script_enabled=script, **options
        )
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.extend(faults_of_the_page(str(error))))
        return page

    yield opening
    for context in opened:
        context.close()
    assert complaints == []


def faults_of_the_page(error: str) -> list[str]:
    """The error, unless the browser only gave up fading from a page of ours to one without a style."""
    return [] if "ViewTransition" in error else [error]


def faults(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA on the page, in words."""
    only = {"runOnly": WCAG, "resultTypes": ["violations"]}
    found = Axe().run(page, options=only).response["violations"]
    return [f"{fault['id']}: {node['html']}" for fault in found for node in fault["nodes"]]
