"""First acts of enrolments from before they were kept."""

import datetime as dt
import uuid
from importlib import import_module

import pytest
from django.apps import apps

from courses.actions import learning
from courses.models import Enrolment
from people.models import Person
from quizzes.models import Attempt
from tests.factories.editions import make_edition, quiz_document
from tests.factories.learning import make_course_edition, make_lesson

pytestmark = pytest.mark.django_db

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def attempt(person: Person, edition, at: dt.datetime) -> None:
    Attempt.objects.create(
        key=uuid.uuid4(),
        person=person,
        edition=edition,
        activity_key=edition.activity_key,
        seed=1,
        started_at=at,
        finished_at=at,
        score=0,
        passed=False,
    )


@pytest.mark.parametrize(
    ("lesson_after", "attempt_after", "first"),
    [(None, None, None), (2, None, 2), (None, 3, 3), (2, 3, 2), (3, 2, 2), (None, -1, None)],
)
def test_the_earliest_of_what_was_done_in_the_enrolment(lesson_after, attempt_after, first):
    person = Person.objects.create_user("sam@example.org", name="Sam Rees")
    lesson, quiz = make_lesson(), make_edition(quiz_document())
    course = make_course_edition(lesson, quiz)
    enrolment = learning.enrol(person=person, course_key=course.course_key, at=START)
    if lesson_after is not None:
        at = START + lesson_after * HOUR
        learning.finish_activity(enrolment=enrolment, edition=lesson, at=at)
    if attempt_after is not None:
        attempt(person, quiz, START + attempt_after * HOUR)
    attempt(person, make_edition(quiz_document()), START)  # of another course
    Enrolment.objects.update(first_act_at=None)

    import_module("courses.migrations.0004_first_acts").fill_first_acts(apps, None)

    expected = None if first is None else START + first * HOUR
    assert Enrolment.objects.get().first_act_at == expected
