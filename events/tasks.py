"""What the programme does by itself: let people move up when 48 hours are reached, and remind."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import DatabaseError, models, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from events import notices, offer_notices
from events.models import Event, Occurrence, queue
from treff.house import when

Row = TypeVar("Row", bound=models.Model)


@app.periodic(cron="* * * * *")
@app.task(name="events.admit_due", queue="minute", pass_context=False)
def admit_due(timestamp: int) -> None:
    """Let the next party that fits move up where nobody may be kept waiting any more."""
    each_by_itself(Event.objects.to_admit(), queue.admit_waiting)


@app.periodic(cron="*/10 * * * *")
@app.task(name="events.remind", queue="minute", pass_context=False)
def remind(timestamp: int) -> None:
    """Post the reminders of tomorrow's dates, from nine in the morning on; each only once."""
    span = notices.due_for_reminder(timezone.now())
    if span is None:
        return
    begin, end = span
    tomorrow = Occurrence.objects.public().scheduled().filter(starts_at__gte=begin, starts_at__lt=end)
    each_by_itself(tomorrow, remind_of)


@app.periodic(cron="*/10 * * * *")
@app.task(name="events.warn_too_few", queue="minute", pass_context=False)
def warn_too_few(timestamp: int) -> None:
    """Ask those who lead a date with too few people whether it takes place, three days before; once."""
    if when.local(timezone.now()).hour >= notices.REMINDER_HOUR:
        dates = Occurrence.objects.too_few().select_related("event")
        each_by_itself(dates, ask_whether_it_takes_place)


def ask_whether_it_takes_place(date: Occurrence) -> None:
    with transaction.atomic():
        offer_notices.warn_too_few(date)


def remind_of(date: Occurrence) -> None:
    with transaction.atomic():
        notices.remind([date])


def each_by_itself(rows: Iterable[Row], act: Callable[[Row], object]) -> None:
    """Act on every row; one that is in use just now, or fails, does not stop the others."""
    failed: list[DatabaseError] = []
    for row in rows:
        try:
            act(row)
        except DatabaseError as error:
            failed.append(error)
    if failed:
        raise failed[0]
