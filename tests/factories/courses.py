"""A catalogue, courses and lessons as trainers write them: pages, published unless you say draft.

`make_course()` is a whole small course: a lesson, a quiz and a scenario, all live.
"""

import itertools
from typing import Any

from django.conf import settings
from wagtail.models import Locale, Page, Site

from courses.models import Course, CourseEdition, CourseIndex, Lesson
from quizzes.models import ActivityEdition, EditionedPage

numbers = itertools.count(1)
TEXT = "<p>Ask in plain words, and leave time for the answer.</p>"


def make_catalogue() -> CourseIndex:
    """The catalogue: the one there is, or a new one below the site's root."""
    found = CourseIndex.objects.first()
    if found:
        return found
    english_locale()
    top = Site.objects.get(is_default_site=True).root_page
    return top.add_child(instance=CourseIndex(title="Courses", slug="catalogue"))


def english_locale() -> Locale:
    return Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0]


def welsh_locale() -> Locale:
    return Locale.objects.get_or_create(language_code="cy")[0]


def make_course(title: str = "Asking well", *, live: bool = True, **fields: Any) -> Course:
    """A course with a lesson, a quiz and a scenario, each with its edition."""
    from tests.factories.quizzes import make_quiz, make_scenario  # noqa: PLC0415 -- each needs the other

    course = make_draft_course(title, **fields)
    make_lesson(course, live=live)
    make_quiz(course, live=live)
    make_scenario(course, live=live)
    return publish(course) if live else course


def make_draft_course(title: str = "Asking well", **fields: Any) -> Course:
    """A course that nobody has published, without steps."""
    words = {"summary": "How to ask.", "intro": "<p>For everybody who supervises people.</p>"}
    return add_draft(make_catalogue(), Course(title=title, **{**words, **fields}))


def make_lesson(
    course: Course | None = None,
    title: str = "Why asking matters",
    *,
    live: bool = True,
    **fields: Any,
) -> Lesson:
    """Below the course, or below a new draft of one."""
    body = [{"type": "text", "value": TEXT}]
    lesson = Lesson(title=title, **{"summary": "Two minutes.", "body": body, **fields})
    made = add_draft(course or make_draft_course(), lesson)
    return publish(made) if live else made


def add_draft(parent: Page, page: Any) -> Any:
    """The page below its parent as a draft with a revision, as if it had just been saved."""
    page.live = False
    page.slug = page.slug or f"page-{next(numbers)}"
    parent.refresh_from_db()
    parent.add_child(instance=page)
    page.save_revision()
    return fresh(page)


def publish(page: Any, **publishing: Any) -> Any:
    """Save the page as it is and publish that, as from a shell; returns it as it is then."""
    page.save_revision().publish(**publishing)
    return fresh(page)


def fresh(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


def editions_of(page: EditionedPage) -> list[ActivityEdition]:
    return list(ActivityEdition.objects.of(page.translation_key).order_by("number"))


def course_editions_of(course: Course) -> list[CourseEdition]:
    return list(CourseEdition.objects.of(course.translation_key).order_by("number"))
