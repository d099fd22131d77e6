"""What completes a course.

A lesson is done when its “Continue” is posted, a quiz when it is passed, a scenario when an ending
is reached and its debrief opened (or its alternative confirmed), and passed where the course says
so. The course is complete at the moment that finishes the last required step.
"""

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class StepRule:
    """A step of a course edition; doing counts on activity editions from `counts_from` on."""

    activity: Hashable
    is_required: bool = True
    counts_from: int = 1


@dataclass(frozen=True)
class Done:
    """That an activity was done, on an edition of it, at a moment (aware)."""

    activity: Hashable
    edition: int
    at: dt.datetime


@dataclass(frozen=True)
class Progress:
    """Where somebody stands. `done_at` holds, for each step in order, when it was done, or None."""

    steps: tuple[StepRule, ...]
    done_at: tuple[dt.datetime | None, ...]

    @property
    def required(self) -> int:
        return sum(step.is_required for step in self.steps)

    @property
    def required_done(self) -> int:
        pairs = zip(self.steps, self.done_at, strict=True)
        return sum(step.is_required and at is not None for step, at in pairs)

    @property
    def next_step(self) -> int | None:
        """The position, from 1, of the first required step that is not done; then of the extras."""
        pairs = list(enumerate(zip(self.steps, self.done_at, strict=True), start=1))
        for wanted in (True, False):
            for position, (step, at) in pairs:
                if step.is_required is wanted and at is None:
                    return position
        return None

    @property
    def completed_at(self) -> dt.datetime | None:
        """When the last required step was done, or None; a course of extras never completes."""
        moments = [
            at for step, at in zip(self.steps, self.done_at, strict=True) if step.is_required
        ]
        finished = [at for at in moments if at is not None]
        return max(finished) if finished and len(finished) == len(moments) else None


def progress(steps: Sequence[StepRule], done: Iterable[Done]) -> Progress:
    """Where somebody stands who did this. Of several times the first that counts is kept."""
    first: dict[int, dt.datetime] = {}
    rows = list(done)
    for position, step in enumerate(steps):
        counting = [
            row.at
            for row in rows
            if row.activity == step.activity and row.edition >= step.counts_from
        ]
        if counting:
            first[position] = min(counting)
    return Progress(tuple(steps), tuple(first.get(n) for n in range(len(steps))))


def finishes_step(kind: str, *, passed: bool, must_pass: bool) -> bool:
    """Whether a finished attempt does its step: a quiz has to be passed, a scenario only where the
    course says so."""
    return passed or (kind == "scenario" and not must_pass)


def day_of(moment: dt.datetime) -> dt.date:
    """The date of the moment in Europe/London: the day on which something counts."""
    return moment.astimezone(LONDON).date()
