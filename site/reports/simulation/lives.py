"""Whole lives at work, each its own: person n of a seed is the same among 10 or 10,000."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from reports.simulation.career import Posted, draw_career
from reports.simulation.names import draw_name
from reports.simulation.passes import Pass, take
from reports.simulation.records import Records, draw_records
from reports.simulation.world import World, chance

SHARE_LEARNING, SHARE_TAKING_ANOTHER_COURSE, SHARE_RENEWING = 0.86, 0.6, 0.85
RENEWED_AFTER = (290, 400)  # days after a completion that lasts a year
GOLDEN_RATIO = 0.6180339887498949  # Its multiples fill the range from 0 to 1 evenly.
ZEAL = 0.1  # How far apart regions are in how many of their people learn.


@dataclass(frozen=True)
class Life:
    """Somebody's work and learning, and what others wrote down about it: `office` (an address)."""

    key: uuid.UUID
    email: str
    name: str
    office: str
    postings: tuple[Posted, ...]
    passes: tuple[Pass, ...]
    records: Records

    @property
    def left(self) -> bool:
        return self.postings[-1].last_day is not None


def email_prefix(seed: int) -> str:
    """What the addresses of everybody of a seed begin with, and nobody else's."""
    return f"person-{seed}-"


def email_of(seed: int, number: int) -> str:
    return f"{email_prefix(seed)}{number:04}@example.org"


def live(seed: int, number: int, world: World) -> Life:
    """Person `number` of a seed. What there is to learn changes nothing about where they work."""
    rng = chance(seed, number, "work")
    key, name = uuid.UUID(int=rng.getrandbits(128), version=4), draw_name(rng)
    postings = draw_career(rng, number * GOLDEN_RATIO % 1, world)
    zeal = chance(seed, postings[0].place.region, "zeal").uniform(-ZEAL, ZEAL)
    passes = tuple(_learn(chance(seed, number, "learning"), postings, world, zeal))
    records = draw_records(chance(seed, number, "records"), postings, passes, world)
    return Life(key, email_of(seed, number), name, email_of(seed, 1), postings, passes, records)


def _learn(
    rng: random.Random, postings: tuple[Posted, ...], world: World, zeal: float
) -> Iterator[Pass]:
    first = max(postings[0].first_day, world.start)
    left_on = postings[-1].last_day
    end = left_on + dt.timedelta(days=1) if left_on else world.until
    skill = rng.betavariate(6, 3)
    if rng.random() >= SHARE_LEARNING + zeal:
        return
    for number, course in enumerate(world.courses):
        days = max(0, (end - first).days) * rng.betavariate(1, 1.6)
        if number and rng.random() >= SHARE_TAKING_ANOTHER_COURSE:
            continue
        taken = take(rng, course, skill, first + dt.timedelta(days=int(days)), end)
        while taken:
            yield taken
            taken = _renew(rng, taken, skill, end)


def _renew(rng: random.Random, before: Pass, skill: float, end: dt.date) -> Pass | None:
    """The next pass through a course, a year or so after it was completed."""
    if before.completed_at is None or rng.random() >= SHARE_RENEWING:
        return None
    first = before.completed_at.date() + dt.timedelta(days=rng.randint(*RENEWED_AFTER))
    return take(rng, before.course, skill, first, end) if first < end else None
