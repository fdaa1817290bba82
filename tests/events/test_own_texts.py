"""What an offer says in each language, and which of it is older than the German words."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Event, EventText
from events.views.organising.texts import MISSING, OLD, WRITTEN, lines_of
from members.models import AuditEvent
from tests.events.doing import Answer
from tests.events.offering import about, host_of, step, whom
from tests.events.organisers import draft_of, partner_of, speaker
from tests.factories import publish
from tests.visitors import logged_in
from treff.house import when

pytestmark = pytest.mark.django_db


def offer(user: Any = None) -> Event:
    """A published offer in German and Turkish."""
    event = publish(draft_of(user or speaker(), "Nähwerkstatt"))
    EventText.write("tr", {"title": "Dikiş atölyesi", "summary": "Dikiş öğrenmek."}, event=event)
    return event


def page(event: Event, language: str) -> str:
    return reverse("events:own_text", args=[event.public_id, language])


def words(title: str, **more: str) -> dict[str, str]:
    return {"title": title, "summary": "", "text": "", "audience": "", "cost": "", "bring": ""} | more


def standing(event: Event) -> dict[str, str]:
    return {line.language: line.standing for line in lines_of(event) if line.standing != MISSING}


def told(answer: Answer) -> str:
    """The page as people read it, tags taken out."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_every_language_of_the_house_is_listed_with_its_standing() -> None:
    user = speaker()
    event = offer(user)
    answer = logged_in(user).get(reverse("events:own_texts", args=[event.public_id]))
    lines = {line.language: line.standing for line in answer.context["lines"]}
    assert lines == {
        "de": WRITTEN,
        "de-simple": MISSING,
        "en": MISSING,
        "tr": WRITTEN,
        "ar": MISSING,
        "uk": MISSING,
        "ru": MISSING,
    }


def test_story_35_german_words_change_and_the_turkish_ones_say_that_they_are_older(client: Client) -> None:
    user = speaker()
    event = offer(user)
    own, public = logged_in(user), event.get_absolute_url()
    assert "älter als der deutsche Text" not in told(client.get(public))
    assert own.post(page(event, "de"), words("Nähstube")).status_code == 302
    assert standing(event) == {"de": WRITTEN, "tr": OLD}
    listed = own.get(reverse("events:own_texts", args=[event.public_id]))
    assert "älter als der deutsche Text" in told(listed)
    assert "Türkisch, älter als der deutsche Text Dikiş atölyesi" in told(client.get(public))
    assert own.get(reverse("events:own_offer", args=[event.public_id])).context["old_texts"] == 1
    assert own.post(page(event, "tr"), words("Dikiş evi")).status_code == 302
    assert standing(event) == {"de": WRITTEN, "tr": WRITTEN}
    assert "älter als der deutsche Text" not in told(client.get(public))


def test_a_mended_slip_leaves_the_translations_as_good_as_they_were() -> None:
    user = speaker()
    event = offer(user)
    own = logged_in(user)
    own.post(page(event, "de"), words("Nähwerkstat") | {"is_slip": ""})
    own.post(page(event, "tr"), words("Dikiş atölyesi"))
    assert own.post(page(event, "de"), words("Nähwerkstatt", is_slip="on")).status_code == 302
    assert event.texts.get(language="de").title == "Nähwerkstatt"
    assert standing(event) == {"de": WRITTEN, "tr": WRITTEN}
    assert AuditEvent.objects.filter(verb="write_text").latest("pk").field_names == ["title"]


@pytest.mark.parametrize(("number", "name"), [(1, "title"), (2, "cost")])
@pytest.mark.parametrize(("tick", "turkish"), [("", OLD), ("on", WRITTEN)])
def test_a_slip_is_mended_in_the_steps_as_well(number: int, name: str, tick: str, turkish: str) -> None:
    user = speaker()
    event = offer(user)
    said = about(host_of(partner_of(user))) if number == 1 else whom()
    answer: Answer = logged_in(user).post(step(event, number), said | {name: "Neu", "is_slip": tick})
    assert answer.status_code == 302
    assert getattr(event.texts.get(language="de"), name) == "Neu"
    assert standing(event)["tr"] == turkish


def test_the_tick_is_there_only_where_a_translation_could_get_older() -> None:
    user = speaker()
    event, client = publish(draft_of(user)), logged_in(user)
    paths = [step(event, 1), step(event, 2), page(event, "de")]
    asked = "Nur ein Tippfehler: die Übersetzungen bleiben gültig"
    assert [asked in told(client.get(path)) for path in paths] == [False] * 3
    EventText.write("tr", {"title": "Almanca"}, event=event)
    assert [asked in told(client.get(path)) for path in paths] == [True] * 3
    others = [step(event, 3), page(event, "tr"), "/angebote/neu/"]
    assert [asked in told(client.get(path)) for path in others] == [False] * 3


