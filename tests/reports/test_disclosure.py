"""Nothing about fewer than ten people can be worked out from what is shown."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.domain.disclosure import (
    DecisionFigure,
    Figure,
    decision_figures,
    figures,
    rounded,
)
from reports.domain.figures import Counts, Decided, Group, Place, grouped

MINIMUM = 10
STATES = ("up_to_date", "in_progress", "not_started")
MANY = Counts(40, 30, 20)


def flat(*parts: Counts) -> Group[Counts]:
    """Units 1, 2, … directly below the whole."""
    own = dict(enumerate(parts, start=1))
    return grouped(own, {}, list(own), Counts())


def shown(top: Group[Counts], *overseen: int) -> dict[Place, Figure]:
    return figures(top, overseen, minimum=MINIMUM)


# Rules, one by one


@pytest.mark.parametrize(
    ("count", "near"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (10, 10), (12, 10), (13, 15)]
)
def test_rounded_is_the_nearest_five(count, near):
    assert rounded(count) == near


def test_figures_of_overseen_units_are_exact():
    assert shown(flat(Counts(1, 2, 0), MANY), 1)[Place(1)] == Figure(3, 1, 2, 0, is_exact=True)


def test_figures_elsewhere_are_rounded_and_shares_taken_from_them():
    figure = shown(flat(Counts(118, 41, 31)))[Place(1)]

    assert figure == Figure(190, 120, 40, 30)
    assert figure.share == 63


def test_few_people_are_hidden_with_the_smallest_other():
    found = shown(flat(Counts(3, 3, 3), Counts(20, 20, 20), Counts(90, 80, 70)))

    assert found[Place(1)] == Figure()
    assert found[Place(2)] == Figure()
    assert found[Place(3)] == Figure(240, 90, 80, 70)


def test_few_who_are_up_to_date_are_hidden_and_so_are_few_who_are_not():
    few_done = shown(flat(Counts(9, 40, 41)))[Place(1)]
    few_left = shown(flat(Counts(91, 4, 5)))[Place(1)]

    assert few_done == Figure(90)
    assert few_left == Figure(100)
    assert few_left.share is None


def test_few_in_progress_hide_who_has_not_started_too():
    assert shown(flat(Counts(50, 9, 51)))[Place(1)] == Figure(110, 50)


def test_nobody_is_no_secret():
    figure = shown(flat(Counts(), MANY))[Place(1)]

    assert figure.is_empty
    assert figure.share is None


def test_what_the_viewer_knows_protects_nobody():
    """The total less the 40 people whom the viewer oversees would be about three."""
    found = shown(flat(Counts(20, 10, 10), Counts(1, 1, 1)), 1)

    assert found[Place(None)] == Figure()
    assert found[Place(2)] == Figure()
    assert found[Place(1)].is_exact


def test_a_total_of_overseen_units_is_exact():
    assert shown(flat(Counts(1, 2, 0), Counts(4, 0, 0)), 1, 2)[Place(None)] == Figure(
        7, 5, 2, 0, is_exact=True
    )


def test_everything_below_what_is_hidden_is_hidden():
    """Unit 2 is hidden with 1, so its parts must not add up to it."""
    own = {1: Counts(1, 1, 1), 4: MANY, 5: MANY, 3: Counts(500, 500, 500)}
    found = shown(grouped(own, {2: [4, 5]}, [1, 2, 3], Counts()))

    assert found[Place(2)] == found[Place(4)] == found[Place(5)] == Figure()


# An attacker, who has every shown figure unrounded and knows how to add and subtract

trees = st.recursive(
    st.builds(Counts, *[st.integers(0, 25)] * 3),
    lambda parts: st.lists(parts, min_size=1, max_size=4),
    max_leaves=6,
)


def planted(shape: Counts | list) -> tuple[Group[Counts], list[int]]:
    """A tree of this shape; its leaves are the units that hold people."""
    own, children, leaves = {}, {}, []
    numbers = iter(range(1, 1000))

    def plant(shape: Counts | list) -> int:
        unit = next(numbers)
        if isinstance(shape, Counts):
            own[unit] = shape
            leaves.append(unit)
        else:
            children[unit] = [plant(part) for part in shape]
        return unit

    return grouped(own, children, [plant(shape)], Counts()), leaves


def all_groups(group: Group[Counts]) -> Iterator[Group[Counts]]:
    yield group
    for part in group.parts:
        yield from all_groups(part)


def leaves_of(group: Group[Counts]) -> set[int]:
    return {inner.place.unit for inner in all_groups(group) if not inner.parts}


class Attacker:
    """Knows sums of cells (a leaf's people in a state), and what can be combined from them."""

    def __init__(self, leaves: list[int]) -> None:
        self.cells = [(leaf, state) for leaf in leaves for state in STATES]
        self.rows: list[tuple[int, list[Fraction]]] = []  # reduced, each with its pivot

    def learn(self, leaves: set[int], states: tuple[str, ...]) -> None:
        rest = self._reduced(leaves, states)
        pivot = next((n for n, value in enumerate(rest) if value), None)
        if pivot is not None:
            self.rows.append((pivot, [value / rest[pivot] for value in rest]))

    def can_work_out(self, leaves: set[int], states: tuple[str, ...]) -> bool:
        return not any(self._reduced(leaves, states))

    def _reduced(self, leaves: set[int], states: tuple[str, ...]) -> list[Fraction]:
        row = [Fraction(leaf in leaves and state in states) for leaf, state in self.cells]
        for pivot, known in self.rows:
            if factor := row[pivot]:
                row = [a - factor * b for a, b in zip(row, known, strict=True)]
        return row


def attacker_of(top: Group[Counts], leaves: list[int], overseen: set[int]) -> Attacker:
    attacker = Attacker(leaves)
    found = shown(top, *overseen)
    for group in all_groups(top):
        if group.counts.people:
            tell(attacker, leaves_of(group), found[group.place])
    for leaf in leaves:
        if leaf in overseen:
            for state in STATES:
                attacker.learn({leaf}, (state,))
    return attacker


def tell(attacker: Attacker, leaves: set[int], figure: Figure) -> None:
    if figure.people is not None:
        attacker.learn(leaves, STATES)
    for state in STATES:
        if getattr(figure, state) is not None:
            attacker.learn(leaves, (state,))


def subsets(items: list) -> Iterator[tuple]:
    return chain.from_iterable(combinations(items, size) for size in range(1, len(items) + 1))


@given(shape=trees, data=st.data())
def test_no_sum_or_difference_is_about_few_people(shape, data):
    top, leaves = planted(shape)
    counts = {group.place.unit: group.counts for group in all_groups(top)}
    tops = data.draw(st.sets(st.sampled_from(sorted(unit for unit in counts if unit)), max_size=2))
    overseen = {
        group.place.unit
        for over in all_groups(top)
        if over.place.unit in tops
        for group in all_groups(over)
    }
    attacker = attacker_of(top, leaves, overseen)

    unknown = [leaf for leaf in leaves if leaf not in overseen and counts[leaf].people]
    for group in subsets(unknown):
        for states in subsets(list(STATES)):
            if attacker.can_work_out(set(group), states):
                about = sum(getattr(counts[leaf], state) for leaf in group for state in states)
                assert about >= MINIMUM, (group, states)


def test_the_attacker_finds_a_lone_hidden_row():
    """The oracle can fail: one hidden row and its total give it away."""
    attacker = Attacker([1, 2])
    attacker.learn({1, 2}, STATES)
    attacker.learn({2}, STATES)

    assert attacker.can_work_out({1}, STATES)
    assert not attacker.can_work_out({1}, ("up_to_date",))


@given(shape=trees)
def test_whoever_oversees_everything_sees_everything(shape):
    top, _leaves = planted(shape)
    found = shown(top, *(group.place.unit for group in all_groups(top) if group.place.unit))

    for group in all_groups(top):
        counts = group.counts
        assert found[group.place] == Figure(
            counts.people, *(getattr(counts, state) for state in STATES), is_exact=True
        )


@given(shape=trees)
def test_rounded_figures_are_near_and_consistent(shape):
    top, _leaves = planted(shape)
    found = shown(top)

    for group in all_groups(top):
        figure = found[group.place]
        for name in ("people", *STATES):
            count = getattr(figure, name)
            if count is not None:
                assert count % 5 == 0
                assert abs(count - getattr(group.counts, name)) <= 2
        if figure.people is None:
            assert figure.up_to_date is None
        if figure.up_to_date is None:
            assert figure.in_progress is None
            assert figure.share is None


# How decisions went


def test_decisions_add_up_to_a_hundred_percent():
    found = decision_figures(
        Group(Place(None), Decided(people=31, helpful=50, partly=50, harmful=50)), minimum=MINIMUM
    )

    assert found[Place(None)] == DecisionFigure(30, 150, 34, 33, 33)


def test_decisions_of_few_people_are_hidden_with_another_group():
    own = {1: Decided(9, 80, 0, 0), 2: Decided(12, 60, 30, 10), 3: Decided(50, 60, 30, 10)}
    found = decision_figures(grouped(own, {}, [1, 2, 3], Decided()), minimum=MINIMUM)

    assert found[Place(1)] is None
    assert found[Place(2)] is None
    assert found[Place(3)] is not None
    assert found[Place(None)] is not None


def test_decisions_of_nobody_have_no_figure():
    found = decision_figures(grouped({}, {}, [1], Decided()), minimum=MINIMUM)

    assert found[Place(1)] is None
