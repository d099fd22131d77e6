"""What the pages of exemptions and assignments show, and whom an assignment covers."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from courses.record_queries import course_titles
from people.models import Person, Posting, Unit
from people.queries import Tree
from standing.models import Assignment, AssignmentVersion, Exemption


@dataclass(frozen=True)
class ExemptionRow:
    exemption: Exemption
    course: str


def exemptions_of(person: Person, language: str) -> list[ExemptionRow]:
    """Every exemption of somebody, latest first, withdrawn ones too. Two queries."""
    titles = course_titles(language)
    rows = Exemption.objects.filter(person=person).select_related("made_by", "withdrawn_by")
    return [ExemptionRow(row, titles.get(row.course_key, "")) for row in rows]


@dataclass(frozen=True)
class Terms:
    """What a version asks: of whom (primary keys), by when, and how often again.

    Either `due_days` after entry or on `due_day`. No job role means all of them.
    """

    units: frozenset[int]
    excluded: frozenset[int] = frozenset()
    job_roles: frozenset[int] = frozenset()
    due_days: int | None = None
    due_day: dt.date | None = None
    grace_days: int = 0
    renewal_months: int | None = None


@dataclass(frozen=True)
class Rule:
    """Whom a version covers on a day: these units with all below them, without others; job roles
    (none: all)."""

    units: frozenset[int]
    excluded: frozenset[int]
    job_roles: frozenset[int]

    def reaches(self, unit: int, tree: Tree) -> bool:
        """Whether somebody in the unit is covered, by the tree of the day."""
        above = frozenset(tree.ancestors(unit))
        return not above.isdisjoint(self.units) and above.isdisjoint(self.excluded)


@dataclass(frozen=True)
class AssignmentView:
    """An assignment with all its versions, in order."""

    assignment: Assignment
    course: str
    versions: tuple[AssignmentVersion, ...]

    def governing(self, day: dt.date) -> AssignmentVersion | None:
        """The version that holds on the day, or None where the assignment does not."""
        one = self.assignment
        if day < one.first_day or (one.last_day and day > one.last_day):
            return None
        begun = [version for version in self.versions if version.from_day <= day]
        return max(begun, key=lambda version: version.number, default=None)


def assignments(language: str, **only: object) -> list[AssignmentView]:
    """Every assignment, or those with these fields, by course and first day. Six queries."""
    titles = course_titles(language)
    versions = AssignmentVersion.objects.select_related("made_by").prefetch_related(
        "units", "excluded_units", "job_roles"
    )
    rows = Assignment.objects.filter(**only).select_related("made_by", "ended_by")
    views = [
        AssignmentView(row, titles.get(row.course_key, ""), tuple(row.versions.all()))
        for row in rows.prefetch_related(Prefetch("versions", versions))
    ]
    return sorted(views, key=lambda view: (view.course, view.assignment.first_day))


def rule_of(version: AssignmentVersion) -> Rule:
    """Whom a version (with its units and job roles prefetched) covers."""
    return Rule(
        units=frozenset(unit.pk for unit in version.units.all()),
        excluded=frozenset(unit.pk for unit in version.excluded_units.all()),
        job_roles=frozenset(role.pk for role in version.job_roles.all()),
    )


def rules_on(
    views: Iterable[AssignmentView], course_key: uuid.UUID, day: dt.date
) -> dict[int, Rule]:
    """The rules that hold for a course on a day, by assignment."""
    found = {
        view.assignment.pk: view.governing(day)
        for view in views
        if view.assignment.course_key == course_key
    }
    return {pk: rule_of(version) for pk, version in found.items() if version}


def covered(rules: Iterable[Rule], tree: Tree, *, day: dt.date) -> frozenset[int]:
    """Primary keys of everybody whom one of the rules covers on the day. One query."""
    condition = Q(pk__in=[])
    for rule in rules:
        units = [unit for unit in tree.units if rule.reaches(unit, tree)]
        roles = Q(job_role__in=rule.job_roles) if rule.job_roles else Q()
        condition |= Q(unit__in=units) & roles
    return frozenset(Posting.objects.on(day).filter(condition).values_list("person", flat=True))


@dataclass(frozen=True)
class UnitNode:
    """A unit in a form that lets one choose from the tree, with everything below it."""

    unit: Unit
    name: str
    is_chosen: bool
    below: tuple["UnitNode", ...]

    @property
    def is_open(self) -> bool:
        """Something below it is chosen, so it is shown unfolded."""
        return any(node.is_chosen or node.is_open for node in self.below)


def unit_nodes(
    tree: Tree, chosen: frozenset[int], *, day: dt.date, language: str
) -> tuple[UnitNode, ...]:
    """The units that are there on the day, from the top, in order of their names. No query."""

    def node(unit: Unit) -> UnitNode:
        below = _there(tree.children.get(unit.pk, ()), day)
        return UnitNode(
            unit, unit.name_in(language), unit.pk in chosen, tuple(node(one) for one in below)
        )

    tops = [unit for unit in tree.units.values() if unit.pk not in tree.parents]
    return tuple(node(unit) for unit in _by_size(_there(tops, day), tree))


def _there(units: Iterable[Unit], day: dt.date) -> list[Unit]:
    return [unit for unit in units if unit.closed_on is None or unit.closed_on >= day]


def _by_size(units: Sequence[Unit], tree: Tree) -> list[Unit]:
    """Nations first, then what stands beside them."""
    kinds: Mapping[str, int] = {kind: at for at, kind in enumerate(Unit.Kind.values)}
    return sorted(units, key=lambda unit: (kinds[unit.kind], unit.name))


@dataclass(frozen=True)
class Impact:
    """Whom a change of what is asked touches, on the first day on which it holds.

    `touched`: everybody whom the assignment covers before or after. The others are about the
    course: everybody whom any of its assignments covers.
    """

    day: dt.date
    touched: int
    covered_before: int
    covered_after: int
    joining: int
    leaving: int


def impact(
    course_key: uuid.UUID,
    *,
    assignment: int | None,
    rule: Rule | None,
    views: Iterable[AssignmentView],
    tree: Tree,
    day: dt.date,
) -> Impact:
    """What it changes on the day if the assignment (None: a new one) has this rule from then on
    (None: has ended). Three queries."""
    rules = rules_on(views, course_key, day)
    others = {pk: one for pk, one in rules.items() if pk != assignment}
    mine = rules.get(assignment) if assignment else None
    after = covered([*others.values(), *filter(None, [rule])], tree, day=day)
    before = covered(rules.values(), tree, day=day)
    return Impact(
        day=day,
        touched=len(covered(filter(None, [mine, rule]), tree, day=day)),
        covered_before=len(before),
        covered_after=len(after),
        joining=len(after - before),
        leaving=len(before - after),
    )
