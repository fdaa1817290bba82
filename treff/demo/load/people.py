"""The people of the demo, their accounts and roles, partners, groups, and who speaks for them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from members.models import (
    Group,
    HomeArea,
    Organisation,
    OrganisationText,
    Person,
    Representation,
    RoleGrant,
    User,
)
from members.models.spans import days as span
from members.roles import Role
from treff.demo import facts
from treff.demo.days import Days, years_from

AREAS = {"H": HomeArea.BLEICHPFAD, "C": HomeArea.CRACAU, "K": HomeArea.KREFELD, "": HomeArea.NOT_SAID}
FIRST_ON_THE_BOARD = "abdoulaye"


@dataclass(frozen=True)
class Folk:
    """Everybody by the key under which the files of the world know them."""

    people: dict[str, Person]
    organisations: dict[str, Organisation]
    groups: dict[str, Group]


def fill(days: Days) -> Folk:
    """People with their accounts, then partners and groups with those who speak for them."""
    people = {key: _person(days, written) for key, written in facts.read("people").items()}
    world = facts.read("organisations")
    folk = Folk(
        people,
        {key: _organisation(days, written) for key, written in world["organisation"].items()},
        {key: _group(written) for key, written in world["group"].items()},
    )
    for kind, partners in (("organisation", folk.organisations), ("group", folk.groups)):
        for key, partner in partners.items():
            for speaker in world[kind][key].get("speakers", []):
                _speaks(days, folk.people[speaker["who"]], speaker, **{kind: partner})
    return folk


def _person(days: Days, written: dict[str, Any]) -> Person:
    address = written.get("account") or written.get("mail", "")
    mail = written.get("mail") or written.get("shared_mail", "")
    person = Person(
        given=written["given"],
        family=written.get("family", ""),
        email=facts.mail(mail) if mail else "",
        phone=facts.number(written.get("phone", "")),
        ui_language=written.get("writes", "de"),
        spoken=written.get("speaks", []),
        home_area=AREAS[written.get("area", "")],
        user=_account(facts.mail(address), written) if address else None,
        **_birth(days.today, written),
    )
    person.contact_by = "mail" if person.email else "call" if person.phone else "desk"
    person.clean_fields(exclude=["user"])
    person.clean()
    person.save()
    return person


def _birth(today: date, written: dict[str, Any]) -> dict[str, Any]:
    """A year; or a day, for those who have an age to reach in a few days."""
    if "birthday" in written:
        years, ahead = written["birthday"]
        return {"birth_on": years_from(today + timedelta(days=ahead), -years)}
    return {"birth_year": today.year + written["born"]} if "born" in written else {}


def _account(email: str, written: dict[str, Any]) -> User:
    """An account whose address is proved."""
    return User.objects.create_user(email, language=written.get("writes", "de"), verified=True)


def give_roles(days: Days, folk: Folk) -> None:
    """The first of the board is appointed as by the command; she or he gives all other roles."""
    chair = folk.people[FIRST_ON_THE_BOARD]
    RoleGrant.appoint(chair, Role.BOARD)
    for key, written in facts.read("people").items():
        if "role" in written and key != FIRST_ON_THE_BOARD:
            role = Role[written["role"].upper()]
            until = days.today + timedelta(days=written["until"]) if "until" in written else None
            RoleGrant.grant(folk.people[key], role, by=chair, end=until, reason="Demo")


def _organisation(days: Days, written: dict[str, Any]) -> Organisation:
    during = None
    if "since" in written:
        during = span(_day(days, written["since"]), _end(days, written))
    made = Organisation(name=written["name"], kind=written["kind"], during=during)
    made.clean_fields()
    made.save()
    if "says" in written:
        OrganisationText.objects.create(organisation=made, language="de", summary=written["says"])
    return made


def _group(written: dict[str, Any]) -> Group:
    made = Group(name=written["name"], state=written.get("state", Group.State.ACTIVE))
    made.clean_fields()
    made.save()
    return made


def _speaks(days: Days, person: Person, written: dict[str, Any], **partner: Organisation | Group) -> None:
    function = written.get("function", Representation.Function.LEAD)
    during = span(_day(days, written["since"]), _end(days, written))
    made = Representation(person=person, function=function, during=during, **partner)
    made.clean_fields()
    made.save()


def _day(days: Days, words: int | str) -> date:
    """Days from today, "year-1" for that first of January, "year-end" for the last day of this year."""
    if isinstance(words, int):
        return days.today + timedelta(days=words)
    if words == "year-end":
        return date(days.today.year, 12, 31)
    return date(days.today.year - int(words.removeprefix("year-")), 1, 1)


def _end(days: Days, written: dict[str, Any]) -> date | None:
    """The day after the last one; none without a last day."""
    return _day(days, written["until"]) + timedelta(days=1) if "until" in written else None
