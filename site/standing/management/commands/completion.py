"""Prints who is up to date where, on any day."""

import argparse
import datetime as dt
import json
import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from courses.record_queries import course_keys
from standing.models import ALL_REQUIRED
from standing.unit_queries import KINDS, UnitFigure, UnknownUnit, unit_figures

ALL = "all"
SHOWN = ("people", "up_to_date", "share", "in_progress", "not_started", "overdue", "exempt")
SHOWN_TOO = ("voluntary", "lapsing_30", "lapsing_60", "lapsing_90")
WIDEST_NAME = 40


class Command(BaseCommand):
    help = "Print exactly who is up to date where, on any day, past or future."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = ", ".join(KINDS)
        parser.add_argument(
            "--course",
            required=True,
            metavar="SLUG",
            help="the course, as in its address; all: every required one, each person once",
        )
        parser.add_argument(
            "--on", type=_day, metavar="DAY", help="YYYY-MM-DD; today, if not given"
        )
        parser.add_argument(
            "--by",
            default="region",
            metavar="KIND|CODE",
            help=f"{kinds}, or the code of a unit: those directly below it",
        )
        parser.add_argument(
            "--postings",
            choices=["then", "now"],
            default="then",
            help="then: by the unit of the day; now: by the unit in which people are today",
        )
        parser.add_argument("--json", action="store_true", help="one JSON list of rows")

    def handle(self, *args: Any, course: str, by: str, **options: Any) -> None:
        today = timezone.localdate()
        try:
            rows = unit_figures(
                _course_key(course),
                by,
                options["on"] or today,
                today=today,
                by_unit_today=options["postings"] == "now",
            )
        except UnknownUnit as unknown:
            kinds = ", ".join(KINDS)
            raise CommandError(
                f"There is no unit with the code “{by}”. Give a code, or one of {kinds}."
            ) from unknown
        if options["json"]:
            self.stdout.write(json.dumps([row.as_row() for row in rows], ensure_ascii=False))
        else:
            self._print(rows)

    def _print(self, rows: list[UnitFigure]) -> None:
        columns = (*SHOWN, *SHOWN_TOO)
        width = min(WIDEST_NAME, max((len(row.unit.name) for row in rows), default=0))
        self.stdout.write("  ".join([" " * width, *(f"{name:>11}" for name in columns)]))
        for row in rows:
            cells = row.as_row()
            shown = ["–" if cells[name] is None else str(cells[name]) for name in columns]
            name = row.unit.name[:width]
            self.stdout.write("  ".join([f"{name:<{width}}", *(f"{cell:>11}" for cell in shown)]))


def _course_key(slug: str) -> uuid.UUID:
    if slug == ALL:
        return ALL_REQUIRED
    known = course_keys()
    if slug not in known:
        slugs = ", ".join(sorted(known)) or "none is published yet"
        raise CommandError(f"There is no course “{slug}”. There are: all, {slugs}.")
    return known[slug]


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a day like 2026-01-31.") from error
