"""What the Organisation area of the admin shows, each in a constant number of queries."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet

from people.domain.places import Place, ever_below
from people.models import (
    Correction,
    Oversight,
    Person,
    Placement,
    Posting,
    PostingChange,
    Unit,
    UnitChange,
)
from people.permissions import ACCESS_GROUPS
from people.queries import Tree, has_left, organisation

PEOPLE_PER_PAGE = 50


@dataclass
class Branch:
    """A unit, who is posted in it, and in it with everything below it."""

    unit: Unit
    here: int
    inside: int
    below: list["Branch"] = field(default_factory=list)


@dataclass(frozen=True)
class Organisation:
    """The tree of a day. What stands in no nation on that day is `apart`: closed, or to come."""

    tops: Sequence[Branch]
    closed: Sequence[Unit]
    coming: Sequence[Unit]
    people: int


def organisation_with_counts(day: dt.date) -> Organisation:
    """Three queries, whatever its size."""
    tree = organisation(day)
    here = _head_counts(day)
    inside: Counter[int] = Counter()
    for unit_id, count in here.items():
        for ancestor in tree.ancestors(unit_id):
            inside[ancestor] += count
    tops, closed, coming = [], [], []
    for unit in sorted(tree.units.values(), key=lambda unit: unit.name):
        if unit.pk in tree.parents:
            continue
        if unit.closed_on and unit.closed_on < day:
            closed.append(unit)
        elif unit.kind in (Unit.Kind.NATION, Unit.Kind.HOME):
            tops.append(_branch(tree, unit, here, inside))
        else:
            coming.append(unit)
    return Organisation(tops=tops, closed=closed, coming=coming, people=sum(here.values()))


def _branch(tree: Tree, unit: Unit, here: Counter[int], inside: Counter[int]) -> Branch:
    below = [_branch(tree, child, here, inside) for child in tree.children.get(unit.pk, ())]
    return Branch(unit=unit, here=here[unit.pk], inside=inside[unit.pk], below=below)


def _head_counts(day: dt.date) -> Counter[int]:
    counts = Posting.objects.on(day).order_by().values_list("unit_id").annotate(Count("pk"))
    return Counter(dict(counts))


@dataclass(frozen=True)
class UnitPage:
    """A unit as an administrator meets it."""

    unit: Unit
    path: Sequence[Unit]
    places: QuerySet[Placement]
    below: Sequence[Branch]
    posted: Page
    oversights: QuerySet[Oversight]
    changes: QuerySet[UnitChange]
    inside: int


def unit_page(unit: Unit, *, day: dt.date, number: str | None) -> UnitPage:
    tree = organisation(day)
    here = _head_counts(day)
    branch = _branch_of(tree, unit, here)
    posted = (
        Posting.objects.on(day)
        .filter(unit=unit)
        .select_related("person", "job_role")
        .order_by("person__name", "pk")
    )
    return UnitPage(
        unit=tree.units[unit.pk],
        path=[tree.units[key] for key in reversed(list(tree.ancestors(unit.pk)))][:-1],
        places=unit.placements.select_related("parent").order_by("-first_day"),
        below=branch.below,
        inside=branch.inside,
        posted=Paginator(posted, PEOPLE_PER_PAGE).get_page(number),
        oversights=_who_oversees(unit, day),
        changes=unit.changes.select_related("made_by"),
    )


def _branch_of(tree: Tree, unit: Unit, here: Counter[int]) -> Branch:
    inside: Counter[int] = Counter()
    for unit_id, count in here.items():
        for ancestor in tree.ancestors(unit_id):
            inside[ancestor] += count
    return _branch(tree, tree.units[unit.pk], here, inside)


def _who_oversees(unit: Unit, day: dt.date) -> QuerySet[Oversight]:
    return (
        Oversight.objects.on(day)
        .filter(unit=unit)
        .select_related("person", "deputy_of__person")
        .order_by("person__name")
    )


@dataclass(frozen=True)
class Effect:
    """What a change to a unit would do: from which day, to how many people, units and figures."""

    from_day: dt.date
    people: int
    units: Sequence[Unit]
    figures: Sequence[Unit]
    oversights: QuerySet[Oversight]
    until: dt.date | None = None


def effect_of_rename(unit: Unit, *, from_day: dt.date) -> Effect:
    return Effect(
        from_day=from_day, people=0, units=[], figures=[], oversights=Oversight.objects.none()
    )


def effect_of_move(unit: Unit, *, below: Unit, from_day: dt.date) -> Effect:
    """Everybody in the unit or below it; the figures of what it leaves and of what it joins."""
    tree, inside = _inside(unit, from_day)
    here = Placement.objects.on(from_day).filter(unit=unit).first()
    old = set(tree.ancestors(unit.pk)) - {unit.pk}
    new = set(tree.ancestors(below.pk))
    return Effect(
        from_day=from_day,
        people=_people_in(inside, from_day),
        units=_named(tree, inside - {unit.pk}),
        figures=_named(tree, old ^ new),
        oversights=Oversight.objects.none(),
        until=here.last_day if here else None,
    )


def effect_of_merge(unit: Unit, *, into: Unit, from_day: dt.date) -> Effect:
    tree, inside = _inside(unit, from_day)
    differing = set(tree.ancestors(unit.pk)) ^ set(tree.ancestors(into.pk))
    return Effect(
        from_day=from_day,
        people=_people_in(inside, from_day),
        units=_named(tree, inside - {unit.pk}),
        figures=_named(tree, differing),
        oversights=_ending(unit, from_day - dt.timedelta(days=1)),
    )


def effect_of_close(unit: Unit, *, last_day: dt.date) -> Effect:
    from_day = last_day + dt.timedelta(days=1)
    oversights = _ending(unit, last_day)
    return Effect(from_day=from_day, people=0, units=[], figures=[], oversights=oversights)


def _inside(unit: Unit, from_day: dt.date) -> tuple[Tree, set[int]]:
    rows = Placement.objects.lasting_after(from_day - dt.timedelta(days=1))
    places = [Place(row.first_day, row.last_day, row.unit_id, row.parent_id) for row in rows]
    return organisation(from_day), ever_below(places, unit.pk, from_day=from_day)


def _people_in(units: set[int], from_day: dt.date) -> int:
    postings = Posting.objects.filter(unit__in=units)
    lasting = postings.lasting_after(from_day - dt.timedelta(days=1))
    return lasting.values("person").distinct().count()


def _named(tree: Tree, keys: set[int]) -> list[Unit]:
    return sorted((tree.units[key] for key in keys), key=lambda unit: unit.name)


def _ending(unit: Unit, last_day: dt.date) -> QuerySet[Oversight]:
    lasting = Oversight.objects.filter(unit=unit).lasting_after(last_day)
    return lasting.select_related("person").order_by("person__name")


def people_found(words: str, *, day: dt.date, number: str | None) -> Page:
    """People whose name or e-mail address has the words in it, with where they work on the day."""
    now = Posting.objects.on(day).select_related("unit", "job_role")
    people = Person.objects.prefetch_related(Prefetch("postings", queryset=now, to_attr="now"))
    for word in words.split():
        people = people.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return Paginator(people.order_by("name", "pk"), PEOPLE_PER_PAGE).get_page(number)


@dataclass(frozen=True)
class PersonPage:
    """A person as an administrator meets them."""

    person: Person
    has_left: bool
    postings: QuerySet[Posting]
    changes: QuerySet[PostingChange]
    oversights: QuerySet[Oversight]
    groups: Sequence[str]
    correction: Correction | None


def person_page(person: Person, *, day: dt.date) -> PersonPage:
    changes = PostingChange.objects.filter(person=person).select_related(
        "was_unit", "was_job_role", "is_unit", "is_job_role", "made_by"
    )
    oversights = person.oversights.select_related(
        "unit", "deputy_of__person", "given_by", "ended_by"
    )
    names = set(person.groups.values_list("name", flat=True))
    return PersonPage(
        person=person,
        has_left=has_left(person, day=day),
        postings=person.postings.select_related("unit", "job_role").order_by("-first_day"),
        changes=changes,
        oversights=oversights.order_by("-first_day"),
        groups=[name for name in ACCESS_GROUPS if name in names],
        correction=Correction.objects.open().filter(person=person).first(),
    )


def oversights_to_stand_in_for(day: dt.date) -> QuerySet[Oversight]:
    """Rights of people themselves that hold on the day or later."""
    lasting = Oversight.objects.lasting_after(day - dt.timedelta(days=1))
    own = lasting.filter(deputy_of__isnull=True)
    return own.select_related("person", "unit").order_by("person__name", "unit__name")


def corrections_listed(number: str | None) -> Page:
    """Those that wait, the oldest first; then those that are settled, the latest first."""
    asked = Correction.objects.select_related("person", "unit", "job_role", "settled_by")
    waiting = list(asked.open())
    settled = list(asked.exclude(state=Correction.State.OPEN).order_by("-settled_at")[:200])
    return Paginator([*waiting, *settled], PEOPLE_PER_PAGE).get_page(number)
