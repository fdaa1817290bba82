"""The browser tests would see what they are there to see."""

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.conftest import DESK, PHONE, Opening, faults

pytestmark = pytest.mark.django_db(transaction=True)


def test_axe_sees_a_picture_without_words(open_page: Opening) -> None:
    page = open_page()
    page.goto("/")
    page.evaluate("document.querySelector('main').append(new Image())")
    assert faults(page) == ["image-alt: <img>"]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["/", "/en/", "/ar/"])
def test_an_empty_house_has_a_home_page_for_everybody(
    open_page: Opening, size: ViewportSize, path: str
) -> None:
    page = open_page(size=size)
    page.goto(path)
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
