"""/demo/ and /demo/post/: one press makes a neighbour of you, and only in the demo."""

from typing import Any

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from members.models import Person, RoleGrant, User
from members.roles import Role
from treff.demo import facts, mail
from treff.demo.mail import PostBox
from treff.demo.models import Letter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    settings.TREFF_DEMO = True


def move_in(who: str, role: Role | None = None) -> Person:
    """One neighbour of the world with her account, without the rest of the house."""
    written = facts.read("people")[who]
    email = facts.mail(written.get("account") or written["mail"])
    person = Person.objects.create(
        given=written["given"], user=User.objects.create_user(email, verified=True)
    )
    if role is not None:
        RoleGrant.appoint(person, role)
    return person


def press(client: Client, who: str) -> Any:
    return client.post(reverse("demo:log_in"), {"who": who})


def test_everybody_of_the_list_can_be_pressed(client: Client) -> None:
    page = client.get(reverse("demo:neighbours")).content.decode()
    assert page.count('name="who"') == len(facts.read("neighbours")["neighbour"]) == 11
    assert "Wartende Anrufe: 0" in page
    assert "Noch zu lesen: 0" in page


@pytest.mark.parametrize("who", ["emre", "mariam", "paula", "oksana"])
def test_who_looks_after_offers_lands_on_them(client: Client, who: str) -> None:
    move_in(who)
    assert press(client, who).url == reverse("events:own_offers")


@pytest.mark.parametrize("name", ["demo:neighbours", "demo:post"])
def test_without_the_demo_the_pages_do_not_exist(client: Client, settings: Any, name: str) -> None:
    settings.TREFF_DEMO = False
    assert client.get(reverse(name)).status_code == 404


def test_without_the_demo_nobody_is_logged_in(client: Client, settings: Any) -> None:
    move_in("amina")
    settings.TREFF_DEMO = False
    assert press(client, "amina").status_code == 404
    assert "_auth_user_id" not in client.session


def test_one_press_logs_in(client: Client) -> None:
    amina = move_in("amina")
    assert press(client, "amina").status_code == 302
    assert client.session["_auth_user_id"] == str(amina.user_id)


def test_the_page_after_it_is_in_the_language_of_the_neighbour(client: Client) -> None:
    amina = move_in("amina")
    User.objects.filter(person=amina).update(language="ar")
    assert press(client, "amina").url == "/ar/"


def test_opening_the_address_logs_nobody_in(client: Client) -> None:
    move_in("amina")
    assert client.get(reverse("demo:log_in"), {"who": "amina"}).status_code == 405
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("who", ["jerzy", "nobody"])
def test_who_is_not_on_the_list_cannot_be_pressed(client: Client, who: str) -> None:
    assert press(client, who).status_code == 404


def test_before_the_demo_is_loaded_nobody_is_there(client: Client) -> None:
    assert press(client, "amina").status_code == 404


def test_pressing_without_a_name_logs_out(client: Client) -> None:
    move_in("amina")
    press(client, "amina")
    press(client, "")
    assert "_auth_user_id" not in client.session


def test_katrin_enters_with_the_mark_of_a_second_factor(client: Client) -> None:
    move_in("katrin", Role.STAFF)
    landed = press(client, "katrin")
    assert client.get(landed.url).status_code == 200


def test_carmen_without_it_reaches_only_the_page_where_one_is_set_up(client: Client) -> None:
    move_in("carmen", Role.STAFF)
    landed = press(client, "carmen")
    assert client.get(landed.url)["Location"] == reverse("mfa_index")


def test_the_mark_is_ignored_outside_the_demo(client: Client, settings: Any) -> None:
    move_in("katrin", Role.STAFF)
    landed = press(client, "katrin")
    settings.TREFF_DEMO = False
    assert client.get(landed.url)["Location"] == reverse("mfa_index")


def test_the_mark_of_one_neighbour_does_not_pass_to_the_next(client: Client) -> None:
    move_in("katrin", Role.STAFF)
    move_in("carmen", Role.STAFF)
    press(client, "katrin")
    landed = press(client, "carmen")
    assert client.get(landed.url)["Location"] == reverse("mfa_index")


def sent(subject: str, html: str = "") -> None:
    message = EmailMultiAlternatives(
        subject, "Guten Tag Amina,\n\nhttps://treff.example/x/", to=["amina@example.org"]
    )
    if html:
        message.attach_alternative(html, "text/html")
    PostBox().send_messages([message])


def test_the_newest_mail_stands_on_top_with_its_text(client: Client) -> None:
    sent("Erster Brief")
    sent("Zweiter Brief")
    page = client.get(reverse("demo:post")).content.decode()
    assert page.index("Zweiter Brief") < page.index("Erster Brief")
    assert '<a href="https://treff.example/x/"' in page
    assert "amina@example.org" in page


def test_an_empty_box_says_so(client: Client) -> None:
    answer = client.get("/en" + reverse("demo:post"))
    assert "No mail yet. Sign up for something, or ask for a code." in answer.content.decode()


def test_the_html_of_a_mail_is_shown_without_any_script(client: Client) -> None:
    sent("Brief", "<p style='color: green'>Guten Tag</p>")
    answer = client.get(reverse("demo:letter", args=[Letter.objects.get().pk]))
    assert answer.content.decode() == "<p style='color: green'>Guten Tag</p>"
    assert answer["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
    )


def test_a_mail_without_html_has_no_such_page(client: Client) -> None:
    sent("Brief")
    assert client.get(reverse("demo:letter", args=[Letter.objects.get().pk])).status_code == 404


def test_words_of_a_mail_are_never_markup(client: Client) -> None:
    PostBox().send_messages([EmailMessage("<b>x</b>", "<script>1</script>", to=["a@example.org"])])
    page = client.get(reverse("demo:post")).content.decode()
    assert "<script>1" not in page
    assert "<b>x" not in page


def test_the_box_keeps_only_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "KEPT", 2)
    for subject in ("eins", "zwei", "drei"):
        sent(subject)
    assert list(Letter.objects.values_list("subject", flat=True)) == ["drei", "zwei"]


def test_both_pages_ask_the_database_as_often_for_one_mail_as_for_fifty(
    client: Client, django_assert_num_queries: Any
) -> None:
    sent("eins")
    client.get(reverse("demo:post"))
    with django_assert_num_queries(3):  # house, letters, their number; the hours are drawn once for all
        client.get(reverse("demo:post"))
    for number in range(49):
        sent(f"Brief {number}")
    with django_assert_num_queries(3):
        client.get(reverse("demo:post"))
