"""What the pages of an attempt show."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from findings.models import Finding
from people.models import Person
from quizzes.domain import marking, play
from quizzes.domain.documents import (
    Choice,
    Option,
    QuizDocument,
    ScenarioDocument,
    Scene,
    load_quiz,
    load_scenario,
)
from quizzes.domain.recommended import recommended
from quizzes.domain.review import QuestionReview, review
from quizzes.domain.showing import Moved, moved
from quizzes.domain.trail import write_trail
from quizzes.models import Attempt

Response = Any


def find_attempt(person: Person, key: uuid.UUID) -> Attempt | None:
    """The person's own attempt of this key with its edition, or None. One query."""
    return Attempt.objects.of(person).select_related("edition").filter(key=key).first()


def latest_answers(attempt: Attempt) -> dict[str, Response]:
    """The answer that counts for each question answered so far. One query."""
    rows = attempt.answers.order_by("pk").values_list("question_key", "response")
    return dict(rows)


def quiz_of(attempt: Attempt, language: str) -> QuizDocument:
    """The quiz as the attempt asks it, with the questions that its seed drew."""
    return marking.drawn(load_quiz(attempt.edition.document(language)), attempt.seed)


def scenario_of(attempt: Attempt, language: str) -> ScenarioDocument:
    return load_scenario(attempt.edition.document(language))


def decisions_of(attempt: Attempt) -> list[play.Decision]:
    """The decisions made so far, in order. One query."""
    return list(attempt.decisions.order_by("number").values_list("scene_key", "choice_key"))


@dataclass(frozen=True)
class QuizStand:
    """How far an attempt at a quiz has come. Positions count from 1."""

    quiz: QuizDocument
    answers: dict[str, Response]

    @property
    def first_open(self) -> int | None:
        """The position of the first question without an answer, or None."""
        for position, question in enumerate(self.quiz.questions, start=1):
            if question.key not in self.answers:
                return position
        return None


def quiz_stand(attempt: Attempt, language: str) -> QuizStand:
    return QuizStand(quiz_of(attempt, language), latest_answers(attempt))


@dataclass(frozen=True)
class AnswerInWords:
    """A question with what was answered, for the page on which answers are checked."""

    position: int
    text: str
    lines: tuple[str, ...]


def answers_in_words(stand: QuizStand) -> list[AnswerInWords]:
    """Every question with its answer in words; no lines where it has none."""
    return [
        AnswerInWords(position, question.text, _in_words(question, stand.answers.get(question.key)))
        for position, question in enumerate(stand.quiz.questions, start=1)
    ]


def _in_words(question: Any, response: Response) -> tuple[str, ...]:
    text: dict[str, Option] = {option.key: option for option in question.options}
    if not response:
        return ()
    if question.kind == "ordering":
        return tuple(f"{place}. {text[key].text}" for place, key in enumerate(response, start=1))
    if question.kind == "matching":
        return tuple(f"{text[key].text} – {text[other].match}" for key, other in response.items())
    chosen = [response] if question.kind == "single" else response
    return tuple(option.text for option in question.options if option.key in chosen)


@dataclass(frozen=True)
class DecisionInWords:
    """A scene that was met and the choice made there."""

    scene: Scene
    choice: Choice


@dataclass(frozen=True)
class ScenarioStand:
    """Where somebody stands in a scenario; `number` is the number of the next decision."""

    scenario: ScenarioDocument
    state: play.PlayState
    scene: Scene
    open_choices: tuple[Choice, ...]
    path: tuple[DecisionInWords, ...]

    @property
    def number(self) -> int:
        return len(self.path) + 1

    @property
    def has_ended(self) -> bool:
        return self.scene.ending is not None

    @property
    def open_numbers(self) -> list[int]:
        """Of the open choices, each counted from 1 among all choices of the scene."""
        everyone = enumerate(self.scene.choices, start=1)
        return [number for number, choice in everyone if choice in self.open_choices]


def scenario_stand(attempt: Attempt, language: str) -> ScenarioStand:
    """Replays the attempt's decisions. One query beside the attempt's."""
    scenario = scenario_of(attempt, language)
    return stand_of(scenario, play.replay(scenario, decisions_of(attempt)))


def stand_of(scenario: ScenarioDocument, state: play.PlayState) -> ScenarioStand:
    """Where a play of the scenario stands, whoever plays it."""
    scenes = {scene.key: scene for scene in scenario.scenes}
    return ScenarioStand(
        scenario=scenario,
        state=state,
        scene=scenes[state.scene],
        open_choices=play.open_choices(scenario, state),
        path=_path(scenes, state.trail),
    )


