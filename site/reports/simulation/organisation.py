"""A simulated organisation in the database, in chunks that are there whole or not at all."""

import datetime as dt
from collections.abc import Iterator
from itertools import islice

from django.db import transaction

from people.models import JobRole, Person
from reports.simulation.career import JOB_ROLES
from reports.simulation.lives import Life, email_of, email_prefix, live
from reports.simulation.reading import find_world
from reports.simulation.requirements import add_requirements
from reports.simulation.teams import add_teams
from reports.simulation.world import World
from reports.simulation.writing import Codes, find_codes, write_lives

CHUNK = 250


class NothingToSimulate(Exception):
    """There is no organisation to work in, or no course to take; the message says what to do."""


def people_missing(people: int, seed: int) -> list[int]:
    """The numbers, from 1, of those of the seed's first people who are not there yet. One query."""
    mine = Person.objects.filter(email__startswith=email_prefix(seed))
    there = set(mine.values_list("email", flat=True))
    return [number for number in range(1, people + 1) if email_of(seed, number) not in there]


def simulate(numbers: list[int], *, seed: int, until: dt.date) -> Iterator[int]:
    """Adds these people of the seed; yields how many after each chunk, which is committed then.

    Raises NothingToSimulate before anything is written.
    """
    world, codes = _prepare(until), find_codes()
    waiting = iter(numbers)
    while chunk := list(islice(waiting, CHUNK)):
        _write([live(seed, number, world) for number in chunk], codes, world)
        yield len(chunk)


@transaction.atomic
def _write(lives: list[Life], codes: Codes, world: World) -> None:
    write_lives(lives, codes)
    add_requirements(world, Person.objects.get(email=lives[0].office))


@transaction.atomic
def _prepare(until: dt.date) -> World:
    _check_job_roles()
    add_teams(until)
    world = find_world(until)
    if not world.places:
        raise NothingToSimulate(f"No unit was there from {world.start} to {until}.")
    if not world.courses:
        raise NothingToSimulate("No live course that people could begin. Run load_starter first.")
    return world


def _check_job_roles() -> None:
    needed = {code for roles in JOB_ROLES.values() for code in roles}
    missing = needed - set(JobRole.objects.values_list("code", flat=True))
    if missing:
        names = ", ".join(sorted(missing))
        raise NothingToSimulate(f"These job roles are missing: {names}. Run load_starter first.")
