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
from courses.models import ActivityDone, Completion, Enrolment, Withdrawal
from people.models import JobRole, Person, Posting, Unit
from quizzes.domain.marking import seed_of
from quizzes.models import Answer, Attempt, Decision
from reports.simulation.lives import Life
from reports.simulation.passes import Pass
from reports.simulation.records import DoneElsewhere, ExemptFrom
from reports.simulation.sittings import Sitting
from standing.actions.recalculation import recalculate
from standing.models import Exemption

MORNING = dt.time(8, 30)
EVIDENCE = "Certificate of a course at another employer"
WITHDRAWN_BECAUSE = "Completed in another person’s account"


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
    by = {person.email: person for person in people}
    passes = [
        (_enrolment(person, taken), taken)
        for person, life in zip(people, lives, strict=True)
        for taken in life.passes
    ]
    Enrolment.objects.bulk_create(enrolment for enrolment, _ in passes)
    ActivityDone.objects.bulk_create(row for pair in passes for row in _done(*pair))
    completions = [
        _completion(enrolment, at) for enrolment, taken in passes if (at := taken.completed_at)
    ]
    Completion.objects.bulk_create(completions)
    sittings = [
        (_attempt(enrolment, act), act)
        for enrolment, taken in passes
        for act in taken.acts
        if isinstance(act, Sitting)
    ]
    Attempt.objects.bulk_create(attempt for attempt, _ in sittings)
    Answer.objects.bulk_create(row for pair in sittings for row in _answers(*pair))
    Decision.objects.bulk_create(row for pair in sittings for row in _decisions(*pair))
    write_records([(by[life.email], life) for life in lives], completions)
    recalculate(persons=[person.pk for person in people])


def write_records(lives: Sequence[tuple[Person, Life]], completions: Sequence[Completion]) -> None:
    """What an office wrote down about these people, whose completions here are these."""
    offices = {life.office for _person, life in lives}
    office = {one.email: one.pk for one in Person.objects.filter(email__in=offices)}
    made = {(one.enrolment.person_id, one.at): one for one in completions if one.enrolment}
    Exemption.objects.bulk_create(
        _exemption(person, one, office[life.office])
        for person, life in lives
        for one in life.records.exemptions
    )
    Completion.objects.bulk_create(
        _from_elsewhere(person, one, office[life.office])
        for person, life in lives
        for one in life.records.elsewhere
    )
    Withdrawal.objects.bulk_create(
        Withdrawal(
            completion=made[person.pk, life.passes[one.number].completed_at],
            at=morning_of(one.day),
            by_id=office[life.office],
            reason=WITHDRAWN_BECAUSE,
        )
        for person, life in lives
        for one in life.records.withdrawals
    )


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


def morning_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, MORNING, LONDON)


def _person(life: Life) -> Person:
    person = Person(
        key=life.key,
        email=life.email,
        name=life.name,
        is_active=not life.left,
        date_joined=morning_of(life.postings[0].first_day),
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


def _exemption(person: Person, one: ExemptFrom, office: int) -> Exemption:
    return Exemption(
        person=person,
        course_key=one.course,
        category=one.category,
        from_day=one.first_day,
        until_day=one.last_day,
        made_at=morning_of(one.first_day),
        made_by_id=office,
    )


def _from_elsewhere(person: Person, one: DoneElsewhere, office: int) -> Completion:
    return Completion(
        person=person,
        course_key=one.course,
        source=Completion.Source.ELSEWHERE,
        day=one.day,
        evidence=EVIDENCE,
        recorded_at=morning_of(one.day),
        recorded_by_id=office,
    )
