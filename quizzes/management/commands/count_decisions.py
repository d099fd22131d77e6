"""Adds finished attempts to the counts of decisions."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from quizzes.actions.counting import count_decisions


class Command(BaseCommand):
    help = (
        "Add what was decided in finished attempts to the counts that trainers see. Run it every "
        "minute; twice at once does no harm."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if counted := count_decisions(at=timezone.now()):
            self.stdout.write(f"{counted} attempts counted.")
