"""Where somebody works, day by day: against a list of days."""

import datetime as dt
import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from people.domain.stints import (
    Clash,
    Stint,
    cut_after,
    first_difference,
    moved_to,
    overlapping,
    placed_into,
)

START = dt.date(2026, 3, 1)
DAYS = [START + dt.timedelta(days=number) for number in range(40)]


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


def stint(first: int, last: int | None, unit: int = 1, job_role: int = 1) -> Stint:
    return Stint(day(first), None if last is None else day(last), unit, job_role)


def by_day(history: list[Stint]) -> list[tuple[int, int] | None]:
    """The unit and job role of every day, one by one."""
    found = []
    for one in DAYS:
        there = [s for s in history if s.first <= one and (s.last is None or s.last >= one)]
        assert len(there) < 2
        found.append((there[0].unit, there[0].job_role) if there else None)
    return found


@st.composite
def histories(draw) -> list[Stint]:
    edges = draw(st.lists(st.integers(0, 30), unique=True, max_size=6).map(sorted))
    found = []
    for first, following in itertools.zip_longest(edges, edges[1:]):
        if following is None:
            last = draw(st.none() | st.integers(first, 35))
        else:
            last = draw(st.integers(first, following - 1))
        found.append(stint(first, last, draw(st.integers(1, 3)), draw(st.integers(1, 2))))
    return found


@given(histories(), st.integers(0, 35), st.none() | st.integers(0, 8))
def test_new_stint_rules_its_own_days_and_no_others(history, first, length):
    new = stint(first, None if length is None else first + length, 9, 9)
    later = [one.first for one in history if one.first > new.first]
    if new.last and any(one <= new.last for one in later):
        with pytest.raises(Clash):
            placed_into(history, new)
        return

    after = placed_into(history, new)

    replaced = [one for one in history if one.first == new.first]
    last = new.last or (min(later) - dt.timedelta(days=1) if later else None)
    for index, one in enumerate(DAYS):
        if new.first <= one and (last is None or one <= last):
            assert by_day(after)[index] == (9, 9)
        elif any(old.holds_on(one) for old in replaced):
            assert by_day(after)[index] is None
        else:
            assert by_day(after)[index] == by_day(history)[index]


@given(histories(), st.integers(0, 35))
def test_nothing_is_left_after_a_last_day(history, last):
    days = by_day(cut_after(history, day(last)))

    assert days[: last + 1] == by_day(history)[: last + 1]
    assert set(days[last + 1 :]) <= {None}


@given(histories(), st.integers(0, 35))
def test_people_of_a_merged_unit_are_in_the_other_from_the_day_on(history, number):
    days = by_day(moved_to(history, unit=1, into=7, from_day=day(number)))

    expected = by_day(history)
    for index in range(number, len(DAYS)):
        if expected[index] and expected[index][0] == 1:
            expected[index] = (7, expected[index][1])
    assert days == expected


@given(histories(), histories())
def test_first_difference_is_the_first_day_that_differs(before, after):
    assume(by_day(before)[-1] == by_day(after)[-1])
    pairs = zip(DAYS, by_day(before), by_day(after), strict=True)

    expected = next((one for one, was, now in pairs if was != now), None)

    assert first_difference(before, after) == expected


def test_posting_for_a_while_is_followed_by_what_was_before():
    after = placed_into([stint(0, None, unit=1)], stint(5, 9, unit=2))

    assert after == [stint(0, 4, unit=1), stint(5, 9, unit=2), stint(10, None, unit=1)]


def test_open_posting_holds_until_the_next_one_known():
    after = placed_into([stint(0, 9), stint(10, None, unit=2)], stint(5, None, unit=3))

    assert after == [stint(0, 4), stint(5, 9, unit=3), stint(10, None, unit=2)]


def test_posting_on_the_same_day_is_replaced():
    assert placed_into([stint(0, None)], stint(0, None, unit=2)) == [stint(0, None, unit=2)]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([stint(0, 4), stint(5, None)], None),
        ([stint(0, 5), stint(5, None)], (stint(0, 5), stint(5, None))),
        ([stint(5, 6), stint(0, None)], (stint(0, None), stint(5, 6))),
    ],
)
def test_overlap_is_found(history, expected):
    assert overlapping(history) == expected
