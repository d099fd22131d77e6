"""Two people, or one person twice, at the same moment: nothing is lost and nothing doubled."""

import uuid

import pytest
from django.utils import timezone

from courses.actions import learning
from courses.models import ActivityDone, Completion, CourseEdition, Enrolment, Lesson
from people.models import Person
from quizzes.actions import attempts
from quizzes.actions.editions import withdraw_edition
from quizzes.models import Answer, Attempt, Decision
from tests.factories.courses import editions_of, fresh, make_course, make_lesson, publish
from tests.factories.editions import (
    make_edition,
    option,
    question,
    quiz_document,
    scenario_document,
)
from tests.factories.learning import make_course_edition
from tests.factories.learning import make_lesson as make_lesson_edition
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person() -> Person:
    return Person.objects.create_user("sam@example.org", name="Sam Rees")


def test_two_trainers_publish_in_one_course():
    course = make_course()
    lessons = [Lesson.objects.get(), make_lesson(course, title="Another lesson")]
    before = CourseEdition.objects.count()

    def change(lesson, number):
        def work():
            page = fresh(lesson)
            page.title = f"Title {number}"
            publish(page)

        return work

    errors = at_once(*(change(lesson, number) for number, lesson in enumerate(lessons)))

    assert errors == []
    assert [editions_of(lesson)[-1].title for lesson in lessons] == ["Title 0", "Title 1"]
    assert CourseEdition.objects.count() == before + 2
    newest = CourseEdition.objects.order_by("-number").first()
    titles = {step.words["en"]["title"] for step in newest.steps.all()}
    assert {"Title 0", "Title 1"} <= titles


def test_one_person_enrols_in_two_tabs(person):
    course_key = make_course_edition().course_key

    def work():
        learning.enrol(person=person, course_key=course_key, at=timezone.now())

    assert at_once(*[work] * 4) == []
    assert Enrolment.objects.count() == 1


def test_the_last_two_steps_at_the_same_moment_complete_once(person):
    lessons = make_lesson_edition(), make_lesson_edition("Another")
    course_edition = make_course_edition(*lessons)
    enrolment = learning.enrol(
        person=person, course_key=course_edition.course_key, at=timezone.now()
    )

    def finish(edition):
        return lambda: learning.finish_activity(
            enrolment=enrolment, edition=edition, at=timezone.now()
        )

    assert at_once(*(finish(edition) for edition in (*lessons, *lessons))) == []
    assert ActivityDone.objects.count() == 2
    assert Completion.objects.count() == 1


def test_one_attempt_is_started_in_two_tabs(person):
    edition = make_edition(scenario_document())

    def work():
        attempts.start_attempt(person=person, edition=edition, key=uuid.uuid4(), at=timezone.now())

    assert at_once(*[work] * 4) == []
    assert Attempt.objects.count() == 1


def test_two_tabs_decide_differently_and_one_is_told(person):
    attempt = attempts.start_attempt(
        person=person,
        edition=make_edition(scenario_document()),
        key=uuid.uuid4(),
        at=timezone.now(),
    )

    def decide(choice):
        return lambda: attempts.make_decision(
            attempt=attempt, number=1, scene_key="office", choice_key=choice, at=timezone.now()
        )

    errors = at_once(decide("listen"), decide("hurry"))

    assert [type(error) for error in errors] == [attempts.OutOfDate]
    assert Decision.objects.count() == 1


def test_one_answer_is_sent_twice_at_the_same_moment(person):
    edition = make_edition(quiz_of_one())
    attempt = attempts.start_attempt(
        person=person, edition=edition, key=uuid.uuid4(), at=timezone.now()
    )
    key = uuid.uuid4()

    def work():
        attempts.save_answer(
            attempt=attempt, question_key="one", response="a", key=key, at=timezone.now()
        )

    assert at_once(*[work] * 4) == []
    assert Answer.objects.count() == 1


def quiz_of_one() -> dict:
    asked = question("one", "single", option("a", right=True), option("b"))
    return quiz_document(questions=[asked])


def test_a_withdrawal_and_a_start_at_the_same_moment_strand_nobody(person):
    first = make_edition(scenario_document())
    second = make_edition(scenario_document(), activity_key=first.activity_key, number=2)
    trainer = Person.objects.create_user("tess@example.org", name="Tess Moon")

    def start():
        attempts.start_attempt(person=person, edition=second, key=uuid.uuid4(), at=timezone.now())

    def withdraw():
        withdraw_edition(edition=second, because="Misread.", by=trainer, at=timezone.now())

    assert at_once(start, withdraw) == []
    assert Attempt.objects.under_way().get().edition == first
