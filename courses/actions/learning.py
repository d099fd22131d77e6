"""What a practitioner does in a course. Every verb can be repeated without doing anything twice."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, Min, OuterRef

from courses.domain.completion import day_of, finishes_step
from courses.models import ActivityDone, Completion, CourseEdition, Enrolment, Step
from courses.own_steps import own_steps
from courses.signals import completions_changed
from people.models import Person
from quizzes.actions.attempts import forget_attempt_under_way, start_attempt
from quizzes.models import ActivityEdition, Attempt


class Revised(Exception):
    """What was read is not what counts now: the edition was withdrawn, or has changed since."""


class NotOffered(Exception):
    """The course has never been published, or not in any edition."""


@transaction.atomic
def enrol(
    *, person: Person, course_key: uuid.UUID, at: dt.datetime, renews: bool = False
) -> Enrolment:
    """Begin a course on its latest edition; returns the enrolment there is where one is open or
    the course has been completed, unless this one `renews` that. Raises NotOffered.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    known = (
        Enrolment.objects.of(person).filter(course_key=course_key).order_by("-started_at").first()
    )
    if known and not (renews and known.completed_at):
        return known
    edition = CourseEdition.objects.of(course_key).newest_first().first()
    if edition is None:
        raise NotOffered
    enrolment = Enrolment.objects.create(
        person=person, course_key=course_key, edition=edition, started_at=at
    )
    _announce([enrolment], at)
    return enrolment


@transaction.atomic
def begin_attempt(
    *, enrolment: Enrolment, edition: ActivityEdition, key: uuid.UUID, at: dt.datetime
) -> Attempt:
    """Start a quiz or a scenario of an enrolment, or go on with the attempt that is under way.

    Raises what `start_attempt` raises.
    """
    attempt = start_attempt(person=enrolment.person, edition=edition, key=key, at=at)
    if _keep_first_act(enrolment, at):
        _announce([enrolment], at)
    return attempt


@transaction.atomic(savepoint=False)
def finish_activity(
    *, enrolment: Enrolment, edition: ActivityEdition, at: dt.datetime
) -> Completion | None:
    """Keep that an activity was done on an edition; returns the completion this brings about.

    Doing it again changes nothing. How it was done is not kept.
    """
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    is_first_act = _keep_first_act(enrolment, at)
    done = ActivityDone(
        enrolment=enrolment, edition=edition, activity_key=edition.activity_key, done_at=at
    )
    ActivityDone.objects.bulk_create([done], ignore_conflicts=True)
    completion = _complete_if_done(enrolment, at)
    if is_first_act or completion:
        _announce([enrolment], at)
    return completion


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
    *,
    enrolment: Enrolment,
    edition: ActivityEdition,
    at: dt.datetime,
    begun: uuid.UUID | None = None,
) -> Completion | None:
    """Keep that a step is done, as for anybody; nothing tells that it was read in other words.

    An attempt under way is forgotten; of a step that was done before, only the one that was `begun`
    when the words were shown: a repeated or late request leaves one that began since.
    """
    is_done = enrolment.done.filter(edition=edition).exists()
    if not is_done or begun:
        forget_attempt_under_way(
            person=enrolment.person,
            activity_key=edition.activity_key,
            key=begun if is_done else None,
        )
        _forget_first_act_without_trace(enrolment)
    return finish_activity(enrolment=enrolment, edition=edition, at=at)


@transaction.atomic
def complete_whoever_is_done(*, edition: CourseEdition, at: dt.datetime) -> list[Completion]:
    """After enrolments moved to an edition that asks for less: some have done all of it."""
    required = edition.steps.filter(is_required=True)
    if not required.exists():
        return []
    everybodys = required.filter(one_of="")  # of a set, `_complete_if_done` knows which
    did = ActivityDone.objects.filter(
        enrolment=OuterRef(OuterRef("pk")),
        activity_key=OuterRef("activity_key"),
        edition__number__gte=OuterRef("counts_from"),
    )
    ready = Enrolment.objects.open().filter(
        ~Exists(everybodys.filter(~Exists(did))), edition=edition
    )
    enrolments = list(ready.select_for_update())
    found = [_complete_if_done(enrolment, at) for enrolment in enrolments]
    _announce(enrolments, at)
    return [completion for completion in found if completion]


@transaction.atomic
def finish_attempt(*, attempt: Attempt, at: dt.datetime) -> list[Completion]:
    """After a finished attempt: do its step in the person's latest pass through each course.

    Also in one that is complete, as for a lesson or an alternative: nothing tells them apart.
    """
    passes = Step.objects.filter(
        course_edition__enrolments__person=attempt.person_id, activity_key=attempt.activity_key
    ).order_by("course_edition__enrolments__started_at")
    latest = {
        course: (enrolment, must_pass)
        for course, enrolment, must_pass in passes.values_list(
            "course_edition__course_key", "course_edition__enrolments", "must_pass"
        )
    }
    found = []
    for enrolment_id, must_pass in latest.values():
        if finishes_step(attempt.edition.kind, passed=bool(attempt.passed), must_pass=must_pass):
            enrolment = Enrolment(pk=enrolment_id)
            found.append(finish_activity(enrolment=enrolment, edition=attempt.edition, at=at))
    return [completion for completion in found if completion]


def _complete_if_done(enrolment: Enrolment, at: dt.datetime) -> Completion | None:
    if enrolment.completed_at:
        return None
    if own_steps([enrolment])[0].progress.completed_at is None:
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


def _keep_first_act(enrolment: Enrolment, at: dt.datetime) -> bool:
    """Whether this act is the first in the enrolment; then its moment is kept, once."""
    untouched = Enrolment.objects.filter(pk=enrolment.pk, first_act_at__isnull=True)
    return untouched.update(first_act_at=at) == 1


def _forget_first_act_without_trace(enrolment: Enrolment) -> None:
    """Where the first act was an attempt that is forgotten, the first is what else was done."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    kept = enrolment.first_act_at
    enrolment.first_act_at = _first_act_with_trace(enrolment)
    if kept and kept != enrolment.first_act_at:
        enrolment.save(update_fields=["first_act_at"])
        _announce([enrolment], kept)


def _first_act_with_trace(enrolment: Enrolment) -> dt.datetime | None:
    steps = Step.objects.filter(course_edition__course_key=enrolment.course_key)
    begun = Attempt.objects.filter(
        person=enrolment.person_id,
        activity_key__in=steps.values("activity_key"),
        started_at__gte=enrolment.started_at,
    )
    moments = [
        begun.aggregate(at=Min("started_at"))["at"],
        enrolment.done.aggregate(at=Min("done_at"))["at"],
    ]
    return min((moment for moment in moments if moment), default=None)


def _announce(enrolments: Sequence[Enrolment], at: dt.datetime) -> None:
    """That something happened at this moment in these enrolments, which are of one course."""
    if enrolments:
        completions_changed.send(
            sender=Enrolment,
            persons=sorted({enrolment.person_id for enrolment in enrolments}),
            course_key=enrolments[0].course_key,
            from_day=day_of(at),
        )
