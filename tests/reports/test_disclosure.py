"""Nothing about fewer than ten people can be worked out from what is shown."""

from collections.abc import Iterator
from dataclasses import fields
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
EVERYTHING = [field.name for field in fields(Figure) if field.name != "is_exact"]
STATES = ("up_to_date", "in_progress", "not_started", "overdue")
MANY = Counts(40, 30, 20, 30)
NOTHING_APART = {"exempt": 0, "voluntary": 0, "lapsing_30": 0, "lapsing_60": 0, "lapsing_90": 0}


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
    assert shown(flat(Counts(1, 2, 0, 1), MANY), 1)[Place(1)] == Figure(
        4, 1, 2, 0, 1, **NOTHING_APART, is_exact=True
    )


def test_figures_elsewhere_are_rounded_and_shares_taken_from_them():
    figure = shown(flat(Counts(118, 41, 31, 22, exempt=13)))[Place(1)]

    assert figure == Figure(210, 120, 40, 30, 20, exempt=15)
    assert figure.share == 57


def test_few_people_are_hidden_with_the_smallest_other():
    found = shown(flat(Counts(3, 2, 2, 2), Counts(20, 20, 20, 20), Counts(90, 80, 70, 60)))

    assert found[Place(1)] == Figure()
    assert found[Place(2)] == Figure()
    assert found[Place(3)] == Figure(300, 90, 80, 70, 60)


def test_few_who_are_up_to_date_are_hidden_and_so_are_few_who_are_not():
    few_done = shown(flat(Counts(9, 40, 41)))[Place(1)]
    few_left = shown(flat(Counts(91, 4, 5)))[Place(1)]

    assert few_done == Figure(90)
    assert few_left == Figure(100)
    assert few_left.share is None


def test_few_in_progress_hide_who_has_not_started_too():
    assert shown(flat(Counts(50, 9, 51, 20)))[Place(1)] == Figure(130, 50, overdue=20)


def test_few_overdue_hide_the_other_states_from_which_they_could_be_subtracted():
    assert shown(flat(Counts(50, 30, 31, 9)))[Place(1)] == Figure(120, 50)


def test_lapsing_is_shown_as_far_as_each_step_leaves_enough_people():
    lapsing = {"lapsing_30": 4, "lapsing_60": 14, "lapsing_90": 24}
    figure = shown(flat(Counts(50, 20, 20, 20, **lapsing)))[Place(1)]

    assert (figure.lapsing_90, figure.lapsing_60, figure.lapsing_30) == (25, 15, None)


def test_all_but_a_few_lapsing_are_hidden():
    figure = shown(flat(Counts(50, 20, 20, 20, lapsing_90=45)))[Place(1)]

    assert figure.up_to_date == 50
    assert figure.lapsing_90 is None


def test_few_exempt_are_hidden_with_those_of_another_unit():
    few, some, many = (
        Counts(90, 80, 70, people, exempt=exempt)
        for people, exempt in ((60, 3), (50, 20), (70, 30))
    )
    found = shown(flat(few, some, many))

    assert [found[Place(unit)].exempt for unit in (1, 2, 3)] == [None, None, 30]
    assert found[Place(None)].exempt == 55
    assert found[Place(1)].people == 300


def test_a_unit_of_which_everybody_is_exempt_is_not_taken_for_an_overseen_one():
    figure = shown(flat(Counts(exempt=4), MANY))[Place(1)]

    assert figure.people == 0
    assert figure.exempt is None
    assert not figure.is_exact


def test_nobody_is_no_secret():
    figure = shown(flat(Counts(), MANY))[Place(1)]

    assert figure.is_empty
    assert figure.share is None


def test_what_the_viewer_knows_protects_nobody():
    """The total less the 40 people whom the viewer oversees would be about four."""
    found = shown(flat(Counts(20, 10, 10, 10), Counts(1, 1, 1, 1)), 1)

    assert found[Place(None)] == Figure()
    assert found[Place(2)] == Figure()
    assert found[Place(1)].is_exact


def test_a_total_of_overseen_units_is_exact():
    assert shown(flat(Counts(1, 2, 0), Counts(4, 0, 0)), 1, 2)[Place(None)] == Figure(
        7, 5, 2, 0, 0, **NOTHING_APART, is_exact=True
    )


def test_everything_below_what_is_hidden_is_hidden():
    """Unit 2 is hidden with 1, so its parts must not add up to it."""
    own = {1: Counts(1, 1, 1), 4: MANY, 5: MANY, 3: Counts(500, 500, 500, 500)}
    found = shown(grouped(own, {2: [4, 5]}, [1, 2, 3], Counts()))

    assert found[Place(2)] == found[Place(4)] == found[Place(5)] == Figure()


# An attacker, who has every shown figure unrounded and knows how to add and subtract

CELLS = {
    "states": STATES,
    "lapsing": ("within_30", "within_60", "within_90", "staying", "not_up_to_date"),
    "exempt": ("required", "exempt"),
    "voluntary": ("voluntary",),
}
SUMS = {  # of which cells of its ladder each shown figure is the sum
    "states": {
        "people": STATES,
        **{state: (state,) for state in STATES},
    },
    "lapsing": {
        "people": CELLS["lapsing"],
        "up_to_date": ("within_30", "within_60", "within_90", "staying"),
        "lapsing_90": ("within_30", "within_60", "within_90"),
        "lapsing_60": ("within_30", "within_60"),
        "lapsing_30": ("within_30",),
    },
    "exempt": {"people": ("required",), "exempt": ("exempt",)},
    "voluntary": {"voluntary": ("voluntary",)},
}


