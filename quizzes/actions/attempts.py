"""What a practitioner does in a quiz or a scenario. Each is committed before it is acknowledged."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from people.models import Person
from quizzes.actions.stopping import take_back_stop
from quizzes.domain import marking, play
from quizzes.domain.documents import load_quiz, load_scenario
from quizzes.models import ActivityEdition, Answer, Attempt, Decision
from quizzes.queries import latest_answers, quiz_of
from quizzes.signals import attempt_finished


class AttemptError(Exception):
    """Something that cannot be done to an attempt; the page says so and nothing changes."""


class AlreadyFinished(AttemptError):
    """The attempt has its result already."""


class KeyUsed(AttemptError):
    """The form's key has kept something else: the page is an old one, or the key is forged."""


class Incomplete(AttemptError):
    """A question has no answer yet."""


class UnknownQuestion(AttemptError):
    """The quiz does not ask this question."""


class Unavailable(AttemptError):
    """The edition was withdrawn and nothing has replaced it yet."""


class Gone(AttemptError):
    """The attempt was forgotten meanwhile: somebody took the alternative on another page."""


class OutOfDate(AttemptError):
    """The request comes from a page that shows an earlier moment of the attempt."""


class NotYetAllowed(AttemptError):
    """The wait between two attempts is not over; `until` says when it is."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(until)
        self.until = until


@transaction.atomic
def start_attempt(
    *, person: Person, edition: ActivityEdition, key: uuid.UUID, at: dt.datetime
) -> Attempt:
    """The person's attempt at the activity that is under way, or a new one with this key.

    A repeated request finds the attempt that it made. Raises KeyUsed where the key made another,
    NotYetAllowed during a quiz's wait, Unavailable where the edition was withdrawn and nothing
    replaces it.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    mine = Attempt.objects.of(person).filter(activity_key=edition.activity_key)
    known = mine.filter(key=key).first() or mine.under_way().first()
    if known:
        return known
    if Attempt.objects.filter(key=key).exists():
        raise KeyUsed
    _respect_wait(edition, mine.finished().order_by("-finished_at").first(), at)
    return Attempt.objects.create(
        key=key,
        person=person,
        edition=_held_standing(edition),
        activity_key=edition.activity_key,
        seed=marking.seed_of(key),
        started_at=at,
    )


@transaction.atomic
def save_answer(
    *, attempt: Attempt, question_key: str, response: Any, key: uuid.UUID, at: dt.datetime
) -> Answer:
    """Keep an answer; a repeated request (same `key`) changes nothing, however late it comes.

    Raises KeyUsed where the key came with another answer, AlreadyFinished, UnknownQuestion,
    Unavailable, or marking.UnknownOption for what the question does not offer.
    """
    attempt = _locked(attempt)
    known = attempt.answers.filter(key=key).first()
    if known and (known.question_key, known.response) != (question_key, response):
        raise KeyUsed
    if known:
        return known
    if attempt.is_finished:
        raise AlreadyFinished
    quiz = quiz_of(attempt, "en")
    question = next((q for q in quiz.questions if q.key == question_key), None)
    if question is None:
        raise UnknownQuestion
    marking.mark(question, response)
    return Answer.objects.create(
        attempt=attempt, question_key=question_key, response=response, key=key, saved_at=at
    )


@transaction.atomic
def submit_quiz(*, attempt: Attempt, at: dt.datetime) -> Attempt:
    """Mark the answers and finish the attempt. Finishing twice changes nothing.

    Raises Incomplete where a question has no answer.
    """
    attempt = _locked(attempt)
    if attempt.is_finished:
        return attempt
    quiz = quiz_of(attempt, "en")
    answers = latest_answers(attempt)
    if any(question.key not in answers for question in quiz.questions):
        raise Incomplete
    result = marking.mark_quiz(quiz, answers)
    return _finish(attempt, at, score=result.percent, passed=result.passed)


@transaction.atomic
def make_decision(
    *, attempt: Attempt, number: int, scene_key: str, choice_key: str, at: dt.datetime
) -> play.PlayState:
    """Record decision `number` (from 1) of an attempt and return where the story stands then.

    The same decision again changes nothing. Raises OutOfDate where decision `number` was made
    otherwise, or an earlier one is missing, and play.PlayError for a choice that is not open.
    """
    attempt = _locked(attempt)
    document = load_scenario(attempt.edition.document("en"))
    made = [(d.scene_key, d.choice_key) for d in attempt.decisions.order_by("number")]
    if 1 <= number <= len(made) and made[number - 1] == (scene_key, choice_key):
        return play.replay(document, made)
    state = play.replay(document, made)
    if attempt.is_finished or number != len(made) + 1 or scene_key != state.scene:
        raise OutOfDate
    state = play.choose(document, state, choice_key)
    Decision.objects.create(
        attempt=attempt, number=number, scene_key=scene_key, choice_key=choice_key, decided_at=at
    )
    return state


