"""The tree of units through time: what stood above a unit, from when to when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from standing.domain.days import FOREVER, NEVER, first_of, last_of
from standing.domain.facts import Placed


@dataclass(frozen=True, slots=True)
class Chain:
    """From a day to a day (numbers), the unit itself and everything above it, upwards."""

    first: int
    last: int
    units: tuple[int, ...]
    above: frozenset[int]


class Organisation:
    """Every placement there ever was; the chains of a unit are worked out once and kept.

    Placements of a unit do not overlap. Where a unit has none, it stands alone.
    """

    def __init__(self, placements: Iterable[Placed]) -> None:
        self._parents: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for placed in placements:
            stretch = (first_of(placed.first), last_of(placed.last), placed.parent)
            self._parents[placed.unit].append(stretch)
        for stretches in self._parents.values():
            stretches.sort()
        self._chains: dict[int, tuple[Chain, ...]] = {}

    def chains(self, unit: int) -> tuple[Chain, ...]:
        """The unit's chains in order; together they cover every day there is.

        Raises ValueError where a unit would stand above itself.
        """
        known = self._chains.get(unit)
        if known is None:
            known = self._chains[unit] = tuple(
                Chain(first, last, units, frozenset(units))
                for first, last, units in self._climb(unit, NEVER, FOREVER, ())
            )
        return known

    def _climb(
        self, unit: int, first: int, last: int, below: tuple[int, ...]
    ) -> Iterable[tuple[int, int, tuple[int, ...]]]:
        if unit in below:
            raise ValueError(f"Unit {unit} stands above itself.")
        path = (*below, unit)
        here = first
        for begins, ends, parent in self._parents.get(unit, ()):
            begins, ends = max(begins, here), min(ends, last)
            if begins > ends:
                continue
            if here < begins:
                yield here, begins - 1, path
            yield from self._climb(parent, begins, ends, path)
            here = ends + 1
        if here <= last:
            yield here, last, path
