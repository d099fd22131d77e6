"""One person's pass through one course, act by act."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from courses.domain.completion import Done, progress
from quizzes.domain.documents import QuizDocument
from reports.simulation.diary import Diary
from reports.simulation.sittings import Learner, Sitting, sit
from reports.simulation.world import CourseToTake, Step

SHARE_STOPPING, SHARE_LEAVING_A_SITTING = 0.15, 0.5
SHARE_PUTTING_OFF, SHARE_OF_EXTRAS = 0.3, 0.5
MOST_TRIES, MOST_DAYS_PUT_OFF = 4, 20
STILL_TO_LEARN = 0.5  # What feedback leaves of somebody's lack of skill.


@dataclass(frozen=True)
class Read:
    """A lesson, continued from."""

    step: Step
    at: dt.datetime

    @property
    def done_at(self) -> dt.datetime:
        return self.at


Act = Read | Sitting


@dataclass(frozen=True)
class Pass:
    """An enrolment and, in order, everything that was done in it."""

    course: CourseToTake
    at: dt.datetime
    acts: tuple[Act, ...]

    @property
    def first_act_at(self) -> dt.datetime | None:
        return self.acts[0].at if self.acts else None

    @property
    def completed_at(self) -> dt.datetime | None:
        done = [
            Done(act.step.activity, act.step.number, act.done_at)
            for act in self.acts
            if act.done_at
        ]
        return progress([step.rule for step in self.course.steps], done).completed_at


def take(
    rng: random.Random, course: CourseToTake, skill: float, first: dt.date, end: dt.date
) -> Pass | None:
    """A pass that begins on a day or soon after; nothing of it happens on `end` or later."""
    diary = Diary(rng, first, end)
    if diary.is_over:
        return None
    return Pass(course, diary.now, tuple(_acts(Learner(rng, skill, diary), course)))


def _acts(learner: Learner, course: CourseToTake) -> Iterator[Act]:
    steps = _steps_taken(learner.rng, course.steps)
    stops = learner.rng.random() < SHARE_STOPPING
    stops_at = int(learner.rng.random() * len(steps)) if stops else None
    for position, step in enumerate(steps):
        is_done = False
        for act in _work(learner, step, stops=position == stops_at):
            yield act
            is_done = act.done_at is not None
        if not is_done:
            return


def _steps_taken(rng: random.Random, steps: Sequence[Step]) -> list[Step]:
    """The required steps, and some of the others on the way to the last of them."""
    last = max((at for at, step in enumerate(steps) if step.is_required), default=0)
    return [
        step for step in steps[: last + 1] if step.is_required or rng.random() < SHARE_OF_EXTRAS
    ]


def _work(learner: Learner, step: Step, *, stops: bool) -> Iterator[Act]:
    """Whatever somebody does at a step, until it is done, time is over or they give up."""
    if stops and (step.document is None or learner.rng.random() >= SHARE_LEAVING_A_SITTING):
        return
    for tried in range(MOST_TRIES):
        _find_time(learner)
        if learner.diary.is_over:
            return
        act = _act(learner, step, tried, stops=stops)
        yield act
        if act.done_at or (isinstance(act, Sitting) and act.finish is None):
            return
        if isinstance(step.document, QuizDocument):
            learner.diary.wait(step.document.wait_minutes)


def _find_time(learner: Learner) -> None:
    if learner.rng.random() < SHARE_PUTTING_OFF:
        learner.diary.put_off(learner.rng.randint(1, MOST_DAYS_PUT_OFF))
    learner.diary.sit_down()


def _act(learner: Learner, step: Step, tried: int, *, stops: bool) -> Act:
    if step.document is None:
        minutes = min(max(1, step.minutes), 30)
        return Read(step, learner.diary.spend(minutes * 30, minutes * 90))
    wiser = replace(learner, skill=1 - (1 - learner.skill) * STILL_TO_LEARN**tried)
    return sit(wiser, step, leaves=stops)
