"""A calendar from outside becomes drafts: whole or not at all, and never twice."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from uuid import uuid4

import icalendar
import pytest
import recurring_ical_events
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from events.importing import read, save
from events.models import Event, Kind, Occurrence, OccurrenceText, SignUp
from tests.events.foreign import NOW, calendar, entry, reasons
from tests.factories import AMINA
from tests.races import together

CORPUS = sorted(
    path
    for package in (icalendar, recurring_ical_events)
    for path in Path(package.__path__[0]).rglob("*.ics")
)
"""What the two libraries test themselves with: calendars of real houses and purposely broken ones."""


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The sentences as they stand in the code, whatever the catalogues say."""
    with translation.override("en"):
        yield


def write(folder: Path, data: bytes) -> Path:
    path = folder / "programm.ics"
    path.write_bytes(data)
    return path


def run(path: Path, *, dry_run: bool = False) -> str:
    out = StringIO()
    call_command("import_programme", path, dry_run=dry_run, stdout=out)
    return out.getvalue()


def corpus_file(name: str) -> Path:
    return next(path for path in CORPUS if path.name == name)


def year_of(path: Path) -> datetime:
    """New Year of the year in which a file's first event begins: in its own time a file has dates to take."""
    events = re.sub(rb"BEGIN:VTIMEZONE.*?END:VTIMEZONE", b"", path.read_bytes(), flags=re.DOTALL)
    years = [int(year) for year in re.findall(rb"DTSTART[^:\n]*: ?((?:19|20)\d\d)\d{4}", events)]
    return datetime(min(years, default=2024), 1, 1, tzinfo=UTC)


# -- files of other people ---------------------------------------------------------------------


def test_every_calendar_of_other_people_goes_through(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    taken = dates = refused = useful = 0
    for path in CORPUS:
        out = StringIO()
        with time_machine.travel(year_of(path), tick=False):
            try:
                call_command("import_programme", path, dry_run=True, stdout=out)
            except CommandError as error:
                assert str(error) == "Nothing in this file can be taken."
        found = re.search(r"Draft offers: (\d+), dates: (\d+)", out.getvalue())
        assert found is not None, path
        useful += int(found[1]) > 0
        taken, dates = taken + int(found[1]), dates + int(found[2])
        refused += len(re.findall(r"^  ", out.getvalue().partition("Not taken")[2], re.MULTILINE))
    with capsys.disabled():
        print(f"\n{len(CORPUS)} files, {useful} with {taken} offers and {dates} dates; {refused} refusals")
    assert len(CORPUS) > 200
    assert useful > 100
    assert taken > 300
    assert dates > 4000
    assert refused > 500
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("name", "offers"),
    [
        ("machbar_16_feb_2019.ics", 42),
        ("fablab_cottbus.ics", 11),
        ("Germany_Holidays.ics", 33),
        ("discourse_no_dtend.ics", 4),
    ],
)
def test_a_calendar_of_other_people_is_published_and_signed_up_for(db: None, name: str, offers: int) -> None:
    path, client = corpus_file(name), Client()
    with time_machine.travel(year_of(path)):
        run(path)
        assert Event.objects.filter(state="draft").count() == offers
        event = Event.objects.order_by("pk")[0]
        date = event.occurrences.order_by("starts_at")[0]
        page = date.get_absolute_url()
        assert client.get(page).status_code == 404
        event.publish(by=None)
        assert client.get(page).status_code == 200
        form = reverse("events:sign_up", args=[event.slug, date.public_id])
        answer = client.post(
            form, {"key": str(uuid4()), "people": "1", "name_1": AMINA.given, "contact_by": "in_person"}
        )
        assert answer.status_code == 302
        assert SignUp.objects.get().participants.get().name == AMINA.given


# -- what is saved -----------------------------------------------------------------------------


@pytest.fixture
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


SERIES = entry("RRULE:FREQ=WEEKLY;COUNT=2", "DESCRIPTION:Kuchen ist da.", "LOCATION:Stadtgarten")
CHOIR = entry("DTEND:20261203T200000", uid="chor", title="Chor", start=":20261203T190000")


