"""Counts where people stopped."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from quizzes.actions.counting import count_stops


class Command(BaseCommand):
    help = (
        "Count anew at which scenes attempts stand that nobody has gone on with for 30 days. Run "
        "it every day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count_stops(at=timezone.now())
