"""Public holidays of North Rhine-Westphalia (Feiertagsgesetz NW), for the demo's proposals of closures."""

from datetime import date, timedelta
from itertools import count, islice

FIXED = {
    (1, 1): "Neujahr",
    (5, 1): "Tag der Arbeit",
    (10, 3): "Tag der Deutschen Einheit",
    (11, 1): "Allerheiligen",
    (12, 25): "1. Weihnachtstag",
    (12, 26): "2. Weihnachtstag",
}
FROM_EASTER = {
    -2: "Karfreitag",
    1: "Ostermontag",
    39: "Christi Himmelfahrt",
    50: "Pfingstmontag",
    60: "Fronleichnam",
}


def easter(year: int) -> date:
    """Easter Sunday after Butcher's rule, good for every Gregorian year."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    length = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * length) // 451
    month, day = divmod(h + length - 7 * m + 114, 31)
    return date(year, month, day + 1)


def of_year(year: int) -> list[tuple[date, str]]:
    """All holidays of a year, earliest first."""
    fixed = [(date(year, month, day), name) for (month, day), name in FIXED.items()]
    moving = [(easter(year) + timedelta(days=days), name) for days, name in FROM_EASTER.items()]
    return sorted(fixed + moving)


def coming(today: date, many: int) -> list[tuple[date, str]]:
    """The next holidays after today."""
    endless = (holiday for year in count(today.year) for holiday in of_year(year) if holiday[0] > today)
    return list(islice(endless, many))
