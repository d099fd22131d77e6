"""Lives written as rows, all at once.

The same rows as the actions of courses and quizzes would have written, one request after another
(`tests/reports/test_simulate.py` proves it); the rules are theirs.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import transaction

from courses.domain.completion import LONDON, day_of
from courses.models import ActivityDone, Completion, Enrolment
from people.models import JobRole, Person, Posting, Unit
from quizzes.domain.marking import seed_of
from quizzes.models import Answer, Attempt, Decision
from reports.simulation.lives import Life
from reports.simulation.passes import Pass
from reports.simulation.sittings import Sitting
from standing.actions.recalculation import recalculate

MORNING = dt.time(8, 30)


@dataclass(frozen=True)
class Codes:
    """Primary keys by code."""

    units: dict[str, int]
    job_roles: dict[str, int]


def find_codes() -> Codes:
    return Codes(
        units=dict(Unit.objects.values_list("code", "pk")),
        job_roles=dict(JobRole.objects.values_list("code", "pk")),
    )


@transaction.atomic
def write_lives(lives: Sequence[Life], codes: Codes) -> None:
    """Everything of these people, or nothing."""
    people = write_people(lives, codes)
    passes = [
        (_enrolment(person, taken), taken)
        for person, life in zip(people, lives, strict=True)
        for taken in life.passes
    ]
    Enrolment.objects.bulk_create(enrolment for enrolment, _ in passes)
    ActivityDone.objects.bulk_create(row for pair in passes for row in _done(*pair))
    Completion.objects.bulk_create(
        _completion(enrolment, at) for enrolment, taken in passes if (at := taken.completed_at)
    )
    sittings = [
        (_attempt(enrolment, act), act)
        for enrolment, taken in passes
        for act in taken.acts
        if isinstance(act, Sitting)
    ]
    Attempt.objects.bulk_create(attempt for attempt, _ in sittings)
    Answer.objects.bulk_create(row for pair in sittings for row in _answers(*pair))
    Decision.objects.bulk_create(row for pair in sittings for row in _decisions(*pair))
    recalculate(persons=[person.pk for person in people])


def write_people(lives: Sequence[Life], codes: Codes) -> list[Person]:
    """Accounts with a verified address and no password, and their postings."""
    people = Person.objects.bulk_create(_person(life) for life in lives)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True)
        for person in people
    )
    Posting.objects.bulk_create(
        Posting(
            person=person,
            unit_id=codes.units[posted.place.code],
            job_role_id=codes.job_roles[posted.job_role],
            first_day=posted.first_day,
            last_day=posted.last_day,
        )
        for person, life in zip(people, lives, strict=True)
        for posted in life.postings
    )
    return people


def _person(life: Life) -> Person:
    person = Person(
        key=life.key,
        email=life.email,
        name=life.name,
        is_active=not life.left,
        date_joined=dt.datetime.combine(life.postings[0].first_day, MORNING, LONDON),
    )
    person.set_unusable_password()
    return person


def _enrolment(person: Person, taken: Pass) -> Enrolment:
    return Enrolment(
        person=person,
        course_key=taken.course.key,
        edition_id=taken.course.edition,
        started_at=taken.at,
        first_act_at=taken.first_act_at,
        completed_at=taken.completed_at,
    )


def _done(enrolment: Enrolment, taken: Pass) -> Iterator[ActivityDone]:
    for act in taken.acts:
        if act.done_at:
            yield ActivityDone(
                enrolment=enrolment,
                activity_key=act.step.activity,
                edition_id=act.step.edition,
                done_at=act.done_at,
            )


def _completion(enrolment: Enrolment, at: dt.datetime) -> Completion:
    return Completion(
        person_id=enrolment.person_id,
        course_key=enrolment.course_key,
        edition_id=enrolment.edition_id,
        enrolment=enrolment,
        day=day_of(at),
        at=at,
    )


def _attempt(enrolment: Enrolment, sitting: Sitting) -> Attempt:
    attempt = Attempt(
        key=sitting.key,
        person_id=enrolment.person_id,
        edition_id=sitting.step.edition,
        activity_key=sitting.step.activity,
        seed=seed_of(sitting.key),
        started_at=sitting.at,
    )
    if sitting.finish:
        attempt.finished_at = sitting.finish.at
        attempt.score = sitting.finish.score
        attempt.passed = sitting.finish.passed
        attempt.outcome = sitting.finish.outcome
    return attempt


def _answers(attempt: Attempt, sitting: Sitting) -> Iterator[Answer]:
    for answered in sitting.answers:
        yield Answer(
            attempt=attempt,
            question_key=answered.question,
            response=answered.response,
            key=answered.key,
            saved_at=answered.at,
        )


def _decisions(attempt: Attempt, sitting: Sitting) -> Iterator[Decision]:
    for number, decided in enumerate(sitting.decisions, start=1):
        yield Decision(
            attempt=attempt,
            number=number,
            scene_key=decided.scene,
            choice_key=decided.choice,
            decided_at=decided.at,
        )
