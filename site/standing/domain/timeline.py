"""Where one person stands with one course, day by day, past and future; and what that adds up to.

Days are whole numbers (see `days`); ranges include both ends; FOREVER is an open end.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from standing.domain.days import FOREVER, NEVER, first_of, last_of
from standing.domain.facts import Completed, Exempted, Facts, Pass
from standing.domain.organisation import Organisation
from standing.domain.rules import (
    State,
    Stretch,
    due_of,
    entries,
    last_valid_day,
    renewal_months,
    stretches,
)

LAPSING_WITHIN = {"lapsing_30": 30, "lapsing_60": 60, "lapsing_90": 90}
MEASURES = (*(state.value for state in State), *LAPSING_WITHIN)
REQUIRED = frozenset({State.UP_TO_DATE, State.OVERDUE, State.IN_PROGRESS, State.NOT_STARTED})
MISSING = REQUIRED - {State.UP_TO_DATE}
FROM_THE_WORST = (
    State.OVERDUE,
    State.NOT_STARTED,
    State.IN_PROGRESS,
    State.UP_TO_DATE,
    State.EXEMPT,
    State.VOLUNTARY,
)
NOT_EVER = FOREVER + 1  # Later than any day.
_RANK = {state: rank for rank, state in enumerate(FROM_THE_WORST)}


@dataclass(frozen=True, slots=True)
class Interval:
    """From a day to a day somebody is in one state, in `units[0]`, which stood below the others."""

    first: int
    last: int
    units: tuple[int, ...]
    state: State

    @property
    def unit(self) -> int:
        return self.units[0]


Change = tuple[int, str, int]  # Unit, measure, and the day (a number) from which it is so.


def timeline(facts: Facts, organisation: Organisation) -> list[Interval]:
    """The person's intervals, in order: as long as they can be, none overlaps, gaps where nothing
    holds (not posted, or neither covered nor enrolled)."""
    history = _History(facts)
    every = list(stretches(facts, organisation))
    found: list[Interval] = []
    for stretch, entry in zip(every, entries(every), strict=True):
        found.extend(history.intervals(stretch, entry))
    return _joined(found)


def worst(timelines: Sequence[Sequence[Interval]]) -> list[Interval]:
    """All required courses in one: on each day the worst state among them.

    From the worst: overdue, not started, in progress, up to date; where no course is required,
    exempt; where none is that either, voluntary. The timelines are those of one person.
    """
    known = [intervals for intervals in timelines if intervals]
    if len(known) == 1:
        return list(known[0])
    edges = sorted(
        {one.first for intervals in known for one in intervals}
        | {one.last + 1 for intervals in known for one in intervals}
    )
    places = [0] * len(known)
    found = []
    for first, following in pairwise(edges):
        here = _at(known, places, first)
        if here:
            of_all = min(here, key=lambda one: _RANK[one.state])
            found.append(replace(of_all, first=first, last=following - 1))
    return _joined(found)


def lapsing(intervals: Sequence[Interval], days: int) -> Iterator[Interval]:
    """When somebody is up to date who, so many days later, is asked for it and is not.

    The state of what comes back means nothing.
    """
    missing = [one for one in intervals if one.state in MISSING]
    for valid in intervals:
        if valid.state is State.UP_TO_DATE:
            for one in missing:
                first = max(valid.first, one.first - days)
                last = min(valid.last, one.last - days if one.last < FOREVER else FOREVER)
                if first <= last:
                    yield replace(valid, first=first, last=last)


def changes(intervals: Sequence[Interval]) -> Counter[Change]:
    """What one person's intervals add to the figures of each unit and everything above it."""
    found: Counter[Change] = Counter()
    for one in intervals:
        _add(found, one, one.state.value)
    for measure, days in LAPSING_WITHIN.items():
        for one in lapsing(intervals, days):
            _add(found, one, measure)
    return found


def _add(found: Counter[Change], one: Interval, measure: str) -> None:
    for unit in one.units:
        found[unit, measure, one.first] += 1
        if one.last < FOREVER:
            found[unit, measure, one.last + 1] -= 1


