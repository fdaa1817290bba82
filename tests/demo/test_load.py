"""The loaded demo: what the world promises is there, on the next dates, through the real verbs."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count
from django.test import Client, override_settings
from django.utils import timezone

from events.models import Event, EventText, Occurrence, Place, Series, SignUp, Tally
from members.models import Person, RoleGrant, User
from members.roles import Role
from rooms.models import Occupancy, Room
from treff.demo.load import load
from treff.demo.models import Loaded
from treff.house import postgres, when
from treff.house.days_off import school_holiday
from treff.house.models import HouseClosure, Notice, Picture
from treff.house.recurrence import Weekly, slots

pytestmark = pytest.mark.django_db

# (number of the world's table, places, signed up, waiting) for the next date that takes place
NEXT = {
    "krabbelrunde": (12, 9, 0),
    "hausaufgabenhilfe": (14, 14, 3),
    "erzaehltheater": (14, 9, 0),
    "fruehstueck-ab-60": (24, 19, 0),
    "naehwerkstatt": (8, 8, 4),
    "bewegung-im-sitzen": (16, 11, 0),
    "elternabend-schule": (30, 12, 0),
    "deutsch-am-vormittag": (15, 13, 0),
    "kochabend-suppen": (10, 10, 2),
    "spaziergang-mit-fragen": (20, 8, 0),
    "lesenacht": (12, 10, 0),
    "maerchen-ukrainisch-deutsch": (20, 13, 0),
    "musikabend": (80, 46, 0),
    "planungsrunde-spielplatz": (40, 15, 0),
    "smartphone-hilfe": (6, 5, 0),
    "arabisch-fuer-kinder": (16, 12, 0),
    "ausflug-ans-wasser": (45, 0, 0),
}


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """The demo, loaded once for the tests of this file, which leave it as it was; taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(TREFF_DEMO=True):
        load()
        yield
        transaction.set_rollback(True)


def next_date(slug: str) -> Occurrence:
    return Occurrence.objects.coming().with_seats().filter(event__slug=slug)[0]


@pytest.mark.parametrize("slug", sorted(NEXT))
def test_the_next_date_is_as_full_as_the_world_says(slug: str) -> None:
    seats = next_date(slug).seats()
    assert (seats.capacity, seats.confirmed, seats.waiting) == NEXT[slug]


def test_the_first_in_the_queue_of_the_full_course_is_a_party_of_two() -> None:
    queue = SignUp.objects.filter(event__slug="naehwerkstatt").waiting_for([next_date("naehwerkstatt").pk])
    assert [sign_up.participants.count() for sign_up in queue.order_by("rank")] == [2, 1, 1]
    assert [sign_up.number() for sign_up in queue.order_by("rank")] == [1, 2, 3]


def test_somebody_who_gave_a_place_back_let_hasan_move_up() -> None:
    hasan = SignUp.objects.get(contact_name="Hasan Yıldız")
    assert [place.state for place in hasan.places()] == ["confirmed"]


def test_dates_are_cancelled_with_their_reasons() -> None:
    """Reasons of the list only: every language says them in its own words."""
    cancelled = Occurrence.objects.filter(status="cancelled").values_list("event__slug", "cancel_code")
    assert not Occurrence.objects.exclude(cancel_text="").exists()
    assert sorted(cancelled) == [
        ("arabisch-fuer-kinder", "replanned"),
        ("bewegung-im-sitzen", "lead"),
        ("fahrradwerkstatt", "room"),
        ("nebenkosten-verstehen", "replanned"),
        ("spielenachmittag", "room"),
    ]


def test_two_dates_have_moved_and_two_of_a_series_were_moved_by_hand() -> None:
    moved = Occurrence.objects.exclude(own=[]).order_by("event__slug", "starts_at")
    assert [(date.event.slug, date.own, date.whereabouts()) for date in moved] == [
        ("arabisch-fuer-kinder", ["time"], "Webstube"),
        ("arabisch-fuer-kinder", ["rooms"], "Bleiche"),
        ("maerchen-ukrainisch-deutsch", ["time"], "Webstube"),
        ("spaziergang-mit-fragen", ["time"], "Treffpunkt: vor der Haustür, Bleichpfad"),
    ]


def test_every_rule_gives_the_dates_that_are_stored() -> None:
    """Each has a slot and is there; a day left out is not there."""
    given: dict[str, list[datetime]] = defaultdict(list)
    for series in Series.objects.select_related("event"):
        days = set(series.recurrence.days()) - set(series.left_out)
        given[series.event.slug] += [slot.starts_at for slot in slots(days, series.start, series.end)]
    stored: dict[str, list[datetime]] = defaultdict(list)
    for slug, slot in Occurrence.objects.exclude(slot_at=None).values_list("event__slug", "slot_at"):
        stored[slug] += [slot] if slot else []
    assert {slug: sorted(dates) for slug, dates in stored.items()} == given
    assert len(given) == 22


