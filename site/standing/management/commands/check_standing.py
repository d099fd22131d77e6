"""Says whether what is stored of standing is what the facts say."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from standing.actions.checking import Difference, check_standing


class Command(BaseCommand):
    help = (
        "Work standing out from the facts and compare it with what is stored. Ends with 0 where "
        "they are equal, else with 1 and every difference. --repair stores what the facts say: "
        "also the way to build standing for a database that has none yet."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="store what the facts say")
        parser.add_argument("--json", action="store_true", help="differences as a JSON list")

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        differences = check_standing(repair=repair)
        if options["json"]:
            rows = [asdict(one) | {"day": str(one.day)} for one in differences]
            self.stdout.write(json.dumps(rows, indent=1))
        else:
            self._tell(differences, repair)
        if differences and not repair:
            sys.exit(1)

    def _tell(self, differences: list[Difference], repair: bool) -> None:
        if repair:
            self.stdout.write(f"{len(differences)} differences mended.")
            return
        for one in differences:
            self.stdout.write(
                f"{one.person or 'figure'} · course {one.course} · {one.unit} · "
                f"{one.measure} {one.day}: stored {one.stored or 'nothing'}, "
                f"rebuilt {one.rebuilt or 'nothing'}"
            )
        self.stdout.write(f"{len(differences)} differences.")
