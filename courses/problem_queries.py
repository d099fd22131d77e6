"""Problems that readers report: where they were, and what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from courses.models import Course, CourseEdition, Problem
from courses.models.problems import MOST_PLACE
from courses.queries import activity_edition, course_views, find_enrolment
from people.models import Person
from quizzes.domain.reading import words_of
from quizzes.models import ActivityEdition, Attempt
from quizzes.queries import decisions_of, find_attempt, quiz_of


@dataclass(frozen=True)
class Place:
    """Where in which edition a reader was; nothing for a page that is in no edition."""

    edition: ActivityEdition | None = None
    words: str = ""


def place_of(
    person: Person, address: str, name: str, arguments: Mapping[str, Any], language: str
) -> Place:
    """From an address, its name and its arguments: the person's own learning, or a course's page,
    whose edition is in words."""
    if name == "wagtail_serve":
        return _of_course(address)
    key, position = arguments.get("key"), arguments.get("position")
    if key and position and name.startswith("courses:"):
        return _step(person, key, position, language)
    if key and name.startswith(("quizzes:", "courses:")):
        return _attempt(person, key, position, language)
    return Place()


def _of_course(address: str) -> Place:
    course = _course_at(address)
    if course is None:
        return Place()
    edition = CourseEdition.objects.of(course.translation_key).newest_first().first()
    words = _("Edition %(edition)s of the course “%(course)s”")
    names = {"edition": edition.number if edition else "–", "course": course.title}
    return Place(words=Truncator(words % names).chars(MOST_PLACE))


def _course_at(address: str) -> Course | None:
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    at = site.root_page.url_path.rstrip("/") + address
    return Course.objects.filter(url_path=at, alias_of=None).first()


def _step(person: Person, key: Any, position: int, language: str) -> Place:
    enrolment = find_enrolment(person, key)
    rows = course_views([enrolment], language)[0].rows if enrolment else ()
    if not 1 <= position <= len(rows):
        return Place()
    words = _("Step %(number)s of edition %(edition)s of the course")
    numbers = {"number": position, "edition": enrolment.edition.number if enrolment else ""}
    return Place(activity_edition(rows[position - 1]), words % numbers)


def _attempt(person: Person, key: Any, position: int | None, language: str) -> Place:
    attempt = find_attempt(person, key)
    if attempt is None:
        return Place()
    if position:
        return Place(attempt.edition, _at_question(attempt, position, language))
    if attempt.edition.kind == ActivityEdition.Kind.SCENARIO:
        return Place(attempt.edition, _after_scene(attempt, language))
    return Place(attempt.edition)


def _at_question(attempt: Attempt, position: int, language: str) -> str:
    """The number that the reader saw, and the words, since each attempt may draw its own."""
    if attempt.edition.kind != ActivityEdition.Kind.QUIZ:
        return ""
    words = _("Question %(number)s") % {"number": position}
    questions = quiz_of(attempt, language).questions
    if 1 <= position <= len(questions):
        words = f"{words}: {words_of(questions[position - 1].text)}"
    return Truncator(words).chars(MOST_PLACE)


def _after_scene(attempt: Attempt, language: str) -> str:
    made = decisions_of(attempt)
    if not made:
        return _("At the start")
    scenes = attempt.edition.document(language)["scenes"]
    titles = {scene["key"]: scene["title"] for scene in scenes}
    words = _("After scene “%(scene)s”") % {"scene": titles[made[-1][0]]}
    return Truncator(words).chars(MOST_PLACE)


def problems_to_answer() -> QuerySet[Problem]:
    """Open ones first, then those answered last. One query."""
    problems = Problem.objects.select_related("person", "edition", "answered_by")
    latest = F("answered_at").desc(nulls_first=True)  # each database puts NULL elsewhere
    return problems.defer("edition__documents").order_by(latest, "-reported_at", "-pk")


def page_to_mend(problem: Problem) -> Page | None:
    """The page from which the edition was made, or that of the course at its address. Two queries
    at most."""
    if problem.edition is None:
        return _course_at(problem.address)
    pages = Page.objects.filter(alias_of=None)
    return pages.filter(translation_key=problem.edition.activity_key).first()


def problems_of(person: Person) -> QuerySet[Problem]:
    """What somebody has reported, newest first. One query."""
    problems = Problem.objects.of(person).select_related("edition", "answered_by")
    return problems.defer("edition__documents")
