"""The form to sign up, as somebody reads it."""

import pytest

from events.forms import SignUpForm
from tests.factories import make_date

pytestmark = pytest.mark.django_db


def test_what_is_missing_is_listed_in_the_order_of_the_page() -> None:
    form = SignUpForm({"people": "1", "contact_by": "phone", "phone": "1"}, event=make_date().event)
    missing = [name for name in form.fields if name in form.errors]
    assert [name for name in missing if name != "key"] == ["name_1", "phone"]
