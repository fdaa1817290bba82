"""What no honest browser sends: it is refused, and never an error of the server."""

from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from tests.events.doing import filled, form_url
from tests.factories import ask, make_date

pytestmark = pytest.mark.django_db

ODD = ["²", "٣", "-1", "9" * 30, "\x00", "a\x00b", "%", "x" * 5000, "😀"]


@pytest.mark.parametrize("odd", ODD)
def test_addresses_with_odd_pieces_are_not_found(client: Client, odd: str) -> None:
    sign_up = ask(make_date(), "Olena")
    date, signature = sign_up.places().get().occurrence, sign_up.token.split(".")[1]
    typed = quote(odd, safe="")
    for name, piece in [("date", ""), ("sign_up", ""), ("date_ics", ""), ("poster", "t")]:
        arguments = [date.public_id] if piece else [date.event.slug, date.public_id]
        address = reverse(f"events:{name}", args=arguments).replace(date.public_id, typed)
        assert client.get(address).status_code == 404
    for token in (typed, f"{typed}.{signature}", f"{sign_up.public_id}.{typed}"):
        address = sign_up.get_absolute_url().replace(sign_up.token, token)
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("odd", ODD)
def test_odd_choices_on_the_page_of_a_sign_up_are_not_found(client: Client, odd: str) -> None:
    sign_up = ask(make_date(), "Olena")
    address = reverse("events:cancel", args=[sign_up.token])
    for name in ("wer", "wann"):
        assert client.get(address, {name: odd}).status_code == 404
        assert client.post(address, {name: odd}).status_code == 404


@pytest.mark.parametrize("odd", ODD)
def test_odd_values_in_the_form_are_refused_with_the_form(client: Client, odd: str) -> None:
    address = form_url(make_date())
    for name in ("key", "people", "contact_by"):
        assert client.post(address, filled("Olena") | {name: odd}).status_code == 422
    for name in ("name_1", "contact_name"):
        assert client.post(address, filled("Olena") | {name: odd}).status_code in {302, 422, 409}
    for button in ("more", "less"):
        assert client.post(address, filled("Olena", "Halyna") | {button: odd}).status_code == 200


@pytest.mark.parametrize("odd", ODD)
def test_odd_filters_never_break_the_programme(client: Client, odd: str) -> None:
    make_date()
    for name in ("q", "thema", "art", "sprache", "alter", "von", "bis", "frei", "ansicht"):
        assert client.get(reverse("events:programme"), {name: odd}).status_code in {200, 422}


@pytest.mark.parametrize("odd", ODD)
def test_odd_codes_are_answered_like_wrong_ones(client: Client, odd: str) -> None:
    sign_up = ask(make_date(), "Olena", phone="0151 00000101")
    address = reverse("events:find_sign_up")
    assert client.post(address, {"code": odd, "contact": "0151 00000101"}).status_code == 422
    assert client.post(address, {"code": sign_up.code, "contact": odd}).status_code == 422
