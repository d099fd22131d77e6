"""A published course of one lesson and one scenario, and people who get somewhere with it."""

import datetime as dt
import uuid

from django.utils import timezone
from wagtail.models import Page

from courses.actions.learning import begin_attempt, enrol, finish_activity
from courses.domain.completion import day_of
from courses.models import Completion, Course, CourseEdition, CourseIndex, Enrolment
from people.models import Person, Unit
from quizzes.models import ActivityEdition, Attempt
from standing.actions.checking import check_standing
from standing.models import Assignment
from tests.factories.editions import make_edition, scenario_document
from tests.factories.learning import add_step, make_course_edition, make_lesson
from tests.factories.people import PersonFactory, PostingFactory


def make_course(slug: str = "asking") -> Course:
    """Live, with an edition whose one required step is a lesson."""
    root = Page.objects.get(depth=1)
    index = CourseIndex.objects.first() or root.add_child(
        instance=CourseIndex(title="Courses", slug="courses")
    )
    course = index.add_child(
        instance=Course(title=slug.capitalize(), slug=slug, summary="One.", intro="<p>One.</p>")
    )
    edition = make_course_edition(make_lesson(), course_key=course.translation_key)
    add_step(edition, make_edition(scenario_document()), 2, is_required=False)
    return course


def ask(course: Course, *units: Unit, due_days: int = 120, months: int = 12) -> Assignment:
    """The course is asked of everybody in these units and below since 100 days ago."""
    since = timezone.localdate() - dt.timedelta(days=100)
    by, at = PersonFactory(), timezone.now()
    assignment = Assignment.objects.create(
        course_key=course.translation_key, first_day=since, made_at=at, made_by=by
    )
    version = assignment.versions.create(
        number=1, from_day=since, due_days=due_days, renewal_months=months, made_at=at, made_by=by
    )
    version.units.set(units)
    settle()
    return assignment


def settle() -> None:
    """Standing as the facts say that factories have made."""
    check_standing(repair=True)


def begin(person: Person, course: Course) -> None:
    """Enrolled, and one thing begun."""
    enrolment = enrol(person=person, course_key=course.translation_key, at=timezone.now())
    begin_attempt(
        enrolment=enrolment, edition=scenario_of(course), key=uuid.uuid4(), at=timezone.now()
    )


def complete(person: Person, course: Course) -> None:
    enrolment = enrol(person=person, course_key=course.translation_key, at=timezone.now())
    lesson = enrolment.edition.steps.get(position=1).edition
    finish_activity(enrolment=enrolment, edition=lesson, at=timezone.now())


def staff(
    unit: Unit, course: Course, *, up_to_date: int = 0, in_progress: int = 0, not_started: int = 0
) -> list[Person]:
    """So many people posted to the unit, where they stand with the course; `settle` counts them."""
    people = PersonFactory.create_batch(up_to_date + in_progress + not_started)
    for person in people:
        PostingFactory(person=person, unit=unit)
    begun = people[: up_to_date + in_progress]
    edition = CourseEdition.objects.get(course_key=course.translation_key)
    at = timezone.now()
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            person=person,
            course_key=course.translation_key,
            edition=edition,
            started_at=at,
            first_act_at=at,
            completed_at=at if number < up_to_date else None,
        )
        for number, person in enumerate(begun)
    )
    Completion.objects.bulk_create(
        Completion(
            person_id=enrolment.person_id,
            course_key=enrolment.course_key,
            edition=edition,
            enrolment=enrolment,
            day=day_of(at),
            at=at,
        )
        for enrolment in enrolments[:up_to_date]
    )
    return people


def scenario_of(course: Course) -> ActivityEdition:
    return ActivityEdition.objects.get(
        kind=ActivityEdition.Kind.SCENARIO,
        steps__course_edition__course_key=course.translation_key,
    )


def decide(
    person: Person, course: Course, *choices: str, days_ago: int = 1, moved_on: bool = False
) -> Attempt:
    """An attempt at the course's scenario with these choices, as `scene/choice`."""
    at = timezone.now() - dt.timedelta(days=days_ago)
    edition = scenario_of(course)
    attempt = Attempt.objects.create(
        key=uuid.uuid4(),
        person=person,
        edition=edition,
        activity_key=edition.activity_key,
        seed=1,
        started_at=at,
        moved_on_at=at if moved_on else None,
        **({} if moved_on else {"finished_at": at, "score": 0, "passed": False, "outcome": "bad"}),
    )
    for number, choice in enumerate(choices, start=1):
        scene_key, choice_key = choice.split("/")
        attempt.decisions.create(
            number=number, scene_key=scene_key, choice_key=choice_key, decided_at=at
        )
    return attempt
