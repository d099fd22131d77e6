"""Where somebody works, day by day: what a new stint does to those that are known."""

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stint:
    """A unit and a job role, by key, from a day to a day; both ends count, None is open."""

    first: dt.date
    last: dt.date | None
    unit: int
    job_role: int

    def holds_on(self, day: dt.date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class Clash(ValueError):
    """A stint with a last day would reach into one that begins later; `other` is that one."""

    def __init__(self, other: Stint) -> None:
        super().__init__(other)
        self.other = other


def placed_into(history: Iterable[Stint], new: Stint) -> list[Stint]:
    """The history with `new` in it, in order, without overlaps.

    - A stint that began before ends the day before; where it would have gone on after the last day
      of `new`, it goes on from the next day.
    - A stint that begins on the same day is replaced.
    - A `new` without a last day holds until the next one that is known begins.
    - A `new` with a last day that reaches into a later stint raises Clash.
    """
    ordered = sorted(history, key=lambda stint: stint.first)
    later = next((stint for stint in ordered if stint.first > new.first), None)
    if later and new.last is None:
        new = replace(new, last=later.first - DAY)
    if later and new.last and new.last >= later.first:
        raise Clash(later)
    result = [new]
    for stint in ordered:
        result += _around(stint, new)
    return sorted(result, key=lambda stint: stint.first)


def _around(stint: Stint, new: Stint) -> list[Stint]:
    """What is left of a known stint."""
    if stint.first == new.first:
        return []
    if stint.first > new.first or (stint.last and stint.last < new.first):
        return [stint]
    parts = [replace(stint, last=new.first - DAY)]
    if new.last and (stint.last is None or stint.last > new.last):
        parts.append(replace(stint, first=new.last + DAY))
    return parts


def cut_after(history: Iterable[Stint], last: dt.date) -> list[Stint]:
    """The history until a day, that day included."""
    return [
        stint if stint.last and stint.last <= last else replace(stint, last=last)
        for stint in sorted(history, key=lambda stint: stint.first)
        if stint.first <= last
    ]


def moved_to(history: Iterable[Stint], *, unit: int, into: int, from_day: dt.date) -> list[Stint]:
    """The history with every day in `unit` from `from_day` on spent in `into` instead."""
    result = []
    for stint in sorted(history, key=lambda stint: stint.first):
        if stint.unit != unit or (stint.last and stint.last < from_day):
            result.append(stint)
        elif stint.first >= from_day:
            result.append(replace(stint, unit=into))
        else:
            result.append(replace(stint, last=from_day - DAY))
            result.append(replace(stint, first=from_day, unit=into))
    return result


def first_difference(before: Sequence[Stint], after: Sequence[Stint]) -> dt.date | None:
    """The first day on which the two histories say something else; None where there is none."""
    edges = {stint.first for stint in (*before, *after)}
    edges |= {stint.last + DAY for stint in (*before, *after) if stint.last}
    return next((day for day in sorted(edges) if _on(before, day) != _on(after, day)), None)


def _on(history: Sequence[Stint], day: dt.date) -> tuple[int, int] | None:
    return next(((one.unit, one.job_role) for one in history if one.holds_on(day)), None)


def overlapping(history: Iterable[Stint]) -> tuple[Stint, Stint] | None:
    """The first two stints that share a day."""
    ordered = sorted(history, key=lambda stint: stint.first)
    for one, following in itertools.pairwise(ordered):
        if one.last is None or one.last >= following.first:
            return one, following
    return None
