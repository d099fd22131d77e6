"""What courses announces when somebody's facts change, and the first act of an enrolment."""

import datetime as dt
import uuid

import pytest

from courses.actions import learning
from courses.actions.completions import withdraw_completion
from courses.models import Completion, Enrolment
from courses.signals import completions_changed
from people.models import Person
from tests.factories.courses import make_course, publish
from tests.factories.editions import make_edition, quiz_document, scenario_document
from tests.factories.learning import make_course_edition, make_lesson

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 7, 31, 22, 30, tzinfo=dt.UTC)  # half past eleven in London
LATER = NOW + dt.timedelta(hours=1)  # the first of August in London
JULY, AUGUST = dt.date(2026, 7, 31), dt.date(2026, 8, 1)


@pytest.fixture
def person() -> Person:
    return Person.objects.create_user("sam@example.org", name="Sam Rees")


@pytest.fixture
def heard():
    """What was announced: (persons, course, day), in order."""
    found = []

    def listen(persons, course_key, from_day, **kwargs):
        found.append((persons, course_key, from_day))

    completions_changed.connect(listen)
    yield found
    completions_changed.disconnect(listen)


def enrol(person, edition, at=NOW, **how) -> Enrolment:
    return learning.enrol(person=person, course_key=edition.course_key, at=at, **how)


def test_an_enrolment_is_announced_once_with_its_day_in_london(person, heard):
    edition = make_course_edition()

    enrol(person, edition, LATER)
    enrol(person, edition, LATER)

    assert heard == [([person.pk], edition.course_key, AUGUST)]


def test_the_first_lesson_is_the_first_act_and_the_second_is_none(person, heard):
    lesson, other, third = make_lesson(), make_lesson("Another"), make_lesson("A third")
    enrolment = enrol(person, make_course_edition(lesson, other, third))
    heard.clear()

    learning.finish_activity(enrolment=enrolment, edition=lesson, at=NOW)
    learning.finish_activity(enrolment=enrolment, edition=other, at=LATER)

    enrolment.refresh_from_db()
    assert enrolment.first_act_at == NOW
    assert heard == [([person.pk], enrolment.course_key, JULY)]


def test_an_attempt_that_is_started_is_a_first_act(person, heard):
    quiz = make_edition(quiz_document())
    enrolment = enrol(person, make_course_edition(quiz))
    heard.clear()

    for at in (NOW, LATER):
        learning.begin_attempt(enrolment=enrolment, edition=quiz, key=uuid.uuid4(), at=at)

    enrolment.refresh_from_db()
    assert enrolment.first_act_at == NOW
    assert heard == [([person.pk], enrolment.course_key, JULY)]


def test_whoever_takes_the_alternative_leaves_no_trace_of_a_first_act_before_it(person, heard):
    story = make_edition(scenario_document())
    enrolment = enrol(person, make_course_edition(make_lesson(), story))
    learning.begin_attempt(enrolment=enrolment, edition=story, key=uuid.uuid4(), at=NOW)
    heard.clear()

    learning.finish_in_words(enrolment=enrolment, edition=story, at=LATER)

    enrolment.refresh_from_db()
    assert enrolment.first_act_at == LATER
    assert [day for _persons, _course, day in heard] == [JULY, AUGUST]


def test_what_was_done_before_the_alternative_stays_the_first_act(person):
    lesson, story = make_lesson(), make_edition(scenario_document())
    enrolment = enrol(person, make_course_edition(lesson, story))
    learning.finish_activity(enrolment=enrolment, edition=lesson, at=NOW)
    learning.begin_attempt(enrolment=enrolment, edition=story, key=uuid.uuid4(), at=LATER)

    learning.finish_in_words(enrolment=enrolment, edition=story, at=LATER)

    enrolment.refresh_from_db()
    assert enrolment.first_act_at == NOW


def test_a_completion_and_its_withdrawal_are_announced_from_its_day(person, heard):
    lesson = make_lesson()
    enrolment = enrol(person, make_course_edition(lesson))
    completion = learning.finish_activity(enrolment=enrolment, edition=lesson, at=NOW)
    heard.clear()

    for _ in range(2):
        withdraw_completion(
            completion=completion, reason="Another person's account", by=person, at=LATER
        )

    assert heard == [([person.pk], enrolment.course_key, JULY)]
    assert not Completion.objects.valid().exists()


def test_a_renewal_begins_once_the_course_is_completed_and_not_twice(person):
    lesson = make_lesson()
    edition = make_course_edition(lesson)
    first = enrol(person, edition)

    assert enrol(person, edition, renews=True) == first
    learning.finish_activity(enrolment=first, edition=lesson, at=NOW)
    second = enrol(person, edition, LATER, renews=True)

    assert second != first
    assert enrol(person, edition, LATER, renews=True) == second
    assert second.first_act_at is None


def test_a_renewal_completes_the_course_again(person):
    lesson = make_lesson()
    edition = make_course_edition(lesson)
    for at in (NOW, LATER):
        enrolment = enrol(person, edition, at, renews=True)
        learning.finish_activity(enrolment=enrolment, edition=lesson, at=at)

    assert [completion.day for completion in Completion.objects.order_by("day")] == [JULY, AUGUST]


def test_an_edition_for_everybody_is_announced_from_the_day_after(heard):
    course = make_course()
    heard.clear()
    course.summary = "How to ask, told anew."
    course.change, course.retake, course.retake_by = "material", "everybody", JULY

    publish(course)

    assert heard == [(None, course.translation_key, AUGUST)]


def test_a_minor_edition_is_not_announced(heard):
    course = make_course()
    heard.clear()
    course.summary = "How to ask, told anew."

    publish(course)

    assert heard == []