@transaction.atomic
def open_debrief(*, attempt: Attempt, at: dt.datetime) -> Attempt:
    """Finish a scenario whose ending has been reached. Opening it again changes nothing.

    Raises play.NotEnded before an ending.
    """
    attempt = _locked(attempt)
    if attempt.is_finished:
        return attempt
    document = load_scenario(attempt.edition.document("en"))
    made = [(d.scene_key, d.choice_key) for d in attempt.decisions.order_by("number")]
    came_to = play.outcome(document, play.replay(document, made))
    return _finish(attempt, at, score=came_to.score, passed=came_to.passed, outcome=came_to.outcome)


@transaction.atomic
def forget_attempt_under_way(
    *, person: Person, activity_key: uuid.UUID, key: uuid.UUID | None = None
) -> None:
    """Whoever takes an alternative leaves no trace of having begun: the attempt goes, whole, with
    those that it continues. With a `key`, only where the attempt is that one."""
    held = Attempt.objects.of(person).select_for_update(of=("self",))
    mine = held.under_way().filter(activity_key=activity_key)
    begun = (mine.filter(key=key) if key else mine).first()
    while begun:
        before = held.filter(continued_in=begun).first()
        take_back_stop(begun)
        begun.delete()
        begun = before


@transaction.atomic
def continue_on_replacement(
    *, attempt: Attempt, replacement: ActivityEdition, at: dt.datetime
) -> Attempt:
    """Go on with an attempt on another edition, with all of it that still fits there.

    The old attempt stays as it was; of a quiz the answers whose options still exist are carried
    over, of a scenario the decisions up to the first that is no longer open.
    """
    attempt.moved_on_at = at
    attempt.save(update_fields=["moved_on_at"])
    following = Attempt.objects.create(
        person=attempt.person,
        edition=replacement,
        activity_key=attempt.activity_key,
        seed=attempt.seed,
        started_at=attempt.started_at,
        continues=attempt,
    )
    if replacement.kind == ActivityEdition.Kind.QUIZ:
        _carry_answers(attempt, following)
    else:
        _carry_decisions(attempt, following)
    return following


def _carry_answers(attempt: Attempt, following: Attempt) -> None:
    quiz = quiz_of(following, "en")
    questions = {question.key: question for question in quiz.questions}
    for answer in attempt.answers.order_by("pk"):
        question = questions.get(answer.question_key)
        if question and _fits(question, answer.response):
            following.answers.create(
                question_key=answer.question_key,
                response=answer.response,
                key=answer.key,
                saved_at=answer.saved_at,
            )


def _fits(question: Any, response: Any) -> bool:
    try:
        marking.mark(question, response)
    except marking.UnknownOption:
        return False
    return True


def _carry_decisions(attempt: Attempt, following: Attempt) -> None:
    document = load_scenario(following.edition.document("en"))
    rows = list(attempt.decisions.order_by("number"))
    made = [(row.scene_key, row.choice_key) for row in rows]
    kept = len(play.longest_valid_prefix(document, made))
    Decision.objects.bulk_create(
        Decision(
            attempt=following,
            number=row.number,
            scene_key=row.scene_key,
            choice_key=row.choice_key,
            decided_at=row.decided_at,
        )
        for row in rows[:kept]
    )


def _locked(attempt: Attempt) -> Attempt:
    """The attempt, or the one that continues it, held until the transaction ends.

    Raises Gone where there is none any more, and Unavailable where its edition is withdrawn without
    a replacement.
    """
    held = Attempt.objects.select_for_update(of=("self",)).select_related("edition")
    locked = held.filter(pk=attempt.pk).first()
    if locked is None:
        raise Gone
    while locked.moved_on_at:
        locked = held.get(continues=locked)
    if locked.edition.is_withdrawn and not locked.is_finished:
        raise Unavailable
    return locked


def _held_standing(edition: ActivityEdition) -> ActivityEdition:
    """The edition, or the latest that stands, held so that it is not withdrawn meanwhile."""
    held = ActivityEdition.objects.select_for_update(no_key=True)
    edition = held.get(pk=edition.pk)
    while edition.is_withdrawn:
        standing = ActivityEdition.objects.of(edition.activity_key).standing()
        newest = standing.order_by("-number").first()
        if newest is None:
            raise Unavailable
        edition = held.get(pk=newest.pk)
    return edition


def _respect_wait(edition: ActivityEdition, last: Attempt | None, at: dt.datetime) -> None:
    if edition.kind != ActivityEdition.Kind.QUIZ or not last or not last.finished_at or last.passed:
        return
    wait = dt.timedelta(minutes=load_quiz(edition.document("en")).wait_minutes)
    if last.finished_at + wait > at:
        raise NotYetAllowed(last.finished_at + wait)


def _finish(attempt: Attempt, at: dt.datetime, **result: Any) -> Attempt:
    attempt.finished_at = at
    for name, value in result.items():
        setattr(attempt, name, value)
    attempt.save(update_fields=["finished_at", *result])
    attempt_finished.send(sender=Attempt, attempt=attempt, at=at)
    return attempt
