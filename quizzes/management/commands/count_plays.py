"""Counts what was decided in scenarios, for whoever writes them."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from quizzes.actions.counting import count_plays, differences
from quizzes.actions.stopping import count_stops, stop_differences


class Command(BaseCommand):
    help = (
        "Add every finished scenario that is not counted yet to the counts, and whoever stopped. "
        "Run it every minute; twice at once does no harm. With --check, recount and list what "
        "differs (exits with 1)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if not check:
            count_plays()
            count_stops(at=timezone.now())
            return
        found, stops = differences(), stop_differences()
        for edition, month, is_first, *cell in found:
            which = "first" if is_first else "later"
            self.stdout.write(f"edition {edition}, {month:%B %Y}, {which} attempts: {cell}")
        for edition, scene in stops:
            self.stdout.write(f"edition {edition}, who stopped at {scene}")
        self.stdout.write(f"{len(found) + len(stops)} differences.")
        if found or stops:
            sys.exit(1)
