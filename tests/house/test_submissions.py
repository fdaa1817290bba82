"""A form that creates something acts once, however often it is sent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from treff.house.models import Finding, Submission

DIGEST = Submission.digest_of({"name": "Amina"})


def sent(key: UUID, digest: str = DIGEST) -> str:
    """What a view does with a form: act once, or say what came of it before."""
    with transaction.atomic():
        earlier = Submission.begin(key, digest)
        if earlier is not None:
            return earlier.outcome_ref if earlier.same(digest) else "asks"
        Finding.objects.create(check_name="act", ref=str(uuid4()))
        Submission.finish(key, "events:done", "k7m2xq9p")
    return "acted"


@pytest.mark.django_db
def test_the_first_acts_and_the_second_sees_the_outcome() -> None:
    key = uuid4()
    assert [sent(key), sent(key)] == ["acted", "k7m2xq9p"]
    assert Finding.objects.count() == 1


@pytest.mark.django_db
def test_the_same_key_with_other_answers_asks() -> None:
    key = uuid4()
    sent(key)
    assert sent(key, Submission.digest_of({"name": "Yusuf"})) == "asks"


@pytest.mark.django_db
def test_a_refused_form_gives_its_key_back() -> None:
    key = uuid4()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Submission.begin(key, DIGEST)
        raise ZeroDivisionError
    assert sent(key) == "acted"


@pytest.mark.django_db(transaction=True)
def test_a_submission_needs_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        Submission.begin(uuid4(), DIGEST)


@pytest.mark.django_db(transaction=True)
def test_of_six_at_once_one_acts_and_five_read_its_outcome() -> None:
    key, meeting = uuid4(), Barrier(6)

    def press(_number: int) -> str:
        try:
            connection.ensure_connection()
            meeting.wait(timeout=10)
            return sent(key)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = sorted(pool.map(press, range(6)))
    assert answers == ["acted"] + ["k7m2xq9p"] * 5
    assert Finding.objects.count() == 1


def test_equal_answers_give_equal_digests_whatever_their_order() -> None:
    assert Submission.digest_of({"a": 1, "b": "x"}) == Submission.digest_of([("b", "x"), ("a", "1")])
    assert Submission.digest_of({"a": "1"}) != Submission.digest_of({"a": "2"})
    assert Submission.digest_of([("a", "1,b")]) != Submission.digest_of([("a", "1"), ("b", "")])


@pytest.mark.django_db
def test_an_outcome_never_holds_a_token() -> None:
    key = uuid4()
    with pytest.raises(IntegrityError, match="submission_outcome_is_no_token"), transaction.atomic():
        Submission.begin(key, DIGEST)
        Submission.finish(key, "events:done", "k7m2xq9p.signature")


@pytest.mark.django_db
def test_old_keys_are_due_for_deletion() -> None:
    old = Submission.objects.create(digest=DIGEST, at=timezone.now() - timedelta(days=8))
    Submission.objects.create(digest=DIGEST, at=timezone.now() - timedelta(days=6))
    assert list(Submission.due(timedelta(days=7))) == [old]