def test_what_has_no_rule_is_one_date() -> None:
    without = Event.objects.filter(series=None).annotate(dates=Count("occurrences"))
    assert set(without.values_list("dates", flat=True)) == {1}


@pytest.mark.parametrize("slug", ["sprachcafe", "erzaehltheater"])
def test_six_in_the_evening_stays_six_in_the_evening_all_the_weeks(slug: str) -> None:
    starts = Occurrence.objects.filter(event__slug=slug).values_list("starts_at", flat=True)
    assert {when.local(start).time() for start in starts} == {time(18)}


def test_a_weekly_series_crosses_a_change_of_the_clocks() -> None:
    starts = Occurrence.objects.filter(event__slug="sprachcafe").values_list("starts_at", flat=True)
    assert {when.local(start).utcoffset() for start in starts} == {timedelta(hours=1), timedelta(hours=2)}


def test_the_tea_is_weekly_until_last_week_and_every_second_week_from_now_on() -> None:
    monday = when.week_of(when.today())[0]
    starts = Occurrence.objects.filter(event__slug="tee-am-dienstag").values_list("starts_at", flat=True)
    weeks = [(when.local(start).date() - monday).days // 7 for start in starts.order_by("starts_at")]
    assert weeks == [*range(-8, 0), *range(0, 27, 2)]
    assert [series.recurrence.rule for series in Series.objects.filter(event__slug="tee-am-dienstag")] == [
        Weekly((1,)),
        Weekly((1,), every=2),
    ]


def test_singing_is_on_the_last_friday_of_the_month() -> None:
    for date in Occurrence.objects.filter(event__slug="singen-am-kuechentisch"):
        day = when.local(date.starts_at).date()
        assert (day.weekday(), (day + when.WEEK).month != day.month, date.whereabouts()) == (4, True, "Küche")


def test_homework_rests_in_the_school_holidays_outside_the_fortnight() -> None:
    starts = Occurrence.objects.filter(event__slug="hausaufgabenhilfe").values_list("starts_at", flat=True)
    days = {when.local(start).date() for start in starts}
    series = Series.objects.get(event__slug="hausaufgabenhilfe")
    monday = when.week_of(when.today())[0]
    fortnight = {monday + timedelta(days=7 * week + day) for week in range(3) for day in (0, 3)}
    assert not series.in_school_holidays
    assert days >= fortnight
    assert {day for day in days - fortnight if school_holiday(day)} == set()
    assert series.left_out == [
        day for day in series.recurrence.days() if school_holiday(day) and day not in fortnight
    ]


def test_a_room_asked_for_early_is_held_while_chairs_are_set_up() -> None:
    night = Occurrence.objects.select_related("use").get(event__slug="lesenacht")
    assert night.use is not None
    assert night.starts_at - night.use.during.lower == timedelta(hours=1)


def test_the_fortnight_is_full_and_every_date_in_the_house_has_its_room() -> None:
    assert Occurrence.objects.coming().count() >= 30
    roomless = Occurrence.objects.scheduled().filter(use=None, place_text="")
    assert not roomless.exists()
    assert Occupancy.objects.exists()


def test_everything_is_published_with_german_words_but_for_one_draft() -> None:
    assert Event.objects.published().count() == 37
    assert EventText.objects.filter(language="de").exclude(text="").count() == 38


def test_a_draft_of_a_partner_waits_for_approval_and_holds_its_room() -> None:
    [draft] = Event.objects.waiting_for_approval()
    assert (draft.slug, draft.state) == ("deutsch-am-samstag", "draft")
    assert draft.handed_in_by == Person.objects.get(given="Paula")
    assert list(draft.hostings.values_list("organisation__name", flat=True)) == ["Lernhaus Spindel"]
    assert {date.whereabouts() for date in draft.occurrences.all()} == {"Webstube"}


def test_the_picture_of_an_offer_is_on_its_page_and_can_be_fetched(client: Client) -> None:
    picture = Picture.objects.get(alts__language="de", alts__alt__contains="4 Nähte")
    page = client.get("/programm/naehwerkstatt/").content.decode()
    assert f'src="{picture.get_absolute_url()}"' in page
    assert client.get(picture.get_absolute_url())["Content-Type"] == "image/webp"


def test_the_house_of_sixty_people_has_the_roles_of_the_world() -> None:
    assert Person.objects.count() == 60
    assert User.objects.count() == 22
    held = {role.name: RoleGrant.objects.filter(role=role).count() for role in Role}
    assert held == {"VOLUNTEER": 9, "DESK": 1, "STAFF": 2, "BOARD": 2, "CITY": 1}


def test_herr_kowalski_is_a_volunteer_without_account() -> None:
    kowalski = Person.objects.get(family="Kowalski")
    assert kowalski.user is None
    assert kowalski.role_grants.get().role == Role.VOLUNTEER


def test_a_person_with_one_name_and_one_with_a_name_of_sixty_letters_are_there() -> None:
    assert Person.objects.get(given="Suryani").family == ""
    assert len(Person.objects.get(given="Maria del Carmen").name) == 60


def test_the_desk_has_calls_to_make_and_has_made_the_others() -> None:
    names = {call.to_name for call in Notice.objects.calls()}
    always = {"Jerzy Kowalski", "Ingrid Hoffmann", "Tesfay Habtu", "Hasan Yıldız"}
    assert len(names) == 5
    assert names - always in ({"Lidija Petrowa"}, {"Karim Haddad"})
    assert Notice.objects.get(to_name="Tesfay Habtu", state="waiting").channel == "desk"
    assert Notice.objects.filter(state="done").exists()


def test_numbers_stand_on_the_call_list_as_people_write_them() -> None:
    assert Notice.objects.calls().get(to_name="Jerzy Kowalski").to_phone == "02151 000 201"


def test_nobody_asked_in_the_minute_of_loading() -> None:
    assert SignUp.objects.filter(asked_at__gt=timezone.now() - timedelta(days=1)).count() == 0
    ranked = list(SignUp.objects.filter(channel="web").order_by("rank").values_list("asked_at", flat=True))
    assert ranked == sorted(ranked)


def test_what_is_over_was_counted_or_is_not_counted_yet() -> None:
    tally = Tally.objects.get()
    assert (tally.occurrence.event.slug, tally.present) == ("kleidertausch", 63)
    assert tally.not_counted_by_age() == 3
    assert Place.objects.confirmed().filter(occurrence__event__slug="liederabend").count() == 7


def test_one_place_was_given_back_late() -> None:
    late = Place.objects.get(late=True)
    assert (late.occurrence.event.slug, late.state) == ("smartphone-hilfe", "cancelled")


def test_two_public_holidays_are_proposed_and_one_team_day_is_decided() -> None:
    decisions = list(HouseClosure.objects.order_by("decision").values_list("decision", flat=True))
    assert decisions == ["closed", "proposed", "proposed"]


def test_the_way_to_each_room_is_said_in_every_language_of_the_pages() -> None:
    for language, _name in settings.LANGUAGES:
        said = {room.name: (room.way_words or {}).get("language") for room in Room.objects.with_way(language)}
        assert said == dict.fromkeys(
            ["Bleiche", "Webstube", "Saal", "Küche", "Stilles Zimmer", "Werkstatt"], language
        )


def test_a_second_load_does_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):  # savepoint, lock, "is it there?", release
        assert load() is None
    assert Person.objects.count() == 60


