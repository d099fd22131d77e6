"""What the page of a course shows: where people stand on a day, and how their decisions went.

Figures come from daily changes of units, never from people, but for those by the unit of today.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext as _

from people.models import Person, Unit
from people.permissions import sees_everything_exactly
from people.queries import Tree, organisation, overseen_units
from reports.decision_queries import decisions_by_unit
from reports.domain.days import snapped
from reports.domain.disclosure import DecisionFigure, Figure, decision_figures, figures
from reports.domain.figures import Counts, Decided, Group, Place, T, grouped
from reports.permissions import shows_decisions
from reports.subject_queries import Subject
from standing import queries as standing
from standing.models import Assignment

Oversees = Literal["", "part", "all"]


@dataclass(frozen=True)
class Row:
    """A line of the table: a unit with everything below it or, `itself`, who is directly in it.

    `unit` is None for the whole organisation. `oversight`: how much of it the viewer oversees.
    """

    name: str
    unit: Unit | None
    itself: bool
    figure: Figure
    decided: DecisionFigure | None
    oversight: Oversees = ""

    @property
    def code(self) -> str:
        return self.unit.code if self.unit else ""


@dataclass(frozen=True)
class OverseenUnit:
    name: str
    code: str


@dataclass(frozen=True)
class Asked:
    """What somebody asks a report for: a day, and whether people count where they are today."""

    day: dt.date
    today: dt.date
    by_unit_today: bool = False


@dataclass(frozen=True)
class Report:
    """How a unit stands with a course on a day, by what is directly below it.

    `asked` is what is shown, `wanted` what was asked for: whoever does not see a unit exactly gets
    the ends of months, and people where they were. `overseen` are the units at the top of what the
    viewer oversees. `is_required`: an assignment asks for the course.
    """

    subject: Subject
    asked: Asked
    wanted: Asked
    above: tuple[Unit, ...]
    total: Row
    rows: tuple[Row, ...]
    shows_decisions: bool
    is_required: bool
    target: int
    overseen: tuple[OverseenUnit, ...] = ()

    @property
    def unit(self) -> Unit | None:
        return self.total.unit

    @property
    def day(self) -> dt.date:
        return self.asked.day

    @property
    def names_people(self) -> bool:
        """The viewer oversees everybody here, so they may see who."""
        return self.unit is not None and self.total.oversight == "all"


@dataclass(frozen=True)
class Sight:
    """What somebody sees of the units (primary keys): figures of `exact` ones as they are, names in
    `overseen` ones. `tops` of these stand below no other of them, `around` is what holds them."""

    exact: Collection[int]
    overseen: Collection[int]
    tops: tuple[Unit, ...]
    around: Collection[int]
    sees_all: bool

    def is_exact(self, unit: Unit | None) -> bool:
        return self.sees_all or (unit is not None and unit.pk in self.exact)

    def oversight(self, unit: Unit | None) -> Oversees:
        if unit is None:
            return ""
        return "all" if unit.pk in self.overseen else "part" if unit.pk in self.around else ""


def sight_of(viewer: Person, tree: Tree, *, today: dt.date) -> Sight:
    """By the tree of today. Two queries."""
    overseen = overseen_units(viewer, tree, day=today)
    sees_all = sees_everything_exactly(viewer)
    tops = _tops(overseen, tree)
    return Sight(
        exact=frozenset(tree.units) if sees_all else overseen,
        overseen=overseen,
        tops=tops,
        around={above for top in tops for above in tree.ancestors(top.pk)},
        sees_all=sees_all,
    )


def completion_report(
    subject: Subject,
    code: str | None,
    viewer: Person,
    *,
    asked: Asked,
    language: str,
    with_decisions: bool = True,
) -> Report | None:
    """A unit's report as the viewer may see it; None where there is no unit of that code.

    Without a code the report is about the whole organisation, by region. At most ten queries,
    whatever the number of people and units; by the unit of today it reads people.
    """
    tree_today = organisation(asked.today)
    unit = next((unit for unit in tree_today.units.values() if unit.code == code), None)
    if code and unit is None:
        return None
    sight = sight_of(viewer, tree_today, today=asked.today)
    shown = allowed(asked, exact=sight.is_exact(unit))
    tree = tree_today if _is_of_today(shown) else organisation(shown.day)
    group = counted(subject, tree, sight, unit, shown)
    found = figures(group, sight.exact, minimum=settings.DISCLOSURE_MINIMUM_PEOPLE)
    has_decisions = with_decisions and shows_decisions(unit)
    decided = _decided(subject, tree_today, today=asked.today) if has_decisions else {}

    def row(group: Group[Counts]) -> Row:
        place = group.place
        of = tree.units[place.unit] if place.unit else None
        return _row(place, of, found[place], decided.get(place), sight, language)

    here = find(group, Place(unit.pk if unit else None))
    rows = [row(part) for part in _parts(here, tree)]
    return Report(
        subject=subject,
        asked=shown,
        wanted=asked,
        above=units_above(unit, tree),
        total=row(here),
        rows=tuple(line for line in rows if _is_listed(line, shown.day)),
        shows_decisions=has_decisions,
        is_required=_is_required(subject),
        target=settings.COMPLETION_TARGET,
        overseen=tuple(OverseenUnit(top.name_in(language), top.code) for top in sight.tops),
    )


def _row(
    place: Place,
    unit: Unit | None,
    figure: Figure,
    decided: DecisionFigure | None,
    sight: Sight,
    language: str,
) -> Row:
    return Row(
        name=name_of(unit, language, itself=place.itself),
        unit=unit,
        itself=place.itself,
        figure=figure,
        decided=decided if shows_decisions(unit) else None,
        oversight=sight.oversight(unit),
    )


def allowed(asked: Asked, *, exact: bool) -> Asked:
    """Neighbouring days, and people counted in two ways, would tell of the few who differ."""
    if exact:
        return asked
    return replace(asked, day=snapped(asked.day, asked.today), by_unit_today=False)


def _is_of_today(asked: Asked) -> bool:
    return asked.by_unit_today or asked.day == asked.today


def _is_required(subject: Subject) -> bool:
    assignments = Assignment.objects.all()
    return (assignments if subject.is_all else assignments.of(subject.key)).exists()


def counted(
    subject: Subject, tree: Tree, sight: Sight, unit: Unit | None, asked: Asked
) -> Group[Counts]:
    """The whole organisation as nested groups, opened as far as the report and its viewer need.

    One query, or two by the unit of today.
    """
    opened = opening(tree, sight, unit)
    if asked.by_unit_today:
        above = {pk: tuple(tree.ancestors(pk)) for pk in tree.units}
        found = standing.figures_by_unit_today(
            subject.key, asked.day, today=asked.today, above=above
        )
    else:
        found = standing.figures(subject.key, opened.units, asked.day)
    return opened.nested(found)


@dataclass(frozen=True)
class Opening:
    """The tree as far as it is opened: `tops`, and what is directly below each opened unit."""

    tops: tuple[int, ...]
    children: Mapping[int, tuple[int, ...]]

    @property
    def units(self) -> set[int]:
        """Those whose figures are needed."""
        return {*self.tops, *(child for below in self.children.values() for child in below)}

    def nested(self, found: Mapping[int, standing.Figure]) -> Group[Counts]:
        """The groups, from each unit's figure; what is below no opened part is one of its own."""
        totals = {pk: counts_of(found.get(pk, standing.NOTHING)) for pk in self.units}
        own = dict(totals)
        for pk, below in self.children.items():
            for child in below:
                own[pk] -= totals[child]
        return grouped(own, self.children, self.tops, Counts())


