"""Which choices of a story may be told, so that those hidden cannot be worked out. Pure.

Whoever arrives at a scene leaves it by one of its choices, so what is shown elsewhere tells of what
is hidden: every scene is an equation between the choices that lead to it and those that lead away.
No choice, and no group of choices that a solved equation singles out, may be about fewer than
`minimum` people.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

Key = tuple[str, str]
Equation = dict[Key, int]


@dataclass(frozen=True)
class Way:
    """A choice of a scene, and the scene to which it leads."""

    scene: str
    choice: str
    to: str

    @property
    def key(self) -> Key:
        return self.scene, self.choice


@dataclass(frozen=True)
class Table:
    """By how many people each choice was made, and which follow from elsewhere though hidden."""

    made: Mapping[Key, int]
    known: Collection[Key] = frozenset()


def hidden_choices(
    ways: Sequence[Way],
    tables: Sequence[Table],
    *,
    minimum: int,
    already: Collection[Key] = (),
) -> frozenset[Key] | None:
    """The keys of what must be hidden in all of these tables: choices that too few people made in
    any, and those hidden `already`, with as many more, the nearest and smallest first, as keep
    these from being worked out. That nobody made one is no secret. None where nothing helps.
    """
    hidden = {key for one in tables for key, people in one.made.items() if 0 < people < minimum}
    hidden.update(already)
    while found := _first_too_small(ways, tables, hidden, minimum):
        more = _next_to_hide(ways, *found, hidden)
        if more is None:
            return None
        hidden.add(more)
    return frozenset(hidden)


def _first_too_small(
    ways: Sequence[Way], tables: Sequence[Table], hidden: set[Key], minimum: int
) -> tuple[Table, Equation] | None:
    for table in tables:
        taken = [way for way in ways if table.made.get(way.key)]
        group = _too_small(taken, table.made, hidden.difference(table.known), minimum)
        if group:
            return table, group
    return None


def _too_small(
    ways: Sequence[Way], made: Mapping[Key, int], hidden: set[Key], minimum: int
) -> Equation | None:
    """What the equations say of hidden choices alone that is about too few people."""
    for equation in solved(equations(ways, hidden)):
        is_sum = len(set(equation.values())) == 1
        if is_sum and sum(made[key] for key in equation) < minimum:
            return equation
    return None


def _next_to_hide(
    ways: Sequence[Way], table: Table, group: Equation, hidden: set[Key]
) -> Key | None:
    made = table.made
    taken = [way for way in ways if made.get(way.key)]
    shown = [way for way in taken if way.key not in hidden and way.key not in table.known]
    around = {place for way in taken if way.key in group for place in (way.scene, way.to)}
    near = [way for way in shown if {way.scene, way.to} & around]
    smallest = min(near or shown, key=lambda way: (made[way.key], way.key), default=None)
    return smallest.key if smallest else None


def equations(ways: Sequence[Way], hidden: set[Key]) -> list[Equation]:
    """One for each scene that can be left: the hidden choices that lead there (1) and away (-1).
    Their sum is known from what is shown, and, at the start, from the number of attempts."""
    found: dict[str, Equation] = {scene: {} for scene in sorted({way.scene for way in ways})}
    for way in ways:
        if way.key in hidden and way.to != way.scene:
            found[way.scene][way.key] = -1
            if way.to in found:
                found[way.to][way.key] = 1
    return [equation for equation in found.values() if equation]


def solved(rows: Iterable[Equation]) -> list[Equation]:
    """The same equations, each with a choice that no other has. As there are at most a 1 and a -1
    of a choice in all of them, none but these ever comes about."""
    rows = [dict(row) for row in rows]
    holding: dict[Key, set[int]] = defaultdict(set)
    for at, row in enumerate(rows):
        for key in row:
            holding[key].add(at)
    for at, row in enumerate(rows):
        if not row:
            continue
        pivot = min(row)
        for other in holding[pivot] - {at}:
            factor = rows[other][pivot] * row[pivot]
            _take_away(rows[other], row, factor, other, holding)
    return [row for row in rows if row]


def _take_away(
    from_row: Equation, row: Equation, factor: int, place: int, holding: Mapping[Key, set[int]]
) -> None:
    for key, weight in row.items():
        left = from_row.pop(key, 0) - factor * weight
        if left:
            from_row[key] = left
            holding[key].add(place)
        else:
            holding[key].discard(place)
