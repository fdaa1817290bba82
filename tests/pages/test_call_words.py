"""What is said on the phone, for every notice there is: the page of a call is opened for each letter."""

import pytest
import time_machine

from events.models import SignUp
from members.models import Role
from tests.factories import YILDIZ
from tests.letters import NOTICES, NOW, OFFERS
from tests.members.doing import make_role
from tests.visitors import logged_in
from treff.house.models import Channel, Notice

LIST = "/en/tresen/anrufe/"
SUITS = "Does that suit you?"
OF_A_SIGN_UP = {"signed_up", "signed_up_for_a_course", "waiting"}
WORDS: dict[str, tuple[str, ...]] = {
    "signed_up": ("Sewing workshop<br>Tue, 1 December", "KRF 7HM"),
    "signed_up_for_a_course": ("Deutsch am Vormittag", "KRF 7HM"),
    "waiting": ("Sewing workshop<br>Tue, 1 December", "KRF 7HM"),
    "moved_up": ("A place has come free: Sewing workshop, Tue, 1 December", "Your code is KRF 7HM."),
    "cancelled": ("We have given back your place: Sewing workshop, Tue, 1 December",),
    "cancelled_by_the_team": ("We have given back your place: Sewing workshop, Tue, 1 December",),
    "no_longer_waiting": ("We have given back your place: Sewing workshop, Tue, 1 December",),
    "date_changed": ("Sewing workshop: so far Tue, 1 December", "now Fri, 4 December", SUITS),
    "date_added": (
        "There is one more date: Deutsch am Vormittag, Thu, 31 December",
        "You have a place on it.",
    ),
    "dates_changed": (
        "Some dates have changed: Deutsch am Vormittag.",
        "<li>Instead of Tue, 1 December, 15:00–17:00: Tue, 1 December, 16:30–18:30</li>",
        "The reason is: Im Winter früher.",
        SUITS,
    ),
    "other_date": ("Sewing workshop: so far Tue, 1 December", "now Tue, 8 December", SUITS),
    "message": ("The team of Sewing workshop lets you know:", "Schere mitbringen"),
    "date_cancelled": ("Sewing workshop, Tue, 1 December", "does not take place.", "We are sorry."),
    "date_cancelled_for_waiting": ("Sewing workshop, Tue, 1 December", "does not take place."),
    "reminder": ("Tomorrow is Sewing workshop: Tue, 1 December", "Are you coming?"),
    "offer_published": ("Sewing workshop is in the programme now.",),
    "offer_sent_back": ("ask you to change something: Bitte schreiben Sie dazu, was es kostet.",),
    "too_few": (
        "Nähwerkstatt, Thu, 26 November",
        "1 person has signed up so far, and it takes place from 4 people.",
        "or tell the team.",
    ),
}

pytestmark = pytest.mark.django_db


def read(name: str) -> tuple[str, str]:
    """The list and the page of the call, when this notice is told by phone."""
    template, happens = (NOTICES | OFFERS)[name]
    with time_machine.travel(NOW, tick=False):
        client = logged_in(make_role(Role.DESK, YILDIZ))
        subject = happens("en")
        if name in NOTICES:
            SignUp.objects.filter(pk=subject.pk).update(code="KRF7HM")
        notice = Notice.objects.about(subject).filter(template=template).latest("created_at", "pk")
        told = {"channel": Channel.CALL, "to_phone": "+492151000201", "urgent_until": None, "due_at": NOW}
        Notice.objects.filter(pk=notice.pk).update(**told)
        return client.get(LIST).content.decode(), client.get(f"{LIST}{notice.pk}/").content.decode()


def test_every_notice_has_its_words() -> None:
    assert set(WORDS) == NOTICES.keys() | OFFERS.keys()


@pytest.mark.parametrize("name", WORDS)
def test_a_call_says(name: str) -> None:
    _, page = read(name)
    said = page[page.index("The message") : page.index("Answering machine")]
    for words in WORDS[name]:
        assert words in said
    assert ("<p>Code " in said) is (name in OF_A_SIGN_UP)


@pytest.mark.parametrize("name", ["too_few", "dates_changed", "date_added"])
def test_the_list_says_of_which_date_it_is(name: str) -> None:
    page, _ = read(name)

    assert "<dt>Date</dt>" in page
