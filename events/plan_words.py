"""What the page says of a plan, date by date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models.changes import PLACES, ROOMS, TIME, Shape
from events.models.planning import Fate, Line
from events.models.rearranging import Done
from events.rule_form import NTH
from rooms.models import Room
from treff.house import formats
from treff.house.recurrence import MonthlyByDay, MonthlyByWeekday, Recurrence, ShortMonth, Weekly
from treff.house.words import Words

FIFTH, SHORTEST_MONTH = 5, 28


@dataclass(frozen=True)
class Row:
    """One line of the plan in ready words, with what was typed about it."""

    line: Line
    old: str
    new: str
    people: str
    kept: str
    error: Words
    is_done: bool
    room: str
    start: str
    end: str
    rooms: Sequence[Room] = ()

    @property
    def fate(self) -> str:
        return self.line.fate.value

    @property
    def is_open(self) -> bool:
        """Whether its own time and room stand open: something has to be decided, or was."""
        is_to_decide = self.line.taken and self.is_done
        return bool(self.error or is_to_decide or self.room or self.start or self.end)


def row_of(
    line: Line, typed: Mapping[str, str], error: Words, *, was_shown: bool = False, rooms: Sequence[Room] = ()
) -> Row:
    """The words of one line; a box that was shown is ticked as somebody left it, else as it is proposed."""
    places = line.old is not None and line.new is not None and PLACES in line.new.differs(line.old)
    confirmed = line.date.confirmed_count if line.date is not None else 0
    waiting = line.date.waiting_count if line.date is not None else 0
    people = []
    if confirmed:
        people.append(ngettext("%(n)s signed up", "%(n)s signed up", confirmed) % {"n": confirmed})
    if waiting:
        people.append(ngettext("%(n)s waiting", "%(n)s waiting", waiting) % {"n": waiting})
    return Row(
        line=line,
        old=spot(line.old, places=places) if line.fate != Fate.ADDED else "",
        new=spot(line.new, places=places),
        people=formats.listing(people),
        kept=kept_words(line),
        error=error,
        is_done=f"do-{line.key}" in typed if was_shown else line.is_proposed,
        room=typed.get(f"rooms-{line.key}", ""),
        start=typed.get(f"start-{line.key}", ""),
        end=typed.get(f"end-{line.key}", ""),
        rooms=rooms,
    )


def spot(shape: Shape | None, *, places: bool = False) -> str:
    """When and where, and if it is about that, for how many."""
    if shape is None:
        return ""
    moment, many = formats.when(shape.starts_at, shape.ends_at), shape.capacity
    said = ngettext("%(n)s place", "%(n)s places", many or 0) % {"n": many}
    for_many = (_("no limit") if many is None else said) if places else ""
    return formats.words().comma.join(filter(None, [moment, shape.where, for_many]))


def unticked_words(rows: Sequence[Row]) -> list[str]:
    """What it means to take the tick away, for each kind of line that is there."""
    fates = {row.line.fate for row in rows}
    words = {
        Fate.ADDED: _("New dates: without the tick it is not added."),
        Fate.CHANGED: _("Changed dates: without the tick it stays as it is."),
        Fate.FALLS_OUT: _("Dates that fall out: without the tick it takes place all the same."),
    }
    return [said for fate, said in words.items() if fate in fates]


def rule_words(rule: Recurrence | None) -> str:
    """The rule as the page states it, with what becomes of months that are too short; empty without one."""
    if rule is None:
        return ""
    days = formats.words().weekdays
    match rule.rule:
        case Weekly(weekdays, every):
            named = formats.listing([days[day] for day in sorted(weekdays)])
            words = ngettext("Every week: %(days)s", "Every %(n)s weeks: %(days)s", every)
            return words % {"n": every, "days": named}
        case MonthlyByWeekday(nth, weekday):
            words = _("Every month: %(nth)s %(weekday)s")
            if nth == FIFTH:
                words = _("Every month: %(nth)s %(weekday)s, not in months that have no fifth")
            return words % {"nth": NTH[nth], "weekday": days[weekday]}
        case MonthlyByDay(day, short):
            return short_words(day, short) % {"day": day}
    return ""


def short_words(day: int, short: ShortMonth) -> str:
    """A day of the month, with what becomes of it where the month is too short."""
    if day <= SHORTEST_MONTH:
        return _("Every month on day %(day)s")
    if short == ShortMonth.SKIP:
        return _("Every month on day %(day)s, not in shorter months")
    return _("Every month on day %(day)s, in shorter months on the last day")


def kept_words(line: Line) -> str:
    """What stays on this date because somebody changed it by hand."""
    names = {TIME: _("the time"), ROOMS: _("the place"), PLACES: _("the number of places")}
    kept = [names[part] for part in (TIME, ROOMS, PLACES) if part in line.kept]
    return _("Stays, changed by hand: %(parts)s") % {"parts": formats.listing(kept)} if kept else ""


def counted(lines: Sequence[Line]) -> list[str]:
    """ "8 new dates. 2 dates change. 1 date falls out." """
    fates = [line.fate for line in lines]
    added, changed, off = (fates.count(fate) for fate in (Fate.ADDED, Fate.CHANGED, Fate.FALLS_OUT))
    said = [
        (added, ngettext("%(n)s new date", "%(n)s new dates", added)),
        (changed, ngettext("%(n)s date changes", "%(n)s dates change", changed)),
        (
            off,
            ngettext(
                "%(n)s date no longer fits and falls out", "%(n)s dates no longer fit and fall out", off
            ),
        ),
    ]
    return [words % {"n": number} for number, words in said if number]


def in_the_way(rows: Sequence[Row]) -> list[str]:
    """How many dates wait for a decision, and how many are left out unless somebody ticks them."""
    taken = sum(row.line.taken and row.is_done for row in rows)
    left_out = sum(row.line.fate == Fate.ADDED and not row.is_done for row in rows)
    said = [
        (
            taken,
            ngettext(
                "On %(n)s of them the room is in use. Please choose another room or time, or untick it.",
                "On %(n)s of them the room is in use. Please choose another room or time, or untick them.",
                taken,
            ),
        ),
        (
            left_out,
            ngettext(
                "%(n)s is not ticked and is left out. Tick it if it is to take place.",
                "%(n)s are not ticked and are left out. Tick those that are to take place.",
                left_out,
            ),
        ),
    ]
    return [words % {"n": number} for number, words in said if number]


def done_words(done: Done) -> str:
    """What was saved, and that people are being told."""
    added = ngettext("%(n)s date was added.", "%(n)s dates were added.", done.added) % {"n": done.added}
    changed = ngettext("%(n)s date was changed.", "%(n)s dates were changed.", done.changed)
    off = ngettext("%(n)s date falls out.", "%(n)s dates fall out.", done.off) % {"n": done.off}
    said = [added] if done.added else []
    said += [changed % {"n": done.changed}] if done.changed else []
    return " ".join([*said, *([off] if done.off else [])]) or _("Nothing was changed.")
