"""Figures of units side by side, for any day: exact, for whoever may see everything."""

import datetime as dt
import uuid
from dataclasses import dataclass

from people.models import Unit
from people.queries import Tree, organisation
from standing.queries import NOTHING, Figure, figures, figures_by_unit_today

KINDS = (Unit.Kind.NATION, Unit.Kind.REGION, Unit.Kind.DELIVERY_UNIT, Unit.Kind.TEAM)


class UnknownUnit(LookupError):
    """There is no unit of this code."""


@dataclass(frozen=True, slots=True)
class UnitFigure:
    unit: Unit
    figure: Figure

    def as_row(self) -> dict[str, str | int | None]:
        """The unit and every number, by name."""
        one = self.figure
        return {
            "unit": self.unit.code,
            "name": self.unit.name,
            "people": one.people,
            "up_to_date": one.up_to_date,
            "in_progress": one.in_progress,
            "not_started": one.not_started,
            "overdue": one.overdue,
            "exempt": one.exempt,
            "voluntary": one.voluntary,
            "lapsing_30": one.lapsing_30,
            "lapsing_60": one.lapsing_60,
            "lapsing_90": one.lapsing_90,
            "share": one.share,
        }


def unit_figures(
    course_key: uuid.UUID, by: str, day: dt.date, *, today: dt.date, by_unit_today: bool = False
) -> list[UnitFigure]:
    """The units of a kind, or those directly below the unit of a code, by name, on a day.

    Which stand where is told by the tree of the day, or by today's where people are counted by the
    unit in which they are today. Three queries, or four. Raises UnknownUnit.
    """
    tree_day = today if by_unit_today else day
    tree = organisation(tree_day)
    units = _units(tree, by)
    if by_unit_today:
        above = {pk: tuple(tree.ancestors(pk)) for pk in tree.units}
        found = figures_by_unit_today(course_key, day, today=today, above=above)
    else:
        found = figures(course_key, [unit.pk for unit in units], day)
    rows = [UnitFigure(unit, found.get(unit.pk, NOTHING)) for unit in units]
    return [row for row in rows if row.figure != NOTHING or _is_there(row.unit, tree, tree_day)]


def _units(tree: Tree, by: str) -> tuple[Unit, ...]:
    if by in KINDS:
        return tree.of_kind(by)
    unit = next((unit for unit in tree.units.values() if unit.code == by), None)
    if unit is None:
        raise UnknownUnit(by)
    return tree.children.get(unit.pk, ())


def _is_there(unit: Unit, tree: Tree, day: dt.date) -> bool:
    """Whether the unit has its place on the day; those at the top have none."""
    is_open = unit.closed_on is None or unit.closed_on >= day
    return is_open and (unit.pk in tree.parents or unit.kind == Unit.Kind.NATION)
