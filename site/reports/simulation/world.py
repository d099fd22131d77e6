"""What a simulation needs to know of the service, as values."""

import datetime as dt
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from courses.domain.completion import StepRule
from quizzes.domain.documents import QuizDocument, ScenarioDocument

MONTHS = 18


@dataclass(frozen=True)
class Place:
    """A unit where people work, there since a day. Its kind says who works there.

    A region is its code; whoever stands below none is a region of their own.
    """

    code: str
    kind: str
    region: str
    since: dt.date


@dataclass(frozen=True)
class Step:
    """A step of a course edition; `edition` is the primary key of what it pins."""

    activity: uuid.UUID
    edition: int
    number: int
    kind: str
    minutes: int
    is_required: bool = True
    must_pass: bool = False
    counts_from: int = 1
    document: QuizDocument | ScenarioDocument | None = None

    @property
    def rule(self) -> StepRule:
        return StepRule(self.activity, self.is_required, self.counts_from)


@dataclass(frozen=True)
class CourseToTake:
    """A course on its latest edition (a primary key)."""

    key: uuid.UUID
    edition: int
    steps: Sequence[Step]


@dataclass(frozen=True)
class World:
    """Where people work and what they can learn, during the months before `until`.

    Nothing is learnt on the day itself: what happens today must not depend on the hour.
    """

    until: dt.date
    places: Sequence[Place]
    courses: Sequence[CourseToTake]

    @property
    def start(self) -> dt.date:
        return first_day(self.until)


def first_day(until: dt.date) -> dt.date:
    """The first of the month in which the simulated months begin."""
    months = until.year * 12 + until.month - 1 - MONTHS
    return dt.date(months // 12, months % 12 + 1, 1)


def chance(*seeds: object) -> random.Random:
    """A source of chance of its own for each purpose, so that one never disturbs another."""
    return random.Random("/".join(map(str, seeds)))  # noqa: S311 -- nothing here is a secret
