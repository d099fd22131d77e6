"""Where units stand, day by day: against a list of days."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.domain.places import (
    Place,
    above,
    closed_after,
    ever_below,
    first_circle,
    handed_over,
    moved,
    parents_on,
)

START = dt.date(2026, 3, 1)
DAYS = [START + dt.timedelta(days=number) for number in range(30)]


def place(first: int, last: int | None, unit: int, parent: int) -> Place:
    return Place(DAYS[first], None if last is None else DAYS[last], unit, parent)


@st.composite
def histories(draw, unit: int = 1) -> list[Place]:
    """A unit's places without a gap, the last of them open."""
    edges = sorted(draw(st.sets(st.integers(0, 25), min_size=1, max_size=5)))
    parents = [draw(st.integers(10, 13)) for _ in edges]
    lasts = [edge - 1 for edge in edges[1:]] + [None]
    return [
        place(first, last, unit, parent)
        for first, last, parent in zip(edges, lasts, parents, strict=True)
    ]


def by_day(places: list[Place], unit: int = 1) -> list[int | None]:
    return [parents_on(places, day).get(unit) for day in DAYS]


@given(histories(), st.integers(0, 29))
def test_move_changes_the_days_until_the_next_move_and_no_others(places, number):
    before = by_day(places)
    if before[number] is None:
        with pytest.raises(ValueError, match="2026"):
            moved(places, unit=1, below=99, from_day=DAYS[number])
        return

    after, new = moved(places, unit=1, below=99, from_day=DAYS[number])

    later = [DAYS.index(one.first) for one in places if one.first > DAYS[number]]
    until = min(later, default=len(DAYS))
    assert by_day(after) == before[:number] + [99] * (until - number) + before[until:]
    assert new in after


@given(histories(), st.integers(0, 29))
def test_merged_parent_is_replaced_from_the_day_on(places, number):
    days = by_day(places)

    after = handed_over(places, unit=10, into=99, from_day=DAYS[number])

    expected = [99 if p == 10 and n >= number else p for n, p in enumerate(days)]
    assert (1 in after) == (expected != days)
    assert by_day(after.get(1, places)) == expected


@given(histories(), st.integers(0, 29))
def test_closed_unit_stands_nowhere_later(places, number):
    after = closed_after(places, unit=1, last_day=DAYS[number])

    assert by_day(after)[: number + 1] == by_day(places)[: number + 1]
    assert set(by_day(after)[number + 1 :]) <= {None}


@given(histories(), histories(unit=10), histories(unit=11))
def test_everything_below_on_any_day_is_found(ones, tens, elevens):
    places = [*ones, *tens, *elevens]

    found = ever_below(places, 12, from_day=DAYS[10])

    for day in DAYS[10:]:
        parents = parents_on(places, day)
        assert {unit for unit in (1, 10, 11) if 12 in above(parents, unit)} <= found


def test_circle_is_found_on_the_day_on_which_it_would_begin():
    # 2 stands below 1 from day 5 on; 1 would stand below 2 from day 3 on.
    places = [place(0, 4, 2, 9), place(5, None, 2, 1)]
    new = place(3, None, 1, 2)

    assert first_circle([*places, new], new) == DAYS[5]


def test_units_that_change_places_at_different_times_make_no_circle():
    places = [place(0, 4, 2, 1), place(5, None, 2, 9)]
    new = place(5, None, 1, 2)

    assert first_circle([*places, new], new) is None
