"""Proves that whatever is live was frozen into an edition."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.admin_queries import pages_without_edition


class Command(BaseCommand):
    help = (
        "Check that every live course, lesson, quiz and scenario is what its newest edition says. "
        "Lists those that are not and exits with 1; publishing them again mends it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = pages_without_edition()
        for page, reason in found:
            self.stdout.write(f"{page.pk}  {page.get_verbose_name()} “{page.title}”: {reason}")
        if found:
            raise CommandError(f"{len(found)} live without the edition they should have.")
        self.stdout.write("Every live page has its edition.")
