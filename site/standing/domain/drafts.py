"""What would be asked if an assignment were made, changed or ended: nothing is written for it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from standing.domain.facts import Requirement

DAY = dt.timedelta(days=1)


def with_version(requirements: Sequence[Requirement], added: Requirement) -> list[Requirement]:
    """With a version added last: from its first day on it holds alone of its assignment."""
    kept = (
        _until(one, added.first - DAY) if one.assignment == added.assignment else one
        for one in requirements
    )
    return [*(one for one in kept if one), added]


def with_last_day(
    requirements: Sequence[Requirement], assignment: int, last_day: dt.date
) -> list[Requirement]:
    """With another last day for an assignment, earlier or later; its latest version goes on."""
    mine = [one for one in requirements if one.assignment == assignment]
    latest = max(mine, key=lambda one: one.first, default=None)
    kept = (
        one
        if one.assignment != assignment
        else replace(one, last=last_day)
        if one is latest and one.first <= last_day
        else _until(one, last_day)
        for one in requirements
    )
    return [one for one in kept if one]


def in_force(
    requirements: Sequence[Requirement], day: dt.date, assignment: int | None = None
) -> list[Requirement]:
    """Those that hold on the day: all of them, or of one assignment."""
    return [
        one
        for one in requirements
        if one.first <= day
        and (one.last is None or day <= one.last)
        and assignment in (None, one.assignment)
    ]


def _until(one: Requirement, last_day: dt.date) -> Requirement | None:
    if one.first > last_day:
        return None
    ends = last_day if one.last is None else min(one.last, last_day)
    return replace(one, last=ends)
