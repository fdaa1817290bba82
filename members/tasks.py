"""Work of the queue that is about people."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from members.models import AccountMail
from members.models.account_mail import QUEUE, SEND
from members.retention import retain


@app.task(name=SEND, queue=QUEUE, retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def send_account_mail(mail_id: str) -> None:
    """Send one mail about an account."""
    AccountMail.deliver(mail_id)


@app.periodic(cron="10 2 * * *", periodic_id="retain")
@app.task(name="members.retain", queue="night")
def run_retention(timestamp: int) -> None:
    """Every night at 2:10 UTC, which is ten past three or four in Krefeld."""
    retain()