def said_by_a_second_demo(capsys: pytest.CaptureFixture[str], **before: Any) -> str:
    """What the command says of a demo that was loaded like this; the row stands as it was afterwards."""
    with transaction.atomic():
        Loaded.objects.update(**before)
        call_command("demo")
        transaction.set_rollback(True)
    return capsys.readouterr().out


def test_a_second_demo_of_today_says_only_that_it_is_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert said_by_a_second_demo(capsys) == f"The demo is here since {when.today()}; nothing was loaded.\n"


def test_an_old_demo_names_the_folder_where_its_data_really_lie(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = postgres.own_server()
    monkeypatch.setitem(connection.settings_dict, "HOST", str(server.socket))
    said = said_by_a_second_demo(capsys, on=when.today() - timedelta(days=8))
    assert "Its dates grow old." in said
    assert f"stop the house, remove the folder {server.state}, and start again" in said


def test_with_a_database_of_ones_own_no_folder_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", "db.example.org")
    said = said_by_a_second_demo(capsys, on=when.today() - timedelta(days=8))
    assert "name an empty database in DATABASE_URL" in said
    assert "folder" not in said


@pytest.mark.parametrize("edition", ["", "another"])
def test_a_demo_of_older_files_says_so(capsys: pytest.CaptureFixture[str], edition: str) -> None:
    said = said_by_a_second_demo(capsys, edition=edition)
    assert "These files tell of a newer demo than the one that was loaded." in said


def test_a_house_with_data_of_its_own_is_left_alone() -> None:
    Loaded.objects.all().delete()
    with pytest.raises(CommandError, match="data of its own"):
        load()


def test_outside_the_demo_nothing_is_loaded(settings: Any) -> None:
    settings.TREFF_DEMO = False
    with pytest.raises(CommandError, match="TREFF_DEMO=1"):
        load()


def test_the_large_case_fills_up_to_the_number_and_no_further(capsys: pytest.CaptureFixture[str]) -> None:
    wanted = Occurrence.objects.coming().public().count() + 120
    call_command("demo", events=wanted)
    call_command("demo", events=wanted)
    assert Occurrence.objects.coming().public().count() == wanted
    assert "120 dates added" in capsys.readouterr().out
    grown = Occurrence.objects.coming().with_seats().filter(event__slug__startswith="stadt-")
    assert {(date.seats().confirmed, date.use is not None) for date in grown} == {(4, True)}
