"""What there are reports about: each course, and all required ones in one."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.models import Course
from standing.models import ALL_REQUIRED

ALL_SLUG = "all"


@dataclass(frozen=True)
class Subject:
    """What a report is about: a course, or all required courses in one. `slug` is its address."""

    key: uuid.UUID
    slug: str
    title: str
    language: str

    @property
    def is_all(self) -> bool:
        return self.key == ALL_REQUIRED


@dataclass(frozen=True)
class Subjects:
    """What there are reports about in one language: `shown`, and by any of their addresses."""

    shown: tuple[Subject, ...]
    by_slug: Mapping[str, Subject]


def subjects(language: str) -> Subjects:
    """Each live course once, by title, in the language where there is a page in it; before them,
    where there are two or more, all required courses. One query."""
    pages = list(Course.objects.live().select_related("locale").order_by("path"))
    best: dict[uuid.UUID, Course] = {}
    for page in pages:
        if page.translation_key not in best or page.locale.language_code == language:
            best[page.translation_key] = page
    found = {key: _subject(page) for key, page in best.items()}
    by_slug: dict[str, Subject] = {}
    for page in pages:
        by_slug.setdefault(page.slug, found[page.translation_key])
    shown = sorted(found.values(), key=lambda subject: subject.title)
    if shown:
        every = Subject(ALL_REQUIRED, ALL_SLUG, _("All required courses"), language)
        by_slug[ALL_SLUG] = every
        shown = [*shown, every]
    return Subjects(tuple(shown), by_slug)


def _subject(page: Course) -> Subject:
    return Subject(page.translation_key, page.slug, page.title, page.locale.language_code)
