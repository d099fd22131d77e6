"""The organisation as a tree, read in a constant number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.domain.days import FIRST, LAST, is_within_reach
from people.models import Correction, FormerName, Oversight, Person, Placement, Posting, Unit


def in_full(day: dt.date) -> str:
    """A day as sentences write it: 1 June 2026."""
    return date_format(day, "j F Y")


def out_of_reach(day: dt.date) -> str:
    """Why nothing can be written down for a day, in words; empty where it can."""
    if is_within_reach(day):
        return ""
    return _("Choose a day from %(first)s to %(last)s.") % {"first": FIRST.year, "last": LAST.year}


@dataclass(frozen=True)
class Tree:
    """The units and, for each that has one, its parent, as of one day. Keys are primary keys."""

    units: Mapping[int, Unit]
    parents: Mapping[int, int]

    @cached_property
    def children(self) -> Mapping[int, tuple[Unit, ...]]:
        below: dict[int, list[Unit]] = defaultdict(list)
        for child, parent in self.parents.items():
            below[parent].append(self.units[child])
        return {
            parent: tuple(sorted(units, key=lambda unit: unit.name))
            for parent, units in below.items()
        }

    def ancestors(self, unit_id: int) -> Iterator[int]:
        """The unit itself, its parent, and so on up to the top."""
        here: int | None = unit_id
        while here is not None:
            yield here
            here = self.parents.get(here)

    def of_kind(self, kind: str) -> tuple[Unit, ...]:
        found = (unit for unit in self.units.values() if unit.kind == kind)
        return tuple(sorted(found, key=lambda unit: unit.name))

    def nearest(self, unit_id: int, kind: str) -> Unit | None:
        """The unit itself or the first above it that is of the kind."""
        for ancestor in self.ancestors(unit_id):
            if self.units[ancestor].kind == kind:
                return self.units[ancestor]
        return None


def organisation(day: dt.date) -> Tree:
    """The tree of the day, units called as they were then. Two queries, whatever its size."""
    parents = dict(Placement.objects.on(day).values_list("unit_id", "parent_id"))
    return Tree(units={unit.pk: unit for unit in _called(day)}, parents=parents)


def trees(today: Tree, days: Sequence[dt.date]) -> dict[dt.date, Tree]:
    """The tree of each of the days, units called as in the one of today. One query."""
    parents: dict[dt.date, dict[int, int]] = {day: {} for day in days}
    rows = Placement.objects.order_by().values_list("unit_id", "parent_id", "first_day", "last_day")
    for unit, parent, first, last in rows:
        for day in days:
            if first <= day and (last is None or day <= last):
                parents[day][unit] = parent
    return {day: Tree(units=today.units, parents=found) for day, found in parents.items()}


def _called(day: dt.date) -> Iterator[Unit]:
    """Every unit, closed ones too, with the names of the day. They are not for saving."""
    former = FormerName.objects.filter(unit=OuterRef("pk"), last_day__gte=day).order_by("last_day")
    units = Unit.objects.annotate(
        then=Subquery(former.values("name")[:1]), then_cy=Subquery(former.values("name_cy")[:1])
    )
    for unit in units:
        if unit.then is not None:
            unit.name, unit.name_cy = unit.then, unit.then_cy
        yield unit


def overseen_units(person: Person, tree: Tree, *, day: dt.date) -> frozenset[int]:
    """Primary keys of the units that the person oversees on the day, with all below them."""
    tops = set(Oversight.objects.on(day).filter(person=person).values_list("unit_id", flat=True))
    return frozenset(
        unit_id for unit_id in tree.units if tops.intersection(tree.ancestors(unit_id))
    )


def outside(unit: Unit, *, first: dt.date, last: dt.date | None) -> str:
    """Why these days do not lie within those of the unit, in words; empty where they do."""
    opened = unit.placements.aggregate(day=Min("first_day"))["day"]
    if opened and first < opened:
        words = _("%(unit)s is there from %(day)s on.")
        return words % {"unit": unit.name, "day": in_full(opened)}
    if unit.closed_on and (last is None or last > unit.closed_on):
        words = _("The last day of %(unit)s is %(day)s: choose days up to then, or another unit.")
        return words % {"unit": unit.name, "day": in_full(unit.closed_on)}
    return ""


def left(day: dt.date) -> Q:
    """Of a person: all of their postings have ended before the day. Who never had one is here."""
    postings = Posting.objects.filter(person=OuterRef("pk"))
    lasting = postings.lasting_after(day - dt.timedelta(days=1))
    return Q(Exists(postings)) & ~Q(Exists(lasting))


def has_left(person: Person, *, day: dt.date) -> bool:
    return Person.objects.filter(left(day), pk=person.pk).exists()


@dataclass(frozen=True)
class Details:
    """What is written down about a person, as they see it, and who sees how they are doing."""

    posting: Posting | None
    path: Sequence[Unit]
    overseers: QuerySet[Oversight]
    correction: Correction | None
    is_waiting: bool


def details(person: Person, tree: Tree, *, day: dt.date) -> Details:
    """Three queries beside the tree."""
    posting = working(person, day=day)
    above = list(tree.ancestors(posting.unit_id)) if posting else []
    overseers = Oversight.objects.on(day).filter(unit__in=above).exclude(person=person)
    correction = (
        Correction.objects.filter(person=person)
        .select_related("unit", "job_role")
        .order_by("-asked_at")
        .first()
    )
    return Details(
        posting=posting,
        path=[tree.units[key] for key in reversed(above)],
        overseers=overseers.select_related("person", "unit").order_by("person__name"),
        correction=correction,
        is_waiting=bool(correction and correction.state == Correction.State.OPEN),
    )


def working(person: Person, *, day: dt.date) -> Posting | None:
    """The person's posting on the day, with its unit and job role."""
    postings = Posting.objects.on(day).filter(person=person)
    return postings.select_related("unit", "job_role").first()
