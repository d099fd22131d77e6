"""What somebody did in a quiz or a scenario, better or worse by skill."""

import datetime as dt
import random
import uuid
from dataclasses import dataclass
from typing import Any

from courses.domain.completion import finishes_step
from quizzes.domain import play
from quizzes.domain.documents import Choice, Question, QuizDocument, ScenarioDocument
from quizzes.domain.marking import drawn, mark_quiz, seed_of
from reports.simulation.diary import Diary
from reports.simulation.world import Step

SHARE_CHANGING_AN_ANSWER = 0.1
MOST_DECISIONS = 60
QUALITIES = {"safe": 1.0, "partly": 0.65, "unsafe": 0.35}


@dataclass(frozen=True)
class Answered:
    question: str
    response: Any
    key: uuid.UUID
    at: dt.datetime


@dataclass(frozen=True)
class Decided:
    scene: str
    choice: str
    at: dt.datetime


@dataclass(frozen=True)
class Finish:
    """What a sitting came to. Only a scenario has an outcome."""

    at: dt.datetime
    score: int
    passed: bool
    outcome: str = ""


@dataclass(frozen=True)
class Sitting:
    """An attempt at a step, with all that was said in it; without a finish it was left half-way."""

    step: Step
    key: uuid.UUID
    at: dt.datetime
    answers: tuple[Answered, ...] = ()
    decisions: tuple[Decided, ...] = ()
    finish: Finish | None = None

    @property
    def done_at(self) -> dt.datetime | None:
        """When it did its step, if it did."""
        if self.finish and finishes_step(
            self.step.kind, passed=self.finish.passed, must_pass=self.step.must_pass
        ):
            return self.finish.at
        return None


@dataclass(frozen=True)
class Learner:
    """Somebody with a skill between 0 and 1, who draws their own luck and time."""

    rng: random.Random
    skill: float
    diary: Diary

    def key(self) -> uuid.UUID:
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)


def sit(learner: Learner, step: Step, *, leaves: bool = False) -> Sitting:
    """One attempt at a quiz or scenario; whoever leaves does so before its end."""
    key, at = learner.key(), learner.diary.spend(5, 60)
    if isinstance(step.document, QuizDocument):
        quiz = drawn(step.document, seed_of(key))
        answers = _answers(learner, quiz, leaves=leaves)
        finish = None if leaves else _hand_in(learner, quiz, answers)
        return Sitting(step, key, at, answers=answers, finish=finish)
    if isinstance(step.document, ScenarioDocument):
        decisions, state = _decisions(learner, step.document, leaves=leaves)
        finish = None if leaves else _debrief(learner, step.document, state)
        return Sitting(step, key, at, decisions=decisions, finish=finish)
    raise TypeError(f"Nobody sits a {step.kind}.")


def respond(rng: random.Random, question: Question, skill: float) -> Any:
    """A whole answer, as the form would send it; the more skill, the likelier right."""
    options = [option.key for option in question.options]
    right = [option.key for option in question.options if option.right]
    if question.kind == "matching":
        return _match(rng, options, skill)
    if question.kind == "ordering":
        return list(_match(rng, options, skill).values())
    if question.kind == "single":
        wrong = [key for key in options if key not in right]
        return rng.choice(right if rng.random() < skill or not wrong else wrong)
    chosen = [key for key in options if (key in right) is (rng.random() < skill**0.5)]
    return chosen or [rng.choice(options)]


def _match(rng: random.Random, options: list[str], skill: float) -> dict[str, str]:
    muddled = [key for key in options if rng.random() >= skill]
    mixed = rng.sample(muddled, len(muddled))
    return dict(zip(options, options, strict=True)) | dict(zip(muddled, mixed, strict=True))


def _answers(learner: Learner, quiz: QuizDocument, *, leaves: bool) -> tuple[Answered, ...]:
    rng = learner.rng
    asked = list(quiz.questions)
    if leaves:
        asked = asked[: rng.randrange(len(asked))]
    if asked and rng.random() < SHARE_CHANGING_AN_ANSWER:
        asked.append(rng.choice(asked))
    return tuple(
        Answered(
            question.key,
            respond(rng, question, learner.skill),
            learner.key(),
            learner.diary.spend(15, 100),
        )
        for question in asked
    )


def _hand_in(learner: Learner, quiz: QuizDocument, answers: tuple[Answered, ...]) -> Finish:
    mark = mark_quiz(quiz, {answer.question: answer.response for answer in answers})
    return Finish(learner.diary.spend(5, 90), mark.percent, mark.passed)


def _decisions(
    learner: Learner, scenario: ScenarioDocument, *, leaves: bool
) -> tuple[tuple[Decided, ...], play.PlayState]:
    made: list[Decided] = []
    state = play.begin(scenario)
    most = learner.rng.randrange(4) if leaves else MOST_DECISIONS
    while len(made) < most and (choices := play.open_choices(scenario, state)):
        choice = _choose(learner, choices)
        made.append(Decided(state.scene, choice.key, learner.diary.spend(20, 120)))
        state = play.choose(scenario, state, choice.key)
    return tuple(made), state


def _choose(learner: Learner, choices: tuple[Choice, ...]) -> Choice:
    """Right ones by skill, the others by what is left of it."""
    skill = learner.skill
    weights = [
        (skill if choice.quality == "safe" else 1 - skill) * QUALITIES[choice.quality]
        for choice in choices
    ]
    return learner.rng.choices(choices, weights)[0]


def _debrief(learner: Learner, scenario: ScenarioDocument, state: play.PlayState) -> Finish | None:
    if not play.has_ended(scenario, state):
        return None
    came_to = play.outcome(scenario, state)
    return Finish(
        learner.diary.spend(5, 60), came_to.score, came_to.passed, outcome=came_to.outcome
    )
