"""What an office writes down: exemptions, completions from elsewhere, and those taken back."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.simulation.career import Posted
from reports.simulation.passes import Pass
from reports.simulation.world import World

SHARE_EXEMPT, SHARE_ELSEWHERE, SHARE_WITHDRAWN = 0.05, 0.05, 0.02
SHARE_OPEN = 0.2  # of exemptions: without an end yet
CATEGORIES = {"long_leave": 5, "not_in_role": 2, "equivalent_learning": 2, "other": 1}
DAYS_EXEMPT = (30, 150)
DAYS_BEFORE_A_WITHDRAWAL = (3, 40)


@dataclass(frozen=True)
class ExemptFrom:
    """The person need not do the course from a day to a day, or without end."""

    course: uuid.UUID
    category: str
    first_day: dt.date
    last_day: dt.date | None


@dataclass(frozen=True)
class DoneElsewhere:
    course: uuid.UUID
    day: dt.date


@dataclass(frozen=True)
class TakenBack:
    """The completion of the pass of this number, from 0, was withdrawn on a day."""

    number: int
    day: dt.date


@dataclass(frozen=True)
class Records:
    exemptions: tuple[ExemptFrom, ...] = ()
    elsewhere: tuple[DoneElsewhere, ...] = ()
    withdrawals: tuple[TakenBack, ...] = ()


def draw_records(
    rng: random.Random, postings: Sequence[Posted], passes: Sequence[Pass], world: World
) -> Records:
    """Nothing on the world's last day or later, nothing before somebody came."""
    first = max(postings[0].first_day, world.start)
    last = min(postings[-1].last_day or world.until, world.until) - dt.timedelta(days=1)
    if first >= last:
        return Records()
    course = world.courses[0].key
    return Records(
        exemptions=tuple(_exemptions(rng, course, first, last)),
        elsewhere=tuple(_elsewhere(rng, course, first, last, passes)),
        withdrawals=tuple(_withdrawals(rng, passes, last)),
    )


def _exemptions(
    rng: random.Random, course: uuid.UUID, first: dt.date, last: dt.date
) -> Iterator[ExemptFrom]:
    if rng.random() < SHARE_EXEMPT:
        begins = _day_between(rng, first, last)
        days = None if rng.random() < SHARE_OPEN else rng.randint(*DAYS_EXEMPT)
        category = rng.choices(list(CATEGORIES), list(CATEGORIES.values()))[0]
        ends = None if days is None else begins + dt.timedelta(days=days)
        yield ExemptFrom(course, category, begins, ends)


def _elsewhere(
    rng: random.Random,
    course: uuid.UUID,
    first: dt.date,
    last: dt.date,
    passes: Sequence[Pass],
) -> Iterator[DoneElsewhere]:
    """Not of whoever took the course here: two on one day would be one too many."""
    if rng.random() < SHARE_ELSEWHERE and not any(one.course.key == course for one in passes):
        yield DoneElsewhere(course, _day_between(rng, first, last))


def _withdrawals(rng: random.Random, passes: Sequence[Pass], last: dt.date) -> Iterator[TakenBack]:
    for number, taken in enumerate(passes):
        if taken.completed_at and rng.random() < SHARE_WITHDRAWN:
            after = dt.timedelta(days=rng.randint(*DAYS_BEFORE_A_WITHDRAWAL))
            day = taken.completed_at.date() + after
            if day <= last:
                yield TakenBack(number, day)


def _day_between(rng: random.Random, first: dt.date, last: dt.date) -> dt.date:
    return dt.date.fromordinal(rng.randint(first.toordinal(), last.toordinal()))
