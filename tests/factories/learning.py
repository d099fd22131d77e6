"""Course editions straight from activity editions, where a test needs no pages."""

import uuid
from typing import Any

from courses.models import CourseEdition, Step
from quizzes.domain.compiled import digest
from quizzes.models import ActivityEdition
from tests.factories.editions import PUBLISHED, make_edition, quiz_document, scenario_document


def lesson_document(title: str = "A lesson") -> dict[str, Any]:
    return {
        "format": "lesson/1",
        "title": title,
        "language": "en",
        "summary": "What it is about.",
        "note": "",
        "minutes": 5,
        "findings": [],
        "body": [],
        "html": f"<p>The text of {title}.</p>",
    }


def make_lesson(title: str = "A lesson", **fields: Any) -> ActivityEdition:
    return make_edition(lesson_document(title), **fields)


def make_course_edition(
    *editions: ActivityEdition, course_key: uuid.UUID | None = None, number: int = 1
) -> CourseEdition:
    """A course edition with these steps, all required; a lesson, a quiz and a scenario if none."""
    editions = editions or (
        make_lesson(),
        make_edition(quiz_document()),
        make_edition(scenario_document()),
    )
    words = {"title": "A course", "summary": "What it teaches.", "intro": "", "language": "en"}
    course_edition = CourseEdition.objects.create(
        course_key=course_key or uuid.uuid4(),
        number=number,
        title=words["title"],
        documents={"en": words},
        digest=digest({"steps": [edition.digest for edition in editions], "number": number}),
        made_at=PUBLISHED,
    )
    for position, edition in enumerate(editions, start=1):
        add_step(course_edition, edition, position)
    return course_edition


def add_step(
    course_edition: CourseEdition, edition: ActivityEdition, position: int, **fields: Any
) -> Step:
    return Step.objects.create(
        course_edition=course_edition,
        position=position,
        edition=edition,
        activity_key=edition.activity_key,
        minutes=5,
        words={"en": {"title": edition.title, "summary": ""}},
        **fields,
    )
