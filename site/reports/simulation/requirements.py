"""What is asked of whom in a simulated organisation, and how its teams move."""

import datetime as dt
import uuid
from collections.abc import Iterator

from django.db import transaction

from courses.domain.completion import LONDON
from people.actions.units import move_unit
from people.models import JobRole, Person, Unit, UnitChange
from people.queries import Tree, organisation
from reports.simulation.world import World
from reports.simulation.writing import morning_of
from standing.actions.recalculation import ever_posted, recalculate
from standing.models import Assignment, AssignmentVersion

MONTH = dt.timedelta(days=30)
PRACTITIONERS = ("PO", "PSO", "PQIP", "SPO")
IN_HOMES = ("APS",)
TEAMS_MOVING = 3
PORTION = 500


@transaction.atomic
def add_requirements(world: World, by: Person) -> bool:
    """Where nothing is asked of anybody yet: assignments for everybody and for some job roles, one
    of them over, one changed since; and teams that moved. Returns whether anything was added.

    Rows as the actions write them, but for courses that nobody has signed off: here everybody is
    made up.
    """
    if Assignment.objects.exists():
        return False
    nations = list(Unit.objects.filter(kind=Unit.Kind.NATION))
    first, last = world.courses[0].key, world.courses[-1].key
    everybody = _assignment(first, world.start, None, by)
    _version(everybody, world.start, by, nations, due_days=90, grace_days=30, renewal_months=12)
    changed = world.until - 8 * MONTH
    _version(everybody, changed, by, nations, due_days=60, grace_days=30, renewal_months=12)
    homes = _assignment(first, world.start, world.until - 4 * MONTH, by)
    version = _version(homes, world.start, by, nations, due_days=30, renewal_months=6)
    version.job_roles.set(JobRole.objects.filter(code__in=IN_HOMES))
    if last != first:
        practitioners = _assignment(last, world.until - 12 * MONTH, None, by)
        terms = {"due_day": world.until + MONTH, "grace_days": 60, "renewal_months": 24}
        version = _version(practitioners, practitioners.first_day, by, nations, **terms)
        version.job_roles.set(JobRole.objects.filter(code__in=PRACTITIONERS))
    _move_teams(world, by)
    _recalculate_everybody()
    return True


def _assignment(course: uuid.UUID, first: dt.date, last: dt.date | None, by: Person) -> Assignment:
    ended = {"ended_at": morning_of(last), "ended_by": by} if last else {}
    return Assignment.objects.create(
        course_key=course,
        first_day=first,
        last_day=last,
        made_at=morning_of(first),
        made_by=by,
        **ended,
    )


def _version(
    assignment: Assignment, from_day: dt.date, by: Person, units: list[Unit], **terms: object
) -> AssignmentVersion:
    version = assignment.versions.create(
        number=assignment.versions.count() + 1,
        from_day=from_day,
        made_at=morning_of(from_day),
        made_by=by,
        **terms,
    )
    version.units.set(units)
    return version


def _move_teams(world: World, by: Person) -> None:
    """A few last teams of delivery units go to one of another region, seven months ago."""
    if UnitChange.objects.filter(kind=UnitChange.Kind.MOVED).exists():
        return
    day = world.until - 7 * MONTH
    tree = organisation(day)
    for team, below in _moves(world, tree):
        at = dt.datetime.combine(day, dt.time(9), LONDON)
        move_unit(unit=team, below=below, from_day=day, by=by, at=at)


def _moves(world: World, tree: Tree) -> Iterator[tuple[Unit, Unit]]:
    """Third teams, far apart by code, each with the first delivery unit of the next region."""
    by_code = {unit.code: unit for unit in tree.units.values()}
    regions = tree.of_kind(Unit.Kind.REGION)
    teams = [by_code[place.code] for place in world.places if place.code.endswith("-T3")]
    apart = max(1, len(teams) // TEAMS_MOVING)
    for team in teams[::apart][:TEAMS_MOVING]:
        region = tree.nearest(team.pk, Unit.Kind.REGION)
        following = regions[(regions.index(region) + 1) % len(regions)] if region else None
        below = tree.children.get(following.pk, ()) if following else ()
        units = [unit for unit in below if unit.kind == Unit.Kind.DELIVERY_UNIT]
        if units and following and following.nation == team.nation:
            yield team, units[0]


def _recalculate_everybody() -> None:
    persons = list(ever_posted().values_list("pk", flat=True))
    for start in range(0, len(persons), PORTION):
        recalculate(persons=persons[start : start + PORTION])