def cell(counts: Counts, name: str) -> int:
    """How many people are in a cell: everybody is in one of each ladder at most."""
    found = {
        "within_30": counts.lapsing_30,
        "within_60": counts.lapsing_60 - counts.lapsing_30,
        "within_90": counts.lapsing_90 - counts.lapsing_60,
        "staying": counts.up_to_date - counts.lapsing_90,
        "not_up_to_date": counts.people - counts.up_to_date,
        "required": counts.people,
    }
    return found[name] if name in found else getattr(counts, name)


def with_lapsing(states: list[int], apart: list[int], within: list[int]) -> Counts:
    thirty, sixty, ninety = (min(states[0], sum(within[:n])) for n in (1, 2, 3))
    return Counts(*states, *apart, thirty, sixty, ninety)


def some(size: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, 25), min_size=size, max_size=size)


trees = st.recursive(
    st.builds(with_lapsing, some(4), some(2), some(3)),
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

    def __init__(self, leaves: list[int], ladder: str) -> None:
        self.ladder = ladder
        self.cells = [(leaf, name) for leaf in leaves for name in CELLS[ladder]]
        self.rows: list[tuple[int, list[Fraction]]] = []  # reduced, each with its pivot

    def learn(self, leaves: set[int], names: tuple[str, ...]) -> None:
        rest = self._reduced(leaves, names)
        pivot = next((n for n, value in enumerate(rest) if value), None)
        if pivot is not None:
            self.rows.append((pivot, [value / rest[pivot] for value in rest]))

    def can_work_out(self, leaves: set[int], names: tuple[str, ...]) -> bool:
        return not any(self._reduced(leaves, names))

    def _reduced(self, leaves: set[int], names: tuple[str, ...]) -> list[Fraction]:
        row = [Fraction(leaf in leaves and name in names) for leaf, name in self.cells]
        for pivot, known in self.rows:
            if factor := row[pivot]:
                row = [a - factor * b for a, b in zip(row, known, strict=True)]
        return row


def attacker_of(top: Group[Counts], leaves: list[int], overseen: set[int], ladder: str) -> Attacker:
    attacker = Attacker(leaves, ladder)
    found = shown(top, *overseen)
    for group in all_groups(top):
        if group.counts.is_anybody:
            for name, cells in SUMS[ladder].items():
                if getattr(found[group.place], name) is not None:
                    attacker.learn(leaves_of(group), cells)
    for leaf in leaves:
        if leaf in overseen:
            for name in CELLS[ladder]:
                attacker.learn({leaf}, (name,))
    return attacker


def subsets(items: list) -> Iterator[tuple]:
    return chain.from_iterable(combinations(items, size) for size in range(1, len(items) + 1))


@pytest.mark.parametrize("ladder", CELLS)
@given(shape=trees, data=st.data())
def test_no_sum_or_difference_is_about_few_people(ladder, shape, data):
    top, leaves = planted(shape)
    counts = {group.place.unit: group.counts for group in all_groups(top)}
    tops = data.draw(st.sets(st.sampled_from(sorted(unit for unit in counts if unit)), max_size=2))
    overseen = {
        group.place.unit
        for over in all_groups(top)
        if over.place.unit in tops
        for group in all_groups(over)
    }
    attacker = attacker_of(top, leaves, overseen, ladder)
    unknown = [leaf for leaf in leaves if leaf not in overseen and counts[leaf].is_anybody]

    for group in subsets(unknown):
        for names in subsets(list(CELLS[ladder])):
            if attacker.can_work_out(set(group), names):
                about = sum(cell(counts[leaf], name) for leaf in group for name in names)
                # That nobody at all is required to take the course is no secret.
                is_of_nobody = not any(counts[leaf].people for leaf in group)
                assert about >= MINIMUM or is_of_nobody, (group, names)


def test_the_attacker_finds_a_lone_hidden_row():
    """The oracle can fail: one hidden row and its total give it away."""
    attacker = Attacker([1, 2], "states")
    attacker.learn({1, 2}, STATES)
    attacker.learn({2}, STATES)

    assert attacker.can_work_out({1}, STATES)
    assert not attacker.can_work_out({1}, ("up_to_date",))


@given(shape=trees)
def test_whoever_oversees_everything_sees_everything(shape):
    top, _leaves = planted(shape)
    found = shown(top, *(group.place.unit for group in all_groups(top) if group.place.unit))

    for group in all_groups(top):
        figure = found[group.place]
        assert figure.is_exact
        for name in EVERYTHING:
            assert getattr(figure, name) == getattr(group.counts, name)


@given(shape=trees)
def test_rounded_figures_are_near_and_consistent(shape):
    top, _leaves = planted(shape)
    found = shown(top)

    for group in all_groups(top):
        figure = found[group.place]
        for name in EVERYTHING:
            count = getattr(figure, name)
            if count is not None:
                assert count % 5 == 0
                assert abs(count - getattr(group.counts, name)) <= 2
        if figure.people is None:
            assert figure.up_to_date is None
        if figure.up_to_date is None:
            assert figure.in_progress is None
            assert figure.lapsing_90 is None
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