def _at(timelines: Sequence[Sequence[Interval]], places: list[int], day: int) -> list[Interval]:
    """The interval of each timeline that holds on the day; `places` only ever move on."""
    found = []
    for number, intervals in enumerate(timelines):
        while places[number] < len(intervals) and intervals[places[number]].last < day:
            places[number] += 1
        if places[number] < len(intervals) and intervals[places[number]].first <= day:
            found.append(intervals[places[number]])
    return found


def _joined(intervals: Iterable[Interval]) -> list[Interval]:
    found: list[Interval] = []
    for one in intervals:
        before = found[-1] if found else None
        if (
            before
            and before.last + 1 == one.first
            and before.state is one.state
            and before.units == one.units
        ):
            found[-1] = replace(before, last=one.last)
        else:
            found.append(one)
    return found


@dataclass(frozen=True, slots=True)
class _Valid:
    first: int
    last: int


class _History:
    """What the person did, and what they were exempt from, as numbers."""

    def __init__(self, facts: Facts) -> None:
        self.completions: Sequence[Completed] = facts.completions
        self.cuts = facts.cuts
        self.exemptions = sorted(facts.exemptions, key=lambda one: one.first)
        self.exempt = [(first_of(one.first), last_of(one.last)) for one in self.exemptions]
        self.enrolled = min((one.started.toordinal() for one in facts.passes), default=NOT_EVER)
        self.active = [span for one in facts.passes if (span := _active(one))]

    def intervals(self, stretch: Stretch, entry: int) -> Iterator[Interval]:
        """The person's states in a stretch, in order."""
        if not stretch.covering:
            first = max(stretch.first, self.enrolled)
            if first <= stretch.last:
                yield Interval(first, stretch.last, stretch.units, State.VOLUNTARY)
            return
        months = renewal_months(stretch.covering)
        valid = [
            _Valid(one.day.toordinal(), last_valid_day(one, months, self.cuts))
            for one in self.completions
        ]
        for first, following in pairwise(self._edges(stretch, valid)):
            last = following - 1
            state, due = self._state(stretch, entry, valid, first)
            if state in MISSING and first <= due < last:
                yield Interval(first, due, stretch.units, state)
                yield Interval(due + 1, last, stretch.units, State.OVERDUE)
            else:
                yield Interval(first, last, stretch.units, state)

    def _edges(self, stretch: Stretch, valid: Sequence[_Valid]) -> list[int]:
        """The days within the stretch on which anything may change but for what falls due."""
        days = {stretch.first, stretch.last + 1}
        spans = [*self.exempt, *self.active, *((one.first, one.last) for one in valid)]
        for first, last in spans:
            if stretch.first < first <= stretch.last:
                days.add(first)
            if stretch.first <= last < stretch.last:
                days.add(last + 1)
        return sorted(days)

    def _state(
        self, stretch: Stretch, entry: int, valid: Sequence[_Valid], day: int
    ) -> tuple[State, int]:
        """The state on a day, and when it is due as things stand then."""
        if any(first <= day <= last for first, last in self.exempt):
            return State.EXEMPT, NEVER
        if any(one.first <= day <= one.last for one in valid):
            return State.UP_TO_DATE, NEVER
        due = due_on(stretch, entry, self.exemptions, day)
        due = max([due, *(one.last for one in valid if one.first <= day)])
        if due < day:
            return State.OVERDUE, due
        is_active = any(first <= day <= last for first, last in self.active)
        return (State.IN_PROGRESS if is_active else State.NOT_STARTED), due


def due_on(stretch: Stretch, entry: int, exemptions: Sequence[Exempted], day: int) -> int:
    """The first of the covering requirements to be due, as it stands on a day."""
    return min(due_of(one, entry, exemptions, day) for one in stretch.covering)


def _active(one: Pass) -> tuple[int, int] | None:
    """From the first act to the day before its completion."""
    if one.first_act is None:
        return None
    first = one.first_act.toordinal()
    last = FOREVER if one.completed is None else one.completed.toordinal() - 1
    return (first, last) if first <= last else None
