"""Looking back on a finished quiz: what was chosen, what was right, and what to hear about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from quizzes.domain.documents import Option, Question, QuizDocument
from quizzes.domain.marking import Mark, QuizMark, Verdict, option_order

OptionMark = Literal["right", "wrong", "missed", "other"]
QuestionMark = Literal["right", "partly", "wrong"]


@dataclass(frozen=True)
class OptionReview:
    """An option looked back on.

    ``mark`` is right or wrong for what was chosen, missed for what was right and not chosen, other
    for the rest. Of a matching question, ``given`` is the text that was matched with the option and
    ``belongs`` the one that belongs to it; of an ordering one they are places, counted from 1.
    """

    text: str
    mark: OptionMark
    feedback: str
    given: str = ""
    belongs: str = ""


@dataclass(frozen=True)
class QuestionReview:
    """A question looked back on, its options in the order in which they were shown."""

    position: int
    question: Question
    mark: QuestionMark
    options: tuple[OptionReview, ...]

    @property
    def telling(self) -> tuple[OptionReview, ...]:
        """What was chosen and what was right."""
        return tuple(option for option in self.options if option.mark != "other")

    @property
    def others(self) -> tuple[OptionReview, ...]:
        return tuple(option for option in self.options if option.mark == "other")


def review(quiz: QuizDocument, marked: QuizMark, *, seed: int) -> tuple[QuestionReview, ...]:
    """Every question of a marked quiz, its options ordered by the attempt's seed; those of an
    ordering question in their right order."""
    return tuple(
        QuestionReview(
            position, question, _question_mark(mark.fraction), _options(question, mark, seed)
        )
        for position, (question, mark) in enumerate(
            zip(quiz.questions, marked.marks, strict=True), start=1
        )
    )


def _question_mark(fraction: Fraction) -> QuestionMark:
    if fraction == 1:
        return "right"
    return "partly" if fraction else "wrong"


def _options(question: Question, mark: Mark, seed: int) -> tuple[OptionReview, ...]:
    verdicts = {verdict.option: verdict for verdict in mark.verdicts}
    if question.kind == "ordering":
        places = {option.key: str(at) for at, option in enumerate(question.options, start=1)}
        return tuple(_paired(option, verdicts[option.key], places) for option in question.options)
    texts = {option.key: option.match for option in question.options}
    return tuple(
        _option(question.kind, option, verdicts[option.key], texts)
        for option in option_order(question, seed)
    )


def _option(kind: str, option: Option, verdict: Verdict, texts: Mapping[str, str]) -> OptionReview:
    if kind == "matching":
        return _paired(option, verdict, texts)
    return OptionReview(option.text, _option_mark(verdict), verdict.feedback)


def _paired(option: Option, verdict: Verdict, texts: Mapping[str, str]) -> OptionReview:
    return OptionReview(
        text=option.text,
        mark="right" if verdict.right else "wrong",
        feedback=verdict.feedback,
        given=texts.get(verdict.matched or "", ""),
        belongs=texts[option.key],
    )


def _option_mark(verdict: Verdict) -> OptionMark:
    if verdict.chosen:
        return "right" if verdict.right else "wrong"
    return "missed" if verdict.right else "other"
