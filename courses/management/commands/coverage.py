"""Says which lessons, questions and decisions answer which finding."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.content_queries import Covered, coverage
from findings.models import Finding

PAGE = Path(settings.BASE_DIR) / "docs" / "coverage.md"
HEAD = """# Which finding is answered where

Made by `manage.py coverage --write` from the starter courses; not written by hand. A concern is met
by at least one lesson and at least two questions or decisions. A question that two quizzes ask
counts once.

| finding | what it is about | kind | lessons | questions | decisions |
|---|---|---|---|---|---|
"""


class Command(BaseCommand):
    help = (
        "Print a table of the findings with the lessons, questions and decisions of the live "
        "courses that answer them, made from the content itself. Exits with 1 where a concern is "
        "not met by a lesson and two questions or decisions."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--write", action="store_true", help="into docs/coverage.md instead of printing it"
        )

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        rows = coverage()
        table = HEAD + "".join(map(_row, rows))
        if write:
            PAGE.write_text(table)
        else:
            self.stdout.write(table)
        concerns = [row for row in rows if row.finding.kind == Finding.Kind.CONCERN]
        unmet = [row.finding.ref for row in concerns if not row.is_met]
        if unmet:
            raise CommandError(f"Not met: {', '.join(unmet)}.")


def _row(row: Covered) -> str:
    cells = [
        row.finding.ref,
        row.finding.theme,
        row.finding.kind,
        "; ".join(row.lessons) or "none",
        str(row.questions),
        str(row.decisions),
    ]
    return f"| {' | '.join(cells)} |\n"
