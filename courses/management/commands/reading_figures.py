"""Says how the live courses read."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from courses.content_queries import course_figures
from courses.domain.readability import Readability


class Command(BaseCommand):
    help = (
        "Print, for each live course and by module, the words, the minutes of reading at 200 words "
        "a minute, the median and the longest sentence in words, and the reading age in years "
        "(Flesch-Kincaid grade plus five): of the required lessons, and of what quizzes ask and "
        "scenarios tell."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--language", default="en", help="of the content (en)")

    def handle(self, *args: Any, language: str, **options: Any) -> None:
        for course in course_figures(language):
            self.stdout.write(f"\n{course.title}")
            self.stdout.write(f"{'':46}  words  min  median  longest   age")
            for module in course.modules:
                self._line(module.title or "(no module)", module.lessons)
                self._line("  its quizzes and scenarios", module.practice)
            self._line("All lessons", course.lessons)
            self._line("All quizzes and scenarios", course.practice)

    def _line(self, name: str, found: Readability) -> None:
        if not found.words:
            self.stdout.write(name)
            return
        age = f"{float(found.age):5.1f}" if found.age is not None else "    -"
        self.stdout.write(
            f"{name[:46]:46}  {found.words:5}  {float(found.minutes):3.0f}"
            f"  {float(found.median):6.1f}  {found.longest:7}  {age}"
        )
