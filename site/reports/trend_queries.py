"""How a unit stood at the ends of the months behind, and will at those ahead if nobody does
anything."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings

from people.models import Person, Unit
from people.queries import Tree, organisation, trees
from reports.domain.days import trend_days
from reports.domain.disclosure import Figure, figures
from reports.domain.figures import Place
from reports.queries import Opening, find, name_of, opening, sight_of, units_above
from reports.subject_queries import Subject
from standing import queries as standing


@dataclass(frozen=True)
class Point:
    """A day of a trend. Days after today say what holds if nobody does anything."""

    day: dt.date
    figure: Figure
    is_ahead: bool


@dataclass(frozen=True)
class Trend:
    subject: Subject
    unit: Unit | None
    name: str
    above: tuple[Unit, ...]
    today: dt.date
    points: tuple[Point, ...]
    target: int

    @property
    def shown(self) -> tuple[Point, ...]:
        """The points that have a share."""
        return tuple(point for point in self.points if point.figure.share is not None)

    @property
    def now(self) -> Point:
        return next(point for point in self.points if point.day == self.today)

    @property
    def falls_below(self) -> Point | None:
        """The first day ahead with a share below the target, where it is not below it today."""
        share = self.now.figure.share
        if share is None or share < self.target:
            return None
        ahead = (point for point in self.shown if point.is_ahead)
        return next((point for point in ahead if (point.figure.share or 0) < self.target), None)


def trend(
    subject: Subject, code: str | None, viewer: Person, *, today: dt.date, language: str
) -> Trend | None:
    """As the viewer may see it; None where there is no unit of that code. Six queries, whatever the
    number of people and units."""
    tree = organisation(today)
    unit = next((one for one in tree.units.values() if one.code == code), None)
    if code and unit is None:
        return None
    sight = sight_of(viewer, tree, today=today)
    days = trend_days(today)
    opened = {
        day: _without_unplaced(opening(then, sight, unit), then, tree)
        for day, then in trees(tree, days).items()
    }
    needed = {pk for one in opened.values() for pk in one.units}
    found = standing.series_by_unit(subject.key, needed, days)
    place = Place(unit.pk if unit else None)
    return Trend(
        subject=subject,
        unit=unit,
        name=name_of(unit, language),
        above=units_above(unit, tree),
        today=today,
        points=tuple(_points(days, opened, found, place, sight.exact, today)),
        target=settings.COMPLETION_TARGET,
    )


def _points(
    days: Sequence[dt.date],
    opened: dict[dt.date, Opening],
    found: dict[dt.date, dict[int, standing.Figure]],
    place: Place,
    exact: Collection[int],
    today: dt.date,
) -> list[Point]:
    minimum = settings.DISCLOSURE_MINIMUM_PEOPLE
    points = []
    for day in days:
        group = opened[day].nested(found[day])
        shown = figures(group, exact, minimum=minimum)
        points.append(Point(day, shown[find(group, place).place], day > today))
    return points


def _without_unplaced(one: Opening, then: Tree, now: Tree) -> Opening:
    """Without what has its place below something now and had none then: nobody was posted there,
    and the rows since need not be read."""
    tops = tuple(
        pk
        for pk in one.tops
        if pk not in now.parents or then.units[pk].kind in (Unit.Kind.NATION, Unit.Kind.HOME)
    )
    return Opening(tops, one.children)
