"""Proves scenario files before they come anywhere near a page."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from quizzes.domain.files import ScenarioFile, read_file
from quizzes.domain.problems import Problem
from quizzes.domain.scenario import Facts


class Command(BaseCommand):
    help = (
        "Prove scenarios in files (JSON or Twee 3) and list every problem. "
        "Exits with 0 if all can be published, with 1 if not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="One object a line for each file.")

    def handle(self, *args: Any, **options: Any) -> None:
        tell = self.tell_as_json if options["json"] else self.tell
        is_publishable = True
        for name in options["files"]:
            checked = check(name)
            tell(name, checked)
            is_publishable = is_publishable and checked.publishable
        if not is_publishable:
            sys.exit(1)

    def tell_as_json(self, name: str, checked: ScenarioFile) -> None:
        keys = ("code", "scene", "choice", "message", "blocks")
        told = {
            "file": name,
            "publishable": checked.publishable,
            "problems": [{key: getattr(p, key) for key in keys} for p in checked.problems],
            "facts": asdict(checked.facts)
            if checked.facts
            else dict.fromkeys(field.name for field in fields(Facts)),
        }
        self.stdout.write(json.dumps(told, ensure_ascii=True))

    def tell(self, name: str, checked: ScenarioFile) -> None:
        self.say(f"{name}: {'can be' if checked.publishable else 'cannot be'} published")
        for problem in checked.problems:
            kind = "" if problem.blocks else " (warning)"
            self.say(f"  {problem.code}{kind}: {problem.message}")
        for left in checked.not_carried:
            self.say(f"  not carried over, line {left.line}: {left.text} ({left.reason})")
        if checked.facts:
            told = (f"{key} {value}" for key, value in asdict(checked.facts).items())
            self.say(f"  {', '.join(told)}")

    def say(self, line: str) -> None:
        """Signs that the terminal has not, or that are none, are shown by their number."""
        encoding = getattr(self.stdout, "encoding", None) or "utf-8"
        self.stdout.write(line.encode(encoding, "backslashreplace").decode(encoding))


def check(name: str) -> ScenarioFile:
    """The file's proof; a file that cannot be opened is a problem like any other."""
    try:
        content = Path(name).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"The file cannot be opened: {reason}."
        return ScenarioFile(None, (Problem("unreadable", message),))
    return read_file(content, name)
