"""Where somebody worked, and as what: postings that follow one another without a gap."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from reports.simulation.world import Place, World

# Shares of all people by the kind of place, and of those there by job role.
KINDS = {
    "team": 870,
    "approved_premises": 40,
    "unpaid_work": 35,
    "interventions": 30,
    "home": 10,
    "delivery_unit": 10,
    "region": 5,
}
JOB_ROLES = {
    "team": {"PO": 36, "PSO": 35, "PQIP": 9, "CA": 9, "SPO": 8, "VLO": 3},
    "approved_premises": {"APS": 85, "SPO": 15},
    "unpaid_work": {"UPWS": 85, "PSO": 15},
    "interventions": {"PF": 85, "SPO": 15},
    "home": {"PO": 60, "PSO": 25, "SPO": 15},
    "delivery_unit": {"HPDU": 100},
    "region": {"HJC": 90, "RPD": 10},
}
PROMOTIONS = {"PSO": "PQIP", "PQIP": "PO", "PO": "SPO"}
SHARE_JOINING, SHARE_LEAVING, SHARE_PROMOTED, SHARE_STAYING_IN_REGION = 0.18, 0.09, 0.15, 0.75
MOVES = {0: 76, 1: 20, 2: 4}
YEARS_BEFORE = 4

What = TypeVar("What")


@dataclass(frozen=True)
class Posted:
    """A posting from a day to a day, both included; without a last day it goes on."""

    place: Place
    job_role: str
    first_day: dt.date
    last_day: dt.date | None = None


def draw_career(rng: random.Random, spread: float, world: World) -> tuple[Posted, ...]:
    """One posting or more, one after the other; whoever left has a last day on the last one.

    `spread`, from 0 to below 1, says where among the places of a kind somebody begins.
    """
    place = _draw_place(rng, spread, world.places)
    job_role = _weighted(rng, JOB_ROLES[place.kind])
    entry = max(_draw_entry(rng, world), place.since)
    postings = [Posted(place, job_role, entry)]
    leaves_on = _draw_leaving(rng, world, entry)
    for day in _draw_moves(rng, max(entry, world.start), leaves_on or world.until):
        before = postings[-1]
        postings[-1] = replace(before, last_day=day - dt.timedelta(days=1))
        postings.append(_move(rng, before, day, world.places))
    postings[-1] = replace(postings[-1], last_day=leaves_on)
    return tuple(postings)


def _draw_place(rng: random.Random, spread: float, places: Sequence[Place]) -> Place:
    kinds = {place.kind for place in places}
    kind = _weighted(rng, {kind: share for kind, share in KINDS.items() if kind in kinds})
    alike = [place for place in places if place.kind == kind]
    return alike[int(spread * len(alike))]


def _draw_entry(rng: random.Random, world: World) -> dt.date:
    if rng.random() < SHARE_JOINING:
        return _day_between(rng, world.start, world.until)
    return world.start - dt.timedelta(days=rng.randrange(1, YEARS_BEFORE * 365))


def _draw_leaving(rng: random.Random, world: World, entry: dt.date) -> dt.date | None:
    """A day before `until`, so that whoever left is gone on the day."""
    earliest = max(entry, world.start)
    if rng.random() >= SHARE_LEAVING or earliest >= world.until:
        return None
    return _day_between(rng, earliest, world.until - dt.timedelta(days=1))


def _draw_moves(rng: random.Random, after: dt.date, up_to: dt.date) -> list[dt.date]:
    """First days of later postings: after one day, up to the other, in order."""
    days = range(after.toordinal() + 1, up_to.toordinal() + 1)
    number = min(_weighted(rng, MOVES), len(days))
    return [dt.date.fromordinal(day) for day in sorted(rng.sample(days, number))]


def _move(rng: random.Random, before: Posted, day: dt.date, places: Sequence[Place]) -> Posted:
    """To another place of the same kind (where there is one), mostly in the same region."""
    alike = [place for place in places if place.kind == before.place.kind]
    near = [place for place in alike if place.region == before.place.region]
    wanted = near if rng.random() < SHARE_STAYING_IN_REGION else alike
    others = [place for place in wanted if place != before.place]
    promoted = PROMOTIONS.get(before.job_role) if rng.random() < SHARE_PROMOTED else None
    return Posted(rng.choice(others or [before.place]), promoted or before.job_role, day)


def _day_between(rng: random.Random, first: dt.date, last: dt.date) -> dt.date:
    return dt.date.fromordinal(rng.randint(first.toordinal(), last.toordinal()))


def _weighted(rng: random.Random, shares: Mapping[What, int]) -> What:
    return rng.choices(list(shares), list(shares.values()))[0]
