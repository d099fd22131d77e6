"""Teams below the delivery units that have none: the starter content knows of none."""

import datetime as dt

from django.db import transaction

from people.models import Placement, Unit
from people.queries import organisation
from reports.simulation.world import chance

MOST_TEAMS = 3


@transaction.atomic
def add_teams(day: dt.date) -> int:
    """One to three teams, the same in every database, in each delivery unit of the day that never
    had anything below it; there as long as it is. Returns how many were added."""
    tree = organisation(day)
    since = dict(Placement.objects.on(day).values_list("unit_id", "first_day"))
    divided = set(Placement.objects.values_list("parent_id", flat=True))
    teams = [
        (team, unit)
        for unit in tree.of_kind(Unit.Kind.DELIVERY_UNIT)
        if unit.pk in since and unit.pk not in divided and not unit.closed_on
        for team in _teams(unit)
    ]
    Unit.objects.bulk_create(team for team, _ in teams)
    Placement.objects.bulk_create(
        Placement(unit=team, parent=unit, first_day=since[unit.pk]) for team, unit in teams
    )
    return len(teams)


def _teams(unit: Unit) -> list[Unit]:
    numbers = range(1, chance(unit.code, "teams").randint(1, MOST_TEAMS) + 1)
    return [
        Unit(
            code=f"{unit.code}-T{number}",
            name=f"{unit.name}, team {number}",
            name_cy=f"{unit.name_cy}, tîm {number}" if unit.name_cy else "",
            kind=Unit.Kind.TEAM,
            nation=unit.nation,
        )
        for number in numbers
    ]
