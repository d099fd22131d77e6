"""Counts roll up; shares are rounded down."""

import pytest

from reports.domain.figures import Counts, Group, Place, grouped, share

CHILDREN = {1: [2, 3], 2: [4]}
OWN = {1: Counts(1, 0, 0), 3: Counts(0, 2, 3), 4: Counts(5, 0, 1)}
"""
    1 (1 person)
   / \\
  2   3 (5 people)
  |
  4 (6 people)
"""


def counts_of(group: Group[Counts]) -> dict[Place, Counts]:
    found = {group.place: group.counts}
    for part in group.parts:
        found |= counts_of(part)
    return found


def test_grouped_adds_up_everything_below():
    counts = counts_of(grouped(OWN, CHILDREN, [1], Counts()))

    assert counts[Place(4)] == Counts(5, 0, 1)
    assert counts[Place(2)] == Counts(5, 0, 1)
    assert counts[Place(3)] == Counts(0, 2, 3)
    assert counts[Place(1)] == Counts(6, 2, 4)
    assert counts[Place(None)] == Counts(6, 2, 4)


def test_grouped_keeps_people_of_a_unit_with_others_below_as_a_part():
    counts = counts_of(grouped(OWN, CHILDREN, [1], Counts()))

    assert counts[Place(1, itself=True)] == Counts(1, 0, 0)
    assert Place(2, itself=True) not in counts
    assert Place(3, itself=True) not in counts


def test_grouped_keeps_who_is_exempt_or_a_volunteer_where_nobody_is_asked():
    apart = Counts(exempt=2, voluntary=1)

    counts = counts_of(grouped({**OWN, 2: apart}, CHILDREN, [1], Counts()))

    assert counts[Place(2, itself=True)] == apart
    assert counts[Place(None)].exempt == 2
    assert counts[Place(None)].voluntary == 1


def test_grouped_without_units_is_nobody():
    assert grouped({}, {}, [], Counts()) == Group(Place(None), Counts())


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(118, 190, 62), (199, 200, 99), (200, 200, 100), (0, 7, 0), (0, 0, None), (2, 3, 66)],
)
def test_share_is_rounded_down(part, whole, percent):
    assert share(part, whole) == percent
