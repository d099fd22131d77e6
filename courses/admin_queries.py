"""What the Wagtail admin shows about editions, and what must not be deleted."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.models import Course, CourseEdition, Enrolment, Lesson, Step
from quizzes.models import Activity, ActivityEdition, Attempt, EditionedPage, Quiz, Scenario

Edition = ActivityEdition | CourseEdition


def editions_of(page: EditionedPage) -> list[Edition]:
    """What was published of a page and its translations, newest first. One query, and one
    for the sign-offs of a course."""
    if isinstance(page, Course):
        courses = CourseEdition.objects.of(page.translation_key).select_related("made_by")
        courses = courses.prefetch_related("sign_offs")
        return list(courses.newest_first().defer("documents"))
    activities = ActivityEdition.objects.of(page.translation_key).defer("documents")
    return list(activities.select_related("made_by", "withdrawn_by").order_by("-number"))


def withdrawn_edition(page: Page) -> ActivityEdition | None:
    """The newest edition of an activity's page, where that has been withdrawn. One query."""
    if not isinstance(page, Activity):
        return None
    newest = ActivityEdition.objects.of(page.translation_key).order_by("-number")
    edition = newest.defer("documents").select_related("withdrawn_by").first()
    return edition if edition and edition.is_withdrawn else None


def learnt_from(pages: Iterable[Page]) -> list[Page]:
    """Those of the pages, and of the pages below them, that people learn or have learnt from."""
    found = {below.pk: below for page in pages for below in page.get_descendants(inclusive=True)}
    originals = {pk: page for pk, page in found.items() if page.alias_of_id is None}
    keys = {page.translation_key for page in originals.values()}
    used = {
        *Step.objects.filter(activity_key__in=keys).values_list("activity_key", flat=True),
        *Attempt.objects.filter(activity_key__in=keys).values_list("activity_key", flat=True),
        *Enrolment.objects.filter(course_key__in=keys).values_list("course_key", flat=True),
    }
    return [page for page in originals.values() if page.translation_key in used]


def pages_without_edition() -> list[tuple[Page, str]]:
    """Live pages that learners would not meet as they stand, each with the reason."""
    found: list[tuple[Page, str]] = []
    for model in (Course, Lesson, Quiz, Scenario):
        pages = model.objects.live().filter(alias_of__isnull=True).select_related("locale")
        for page in pages.order_by("path").iterator(chunk_size=100):
            check = _course_reason if isinstance(page, Course) else _activity_reason
            if reason := check(page):
                found.append((page, reason))
    return found


def _activity_reason(page: Activity) -> str | None:
    editions = list(ActivityEdition.objects.of(page.translation_key).order_by("-number"))
    if not editions:
        return _("it has no edition")
    standing = [edition for edition in editions if not edition.is_withdrawn]
    language = page.locale.language_code
    frozen = [edition.documents.get(language) for edition in (*editions[:1], *standing[:1])]
    if language != settings.LANGUAGE_CODE and not any(frozen):
        return None  # Its original has changed since: the translation waits.
    now = _own_words(page.compile().document)
    return None if now in map(_own_words, frozen) else _("its newest edition says something else")


def _own_words(document: dict[str, Any] | None) -> dict[str, Any]:
    """What follows from the page alone, not from the question bank or from how things are drawn."""
    words = {name: value for name, value in (document or {}).items() if name != "html"}
    if "questions" in words:
        words["questions"] = [question["key"] for question in words["questions"]]
    return words


def _course_reason(page: Course) -> str | None:
    newest = CourseEdition.objects.of(page.translation_key).newest_first().first()
    if newest is None:
        return _("it has no edition")
    if newest.documents.get(page.locale.language_code) != page.compile().document:
        return _("its newest edition says something else")
    steps = list(newest.steps.values_list("activity_key", flat=True))
    if steps != list(page.live_steps().values_list("translation_key", flat=True)):
        return _("its newest edition has other steps")
    return None
