"""What the programme does by itself: let people move up when 48 hours are reached, and remind."""

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from events import notices
from events.models import Event, Occurrence, queue


@app.periodic(cron="* * * * *")
@app.task(name="events.admit_due", queue="minute", pass_context=False)
def admit_due(timestamp: int) -> None:
    """Let the next party that fits move up where nobody may be kept waiting any more."""
    for event in Event.objects.to_admit():
        queue.admit_waiting(event)


@app.periodic(cron="*/10 * * * *")
@app.task(name="events.remind", queue="minute", pass_context=False)
def remind(timestamp: int) -> None:
    """Post the reminders of tomorrow's dates, from nine in the morning on; each only once."""
    span = notices.due_for_reminder(timezone.now())
    if span is None:
        return
    begin, end = span
    for date in Occurrence.objects.public().scheduled().filter(starts_at__gte=begin, starts_at__lt=end):
        with transaction.atomic():
            notices.remind([date])
