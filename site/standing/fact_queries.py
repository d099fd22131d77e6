"""The facts that standing is worked out from: of many people in a constant number of queries."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, IntegerField, Q, Value

from courses.domain.completion import day_of
from courses.models import Completion, CourseEdition, Enrolment
from people.models import Placement, Posting
from quizzes.models import Retake
from standing.domain.facts import (
    Completed,
    Cut,
    Exempted,
    Facts,
    Pass,
    Placed,
    Posted,
    Requirement,
)
from standing.domain.organisation import Organisation
from standing.models import AssignmentVersion, Exemption

DAY = dt.timedelta(days=1)
Courses = Collection[uuid.UUID] | None  # None: every course.


@dataclass
class CourseRules:
    """What holds for everybody who has to do with a course."""

    requirements: list[Requirement] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    published: list[tuple[dt.date, int]] = field(default_factory=list)

    def edition_on(self, day: dt.date) -> int:
        """The number of the edition that was the newest at the end of a day; 0 before the first."""
        return max((number for made, number in self.published if made <= day), default=0)


@dataclass
class Surroundings:
    """What does not depend on people: the organisation through time, and the rules by course."""

    organisation: Organisation
    rules: dict[uuid.UUID, CourseRules]


@dataclass
class PersonFacts:
    """Everything about one person: what they did and were exempt from, by course."""

    postings: list[Posted] = field(default_factory=list)
    completions: dict[uuid.UUID, list[Completed]] = field(default_factory=dict)
    passes: dict[uuid.UUID, list[Pass]] = field(default_factory=dict)
    exemptions: dict[uuid.UUID, list[Exempted]] = field(default_factory=dict)

    def facts(self, course_key: uuid.UUID, rules: CourseRules) -> Facts:
        return Facts(
            postings=self.postings,
            requirements=rules.requirements,
            completions=self.completions.get(course_key, ()),
            cuts=rules.cuts,
            passes=self.passes.get(course_key, ()),
            exemptions=self.exemptions.get(course_key, ()),
        )


def surroundings(courses: Courses = None) -> Surroundings:
    """The organisation and the rules of these courses. Four queries."""
    placements = Placement.objects.order_by().values_list(
        "first_day", "last_day", "unit_id", "parent_id"
    )
    rules: dict[uuid.UUID, CourseRules] = defaultdict(CourseRules)
    for course_key, requirement in _requirements(courses):
        rules[course_key].requirements.append(requirement)
    for row in _editions(courses):
        of_course = rules[row[0]]
        of_course.published.append((day_of(row[2]), row[1]))
        if row[3] == Retake.EVERYBODY and row[4]:
            of_course.cuts.append(Cut(edition=row[1], last_day=row[4]))
    return Surroundings(Organisation(Placed(*row) for row in placements), rules)


def facts_of(
    persons: Sequence[int], around: Surroundings, courses: Courses = None
) -> dict[int, PersonFacts]:
    """What is known of each of these people. Four queries."""
    found = {person: PersonFacts() for person in persons}
    _add_postings(found)
    _add_completions(found, around, courses)
    _add_passes(found, courses)
    _add_exemptions(found, courses)
    return found


def _of(courses: Courses, **more: Any) -> Q:
    return Q(**more) if courses is None else Q(course_key__in=courses, **more)


def _editions(courses: Courses) -> Iterable[tuple[Any, ...]]:
    rows = CourseEdition.objects.filter(_of(courses)).order_by("number")
    return rows.values_list("course_key", "number", "made_at", "retake", "retake_by")


def _requirements(courses: Courses) -> Iterator[tuple[uuid.UUID, Requirement]]:
    """The days on which each version governs: of those that have begun, the one added last."""
    of_courses = Q() if courses is None else Q(assignment__course_key__in=courses)
    versions = AssignmentVersion.objects.filter(of_courses).select_related("assignment")
    by_assignment: dict[int, list[AssignmentVersion]] = defaultdict(list)
    for version in versions.order_by("assignment", "number"):
        by_assignment[version.assignment_id].append(version)
    named = _named(of_courses) if by_assignment else {}
    for of_assignment in by_assignment.values():
        for version, first, last in _governing(of_assignment):
            yield version.assignment.course_key, _requirement(version, first, last, named)


def _governing(
    versions: Sequence[AssignmentVersion],
) -> Iterator[tuple[AssignmentVersion, dt.date, dt.date | None]]:
    """Stretches of days, each with its version, from versions in the order they were added."""
    assignment = versions[0].assignment
    starts = sorted({max(one.from_day, assignment.first_day) for one in versions})
    for first, following in zip(starts, [*starts[1:], None], strict=True):
        last = following - DAY if following else None
        if assignment.last_day is not None:
            last = min(last, assignment.last_day) if last else assignment.last_day
        begun = [one for one in versions if one.from_day <= first]
        if begun and (last is None or first <= last):
            yield begun[-1], first, last


def _named(of_courses: Q) -> dict[int, dict[str, set[int]]]:
    """The units, units left out and job roles that each version names. One query."""
    kinds = {"units": "unit", "excluded_units": "unit", "job_roles": "jobrole"}
    rows = [
        getattr(AssignmentVersion, name)
        .through.objects.filter(assignmentversion__in=AssignmentVersion.objects.filter(of_courses))
        .annotate(number=Value(place, IntegerField()), named=F(f"{kind}_id"))
        .order_by()
        .values_list("number", "assignmentversion_id", "named")
        for place, (name, kind) in enumerate(kinds.items())
    ]
    names = list(kinds)
    found: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for place, version, named in rows[0].union(*rows[1:], all=True):
        found[version][names[place]].add(named)
    return found


def _requirement(
    version: AssignmentVersion,
    first: dt.date,
    last: dt.date | None,
    named: dict[int, dict[str, set[int]]],
) -> Requirement:
    names = named[version.pk]
    return Requirement(
        assignment=version.assignment_id,
        first=first,
        last=last,
        assignment_first=version.assignment.first_day,
        units=frozenset(names["units"]),
        excluded=frozenset(names["excluded_units"]),
        job_roles=frozenset(names["job_roles"]),
        due_days=version.due_days,
        due_day=version.due_day,
        grace_days=version.grace_days,
        renewal_months=version.renewal_months,
    )


def _add_postings(found: dict[int, PersonFacts]) -> None:
    rows = Posting.objects.filter(person__in=found).order_by("person", "first_day")
    for person, first, last, unit, job_role in rows.values_list(
        "person_id", "first_day", "last_day", "unit_id", "job_role_id"
    ):
        found[person].postings.append(Posted(first, last, unit, job_role))


def _add_completions(found: dict[int, PersonFacts], around: Surroundings, courses: Courses) -> None:
    rows = Completion.objects.valid().filter(_of(courses, person__in=found)).order_by("day", "pk")
    for person, course_key, day, edition in rows.values_list(
        "person_id", "course_key", "day", "edition__number"
    ):
        number = around.rules[course_key].edition_on(day) if edition is None else edition
        found[person].completions.setdefault(course_key, []).append(Completed(day, number))


def _add_passes(found: dict[int, PersonFacts], courses: Courses) -> None:
    rows = Enrolment.objects.filter(_of(courses, person__in=found)).order_by("started_at")
    for person, course_key, *moments in rows.values_list(
        "person_id", "course_key", "started_at", "first_act_at", "completed_at"
    ):
        days = (day_of(moment) if moment else None for moment in moments)
        found[person].passes.setdefault(course_key, []).append(Pass(*days))  # type: ignore[arg-type]


def _add_exemptions(found: dict[int, PersonFacts], courses: Courses) -> None:
    rows = Exemption.objects.standing().filter(_of(courses, person__in=found))
    for person, course_key, first, last in rows.order_by("from_day", "pk").values_list(
        "person_id", "course_key", "from_day", "until_day"
    ):
        found[person].exemptions.setdefault(course_key, []).append(Exempted(first, last))
