"""Local pathways: whom to turn to from where somebody works."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from people.models import Person, Placement, Unit
from people.permissions import runs_organisation
from people.queries import Tree, organisation, overseen_units, working
from wellbeing.models import LocalPathway

Kind = LocalPathway.Kind


@dataclass(frozen=True)
class Pathway:
    """One purpose, and what the nearest unit keeps for it. `kept` is None where none does."""

    kind: str
    label: str
    kept: LocalPathway | None
    is_stale: bool

    @property
    def inherited_from(self) -> Unit | None:
        return self.kept.unit if self.kept else None


@dataclass(frozen=True)
class UnitToKeep:
    """A unit whose pathways somebody may change: how many of its own nobody has checked for a
    year, and for how many purposes neither it nor a unit above keeps any."""

    unit: Unit
    stale: int
    missing: int


def pathways_of(person: Person, today: dt.date) -> tuple[Unit | None, list[Pathway]]:
    """The unit in which somebody works, and its pathways. Three queries."""
    posting = working(person, day=today)
    if posting is None:
        return None, []
    parents = dict(Placement.objects.on(today).values_list("unit_id", "parent_id"))
    above = tuple(Tree(units={}, parents=parents).ancestors(posting.unit_id))
    return posting.unit, _nearest(above, today)


def pathways_at(unit: Unit, tree: Tree, today: dt.date) -> list[Pathway]:
    """All pathways of a unit, its own or inherited. One query."""
    return _nearest(tuple(tree.ancestors(unit.pk)), today)


def _nearest(above: tuple[int, ...], today: dt.date) -> list[Pathway]:
    found: dict[str, LocalPathway] = {}
    kept = LocalPathway.objects.filter(unit__in=above).select_related("unit", "changed_by")
    for pathway in sorted(kept, key=lambda row: above.index(row.unit_id)):
        found.setdefault(pathway.kind, pathway)
    return [
        Pathway(kind, str(kind.label), found.get(kind), is_stale(found.get(kind), today))
        for kind in Kind
    ]


def is_stale(pathway: LocalPathway | None, today: dt.date) -> bool:
    """Whether nobody has checked it for `SUPPORT_CHECK_DAYS` days."""
    if pathway is None or pathway.checked_on is None:
        return True
    return (today - pathway.checked_on).days > settings.SUPPORT_CHECK_DAYS


def units_to_keep(viewer: Person, today: dt.date) -> list[UnitToKeep]:
    """Open units whose pathways the viewer may change, by name. Five queries."""
    tree = organisation(today)
    mine = set(tree.units) if runs_organisation(viewer) else overseen_units(viewer, tree, day=today)
    kept: dict[int, list[LocalPathway]] = defaultdict(list)
    for pathway in LocalPathway.objects.all():
        kept[pathway.unit_id].append(pathway)
    units = [tree.units[key] for key in mine if not tree.units[key].closed_on]
    return [_to_keep(unit, tree, kept, today) for unit in sorted(units, key=lambda u: u.name)]


def _to_keep(
    unit: Unit, tree: Tree, kept: Mapping[int, list[LocalPathway]], today: dt.date
) -> UnitToKeep:
    kinds = {pathway.kind for above in tree.ancestors(unit.pk) for pathway in kept.get(above, ())}
    stale = sum(is_stale(pathway, today) for pathway in kept.get(unit.pk, ()))
    return UnitToKeep(unit, stale, len(Kind) - len(kinds))
