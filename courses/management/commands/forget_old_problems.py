"""Removes reported problems once their answers have been kept long enough."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from courses.actions.problems import forget_problems
from people.domain.days import months_before


class Command(BaseCommand):
    help = (
        "Remove reported problems that were answered more than KEEP_PROBLEM_REPORTS_MONTHS ago. "
        "Run it every day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        before = months_before(timezone.now(), settings.KEEP_PROBLEM_REPORTS_MONTHS)
        if removed := forget_problems(answered_before=before):
            self.stdout.write(f"{removed} reported problems removed.")
