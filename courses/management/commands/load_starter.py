"""Fills a new service with what it needs to be useful at once."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from courses.actions.starter import load_starter_courses, starter_course_names
from findings.actions import load_starter_findings
from people.actions.starter import load_starter_organisation
from wellbeing.actions import load_starter_care


class Command(BaseCommand):
    help = (
        "Load the inspection and its findings, the regions and delivery units, job roles, support "
        "contacts and the starter courses. Safe to run again: it adds what is missing, changes "
        "nothing that is there, and makes no people."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--course",
            action="append",
            dest="courses",
            choices=starter_course_names(),
            help="no other course than this one (may be repeated)",
        )

    def handle(self, *args: Any, courses: list[str] | None = None, **options: Any) -> None:
        loads: list[tuple[str, Callable[[], int]]] = [
            ("units and job roles", load_starter_organisation),
            ("findings and recommendations", load_starter_findings),
            ("support contacts and approved texts", load_starter_care),
            ("courses", partial(load_starter_courses, courses or ())),
        ]
        for what, load in loads:
            self.stdout.write(f"{load():>5} {what} added")
