"""The steps that somebody has in a pass through a course: of its edition, one of each set."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from courses.domain.completion import Done, Progress, StepRule, progress
from courses.domain.equivalents import Candidate, given
from courses.models import ActivityDone, Enrolment, Step
from quizzes.models import Attempt

Met = Mapping[tuple[int, uuid.UUID], Sequence[dt.datetime]]
"""When a person (by primary key) met an activity."""


@dataclass(frozen=True)
class OwnSteps:
    """The steps in order, `position` counted from 1 among these, and how far the pass has come."""

    rows: tuple[Step, ...]
    progress: Progress


def own_steps(enrolments: Sequence[Enrolment]) -> list[OwnSteps]:
    """Of each enrolment. Two queries for any number of them, four where a course has sets."""
    steps: dict[int, list[Step]] = defaultdict(list)
    rows = Step.objects.filter(course_edition__in={e.edition_id for e in enrolments})
    titles = "edition__documents"
    for step in rows.select_related("edition").defer(titles).order_by("position"):
        steps[step.course_edition_id].append(step)
    done: dict[int, list[Done]] = defaultdict(list)
    acts = ActivityDone.objects.filter(enrolment__in=enrolments)
    for act in acts.select_related("edition").defer(titles):
        done[act.enrolment_id].append(Done(act.activity_key, act.edition.number, act.done_at))
    met = _met(enrolments, [step for found in steps.values() for step in found if step.one_of])
    return [
        _own(enrolment, steps[enrolment.edition_id], done[enrolment.pk], met)
        for enrolment in enrolments
    ]


def first_steps(rows: Iterable[Step]) -> OwnSteps:
    """Of these steps, those of somebody who has never met any."""
    found = list(rows)
    return _with_progress(found, [_candidate(row) for row in found], ())


def _own(enrolment: Enrolment, rows: list[Step], done: list[Done], met: Met) -> OwnSteps:
    began, ended = enrolment.started_at, enrolment.completed_at
    did = {act.activity for act in done}
    candidates = []
    for row in rows:
        moments = met.get((enrolment.person_id, row.activity_key), ())
        begun = any(began <= at and (ended is None or at <= ended) for at in moments)
        before = max((at for at in moments if at < began), default=None)
        candidates.append(
            _candidate(row, done=row.activity_key in did, begun=begun, met_before=before)
        )
    return _with_progress(rows, candidates, done)


def _candidate(
    row: Step, *, done: bool = False, begun: bool = False, met_before: dt.datetime | None = None
) -> Candidate:
    is_open = not row.edition.is_withdrawn
    return Candidate(row.one_of, row.is_required, is_open, done, begun, met_before)


def _with_progress(
    rows: Sequence[Step], candidates: Sequence[Candidate], done: Iterable[Done]
) -> OwnSteps:
    own = []
    for position, kept in enumerate(given(candidates), start=1):
        row = copy(rows[kept.place])  # others have the same edition, and other steps of it
        row.position, row.is_required = position, kept.is_required
        own.append(row)
    rules = [StepRule(row.activity_key, row.is_required, row.counts_from) for row in own]
    return OwnSteps(tuple(own), progress(rules, done))


def _met(enrolments: Sequence[Enrolment], steps: Sequence[Step]) -> Met:
    """When the people of the enrolments met these activities, by playing or otherwise."""
    met: dict[tuple[int, uuid.UUID], list[dt.datetime]] = defaultdict(list)
    if not steps:
        return met
    people = {enrolment.person_id for enrolment in enrolments}
    keys = {step.activity_key for step in steps}
    acts = ActivityDone.objects.filter(enrolment__person__in=people, activity_key__in=keys)
    for person, key, at in acts.values_list("enrolment__person", "activity_key", "done_at"):
        met[person, key].append(at)
    begun = Attempt.objects.filter(person__in=people, activity_key__in=keys)
    for person, key, at in begun.values_list("person", "activity_key", "started_at"):
        met[person, key].append(at)
    return met
