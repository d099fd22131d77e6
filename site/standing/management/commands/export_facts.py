"""Writes the facts from which every figure of standing can be recounted."""

import csv
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from standing.tables import TABLES, Table, one_moment

README = Path(settings.BASE_DIR) / "docs" / "facts.md"


class Command(BaseCommand):
    help = (
        "Write the facts as CSV files into a new or empty folder, with a README of their columns "
        "and of the rules, so that anybody can recount any figure. Without names of people."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="where to; made if it is not there")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise CommandError(f"{folder} is not empty: nothing was written.")
            shutil.copyfile(README, folder / "README.md")
            with one_moment():
                for table in TABLES:
                    rows = _write(table, folder / f"{table.name}.csv")
                    self.stdout.write(f"{table.name}: {rows} rows")
        except OSError as problem:
            raise CommandError(f"Cannot write to {folder}: {problem.strerror}.") from problem


def _write(table: Table, path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.columns)
        for row in table.rows():
            writer.writerow(row)
            count += 1
    return count
