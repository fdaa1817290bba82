"""One order of locks for everybody, and rows that really are locked."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.db.transaction import TransactionManagementError

from treff.house import locks
from treff.house.locks import LockOrderError, lock
from treff.house.models import District, Finding, House


@pytest.fixture(autouse=True)
def order_of_the_ground(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two kinds of the ground stand for those of the apps: areas before findings."""
    monkeypatch.setattr(locks, "ORDER", ("house.District", "house.Finding"))


def district(code: str = "1") -> District:
    return District.objects.create(level="city", code=code, name=code, valid=("2025-11-01", None))


def finding(ref: str = "1") -> Finding:
    return Finding.objects.create(check_name="test", ref=ref)


def in_threads(count: int, work: Callable[[], Any]) -> list[Any]:
    """Run the work at once in so many threads, each on a connection of its own."""

    def on_own_connection(_number: int) -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(on_own_connection, range(count)))


@pytest.mark.django_db
def test_rows_come_by_kind_and_by_key() -> None:
    first, second, found = district("1"), district("2"), finding()
    with transaction.atomic():
        areas, findings = lock(District.objects.order_by("-pk"), Finding.objects.all())
    assert (areas, findings) == ([first, second], [found])


@pytest.mark.django_db
def test_kinds_in_the_wrong_order_are_refused_within_one_call() -> None:
    district(), finding()
    with (
        pytest.raises(LockOrderError, match=r"house.District must be locked before house.Finding"),
        transaction.atomic(),
    ):
        lock(Finding.objects.all(), District.objects.all())


@pytest.mark.django_db
def test_kinds_in_the_wrong_order_are_refused_across_calls_and_savepoints() -> None:
    district(), finding()
    with pytest.raises(LockOrderError), transaction.atomic(), transaction.atomic():
        lock(Finding.objects.all())
        lock(District.objects.all())


@pytest.mark.django_db
def test_rows_of_one_kind_are_locked_by_rising_key() -> None:
    first, second = district("1"), district("2")
    with pytest.raises(LockOrderError, match="by rising key"), transaction.atomic():
        lock(District.objects.filter(pk=second.pk))
        lock(District.objects.filter(pk=first.pk))


@pytest.mark.django_db
def test_rows_that_are_held_may_be_asked_for_again() -> None:
    area, found = district(), finding()
    with transaction.atomic():
        lock(District.objects.all(), Finding.objects.all())
        assert lock(District.objects.all(), Finding.objects.all()) == [[area], [found]]


@pytest.mark.django_db
def test_a_new_row_of_a_held_kind_is_refused_after_a_later_kind() -> None:
    first = district("1")
    district("2"), finding()
    with pytest.raises(LockOrderError), transaction.atomic():
        lock(District.objects.filter(pk=first.pk), Finding.objects.all())
        lock(District.objects.all())


@pytest.mark.django_db
def test_a_savepoint_that_is_rolled_back_lets_go() -> None:
    area = district()
    finding()
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            lock(Finding.objects.all())
            raise ZeroDivisionError
        assert lock(District.objects.all()) == [[area]]


@pytest.mark.django_db
def test_the_next_transaction_of_a_test_case_starts_anew() -> None:
    area = district()
    finding()
    with transaction.atomic():
        lock(Finding.objects.all())
    with transaction.atomic():
        assert lock(District.objects.all()) == [[area]]


@pytest.mark.django_db(transaction=True)
def test_the_next_transaction_of_a_server_starts_anew() -> None:
    area = district()
    finding()
    with transaction.atomic():
        lock(Finding.objects.all())
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        lock(Finding.objects.all())
        raise ZeroDivisionError
    with transaction.atomic():
        assert lock(District.objects.all()) == [[area]]


@pytest.mark.django_db
def test_a_kind_without_a_place_in_the_order_is_refused() -> None:
    with pytest.raises(LockOrderError, match=r"house.House has no place"), transaction.atomic():
        lock(House.objects.all())


@pytest.mark.django_db
def test_locks_need_a_transaction_of_their_own_even_below_a_test_case() -> None:
    with pytest.raises(TransactionManagementError, match="atomic"):
        lock(District.objects.all())


@pytest.mark.django_db(transaction=True)
def test_a_locked_row_makes_others_wait() -> None:
    district()

    def impatient() -> str:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '150ms'")
            lock(District.objects.all())
        return "got it"

    with transaction.atomic():
        lock(District.objects.all())
        with pytest.raises(OperationalError, match="lock timeout"):
            in_threads(1, impatient)
    assert in_threads(1, impatient) == ["got it"]


@pytest.mark.django_db(transaction=True)
def test_a_locked_row_may_still_be_referred_to() -> None:
    """Locked without its key: a row that points to it can be written meanwhile."""
    city = district()

    def add_a_part() -> str:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '1s'")
            District.objects.create(
                level="stadtteil", code="2", name="Cracau", parent=city, valid=("2025-11-01", None)
            )
        return "written"

    with transaction.atomic():
        lock(District.objects.all())
        assert in_threads(1, add_a_part) == ["written"]


def counted(threads: int, *, with_lock: bool) -> int:
    """What a counter shows after each thread read it, all at once where no lock forbids it, and added one."""
    area, meeting = district("0"), Barrier(threads)

    def add_one() -> None:
        with transaction.atomic():
            rows = (
                lock(District.objects.filter(pk=area.pk))
                if with_lock
                else [[District.objects.get(pk=area.pk)]]
            )
            if not with_lock:
                meeting.wait(timeout=10)
            District.objects.filter(pk=area.pk).update(code=str(int(rows[0][0].code) + 1))

    in_threads(threads, add_one)
    return int(District.objects.get(pk=area.pk).code)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_count_to_eight_with_the_lock() -> None:
    assert counted(8, with_lock=True) == 8


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_lose_counts_without_the_lock() -> None:
    assert counted(6, with_lock=False) < 6
