"""What would be asked: versions and ends, against what the days themselves say."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from standing.domain.drafts import in_force, with_last_day, with_version
from standing.domain.facts import Requirement

START, ONE = dt.date(2026, 1, 1), dt.timedelta(days=1)
days = st.integers(0, 60).map(lambda number: START + number * ONE)


def asks(assignment: int, first: dt.date, last: dt.date | None, number: int = 0) -> Requirement:
    return Requirement(assignment, first, last, START, frozenset([number]), due_days=number)


@st.composite
def stretches(draw, assignment: int) -> list[Requirement]:
    """One after the other without a gap, as versions of one assignment hold."""
    firsts = sorted(draw(st.sets(days, min_size=1, max_size=3)))
    ends = draw(st.none() | days.filter(lambda day: day >= firsts[-1]))
    lasts = [*(first - ONE for first in firsts[1:]), ends]
    return [
        asks(assignment, first, last, number)
        for number, (first, last) in enumerate(zip(firsts, lasts, strict=True))
    ]


@given(mine=stretches(1), others=stretches(2), first=days, day=days)
def test_from_its_day_on_a_version_holds_alone_of_its_assignment(mine, others, first, day):
    added = asks(1, first, mine[-1].last, 9)

    found = in_force(with_version([*mine, *others], added), day)

    before = in_force([*mine, *others], day)
    mine_then = in_force([added], day) if day >= first else in_force(mine, day)
    assert {*map(key, found)} == {*map(key, [*mine_then, *in_force(others, day)])}
    assert len(before) <= 2


@given(mine=stretches(1), others=stretches(2), last=days, day=days)
def test_an_end_leaves_what_was_asked_until_then(mine, others, last, day):
    found = in_force(with_last_day([*mine, *others], 1, last), day)

    of_mine = [one for one in found if one.assignment == 1]
    begun = [one for one in mine if one.first <= day]
    assert of_mine == [] if day > last or not begun else key(of_mine[0]) == key(begun[-1])
    assert [one for one in found if one.assignment == 2] == in_force(others, day)


def key(one: Requirement) -> tuple[int, int | None]:
    return one.assignment, one.due_days
