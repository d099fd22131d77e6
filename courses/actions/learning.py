"""What a practitioner does in a course. Every verb can be repeated without doing anything twice."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Exists, OuterRef

from courses.domain.completion import Done, StepRule, day_of, finishes_step, progress
from courses.models import ActivityDone, Completion, CourseEdition, Enrolment, Step
from people.models import Person
from quizzes.actions.attempts import forget_attempt_under_way
from quizzes.models import ActivityEdition, Attempt


class Revised(Exception):
    """What was read is not what counts now: the edition was withdrawn, or has changed since."""


class NotOffered(Exception):
    """The course has never been published, or not in any edition."""


@transaction.atomic
def enrol(*, person: Person, course_key: uuid.UUID, at: dt.datetime) -> Enrolment:
    """Begin a course on its latest edition; returns the enrolment there is where one is open or
    the course has been completed. Raises NotOffered.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    known = (
        Enrolment.objects.of(person).filter(course_key=course_key).order_by("-started_at").first()
    )
    if known:
        return known
    edition = CourseEdition.objects.of(course_key).newest_first().first()
    if edition is None:
        raise NotOffered
    return Enrolment.objects.create(
        person=person, course_key=course_key, edition=edition, started_at=at
    )


@transaction.atomic
def finish_activity(
    *, enrolment: Enrolment, edition: ActivityEdition, at: dt.datetime
) -> Completion | None:
    """Keep that an activity was done on an edition; returns the completion this brings about.

    Doing it again changes nothing. How it was done is not kept.
    """
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    ActivityDone.objects.get_or_create(
        enrolment=enrolment,
        edition=edition,
        defaults={"activity_key": edition.activity_key, "done_at": at},
    )
    return _complete_if_done(enrolment, at)


@transaction.atomic
def finish_lesson(
    *, enrolment: Enrolment, step: Step, number: int, at: dt.datetime
) -> Completion | None:
    """Keep that a lesson was read on edition `number`. Raises Revised where that does not count."""
    edition = (
        ActivityEdition.objects.of(step.activity_key)
        .standing()
        .filter(number=number, number__gte=step.counts_from)
        .defer("documents")
        .first()
    )
    if edition is None:
        raise Revised
    return finish_activity(enrolment=enrolment, edition=edition, at=at)


@transaction.atomic
def finish_in_words(
    *, enrolment: Enrolment, edition: ActivityEdition, at: dt.datetime
) -> Completion | None:
    """Keep that a scenario is done, as for anybody; nothing tells that it was read in words."""
    forget_attempt_under_way(person=enrolment.person, activity_key=edition.activity_key)
    return finish_activity(enrolment=enrolment, edition=edition, at=at)


@transaction.atomic
def complete_whoever_is_done(*, edition: CourseEdition, at: dt.datetime) -> list[Completion]:
    """After enrolments moved to an edition that asks for less: some have done all of it."""
    required = edition.steps.filter(is_required=True)
    if not required.exists():
        return []
    did = ActivityDone.objects.filter(
        enrolment=OuterRef(OuterRef("pk")),
        activity_key=OuterRef("activity_key"),
        edition__number__gte=OuterRef("counts_from"),
    )
    ready = Enrolment.objects.open().filter(~Exists(required.filter(~Exists(did))), edition=edition)
    found = [_complete_if_done(enrolment, at) for enrolment in ready.select_for_update()]
    return [completion for completion in found if completion]


@transaction.atomic
def finish_attempt(*, attempt: Attempt, at: dt.datetime) -> list[Completion]:
    """After a finished attempt: do its step in every open enrolment that has it."""
    steps = Step.objects.filter(
        course_edition__enrolments__person=attempt.person_id,
        course_edition__enrolments__completed_at__isnull=True,
        activity_key=attempt.activity_key,
    ).values_list("course_edition__enrolments", "must_pass")
    found = []
    for enrolment_id, must_pass in steps:
        if finishes_step(attempt.edition.kind, passed=bool(attempt.passed), must_pass=must_pass):
            enrolment = Enrolment(pk=enrolment_id)
            found.append(finish_activity(enrolment=enrolment, edition=attempt.edition, at=at))
    return [completion for completion in found if completion]


def _complete_if_done(enrolment: Enrolment, at: dt.datetime) -> Completion | None:
    if enrolment.completed_at:
        return None
    rules = [
        StepRule(*row)
        for row in enrolment.edition.steps.values_list("activity_key", "is_required", "counts_from")
    ]
    done = [
        Done(*row)
        for row in enrolment.done.values_list("activity_key", "edition__number", "done_at")
    ]
    if progress(rules, done).completed_at is None:
        return None
    enrolment.completed_at = at
    enrolment.save(update_fields=["completed_at"])
    return Completion.objects.create(
        person_id=enrolment.person_id,
        course_key=enrolment.course_key,
        edition_id=enrolment.edition_id,
        enrolment=enrolment,
        day=day_of(at),
        at=at,
    )
