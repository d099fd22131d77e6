"""Which choices of a story may be told, so that those hidden cannot be worked out. Pure.

Whoever arrives at a scene leaves it by one of its choices, so what is shown elsewhere tells of what
is hidden: every scene is an equation between the choices that lead to it and those that lead away.
No choice, and no group of choices that a solved equation singles out, may be about fewer than
`minimum` people.
"""

from collections.abc import Iterator, Mapping, Sequence
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
class Made:
    """How often a choice was made, and by how many people at least."""

    times: int = 0
    people: int = 0

    def __add__(self, other: "Made") -> "Made":
        return Made(self.times + other.times, self.people + other.people)


def hidden_choices(
    ways: Sequence[Way], made: Mapping[Key, Made], *, minimum: int
) -> frozenset[Key]:
    """The keys of what must be hidden: choices of too few people, with as many more, the nearest
    and smallest first, as keep these from being worked out. That nobody made one is no secret.
    """
    taken = [way for way in ways if made.get(way.key, Made()).times]
    hidden = {way.key for way in taken if made[way.key].people < minimum}
    while found := _too_small(taken, made, hidden, minimum):
        more = _next_to_hide(taken, made, hidden, found)
        if more is None:
            break
        hidden.add(more)
    return frozenset(hidden)


def _too_small(
    ways: Sequence[Way], made: Mapping[Key, Made], hidden: set[Key], minimum: int
) -> Equation | None:
    """What the equations say of hidden choices alone that is about too few people."""
    for equation in solved(equations(ways, hidden)):
        if len(set(equation.values())) == 1 and _people(equation, made) < minimum:
            return equation
    return None


def _people(group: Equation, made: Mapping[Key, Made]) -> int:
    """At least so many: where somebody came by twice, two choices may be the same people's."""
    several = [made[key] for key in group]
    if any(one.times > one.people for one in several):
        return max(one.people for one in several)
    return sum(one.people for one in several)


def _next_to_hide(
    ways: Sequence[Way], made: Mapping[Key, Made], hidden: set[Key], group: Equation
) -> Key | None:
    shown = [way for way in ways if way.key not in hidden]
    around = {place for way in ways if way.key in group for place in (way.scene, way.to)}
    near = [way for way in shown if {way.scene, way.to} & around]
    smallest = sorted(near or shown, key=lambda way: (made[way.key].times, way.key))
    return smallest[0].key if smallest else None


def equations(ways: Sequence[Way], hidden: set[Key]) -> list[Equation]:
    """One for each scene that can be left: the hidden choices that lead there (1) and away (-1).
    Their sum is known from what is shown, and, at the start, from the number of attempts."""
    found = []
    for scene in sorted({way.scene for way in ways}):
        equation: Equation = {}
        for way in ways:
            if way.key in hidden:
                weight = (way.to == scene) - (way.scene == scene)
                if weight:
                    equation[way.key] = weight
        if equation:
            found.append(equation)
    return found


def solved(rows: Sequence[Equation]) -> list[Equation]:
    """The same equations, each with a choice that no other has. As there are at most a 1 and a -1
    of a choice in all of them, none but these ever comes about."""
    rows = [dict(row) for row in rows]
    for at in range(len(rows)):
        if not rows[at]:
            continue
        pivot = min(rows[at])
        for other in range(len(rows)):
            if other != at and pivot in rows[other]:
                factor = rows[other][pivot] * rows[at][pivot]
                rows[other] = dict(_minus(rows[other], rows[at], factor))
    return [row for row in rows if row]


def _minus(one: Equation, other: Equation, factor: int) -> Iterator[tuple[Key, int]]:
    for key in {**one, **other}:
        if weight := one.get(key, 0) - factor * other.get(key, 0):
            yield key, weight
