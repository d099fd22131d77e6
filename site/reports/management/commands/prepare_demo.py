"""Everything that `make serve` shows, in one process."""

import io
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reports.simulation.demo import add_demo_people, add_pathways_of_demo

SEED = 1


class Command(BaseCommand):
    help = (
        "Migrate, load the starter content, simulate a small organisation and add the demo's three "
        "people and invented local pathways. Safe to run again: it adds only what is missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=int, default=2_000, help="how many made-up people")

    def handle(self, *args: Any, people: int, **options: Any) -> None:
        if not settings.SIMULATION:
            raise CommandError("The demo belongs on one's own machine: nothing was done.")
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write("Database migrated.")
        call_command("load_starter", stdout=io.StringIO())
        self.stdout.write("Starter content loaded.")
        call_command("simulate", people=people, seed=SEED, stdout=self.stdout)
        added = add_demo_people(timezone.localdate())
        self.stdout.write(f"People of the demo: {added} added.")
        added = add_pathways_of_demo(timezone.localdate())
        self.stdout.write(f"Examples of local pathways: {added} added.")
