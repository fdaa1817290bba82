from treff.house.models.district import District, DistrictFigure
from treff.house.models.finding import Finding
from treff.house.models.folded import Folded
from treff.house.models.head_count import HeadCount
from treff.house.models.hours import HouseClosure, HouseHours, Weekday
from treff.house.models.house import House, HousePhase
from treff.house.models.notice import Addressee, Channel, Notice, State
from treff.house.models.picture import Picture, PictureAlt
from treff.house.models.submission import Submission
from treff.house.models.text import (
    BestText,
    Text,
    TextQuerySet,
    active_language,
    content_languages,
    direction,
)

__all__ = [
    "Addressee",
    "Channel",
    "District",
    "DistrictFigure",
    "Finding",
    "Folded",
    "HeadCount",
    "House",
    "HouseClosure",
    "HouseHours",
    "HousePhase",
    "Notice",
    "Picture",
    "PictureAlt",
    "State",
    "Submission",
    "BestText",
    "Text",
    "TextQuerySet",
    "Weekday",
    "active_language",
    "content_languages",
    "direction",
]