def opening(tree: Tree, sight: Sight, unit: Unit | None) -> Opening:
    """Nations, whatever holds the unit, and whatever held on the tree's day what the viewer sees
    exactly are opened: what they know is then taken out of it."""
    opened = {one.pk for one in tree.of_kind(Unit.Kind.NATION)}
    opened |= set(tree.ancestors(unit.pk)) if unit else set()
    for pk in sight.exact:
        if tree.parents.get(pk) not in sight.exact:
            opened |= set(tree.ancestors(pk)) - {pk}
    children = {pk: tuple(child.pk for child in tree.children.get(pk, ())) for pk in opened}
    tops = tuple(pk for pk in tree.units if pk not in tree.parents)
    return Opening(tops, children)


def counts_of(figure: standing.Figure) -> Counts:
    """The exact numbers of a figure, for adding and taking away."""
    return Counts(**{name: getattr(figure, name) for name in standing.COUNTED})


def _tops(units: frozenset[int], tree: Tree) -> tuple[Unit, ...]:
    """Those of the units that are below no other of them, by name."""
    tops = [tree.units[key] for key in units if tree.parents.get(key) not in units]
    return tuple(sorted(tops, key=lambda unit: unit.name))


def _decided(subject: Subject, tree: Tree, *, today: dt.date) -> dict[Place, DecisionFigure | None]:
    """Of the nations and all below them: a small home beside them would cost one its figure."""
    own = {
        unit: counts
        for unit, counts in decisions_by_unit(subject.key, today=today).items()
        if tree.nearest(unit, Unit.Kind.NATION)
    }
    children = {parent: [unit.pk for unit in units] for parent, units in tree.children.items()}
    tops = [unit for unit in tree.units if unit not in tree.parents]
    minimum = settings.DISCLOSURE_MINIMUM_PEOPLE
    return decision_figures(grouped(own, children, tops, Decided()), minimum=minimum)


def find(top: Group[T], place: Place) -> Group[T]:
    waiting = [top]
    while waiting:
        group = waiting.pop()
        if group.place == place:
            return group
        waiting.extend(group.parts)
    raise LookupError(place)


def _parts(group: Group[Counts], tree: Tree) -> Iterator[Group[Counts]]:
    """What the table lists; for the whole organisation regions, where the tree has nations."""
    for part in group.parts:
        unit = part.place.unit
        if group.place.unit is None and unit and tree.units[unit].kind == Unit.Kind.NATION:
            yield from part.parts
        else:
            yield part


def units_above(unit: Unit | None, tree: Tree) -> tuple[Unit, ...]:
    """The units above, from the top; a nation that is one region is left out (Wales)."""
    if unit is None:
        return ()
    chain = [tree.units[key] for key in tree.ancestors(unit.pk)][:0:-1]
    return tuple(
        one for one in chain if one.kind != Unit.Kind.NATION or len(tree.children[one.pk]) > 1
    )


def name_of(unit: Unit | None, language: str, *, itself: bool = False) -> str:
    if unit is None:
        return _("England and Wales")
    name = unit.name_in(language)
    return _("Directly in %(unit)s") % {"unit": name} if itself else name


def _is_listed(row: Row, day: dt.date) -> bool:
    """A closed unit is listed for as long as somebody is posted to it."""
    is_open = row.unit is None or row.unit.closed_on is None or row.unit.closed_on >= day
    return is_open or not row.figure.is_empty
