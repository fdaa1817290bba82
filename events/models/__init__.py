"""Events, their dates, and the people who come."""

from events.models.event import CarriedBy, Event, EventLead, EventSlug, EventText, Hosting, Joins, Kind, Topic
from events.models.occurrence import CancelReason, Occurrence, OccurrenceText
from events.models.place import Attendance, Place, PlaceState
from events.models.question import Answer, Question, QuestionText
from events.models.sign_up import Ask, Asked, Guest, Participant, SignUp
from events.models.tally import Tally

__all__ = [
    "Answer",
    "Ask",
    "Asked",
    "Attendance",
    "CancelReason",
    "CarriedBy",
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
    "Participant",
    "Place",
    "PlaceState",
    "Question",
    "QuestionText",
    "SignUp",
    "Tally",
    "Topic",
]
