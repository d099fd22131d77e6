"""What somebody may be told of people whom they do not oversee.

No figure is about fewer than `minimum` people, nor can one be got by adding and subtracting what is
shown. The viewer knows the people whom they oversee, so these are taken out first: what remains of
a figure must stand by itself. Things are shown of a group in steps, each only where the one before
is, and each cuts what was shown in two, of which neither may be small:

1. how many people there are,
2. how many of them are up to date,
3. how many of those who are not are overdue; then how many of the rest are in progress;
4. beside 3, how many of those up to date lapse within 90 days; of these within 60; of these 30;
5. beside 2, how many are exempt, of whom there must be `minimum`; the same of volunteers.

Where parts of a shown total must be hidden, others are hidden with them, smallest first, until
those hidden could be shown together as one group. Under something hidden everything is hidden. So
whatever can be worked out is about groups, or unions of groups, that could have been shown.

That a group has nobody in it is no secret. What is shown is rounded on top of all this. What other
days tell is a matter of which days may be asked for: `days.py`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

from reports.domain.figures import Counts, Decided, Group, Place, T, Tally, share

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
    overdue: int | None = None
    exempt: int | None = None
    voluntary: int | None = None
    lapsing_30: int | None = None
    lapsing_60: int | None = None
    lapsing_90: int | None = None
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
    depths = {
        name: dict(_depths(top, overseen, ladder, minimum)) for name, ladder in LADDERS.items()
    }
    return {
        group.place: _figure(group.counts, {name: depths[name][group.place] for name in LADDERS})
        for group in _all(top)
    }


def decision_figures(top: Group[Decided], *, minimum: int) -> dict[Place, DecisionFigure | None]:
    """How decisions went in every group, None where hidden or where nobody decided: for anybody."""
    depths = dict(_depths(top, (), DECISIONS, minimum))
    return {
        group.place: _decision_figure(group.counts) if depths[group.place] > 0 else None
        for group in _all(top)
    }


def enough_people(counts: Tally, minimum: int) -> bool:
    return counts.people >= minimum


def _parted(part: str, whole: Callable[[Counts], int]) -> Safe[Counts]:
    """Neither the part nor what it leaves of the whole is small."""

    def is_safe(counts: Counts, minimum: int) -> bool:
        count: int = getattr(counts, part)
        return min(count, whole(counts) - count) >= minimum

    return is_safe


def _many(part: str) -> Safe[Counts]:
    def is_safe(counts: Counts, minimum: int) -> bool:
        return bool(getattr(counts, part) >= minimum)

    return is_safe


def _any_people(counts: Tally) -> bool:
    return counts.people > 0


def _anybody(counts: Counts) -> bool:
    return counts.is_anybody


@dataclass(frozen=True)
class Ladder(Generic[T]):
    """Steps in which more and more is shown of a group in which there is somebody."""

    steps: tuple[Safe[T], ...]
    is_anybody: Callable[[T], bool]


_UP_TO_DATE = _parted("up_to_date", lambda counts: counts.people)
LADDERS: Mapping[str, Ladder[Counts]] = {
    "states": Ladder(
        (
            enough_people,
            _UP_TO_DATE,
            _parted("overdue", lambda counts: counts.people - counts.up_to_date),
            _parted("in_progress", lambda counts: counts.in_progress + counts.not_started),
        ),
        _any_people,
    ),
    "lapsing": Ladder(
        (
            enough_people,
            _UP_TO_DATE,
            _parted("lapsing_90", lambda counts: counts.up_to_date),
            _parted("lapsing_60", lambda counts: counts.lapsing_90),
            _parted("lapsing_30", lambda counts: counts.lapsing_60),
        ),
        _any_people,
    ),
    "exempt": Ladder((enough_people, _many("exempt")), _anybody),
    "voluntary": Ladder((_many("voluntary"),), _anybody),
}
SHOWN_AT = {
    "people": ("states", 1),
    "up_to_date": ("states", 2),
    "overdue": ("states", 3),
    "in_progress": ("states", 4),
    "not_started": ("states", 4),
    "lapsing_90": ("lapsing", 3),
    "lapsing_60": ("lapsing", 4),
    "lapsing_30": ("lapsing", 5),
    "exempt": ("exempt", 2),
    "voluntary": ("voluntary", 1),
}
DECISIONS: Ladder[Decided] = Ladder((enough_people,), _any_people)


def _all(group: Group[T]) -> Iterator[Group[T]]:
    yield group
    for part in group.parts:
        yield from _all(part)


def _depths(
    top: Group[T], overseen: Collection[int], ladder: Ladder[T], minimum: int
) -> Iterator[tuple[Place, int]]:
    """How many of the ladder's steps are shown of each group, or EXACT."""
    unknown = dict(_unknown(top, overseen, ladder.is_anybody))

    def below(group: Group[T], depth: int) -> Iterator[tuple[Place, int]]:
        yield group.place, depth
        open_parts = {
            part.place: rest for part in group.parts if (rest := unknown[part.place]) is not None
        }
        depths = _shown(open_parts, ladder.steps[: max(depth, 0)], minimum)
        for part in group.parts:
            yield from below(part, depths.get(part.place, EXACT))

    rest = unknown[top.place]
    whole = {} if rest is None else {top.place: rest}
    yield from below(top, _shown(whole, ladder.steps, minimum).get(top.place, EXACT))


def _unknown(
    group: Group[T], overseen: Collection[int], is_anybody: Callable[[T], bool]
) -> Iterator[tuple[Place, T | None]]:
    """What each group holds of people whom the viewer does not oversee; None where nobody."""
    if group.place.unit in overseen:
        yield from ((inner.place, None) for inner in _all(group))
        return
    if not group.parts:
        yield group.place, group.counts if is_anybody(group.counts) else None
        return
    total: T | None = None
    for part in group.parts:
        rows = list(_unknown(part, overseen, is_anybody))
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


def _figure(counts: Counts, depths: Mapping[str, int]) -> Figure:
    def shown(name: str) -> int | None:
        ladder, step = SHOWN_AT[name]
        count: int = getattr(counts, name)
        if depths[ladder] == EXACT:
            return count
        return rounded(count) if depths[ladder] >= step else None

    is_exact = all(depth == EXACT for depth in depths.values())
    return Figure(**{name: shown(name) for name in SHOWN_AT}, is_exact=is_exact)


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
