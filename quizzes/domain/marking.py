"""Marking a quiz in exact fractions, and what is wrong with one before it is used."""

from collections import Counter as Tally
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from uuid import UUID

from quizzes.domain.documents import Option, Question, QuizDocument
from quizzes.domain.problems import Problem
from quizzes.domain.reading import is_blank

# The key of an option (single), some keys (multiple), from key to key (matching), or all keys in an
# order (ordering); None where nothing was answered.
Response = str | Collection[str] | Mapping[str, str | None] | None


class UnknownOption(ValueError):
    """A response names what its question does not offer, or has not the form of its kind."""


class UnknownQuestion(ValueError):
    """A response is to a question that the quiz does not have."""


@dataclass(frozen=True)
class Verdict:
    """One option of an answered question.

    ``right`` says, for a single or multiple question, that the option is (part of) the answer,
    chosen or not; for a matching one, that what was chosen for it belongs to it; for an ordering
    one, that it was put in its place. ``matched`` is the key of the option whose match text was
    chosen for it, or whose place it was given.
    """

    option: str
    chosen: bool
    right: bool
    feedback: str
    matched: str | None = None


@dataclass(frozen=True)
class Mark:
    """How right a response is, from 0 to 1, with a verdict on each option in document order."""

    question: str
    fraction: Fraction
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class QuizMark:
    """``score`` of ``out_of`` questions; ``percent`` is rounded down, for display only.

    ``passed`` compares the exact fraction with the pass mark, so 79.9% never passes at 80.
    """

    score: Fraction
    out_of: int
    percent: int
    passed: bool
    marks: tuple[Mark, ...]


def mark(question: Question, response: Response) -> Mark:
    """Mark one response; raises UnknownOption.

    Single: 1 or 0. Multiple: (right ones chosen - wrong ones chosen) / right ones, not below 0.
    Matching: the share of options to which the right text was matched. Ordering: the share of
    options put in their place. Unanswered: 0.
    """
    if question.kind == "matching":
        return _mark_matching(question, _pairs(question, response))
    if question.kind == "ordering":
        return _mark_ordering(question, _order(question, response))
    chosen = _chosen(question, response)
    verdicts = tuple(
        Verdict(option.key, option.key in chosen, option.right, option.feedback)
        for option in question.options
    )
    hits = sum(verdict.chosen and verdict.right for verdict in verdicts)
    misses = sum(verdict.chosen and not verdict.right for verdict in verdicts)
    out_of = 1 if question.kind == "single" else sum(verdict.right for verdict in verdicts)
    return Mark(question.key, _share(max(0, hits - misses), out_of), verdicts)


def mark_quiz(quiz: QuizDocument, responses: Mapping[str, Response]) -> QuizMark:
    """Mark the responses, by question key; questions without one count 0.

    Raises UnknownQuestion and UnknownOption. A quiz without questions cannot be passed.
    """
    strange = set(responses) - {question.key for question in quiz.questions}
    if strange:
        raise UnknownQuestion(f"There is no question “{min(strange)}” in this quiz.")
    marks = tuple(mark(question, responses.get(question.key)) for question in quiz.questions)
    score = sum((each.fraction for each in marks), Fraction(0))
    share = _share(score, len(marks))
    return QuizMark(
        score=score,
        out_of=len(marks),
        percent=share.numerator * 100 // share.denominator,
        passed=bool(marks) and share >= Fraction(quiz.pass_mark, 100),
        marks=marks,
    )


def option_order(question: Question, seed: int) -> list[Option]:
    """The question's options in the order that a seed stands for, now and on any later Python."""
    return sorted(question.options, key=lambda option: _draw(seed, question.key, option.key))


def seed_of(key: UUID) -> int:
    """The seed of the attempt with this key: what it draws and in which order it shows options."""
    return key.int % 2**31


def drawn(quiz: QuizDocument, seed: int) -> QuizDocument:
    """The quiz with the questions alone that an attempt with this seed asks, in their order there.

    Without a draw it is the quiz itself. Each question's chance depends on its key alone, so of a
    bank that grew or shrank a little mostly the same ones are drawn.
    """
    if not quiz.draw:
        return quiz
    ranked = sorted(quiz.questions, key=lambda question: _draw(seed, question.key))
    return quiz.model_copy(update={"questions": tuple(ranked[: quiz.draw])})


def problems(quiz: QuizDocument) -> list[Problem]:
    """Everything that forbids publishing the quiz, then everything that only warns."""
    found = [] if quiz.questions else [Problem("no-questions", "The quiz has no questions.")]
    if quiz.questions and quiz.draw > len(quiz.questions):
        message = f"The quiz draws {quiz.draw} questions, and has only {len(quiz.questions)}."
        found.append(Problem("draw-too-many", message))
    for key in _repeated(question.key for question in quiz.questions):
        message = f"Two or more questions have the same key, “{key}”."
        found.append(Problem("duplicate-key", message, question=key))
    for number, question in enumerate(quiz.questions, start=1):
        found += _problems_of_question(number, question)
    for number, question in enumerate(quiz.questions, start=1):
        found += _warnings(number, question)
    return found


