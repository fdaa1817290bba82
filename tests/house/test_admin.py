"""The house in the admin: one house, its hours, closures, pictures; notices and findings only read."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from members.models import Role
from tests.events.doing import hidden
from tests.events.team import said
from tests.reading import words
from tests.visitors import browser_of
from treff.house import when
from treff.house.models import District, Finding, House, HouseClosure, HouseHours, HousePhase, Notice, Picture

pytestmark = pytest.mark.django_db
HOUSE = "/admin/house/"


def house_form(**fields: Any) -> dict[str, Any]:
    """The house as it is described by default, with one thing told."""
    house = House()
    names = [field.name for field in House._meta.concrete_fields if field.editable]
    return {name: getattr(house, name) for name in names} | {"phone": "02151 000 100"} | fields


def png() -> SimpleUploadedFile:
    paper = BytesIO()
    Image.new("RGB", (40, 30), "green").save(paper, "PNG")
    return SimpleUploadedFile("hof.png", paper.getvalue(), "image/png")


def rows(name: str, total: int = 0, **fields: Any) -> dict[str, Any]:
    """Rows below a record."""
    row = {f"{name}-0-{field}": value for field, value in fields.items()}
    return {f"{name}-TOTAL_FORMS": total, f"{name}-INITIAL_FORMS": 0} | row


def test_the_list_of_houses_leads_to_the_only_one() -> None:
    client = browser_of(Role.STAFF)
    assert client.get(f"{HOUSE}house/")["Location"] == f"{HOUSE}house/add/"
    answer = client.post(f"{HOUSE}house/add/", house_form())
    assert answer.status_code == 302, words(answer)
    assert (House.objects.get().phone, House.objects.get().languages) == ("02151 000 100", ["de"])
    assert client.get(f"{HOUSE}house/")["Location"] == f"{HOUSE}house/1/change/"
    assert client.get(f"{HOUSE}house/add/").status_code == 403
    assert said("Still to be told by the association.") in words(client.get(f"{HOUSE}house/1/change/"))


def test_opening_hours_are_typed_with_their_last_day() -> None:
    form = {"weekday": 0, "start": "09:00", "end": "21:00", "valid_0": "2026-12-01", "valid_1": "2026-12-31"}
    client = browser_of(Role.STAFF)
    answer = client.post(f"{HOUSE}househours/add/", form)
    assert answer.status_code == 302, words(answer)
    hours = HouseHours.objects.get()
    assert str(hours.valid.upper) == "2027-01-01"
    assert "9–21 Uhr" in words(client.get(f"{HOUSE}househours/"))
    page = client.get(f"{HOUSE}househours/{hours.pk}/change/").content.decode()
    assert 'value="2026-12-31"' in page and 'value="09:00"' in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"end": "08:00"}, "The end is before the start. Please change the time."),
        ({"valid_1": "2026-11-01"}, "The last day is before the first. Please change the days."),
        ({"valid_0": ""}, "Please say from when on."),
    ],
)
def test_impossible_hours_are_refused_with_what_was_typed(fields: dict[str, str], sentence: str) -> None:
    form = {"weekday": 0, "start": "09:00", "end": "21:00", "valid_0": "2026-12-01", "valid_1": "2026-12-31"}
    answer = browser_of(Role.STAFF).post(f"{HOUSE}househours/add/", form | fields)
    assert answer.status_code == 422
    assert said(sentence) in words(answer)
    assert 'value="09:00"' in answer.content.decode()
    assert not HouseHours.objects.exists()


def test_hours_that_somebody_changed_meanwhile_say_what_stands_now() -> None:
    form = {"weekday": 0, "start": "09:00", "end": "21:00", "valid_0": "2026-12-01", "valid_1": "2026-12-31"}
    client = browser_of(Role.STAFF)
    client.post(f"{HOUSE}househours/add/", form)
    page = f"{HOUSE}househours/{HouseHours.objects.get().pk}/change/"
    theirs, mine = (client.get(page) for _ in range(2))
    changed = form | {"weekday": 1, "end": "20:30", "desk": "on", "valid_1": ""}
    assert client.post(page, changed | {"seen": hidden(theirs)["seen"]}).status_code == 302
    answer = client.post(page, form | {"seen": hidden(mine)["seen"]})
    assert answer.status_code == 422
    for value in ("Dienstag", "20:30 Uhr", "Ja", "Di, 1. Dezember – "):
        assert said("Now it says: %(value)s", value=value).strip() in words(answer)
    assert HouseHours.objects.get().weekday == 1


def test_the_house_is_shut_from_a_moment_to_a_moment() -> None:
    form = {"during_0": "2026-12-24T00:00", "during_1": "2027-01-02T00:00", "reason_code": "break"}
    form |= {"reason_language": "de", "decision": "closed"}
    client = browser_of(Role.STAFF)
    silent = client.post(f"{HOUSE}houseclosure/add/", form | {"during_1": ""})
    assert silent.status_code == 422
    assert said("Please say until when.") in words(silent)
    skipped = client.post(f"{HOUSE}houseclosure/add/", form | {"during_1": "2027-03-28T02:30"})
    assert said("That time does not exist on the night of the clock change.") in words(skipped)
    assert client.post(f"{HOUSE}houseclosure/add/", form).status_code == 302
    assert when.local(HouseClosure.objects.get().during.upper).isoformat() == "2027-01-02T00:00:00+01:00"


def test_areas_and_phases_are_kept_with_their_days() -> None:
    client = browser_of(Role.BOARD)
    form = {"level": "stadtteil", "code": "020", "name": "Cracau", "valid_0": "2025-11-01"}
    figure = rows("figures", 1, indicator="Menschen", value=12000, as_of="2025-12-31", source="Krefeld")
    answer = client.post(f"{HOUSE}district/add/", form | figure)
    assert answer.status_code == 302, words(answer)
    assert District.objects.get().figures.get().indicator == "Menschen"
    client.post(f"{HOUSE}housephase/add/", {"phase": "kick_off", "from_on": "2026-12-01"})
    assert HousePhase.objects.get().phase == "kick_off"


def test_a_picture_is_kept_as_the_house_keeps_pictures() -> None:
    client = browser_of(Role.STAFF)
    alt = rows("alts", 1, language="de", alt="Der Hof im Sommer")
    broken = SimpleUploadedFile("hof.png", b"no picture")
    refused = client.post(f"{HOUSE}picture/add/", {"file": broken, "credit": "Olena"} | alt)
    assert refused.status_code == 422
    assert said("We cannot open this picture. Please choose a JPEG, PNG or WebP file.") in words(refused)
    assert "Der Hof im Sommer" in refused.content.decode()
    answer = client.post(f"{HOUSE}picture/add/", {"file": png(), "credit": "Olena"} | alt)
    assert answer.status_code == 302, words(answer)
    picture = Picture.objects.get()
    assert (picture.credit, picture.width, picture.alts.get().alt) == ("Olena", 40, "Der Hof im Sommer")
    page = client.get(f"{HOUSE}picture/")
    assert f"/bild/{picture.sha256}.webp" in page.content.decode()
    changed = {"credit": "Amina"} | rows("alts")
    assert client.post(f"{HOUSE}picture/{picture.pk}/change/", changed).status_code == 302
    assert Picture.objects.get().credit == "Amina"


def test_notices_and_findings_are_only_read() -> None:
    notice = Notice.objects.create(
        key=str(uuid4()),
        channel="desk",
        to_name="Gertrud",
        template="moved_up",
        about_label="house.house",
        about_id=1,
    )
    Finding.record("use_has_an_owner", ["rooms.use 7"])
    client = browser_of(Role.STAFF)
    assert "Gertrud" in words(client.get(f"{HOUSE}notice/"))
    assert client.post(f"{HOUSE}notice/{notice.pk}/change/", {"state": "done"}).status_code == 403
    assert client.get(f"{HOUSE}notice/add/").status_code == 403
    assert "rooms.use 7" in words(client.get(f"{HOUSE}finding/?gone=no"))
    assert "rooms.use 7" not in words(client.get(f"{HOUSE}finding/?gone=yes"))
    assert "use_has_an_owner: rooms.use 7" in words(client.get("/admin/"))


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.DESK, Role.CITY])
def test_only_team_and_board_change_the_house(role: Role) -> None:
    client = browser_of(role)
    for page in ("house/add/", "househours/add/", "houseclosure/add/", "notice/"):
        assert client.get(HOUSE + page, follow=True).status_code == 403
    assert client.post(f"{HOUSE}house/add/", house_form(), follow=True).status_code == 403
    assert not House.objects.exists()