def test_a_first_german_text_is_new_whatever_is_ticked() -> None:
    event = offer()
    event.texts.filter(language="de").delete()
    EventText.objects.filter(event=event).update(source_changed_at=when.now() - timedelta(days=2))
    EventText.write("de", {"title": "Nähen"}, is_slip=True, event=event)
    assert standing(event) == {"de": WRITTEN, "tr": OLD}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "This text is older than the German one."), ("ar", "هذا النص أقدم من النص الألماني.")],
)
def test_story_35_the_page_in_a_language_says_that_its_words_are_older(
    client: Client, language: str, sentence: str
) -> None:
    event = offer()
    EventText.write(language, {"title": "Sewing"}, event=event)
    date = event.occurrences.get()
    paths = [f"/{language}{thing.get_absolute_url()}" for thing in (event, date)]
    assert not any(sentence in told(client.get(path)) for path in paths)
    EventText.write("de", {"title": "Nähstube"}, event=event)
    assert all(sentence in told(client.get(path)) for path in paths)


def test_german_words_that_stay_the_same_make_nothing_old() -> None:
    user = speaker()
    event = offer(user)
    german = event.texts.get(language="de")
    same = {name: getattr(german, name) for name in words("")}
    logged_in(user).post(page(event, "de"), same)
    assert standing(event) == {"de": WRITTEN, "tr": WRITTEN}


def test_a_translation_that_is_still_right_counts_as_up_to_date_when_it_is_saved() -> None:
    user = speaker()
    event = offer(user)
    EventText.write("de", {"cost": "kostenlos"}, event=event)
    assert standing(event)["tr"] == OLD
    turkish = event.texts.get(language="tr")
    logged_in(user).post(page(event, "tr"), {name: getattr(turkish, name) for name in words("")})
    assert standing(event)["tr"] == WRITTEN


def test_a_new_language_is_written_beside_the_german_words() -> None:
    user = speaker()
    event = offer(user)
    client = logged_in(user)
    shown = client.get(page(event, "ar"))
    assert "Nähwerkstatt" in told(shown)
    assert 'dir="rtl"' in shown.content.decode()
    assert client.post(page(event, "ar"), words("ورشة الخياطة")).status_code == 302
    assert event.texts.get(language="ar").title == "ورشة الخياطة"
    assert client.post(page(event, "de-simple"), words("Nähen")).status_code == 302
    noted = AuditEvent.objects.filter(verb="write_text").latest("pk")
    assert (noted.reason, noted.field_names) == ("de-simple", ["title"])


def test_a_text_without_a_title_is_refused_and_nothing_typed_is_lost() -> None:
    user = speaker()
    event = offer(user)
    answer = logged_in(user).post(page(event, "uk"), words(" ", text="Ми шиємо."))
    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == "Ми шиємо."
    assert not event.texts.filter(language="uk").exists()


def test_an_unknown_language_is_not_found() -> None:
    user = speaker()
    assert logged_in(user).get(page(offer(user), "xx")).status_code == 404


def test_a_translation_of_german_words_that_changed_meanwhile_is_asked_about() -> None:
    user = speaker()
    event = offer(user)
    client = logged_in(user)
    shown = client.get(page(event, "tr"))
    EventText.write("de", {"title": "Nähstube"}, event=event)
    typed = words("Dikiş evi")
    answer = client.post(page(event, "tr"), typed | {"seen": shown.context["seen"]})
    assert answer.status_code == 422
    assert answer.context["form"]["title"].value() == "Dikiş evi"
    assert "Nähstube" in told(answer)
    assert event.texts.get(language="tr").title == "Dikiş atölyesi"
    assert client.post(page(event, "tr"), typed | {"seen": answer.context["seen"]}).status_code == 302
    assert standing(event)["tr"] == WRITTEN


def test_two_who_write_the_same_language_do_not_undo_each_other() -> None:
    user = speaker()
    event = offer(user)
    client = logged_in(user)
    seen = client.get(page(event, "tr")).context["seen"]
    client.post(page(event, "tr"), words("Dikiş evi", seen=seen))
    answer = client.post(page(event, "tr"), words("Terzi", seen=seen))
    assert answer.status_code == 422
    assert any("Dikiş evi" in error for error in answer.context["form"].errors["title"])
    assert event.texts.get(language="tr").title == "Dikiş evi"


def test_a_translation_carries_the_moment_of_the_german_words() -> None:
    event = offer()
    moments = set(event.texts.values_list("source_changed_at", flat=True))
    assert len(moments) == 1
