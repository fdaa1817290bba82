"""The queue, worked off by a test as the worker would do it."""

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from treff.house.models.notice import DELIVER


def jobs() -> list[ProcrastinateJob]:
    """The jobs that send a notice, in the order in which they were posted."""
    return list(ProcrastinateJob.objects.filter(task_name=DELIVER).order_by("pk"))


def deliver() -> None:
    """Send every notice. The jobs stay, so that a test can have them done twice."""
    for job in jobs():
        do(job)


def run_queue() -> int:
    """Do everything that lies in the queue and clear it; how many jobs there were."""
    waiting = list(ProcrastinateJob.objects.filter(status="todo").order_by("id"))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_events")
        cursor.execute("DELETE FROM procrastinate_jobs")
    for job in waiting:
        do(job)
    return len(waiting)


def do(job: ProcrastinateJob) -> None:
    app.tasks[job.task_name].func(**job.args)
