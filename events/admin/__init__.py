"""The programme in the staff's admin: plain records, and every change of state on a page of its own."""

from events.admin import events, occurrences, sign_ups

__all__ = ["events", "occurrences", "sign_ups"]