def _path(scenes: dict[str, Scene], made: Iterable[play.Decision]) -> tuple[DecisionInWords, ...]:
    return tuple(
        DecisionInWords(scenes[scene], next(c for c in scenes[scene].choices if c.key == choice))
        for scene, choice in made
    )


@dataclass(frozen=True)
class CounterMove:
    """Which way a counter went."""

    label: str
    moved: Moved


@dataclass(frozen=True)
class ComparedDecision:
    """A decision beside the one that the recommended path makes at the same scene, if it is met.

    `before` is the way to the scene, as `quizzes.domain.trail` writes it; `led_to` the title of the
    scene that followed; `moves` which way the choice moved the counters that have a label, if any.
    """

    made: DecisionInWords
    advised: Choice | None
    before: str
    led_to: str
    moves: tuple[CounterMove, ...] = ()

    @property
    def is_advised(self) -> bool:
        return self.made.choice == self.advised

    @property
    def findings(self) -> tuple[str, ...]:
        """References of the findings that the scene and the choice made there answer, each once."""
        return tuple(dict.fromkeys((*self.made.scene.findings, *self.made.choice.findings)))


@dataclass(frozen=True)
class Debrief:
    """A finished scenario: the own path, the recommended one, and what it came to."""

    stand: ScenarioStand
    outcome: play.Outcome
    recommended: tuple[DecisionInWords, ...]
    findings: Mapping[str, Finding]

    @property
    def decisions(self) -> tuple[ComparedDecision, ...]:
        return _compared(self.stand, self.recommended)

    @property
    def took_recommended_path(self) -> bool:
        return self.stand.path == self.recommended


def debrief(attempt: Attempt, language: str) -> Debrief:
    """Raises play.NotEnded before an ending. Two queries beside the attempt's."""
    return debrief_of(scenario_stand(attempt, language))


def debrief_of(stand: ScenarioStand) -> Debrief:
    """Looking back on any play. Raises play.NotEnded before an ending. One query."""
    scenes = {scene.key: scene for scene in stand.scenario.scenes}
    best = _path(scenes, recommended(stand.scenario))
    met = {ref for row in _compared(stand, best) for ref in row.findings}
    outcome = play.outcome(stand.scenario, stand.state)
    return Debrief(stand, outcome, best, _findings(met))


def _compared(
    stand: ScenarioStand, best: Iterable[DecisionInWords]
) -> tuple[ComparedDecision, ...]:
    advised = {decision.scene.key: decision.choice for decision in best}
    way = write_trail(stand.scenario, stand.state.trail).split("-")
    titles = {scene.key: scene.title for scene in stand.scenario.scenes}
    states = play.retrace(stand.scenario, stand.state.trail)
    return tuple(
        ComparedDecision(
            made=made,
            advised=advised.get(made.scene.key),
            before="-".join(way[:number]),
            led_to=titles[made.choice.to],
            moves=_moves(stand.scenario, states[number], states[number + 1]),
        )
        for number, made in enumerate(stand.path)
    )


def _moves(
    scenario: ScenarioDocument, before: play.PlayState, after: play.PlayState
) -> tuple[CounterMove, ...]:
    ways = [
        CounterMove(counter.label, moved(before.counters[counter.key], after.counters[counter.key]))
        for counter in scenario.counters
        if counter.label
    ]
    return tuple(way for way in ways if way.moved != "stayed")


def quiz_result(attempt: Attempt, language: str) -> tuple[QuizStand, marking.QuizMark]:
    """The answers of a finished attempt and their marks. One query beside the attempt's."""
    stand = quiz_stand(attempt, language)
    return stand, marking.mark_quiz(stand.quiz, stand.answers)


@dataclass(frozen=True)
class QuizReview:
    """A finished quiz looked back on, with the findings that its questions answer."""

    questions: tuple[QuestionReview, ...]
    findings: Mapping[str, Finding]

    @property
    def again(self) -> tuple[QuestionReview, ...]:
        """The questions that were not answered quite right."""
        return tuple(question for question in self.questions if question.mark != "right")


def quiz_review(attempt: Attempt, result: tuple[QuizStand, marking.QuizMark]) -> QuizReview:
    """The result of an attempt, question by question. One query."""
    stand, marked = result
    refs = {ref for question in stand.quiz.questions for ref in question.findings}
    return QuizReview(review(stand.quiz, marked, seed=attempt.seed), _findings(refs))


def _findings(refs: Iterable[str]) -> Mapping[str, Finding]:
    """The findings that have these references, in their order, each with its inspection."""
    return Finding.objects.select_related("inspection").by_ref(refs)
