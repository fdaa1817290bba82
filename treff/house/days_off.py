"""Public holidays (Feiertagsgesetz NW) and school holidays of North Rhine-Westphalia, by their German names.

They come from the library `holidays`. Two things of it are kept in here: school holidays end where its
data ends (a few years ahead, as the ministry decides them) and it says nothing about that, so whoever
shows them has to ask `school_known`; and a year takes a tenth of a second to build, so each is built
when somebody first asks for one of its days, and once.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import islice

from holidays import country_holidays

from treff.house import when

AS_SAID_HERE = {
    "Erster Mai": "Tag der Arbeit",
    "Erster Weihnachtstag": "1. Weihnachtstag",
    "Zweiter Weihnachtstag": "2. Weihnachtstag",
    "Oster-/Frühjahrsferien": "Osterferien",
    "Himmelfahrts-/Pfingstferien": "Pfingstferien",
}
"""The library's names, which must fit sixteen states, as people in Krefeld say them."""


def public_holiday(day: date) -> str:
    """The name of the public holiday that this day is; "" if it is none."""
    return _of_year("public", day.year).get(day, "")


def next_public_holidays(day: date, number: int) -> list[tuple[date, str]]:
    """So many public holidays after this day, earliest first; fewer only at the end of our calendar."""
    years = range(day.year, when.LATEST.year + 1)
    coming = (holiday for year in years for holiday in _of_year("public", year).items() if holiday[0] > day)
    return list(islice(coming, number))


def school_holiday(day: date) -> str:
    """The name of the school holidays that this day lies in; "" if it lies in none, or nobody knows yet."""
    return _of_year("school", day.year).get(day, "")


def school_known(day: date) -> bool:
    """Whether it is known if schools are closed: until the last day off in the library's data.

    A year that is known whole ends in a day off, because Christmas holidays run over New Year.
    """
    return day <= max(_of_year("school", day.year), default=date.min)


@lru_cache(maxsize=32)
def _of_year(category: str, year: int) -> Mapping[date, str]:
    """The days of this kind in a year with their names, earliest first; two names of one day as one."""
    days = country_holidays(
        "DE", subdiv="NW", years=year, categories=(category,), language="de", expand=False
    )
    return {
        day: " und ".join(AS_SAID_HERE.get(name, name) for name in days.get_list(day)) for day in sorted(days)
    }