def _chosen(question: Question, response: Response) -> set[str]:
    if response is None:
        return set()
    if question.kind == "single" and not isinstance(response, str):
        raise UnknownOption("A question with one answer takes one option.")
    if question.kind == "multiple" and isinstance(response, str | Mapping):
        raise UnknownOption("A question with several answers takes a list of options.")
    keys = [response] if isinstance(response, str) else list(response)
    _check_known(question, keys)
    return set(keys)


def _pairs(question: Question, response: Response) -> Mapping[str, str | None]:
    if response is None:
        return {}
    if not isinstance(response, Mapping):
        raise UnknownOption("A matching question takes one option for each option.")
    _check_known(question, [*response, *(key for key in response.values() if key is not None)])
    return response


def _order(question: Question, response: Response) -> list[str]:
    if response is None:
        return []
    if isinstance(response, str | Mapping):
        raise UnknownOption("A question about an order takes a list of options.")
    keys = list(response)
    _check_known(question, keys)
    if len(keys) != len(question.options) or len(set(keys)) != len(keys):
        raise UnknownOption("A question about an order takes each option once.")
    return keys


def _check_known(question: Question, keys: Iterable[object]) -> None:
    known = {option.key for option in question.options}
    for key in keys:
        if not isinstance(key, str) or key not in known:
            raise UnknownOption(f"There is no option “{key}” in the question “{question.key}”.")


def _mark_matching(question: Question, pairs: Mapping[str, str | None]) -> Mark:
    texts = {option.key: option.match for option in question.options}
    verdicts = []
    for option in question.options:
        matched = pairs.get(option.key)
        right = matched is not None and texts[matched] == option.match
        verdicts.append(Verdict(option.key, matched is not None, right, option.feedback, matched))
    hits = sum(verdict.right for verdict in verdicts)
    return Mark(question.key, _share(hits, len(verdicts)), tuple(verdicts))


def _mark_ordering(question: Question, order: list[str]) -> Mark:
    places = dict(zip(order, (option.key for option in question.options), strict=False))
    verdicts = tuple(
        Verdict(
            option.key,
            option.key in places,
            places.get(option.key) == option.key,
            option.feedback,
            places.get(option.key),
        )
        for option in question.options
    )
    hits = sum(verdict.right for verdict in verdicts)
    return Mark(question.key, _share(hits, len(verdicts)), verdicts)


def _share(part: Fraction | int, whole: int) -> Fraction:
    return Fraction(part) / whole if whole else Fraction(0)


def _draw(seed: int, *keys: str) -> bytes:
    return sha256("/".join((str(seed), *keys)).encode()).digest()


def _repeated(keys: Iterable[str]) -> list[str]:
    return [key for key, times in Tally(keys).items() if times > 1]


def _problems_of_question(number: int, question: Question) -> Iterator[Problem]:
    def problem(code: str, reason: str, option: str | None = None) -> Problem:
        return Problem(code, f"Question {number} {reason}.", question=question.key, option=option)

    if is_blank(question.text):
        yield problem("empty-text", "has no text")
    for key in _repeated(option.key for option in question.options):
        yield problem("duplicate-key", f"has two or more options with the same key, “{key}”", key)
    if len(question.options) < 2:
        needed = {"matching": "pairs to match", "ordering": "items to order"}.get(
            question.kind, "options"
        )
        yield problem("too-few-options", f"needs two or more {needed}")
    for place, option in enumerate(question.options, start=1):
        if is_blank(option.text):
            yield problem("empty-text", f"has no text for its option {place}", option.key)
        if question.kind == "matching" and is_blank(option.match):
            reason = f"has no text to match with its option {place}"
            yield problem("empty-match", reason, option.key)
    for code, reason in _problems_of_answer(question):
        yield problem(code, reason)


def _problems_of_answer(question: Question) -> Iterator[tuple[str, str]]:
    right = sum(option.right for option in question.options)
    if question.kind == "single" and right != 1:
        yield "not-one-right", f"needs exactly one right option, and has {right}"
    if question.kind == "multiple" and not right:
        yield "no-right", "needs a right option"
    if question.kind == "multiple" and right == len(question.options):
        yield "no-wrong", "needs an option that is not right"
    if question.kind == "matching":
        matches = [option.match.strip().casefold() for option in question.options]
        for match in _repeated(match for match in matches if match):
            yield "duplicate-match", f"has the text “{match}” to match with two or more options"


def _warnings(number: int, question: Question) -> Iterator[Problem]:
    if not question.findings:
        message = f"Question {number} is tied to no finding."
        yield Problem("missing-finding", message, question=question.key, blocks=False)
    for place, option in enumerate(question.options, start=1):
        if is_blank(option.feedback):
            message = f"Option {place} of question {number} has no feedback."
            yield Problem(
                "missing-feedback",
                message,
                question=question.key,
                option=option.key,
                blocks=False,
            )