def test_drafts_are_saved_with_text_and_dates(db: None, now: None, tmp_path: Path) -> None:
    changed = entry("RECURRENCE-ID:20261208T150000", title="Café mit Musik", start=":20261208T150000")
    said = run(write(tmp_path, calendar(SERIES, changed, CHOIR)))
    assert said.splitlines() == ["Draft offers: 2, dates: 3", "  Café (2)", "  Chor (1)"]
    café, choir = Event.objects.order_by("pk")
    assert (café.state, café.kind, café.texts.get().text) == ("draft", Kind.SERIES, "Kuchen ist da.")
    assert (choir.kind, choir.texts.get().title, choir.texts.get().language) == (Kind.SINGLE, "Chor", "de")
    first, second = café.occurrences.order_by("starts_at")
    assert (first.source, first.source_uid, first.recurrence_id) == ("ics", "café-1", "20261201T140000Z")
    assert (first.place_text, first.ends_at) == ("Stadtgarten", None)
    assert OccurrenceText.objects.get().occurrence == second
    assert choir.occurrences.get().ends_at == datetime(2026, 12, 3, 19, tzinfo=UTC)


def test_a_second_run_takes_nothing_twice(db: None, now: None, tmp_path: Path) -> None:
    path = write(tmp_path, calendar(SERIES))
    run(path)
    write(tmp_path, calendar(SERIES, CHOIR))
    assert run(path).splitlines() == [
        "Draft offers: 1, dates: 1",
        "  Chor (1)",
        "Not taken: It was taken before.",
        "  Café",
    ]
    run(path)
    assert (Event.objects.count(), Occurrence.objects.count()) == (2, 3)


def test_one_identifier_in_two_calendars_of_a_file_is_taken_once(db: None, now: None, tmp_path: Path) -> None:
    assert "Not taken: It was taken before." in run(write(tmp_path, calendar(SERIES) + calendar(SERIES)))
    assert Event.objects.count() == 1


def test_a_trial_saves_nothing(db: None, now: None, tmp_path: Path) -> None:
    said = run(write(tmp_path, calendar(SERIES)), dry_run=True)
    assert said.splitlines() == [
        "Draft offers: 1, dates: 2",
        "  Café (2)",
        "This was a trial. Nothing was saved.",
    ]
    assert not Event.objects.exists()


def test_an_offer_is_saved_whole_or_not_at_all(db: None) -> None:
    reading = read(calendar(SERIES, CHOIR), now=NOW)
    date = reading.taken[0].dates[1]
    reading.taken[0].dates.append(date)  # the database refuses a date twice, after the event is written
    saved = save(reading)
    assert [offer.title for offer in saved.taken] == ["Chor"]
    assert reasons(saved) == ["It could not be understood (IntegrityError)."]
    assert [event.texts.get().title for event in Event.objects.all()] == ["Chor"]


def test_nothing_is_saved_when_the_run_breaks_off(
    db: None, now: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, free_slug = write(tmp_path, calendar(SERIES, CHOIR)), Event.free_slug

    def broken(title: str) -> str:
        if title == "Chor":
            raise KeyboardInterrupt
        return free_slug(title)

    monkeypatch.setattr(Event, "free_slug", broken)
    with pytest.raises(KeyboardInterrupt):
        run(path)
    assert not Event.objects.exists()


def test_a_file_that_gives_nothing_fails_the_command(db: None, now: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Nothing in this file can be taken."):
        run(write(tmp_path, b"Programm"))
    with pytest.raises(CommandError, match="The file cannot be opened"):
        run(tmp_path / "missing.ics")


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_take_an_offer_once() -> None:
    reading = read(calendar(SERIES), now=NOW)
    saved = together([lambda: save(reading)] * 2)
    assert sorted(len(one.taken) for one in saved) == [0, 1]
    assert Event.objects.count() == 1
