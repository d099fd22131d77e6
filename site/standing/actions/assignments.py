"""What is asked of whom. Nothing is rewritten: a change is another version from a day on."""

import datetime as dt
import uuid

from django.db import transaction

from people.models import Person
from standing.actions.recalculation import hold_requirements, recalculate_soon
from standing.models import Assignment, AssignmentVersion, Recalculation
from standing.permissions import can_be_assigned
from standing.requirement_queries import Terms


class NotSignedOff(Exception):
    """Nobody has signed the course's content off, so it cannot be asked of anybody."""


class OutOfRange(Exception):
    """The day is not within the days of the assignment."""


@transaction.atomic
def make_assignment(
    *,
    course_key: uuid.UUID,
    first_day: dt.date,
    last_day: dt.date | None,
    terms: Terms,
    by: Person,
    at: dt.datetime,
) -> Assignment:
    """Ask a course of people from a day on, to a day or without end. Raises NotSignedOff."""
    if not can_be_assigned(course_key):
        raise NotSignedOff
    hold_requirements(alone=True)
    assignment = Assignment.objects.create(
        course_key=course_key, first_day=first_day, last_day=last_day, made_at=at, made_by=by
    )
    _add_version(assignment, first_day, terms, by, at)
    _recalculate_everybody(assignment, by, at)
    return assignment


@transaction.atomic
def change_assignment(
    *, assignment: Assignment, from_day: dt.date, terms: Terms, by: Person, at: dt.datetime
) -> AssignmentVersion:
    """Ask something else from a day on; what was asked before stays. Raises NotSignedOff, and
    OutOfRange for a day outside those of the assignment."""
    hold_requirements(alone=True)
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if not can_be_assigned(assignment.course_key):
        raise NotSignedOff
    is_over = assignment.last_day is not None and from_day > assignment.last_day
    if from_day < assignment.first_day or is_over:
        raise OutOfRange
    version = _add_version(assignment, from_day, terms, by, at)
    _recalculate_everybody(assignment, by, at)
    return version


@transaction.atomic
def end_assignment(
    *, assignment: Assignment, last_day: dt.date, by: Person, at: dt.datetime
) -> Assignment:
    """Ask it until a day, that day included. Raises OutOfRange for a day before the first."""
    hold_requirements(alone=True)
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if last_day < assignment.first_day:
        raise OutOfRange
    assignment.last_day, assignment.ended_at, assignment.ended_by = last_day, at, by
    assignment.save(update_fields=["last_day", "ended_at", "ended_by"])
    _recalculate_everybody(assignment, by, at)
    return assignment


def _add_version(
    assignment: Assignment, from_day: dt.date, terms: Terms, by: Person, at: dt.datetime
) -> AssignmentVersion:
    version = AssignmentVersion.objects.create(
        assignment=assignment,
        number=assignment.versions.count() + 1,
        from_day=from_day,
        due_days=terms.due_days,
        due_day=terms.due_day,
        grace_days=terms.grace_days,
        renewal_months=terms.renewal_months,
        made_at=at,
        made_by=by,
    )
    version.units.set(terms.units)
    version.excluded_units.set(terms.excluded)
    version.job_roles.set(terms.job_roles)
    return version


def _recalculate_everybody(assignment: Assignment, by: Person, at: dt.datetime) -> None:
    recalculate_soon(
        reason=Recalculation.Reason.ASSIGNMENT, courses=[assignment.course_key], by=by, at=at
    )
