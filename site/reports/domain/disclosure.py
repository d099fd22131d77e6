"""What somebody may be told of people whom they do not oversee.

No figure is about fewer than `minimum` people, nor can one be got by adding and subtracting what is
shown. The viewer knows the people whom they oversee, so these are taken out first: what remains of
a figure must stand by itself. Three things are shown of a group, each only where the one before is:

1. how many people there are,
2. how many of them are up to date (needs `minimum` of them, and `minimum` who are not),
3. how many of the others are in progress and how many have not started (`minimum` of each).

Where parts of a shown total must be hidden, others are hidden with them, smallest first, until
those hidden could be shown together as one group. Under something hidden everything is hidden. So
whatever can be worked out is about groups, or unions of groups, that could have been shown.

That a group has nobody in it is no secret. What is shown is rounded on top of all this.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.domain.figures import Counts, Decided, Group, Place, T, share

STEP = 5
EXACT = -1  # Nothing that the viewer does not know from the people whom they oversee.
Safe = Callable[[T, int], bool]


@dataclass(frozen=True)
class Figure:
    """A group as it is shown: exact or rounded counts, None where hidden."""

    people: int | None = None
    up_to_date: int | None = None
    in_progress: int | None = None
    not_started: int | None = None
    is_exact: bool = False

    @property
    def share(self) -> int | None:
        """Of the counts as they are shown; None where hidden, or where there is nobody."""
        if self.people is None or self.up_to_date is None:
            return None
        return share(self.up_to_date, self.people)

    @property
    def is_empty(self) -> bool:
        return self.people == 0


@dataclass(frozen=True)
class DecisionFigure:
    """How decisions went, in whole percent adding up to 100, from rounded counts."""

    people: int
    decisions: int
    helpful: int
    partly: int
    harmful: int


def rounded(count: int) -> int:
    """The nearest multiple of five: no count lies between two."""
    return (count + STEP // 2) // STEP * STEP


def figures(top: Group[Counts], overseen: Collection[int], *, minimum: int) -> dict[Place, Figure]:
    """The figure of every group for whoever oversees these units (with all below them)."""
    depths = dict(_depths(top, overseen, COMPLETION_LEVELS, minimum))
    return {group.place: _figure(group.counts, depths[group.place]) for group in _all(top)}


def decision_figures(top: Group[Decided], *, minimum: int) -> dict[Place, DecisionFigure | None]:
    """How decisions went in every group, None where hidden or where nobody decided: for anybody."""
    depths = dict(_depths(top, (), (enough_people,), minimum))
    return {
        group.place: _decision_figure(group.counts) if depths[group.place] > 0 else None
        for group in _all(top)
    }


def enough_people(counts: T, minimum: int) -> bool:
    return counts.people >= minimum


def enough_on_both_sides(counts: Counts, minimum: int) -> bool:
    return min(counts.up_to_date, counts.people - counts.up_to_date) >= minimum


def enough_in_each_state(counts: Counts, minimum: int) -> bool:
    return min(counts.in_progress, counts.not_started) >= minimum


COMPLETION_LEVELS: tuple[Safe[Counts], ...] = (
    enough_people,
    enough_on_both_sides,
    enough_in_each_state,
)


def _all(group: Group[T]) -> Iterator[Group[T]]:
    yield group
    for part in group.parts:
        yield from _all(part)


def _depths(
    top: Group[T], overseen: Collection[int], levels: Sequence[Safe[T]], minimum: int
) -> Iterator[tuple[Place, int]]:
    """How many of the levels are shown of each group, or EXACT."""
    unknown = dict(_unknown(top, overseen))

    def below(group: Group[T], depth: int) -> Iterator[tuple[Place, int]]:
        yield group.place, depth
        open_parts = {
            part.place: rest for part in group.parts if (rest := unknown[part.place]) is not None
        }
        depths = _shown(open_parts, levels[: max(depth, 0)], minimum)
        for part in group.parts:
            yield from below(part, depths.get(part.place, EXACT))

    rest = unknown[top.place]
    whole = {} if rest is None else {top.place: rest}
    yield from below(top, _shown(whole, levels, minimum).get(top.place, EXACT))


def _unknown(group: Group[T], overseen: Collection[int]) -> Iterator[tuple[Place, T | None]]:
    """What each group holds of people whom the viewer does not oversee; None where nobody."""
    if group.place.unit in overseen:
        yield from ((inner.place, None) for inner in _all(group))
        return
    if not group.parts:
        yield group.place, group.counts if group.counts.people else None
        return
    total: T | None = None
    for part in group.parts:
        rows = list(_unknown(part, overseen))
        yield from rows
        rest = dict(rows)[part.place]
        if rest is not None:
            total = rest if total is None else total + rest
    yield group.place, total


def _shown(parts: Mapping[Place, T], levels: Sequence[Safe[T]], minimum: int) -> dict[Place, int]:
    """How many of the levels are shown of each part of a group of which all of them are."""
    depths = dict.fromkeys(parts, 0)
    for number, is_safe in enumerate(levels, start=1):
        hidden = {
            place
            for place, counts in parts.items()
            if depths[place] < number - 1 or not is_safe(counts, minimum)
        }
        hidden = _with_others(hidden, parts, is_safe, minimum)
        depths.update(dict.fromkeys(parts.keys() - hidden, number))
    return depths


def _with_others(
    hidden: set[Place], parts: Mapping[Place, T], is_safe: Safe[T], minimum: int
) -> set[Place]:
    """The hidden parts with as many more, smallest first, as keep them from being subtracted."""
    others = sorted(
        parts.keys() - hidden, key=lambda place: (-parts[place].people, place.unit or 0)
    )
    together = set(hidden)
    while others and together and not is_safe(_sum([parts[p] for p in together]), minimum):
        together.add(others.pop())
    return together


def _sum(several: Sequence[T]) -> T:
    total = several[0]
    for counts in several[1:]:
        total += counts
    return total


def _figure(counts: Counts, depth: int) -> Figure:
    if depth == EXACT:
        return Figure(
            counts.people, counts.up_to_date, counts.in_progress, counts.not_started, is_exact=True
        )

    def at(level: int, count: int) -> int | None:
        return rounded(count) if depth >= level else None

    return Figure(
        people=at(1, counts.people),
        up_to_date=at(2, counts.up_to_date),
        in_progress=at(3, counts.in_progress),
        not_started=at(3, counts.not_started),
    )


def _decision_figure(counts: Decided) -> DecisionFigure:
    parts = [rounded(count) for count in (counts.helpful, counts.partly, counts.harmful)]
    helpful, partly, harmful = _percentages(parts)
    return DecisionFigure(rounded(counts.people), sum(parts), helpful, partly, harmful)


def _percentages(parts: Sequence[int]) -> list[int]:
    """Whole percents that add up to 100: the largest remainders are rounded up."""
    whole = sum(parts)
    percents = [100 * part // whole for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda n: (-(100 * parts[n] % whole), n))
    for n in by_remainder[: 100 - sum(percents)]:
        percents[n] += 1
    return percents
