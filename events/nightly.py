"""What the night looks for: promises that tie two floors together, which no constraint can hold.

What was found stands on the first page of the team until it is gone.
"""

from procrastinate.contrib.django import app

from rooms.models import Use
from treff.house.models import Finding


@app.periodic(cron="20 2 * * *")
@app.task(name="events.check_uses", queue="night", pass_context=False)
def check_uses(timestamp: int) -> None:
    """Rooms that are taken for nobody: every use that was not released belongs to a date."""
    lost = Use.objects.filter(released_at=None, occurrence=None).order_by("pk")
    Finding.record("use_has_an_owner", [f"rooms.use {pk}" for pk in lost.values_list("pk", flat=True)])
