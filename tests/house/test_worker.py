"""The whole way once: posted with its cause, queued in the database, sent by the real worker."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.factories import AMINA, ask, make_date
from treff.house.models import Notice
from treff.house.models.notice import DELIVER
from treff.house.tasks import PICK_UP


def run_worker() -> str:
    """Let a worker do what waits and leave; its mails are printed."""
    database = connection.settings_dict
    address = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    done = subprocess.run(
        [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "treff.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout


@pytest.mark.django_db(transaction=True)
def test_a_mail_goes_from_the_sign_up_through_the_queue_to_the_reader() -> None:
    date = make_date()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask(date, "Lina", by=AMINA)
        raise ZeroDivisionError
    ask(date, "Yusuf", by=AMINA)
    printed = run_worker()
    notice = Notice.objects.get()
    assert printed.count(f"To: {AMINA.email}") == 1
    assert f"Message-ID: {notice.message_id}" in printed
    assert (notice.state, notice.language) == ("sent", "ar")
    assert [job.status for job in ProcrastinateJob.objects.filter(args={"notice_id": str(notice.pk)})] == [
        "succeeded"
    ]


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_a_killed_worker_had_in_hand_is_sent_by_the_next() -> None:
    ask(make_date(), "Yusuf", by=AMINA)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = %s", [DELIVER])
    app.configure_task(PICK_UP, queue="house").defer(timestamp=0)
    assert run_worker().count(f"To: {AMINA.email}") == 1
