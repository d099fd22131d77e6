"""Removes what individuals answered and decided once it has been kept long enough."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from people.domain.days import months_before
from quizzes.actions.forgetting import forget_answers


class Command(BaseCommand):
    help = (
        "Remove answers and decisions of attempts that ended more than KEEP_DECISIONS_MONTHS ago, "
        "keeping counts without names. Run it every day; twice at once does no harm."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        before = months_before(now, settings.KEEP_DECISIONS_MONTHS)
        forgotten = forget_answers(ended_before=before, at=now)
        if forgotten:
            self.stdout.write(f"Answers and decisions of {forgotten} attempts removed.")
