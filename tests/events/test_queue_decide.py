"""The decision alone, as a pure function: what holds whatever the line looks like."""

from datetime import UTC, datetime, timedelta
from math import inf

from hypothesis import given, settings
from hypothesis import strategies as st

from events.models.queue import Admission, Party, Wish, decide

NOW = datetime(2027, 5, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DATES = (1, 2, 3)

Line = list[Party]


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """Up to six parties of up to three people; some people may wait for fewer dates than others."""
    place, line = 0, []
    for number in range(1, draw(st.integers(0, 6)) + 1):
        wishes = []
        for person in range(draw(st.integers(1, 3))):
            for date in sorted(draw(st.sets(st.sampled_from(DATES), min_size=1))):
                place += 1
                wishes.append(Wish(place, number * 10 + person, date))
        line.append(Party(number, draw(st.booleans()), tuple(wishes)))
    return line


free_places = st.fixed_dictionaries({date: st.sampled_from([0.0, 1.0, 2.0, 4.0, inf]) for date in DATES})
begins = st.fixed_dictionaries(
    {date: st.sampled_from([1, 1.99, 2, 30, 48, 48.01, 200]).map(lambda h: NOW + h * HOUR) for date in DATES}
)
far_away = st.just({date: NOW + 200 * HOUR for date in DATES})
soon = st.just({date: NOW + 24 * HOUR for date in DATES})


def wishes_given(line: Line, admissions: list[Admission]) -> set[Wish]:
    places = {place for admission in admissions for place in admission.places}
    return {wish for party in line for wish in party.wishes if wish.place in places}


@given(lines(), free_places, begins)
def test_never_more_than_there_is(line: Line, free: dict[int, float], starts: dict[int, datetime]) -> None:
    given_out = wishes_given(line, decide(line, free, starts, NOW))
    for date in DATES:
        assert sum(wish.date == date for wish in given_out) <= free[date]


@given(lines(), free_places, begins)
def test_a_party_that_stays_together_gets_everything_or_nothing(
    line: Line, free: dict[int, float], starts: dict[int, datetime]
) -> None:
    given_out = wishes_given(line, decide(line, free, starts, NOW))
    for party in line:
        mine = given_out & set(party.wishes)
        assert party.splits or mine in (set(), set(party.wishes))


@given(lines(), free_places, begins)
def test_each_person_of_a_party_in_parts_comes_on_every_date_or_on_none(
    line: Line, free: dict[int, float], starts: dict[int, datetime]
) -> None:
    given_out = wishes_given(line, decide(line, free, starts, NOW))
    for party in line:
        for share in party.one_by_one():
            assert given_out & set(share) in (set(), set(share))


@given(lines(), free_places, far_away)
def test_long_before_the_start_nobody_gets_what_somebody_in_front_waits_for(
    line: Line, free: dict[int, float], starts: dict[int, datetime]
) -> None:
    given_out = wishes_given(line, decide(line, free, starts, NOW))
    for place, party in enumerate(line):
        wanted_in_front = {wish.date for earlier in line[:place] for wish in set(earlier.wishes) - given_out}
        if given_out & set(party.wishes):
            assert not party.dates & wanted_in_front


@given(lines(), free_places, soon)
def test_shortly_before_the_start_no_place_stays_empty_that_somebody_could_use(
    line: Line, free: dict[int, float], starts: dict[int, datetime]
) -> None:
    given_out = wishes_given(line, decide(line, free, starts, NOW))
    left = {date: free[date] - sum(wish.date == date for wish in given_out) for date in DATES}
    for party in line:
        shares = list(party.one_by_one()) if party.splits else [party.wishes]
        for share in shares:
            fits = all(left[date] >= sum(wish.date == date for wish in share) for date in DATES)
            assert not fits or set(share) <= given_out


@given(lines(), free_places, begins)
def test_looking_twice_lets_nobody_else_in(
    line: Line, free: dict[int, float], starts: dict[int, datetime]
) -> None:
    given_out = wishes_given(line, decide(line, free, starts, NOW))
    left = {date: free[date] - sum(wish.date == date for wish in given_out) for date in DATES}
    rest = [
        Party(party.sign_up, party.splits, tuple(w for w in party.wishes if w not in given_out))
        for party in line
    ]
    assert decide([party for party in rest if party.wishes], left, starts, NOW) == []


@given(lines(), free_places, begins)
def test_whoever_stands_behind_changes_nothing_for_those_in_front(
    line: Line, free: dict[int, float], starts: dict[int, datetime]
) -> None:
    everybody = decide(line, free, starts, NOW)
    without_last = decide(line[:-1], free, starts, NOW)
    assert [a for a in everybody if not line or a.sign_up != line[-1].sign_up] == without_last


@given(lines(), begins)
def test_without_a_limit_everybody_comes_except_in_the_last_two_hours(
    line: Line, starts: dict[int, datetime]
) -> None:
    free = dict.fromkeys(DATES, inf)
    assert [a.sign_up for a in decide(line, free, starts, NOW, by_team=True)] == [p.sign_up for p in line]
    for admission in decide(line, free, starts, NOW):
        party = line[admission.sign_up - 1]
        assert min(starts[date] for date in party.dates) >= NOW + 2 * HOUR


@given(lines(), free_places, begins)
@settings(max_examples=50)
def test_a_newcomer_is_let_in_late_only_if_nobody_waits_for_the_same(
    line: Line, free: dict[int, float], starts: dict[int, datetime]
) -> None:
    if not line:
        return
    newcomer = line[-1]
    late = {date: NOW + HOUR for date in DATES}
    admitted = [a.sign_up for a in decide(line, free, late, NOW, newcomer=newcomer.sign_up)]
    assert admitted in ([], [newcomer.sign_up])
    if admitted:
        assert not any(party.dates & newcomer.dates for party in line[:-1])


@given(lines(), free_places)
def test_dates_that_are_over_are_ignored(line: Line, free: dict[int, float]) -> None:
    assert decide(line, free, {}, NOW) == []


@given(lines(), free_places, begins)
def test_deciding_changes_nothing_outside(
    line: Line, free: dict[int, float], starts: dict[int, datetime]
) -> None:
    before = dict(free)
    decide(line, free, starts, NOW)
    assert free == before
