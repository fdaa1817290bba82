"""What becomes of a notice that is posted again, too late, or ticked twice."""

import pytest

from tests.house.notices import a_notice, a_thing, posted
from tests.worker import jobs

pytestmark = pytest.mark.django_db


def test_what_is_posted_again_is_not_queued_again() -> None:
    thing = a_thing()
    first, *_ = posted(a_notice(thing=thing, key="1"))
    _again, other = posted(a_notice(thing=thing, key="1"), a_notice(thing=thing, key="2"))
    assert [job.args["notice_id"] for job in jobs()] == [str(first.pk), str(other.pk)]
