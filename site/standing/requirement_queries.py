"""What the pages of exemptions and assignments show, and whom an assignment covers."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from courses.record_queries import course_titles
from people.models import Person, Unit
from people.queries import Tree
from standing.domain.facts import Requirement
from standing.models import Assignment, AssignmentVersion, Exemption, Recalculation


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

    def as_requirement(
        self, assignment: int, first: dt.date, last: dt.date | None, assignment_first: dt.date
    ) -> Requirement:
        """What it would ask from a day to a day, as part of an assignment that began then."""
        return Requirement(
            assignment=assignment,
            first=first,
            last=last,
            assignment_first=assignment_first,
            units=self.units,
            excluded=self.excluded,
            job_roles=self.job_roles,
            due_days=self.due_days,
            due_day=self.due_day,
            grace_days=self.grace_days,
            renewal_months=self.renewal_months,
        )


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


def recalculations_under_way(course_key: uuid.UUID) -> list[Recalculation]:
    """What figures of the course still wait for, the first made first. One query."""
    rows = Recalculation.objects.unfinished().order_by("made_at", "pk")
    return [one for one in rows if one.courses is None or str(course_key) in one.courses]


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
