"""Events, their dates, and the people who come."""

from events.models.ask import Ask, Channel, ContactBy, Guest, Reply
from events.models.event import CarriedBy, Event, EventSlug, EventText, Joins, Kind, Topic
from events.models.hosting import EventLead, Hosting
from events.models.occurrence import CancelReason, Occurrence
from events.models.occurrence_text import OccurrenceText
from events.models.organiser import Organiser
from events.models.participant import Participant
from events.models.place import Attendance, CancelledBy, Place, PlaceState
from events.models.question import Answer, Question, QuestionText
from events.models.series import Series
from events.models.sign_up import Asked, SignUp
from events.models.tally import Tally

__all__ = [
    "Answer",
    "Ask",
    "Asked",
    "Attendance",
    "CancelReason",
    "CancelledBy",
    "CarriedBy",
    "Channel",
    "ContactBy",
    "Event",
    "EventLead",
    "EventSlug",
    "EventText",
    "Guest",
    "Hosting",
    "Joins",
    "Kind",
    "Occurrence",
    "OccurrenceText",
    "Organiser",
    "Participant",
    "Place",
    "PlaceState",
    "Question",
    "QuestionText",
    "Reply",
    "Series",
    "SignUp",
    "Tally",
    "Topic",
]
