"""Says whether the counts of decisions are what the attempts come to."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from quizzes.actions.counting import check_decision_counts


class Command(BaseCommand):
    help = (
        "Recount every decision that is still there and compare with the counts. Ends with 0 where "
        "they are equal, else with 1 and every difference. Decisions that were removed cannot be "
        "recounted: of these, the counts must agree with what was kept when they were removed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="differences as a JSON list")

    def handle(self, *args: Any, **options: Any) -> None:
        found = check_decision_counts()
        if options["json"]:
            self.stdout.write(json.dumps([asdict(one) for one in found], indent=1, default=str))
        else:
            for one in found:
                cell = " · ".join(map(str, one.cell))
                self.stdout.write(f"{one.what} {cell}: {one.stored}, recounted {one.recounted}")
            self.stdout.write(f"{len(found)} differences.")
        if found:
            sys.exit(1)
