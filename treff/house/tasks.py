"""Work of the ground that may fail later: it lies in the queue of the same database."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext

from treff.house import letters
from treff.house.models import Notice
from treff.house.models.notice import DELIVER, MAIL_TRIES, QUEUE

PICK_UP = "house.pick_up_lost_jobs"
KEPT_HOURS = 7 * 24
SECONDS_BEFORE_THE_NEXT_TRY = 6
"""To the power of the tries so far: 6 seconds, 36 seconds, 4 minutes, 22 minutes, 2 hours."""


@app.task(
    name=DELIVER,
    queue=QUEUE,
    retry=RetryStrategy(max_attempts=MAIL_TRIES, exponential_wait=SECONDS_BEFORE_THE_NEXT_TRY),
)
def deliver(notice_id: str) -> None:
    """Send one mail; the job knows nothing but the key of its row."""
    letters.deliver(UUID(notice_id))


@app.periodic(cron="*/5 * * * *")
@app.task(name="house.drop_late_calls", queue="house", pass_context=False)
def drop_late_calls(timestamp: int) -> None:
    """Lay aside the calls whose moment has passed: there is nothing to say any more."""
    Notice.objects.drop_late_calls()


@app.periodic(cron="40 3 * * *")
@app.task(name="house.remove_old_jobs", queue="house", pass_context=True)
async def remove_old_jobs(context: JobContext, timestamp: int) -> None:
    """Clear the queue of what was done, or given up, a week ago."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.periodic(cron="*/5 * * * *")
@app.task(name=PICK_UP, queue="house", pass_context=True)
async def pick_up_lost_jobs(context: JobContext, timestamp: int) -> None:
    """Give back to the queue what a worker had in hand when it was killed; nobody is dropped."""
    for job in await context.app.job_manager.get_stalled_jobs():
        await context.app.job_manager.retry_job(job)
