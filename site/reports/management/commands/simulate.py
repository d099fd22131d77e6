"""Fills a service for trying out with people who work, move, learn and leave."""

import argparse
import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from quizzes.actions.counting import count_plays
from quizzes.actions.stopping import count_stops
from reports.simulation.organisation import NothingToSimulate, people_missing, simulate


class Command(BaseCommand):
    help = (
        "Add made-up people who learn over the 18 months before a day: the same people for the "
        "same seed, day and content. Safe to run again: it adds only whom it has not added yet."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=_positive, required=True, help="how many people")
        parser.add_argument("--seed", type=int, required=True, help="a whole number: which people")
        parser.add_argument("--until", type=_day, help="YYYY-MM-DD; today, if not given")

    def handle(self, *args: Any, people: int, seed: int, **options: Any) -> None:
        if not settings.SIMULATION:
            raise CommandError("Made-up people belong on one's own machine: nothing was added.")
        today = timezone.localdate()
        until = options["until"] or today
        if until > today:
            raise CommandError(f"{until} has not come yet: nothing was added.")
        numbers = people_missing(people, seed)
        if not numbers:
            self.stdout.write(f"All {people} people of seed {seed} are there: nothing was added.")
            return
        self._add(numbers, seed, until)
        self.stdout.write(f"{len(numbers)} people of seed {seed} added, as of {until}.")

    def _add(self, numbers: list[int], seed: int, until: dt.date) -> None:
        try:
            with tqdm(total=len(numbers), unit=" people", disable=None, leave=False) as bar:
                for added in simulate(numbers, seed=seed, until=until):
                    bar.update(added)
            count_plays()
            count_stops(at=timezone.now())
        except NothingToSimulate as reason:
            raise CommandError(f"{reason} Nothing was added.") from reason


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number from 1 on.")
    return int(text)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a day like 2026-01-31.") from error
