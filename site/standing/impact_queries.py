"""Whom a change of what is asked would touch, and which figures it would change."""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from courses.record_queries import in_portions
from people.models import Posting
from people.queries import Tree, organisation
from standing.domain.drafts import in_force
from standing.domain.explanation import explain
from standing.domain.facts import Requirement
from standing.domain.rules import State
from standing.fact_queries import CourseRules, Surroundings, facts_of, surroundings
from standing.models import StandingInterval

NEW = 0  # stands for the assignment that is not made yet
Draft = Callable[[Sequence[Requirement]], Sequence[Requirement]]


@dataclass(frozen=True)
class Impact:
    """What changes on the first day on which a change of what is asked holds.

    `touched`: everybody whom the assignment covers before or after. The others are about the
    course: everybody whom any of its assignments covers, and those of them who are overdue.
    """

    day: dt.date
    touched: int
    covered_before: int
    covered_after: int
    joining: int
    leaving: int
    overdue_before: int
    overdue_after: int


def impact(course_key: uuid.UUID, *, assignment: int, draft: Draft, day: dt.date) -> Impact:
    """What it would change on the day if the course's requirements became what `draft` makes of
    them. Nine queries, and four more for each 5,000 people touched."""
    tree, around = organisation(day), surroundings([course_key])
    before = around.rules[course_key].requirements
    after = list(draft(before))
    covered_before = covered(in_force(before, day), tree, day=day)
    covered_after = covered(in_force(after, day), tree, day=day)
    mine = [*in_force(before, day, assignment), *in_force(after, day, assignment)]
    touched = covered(mine, tree, day=day)
    others = _overdue_stored(course_key, day) - touched
    was, becomes = _overdue(course_key, touched, around, after, day)
    return Impact(
        day=day,
        touched=len(touched),
        covered_before=len(covered_before),
        covered_after=len(covered_after),
        joining=len(covered_after - covered_before),
        leaving=len(covered_before - covered_after),
        overdue_before=len(others) + was,
        overdue_after=len(others) + becomes,
    )


def covered(requirements: Collection[Requirement], tree: Tree, *, day: dt.date) -> frozenset[int]:
    """Primary keys of everybody whom one of the requirements covers on the day. One query."""
    above = {unit: frozenset(tree.ancestors(unit)) for unit in tree.units}
    condition = Q(pk__in=[])
    for one in requirements:
        units = [
            unit
            for unit, chain in above.items()
            if not chain.isdisjoint(one.units) and chain.isdisjoint(one.excluded)
        ]
        roles = Q(job_role__in=one.job_roles) if one.job_roles else Q()
        condition |= Q(unit__in=units) & roles
    return frozenset(Posting.objects.on(day).filter(condition).values_list("person", flat=True))


def _overdue_stored(course_key: uuid.UUID, day: dt.date) -> frozenset[int]:
    rows = StandingInterval.objects.filter(
        Q(to_day__isnull=True) | Q(to_day__gte=day),
        course_key=course_key,
        state=State.OVERDUE,
        from_day__lte=day,
    )
    return frozenset(rows.values_list("person", flat=True))


def _overdue(
    course_key: uuid.UUID,
    persons: Collection[int],
    around: Surroundings,
    after: Sequence[Requirement],
    day: dt.date,
) -> tuple[int, int]:
    """How many of the people are overdue on the day, as asked now and as it would be."""
    rules = around.rules[course_key]
    then = CourseRules(list(after), rules.cuts, rules.published)
    counts = [0, 0]
    for some in in_portions(sorted(persons)):
        for facts in facts_of(some, around, [course_key]).values():
            for place, asked in enumerate((rules, then)):
                known = facts.facts(course_key, asked)
                found = explain(known, around.organisation, day, opens_days=0)
                counts[place] += found.state is State.OVERDUE
    return counts[0], counts[1]
