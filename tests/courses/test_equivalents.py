"""A course with equivalent scenarios: each pass has one of them, a renewal one not met before."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.actions import learning
from courses.models import Completion, Enrolment
from courses.queries import course_views, step_place, steps_on_offer
from people.models import Person
from quizzes.actions.attempts import start_attempt
from quizzes.actions.editions import withdraw_edition
from tests.factories.courses import course_editions_of, make_draft_course, publish
from tests.factories.editions import make_edition, scenario_document
from tests.factories.learning import add_step, make_course_edition, make_lesson
from tests.factories.quizzes import make_scenario

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def person() -> Person:
    return Person.objects.create_user("sam@example.org", name="Sam Rees")


@pytest.fixture
def stories():
    return [make_edition(scenario_document(title=f"Story {name}")) for name in "AB"]


@pytest.fixture
def course(stories):
    """A lesson, then one of two stories, then another lesson."""
    course = make_course_edition(make_lesson("First"))
    for position, story in enumerate(stories, start=2):
        add_step(course, story, position, one_of="visit")
    add_step(course, make_lesson("Last"), 4)
    return course


def enrol(person, course, days=0) -> Enrolment:
    at = NOW + dt.timedelta(days=days)
    return learning.enrol(person=person, course_key=course.course_key, at=at, renews=True)


def titles(enrolment) -> list[str]:
    return [step.title for step in course_views([enrolment], "en")[0].steps]


def finish_all(enrolment, days=0) -> None:
    at = NOW + dt.timedelta(days=days, hours=1)
    for row in course_views([enrolment], "en")[0].rows:
        if row.edition.kind == "scenario":
            learning.finish_in_words(enrolment=enrolment, edition=row.edition, at=at)
        else:
            learning.finish_activity(enrolment=enrolment, edition=row.edition, at=at)
    enrolment.refresh_from_db()


def test_a_pass_has_one_of_the_set_and_completes_with_it(person, course):
    enrolment = enrol(person, course)
    view = course_views([enrolment], "en")[0]
    assert titles(enrolment) == ["First", "Story A", "Last"]
    assert [step.position for step in view.steps] == [1, 2, 3]
    assert view.progress.required == 3

    finish_all(enrolment)

    assert Completion.objects.get().enrolment == enrolment


def test_a_renewal_gives_one_not_met_before_then_the_one_met_longest_ago(person, course):
    given = []
    for days in (0, 400, 800):
        enrolment = enrol(person, course, days)
        given.append(titles(enrolment)[1])
        finish_all(enrolment, days)

    assert given == ["Story A", "Story B", "Story A"]
    assert Completion.objects.count() == 3
    earlier = list(Enrolment.objects.order_by("started_at"))
    assert [titles(enrolment)[1] for enrolment in earlier] == given


def test_what_was_begun_in_a_pass_stays_in_it(person, course, stories):
    enrolment = enrol(person, course)
    at = NOW + dt.timedelta(minutes=1)
    start_attempt(person=person, edition=stories[1], key=uuid.uuid4(), at=at)

    assert titles(enrolment) == ["First", "Story B", "Last"]


def test_one_that_was_withdrawn_is_not_given(person, course, stories):
    withdraw_edition(edition=stories[0], because="Wrong advice", by=person, at=NOW)

    assert titles(enrol(person, course)) == ["First", "Story B", "Last"]


def test_an_activity_leads_to_its_place_in_the_pass_and_the_other_of_the_set_nowhere(
    person, course, stories
):
    enrolment = enrol(person, course)

    assert step_place(person, stories[0].activity_key) == (enrolment, 2)
    assert step_place(person, stories[1].activity_key) is None


def test_pages_number_the_steps_of_the_pass(client, person, course):
    client.force_login(person)
    enrolment = enrol(person, course)
    first, last, beyond = (
        client.get(reverse("courses:step", args=[enrolment.key, position]))
        for position in (1, 3, 4)
    )

    assert "Step 1 of 3" in first.text
    assert "Story A" in first.text
    assert "Story B" not in first.text
    assert "Last" in last.text
    assert beyond.status_code == 404


def test_who_has_done_one_of_a_set_completes_when_the_course_asks_for_less(person, course, stories):
    enrolment = enrol(person, course)
    first = course.steps.get(position=1).edition
    learning.finish_activity(enrolment=enrolment, edition=first, at=NOW)
    learning.finish_in_words(enrolment=enrolment, edition=stories[1], at=NOW)
    less = make_course_edition(first, course_key=course.course_key, number=2)
    for position, story in enumerate(stories, start=2):
        add_step(less, story, position, one_of="visit")
    Enrolment.objects.update(edition=less)

    assert len(learning.complete_whoever_is_done(edition=less, at=NOW)) == 1


def test_who_has_done_none_of_a_set_does_not_complete_then(person, course, stories):
    enrolment = enrol(person, course)
    first = course.steps.get(position=1).edition
    learning.finish_activity(enrolment=enrolment, edition=first, at=NOW)
    less = make_course_edition(first, course_key=course.course_key, number=2)
    add_step(less, stories[0], 2, one_of="visit")
    Enrolment.objects.update(edition=less)

    assert learning.complete_whoever_is_done(edition=less, at=NOW) == []


@pytest.mark.parametrize("number", [1, 3])
def test_sets_cost_two_queries_however_many_there_are(person, number, django_assert_num_queries):
    course = make_course_edition(make_lesson())
    for position in range(2, 2 + 2 * number):
        story = make_edition(scenario_document(title=f"Story {position}"))
        add_step(course, story, position, one_of=f"set {position // 2}")
    enrolment = enrol(person, course)

    with django_assert_num_queries(4):
        assert len(course_views([enrolment], "en")[0].steps) == 1 + number


def test_a_set_is_written_on_the_pages_and_shown_as_one_step_to_whoever_has_not_begun():
    page = make_draft_course()
    for title in ("At the door", "On the phone"):
        make_scenario(page, title=title, one_of="visit")
    course = publish(page)

    edition = course_editions_of(course)[-1]
    assert [step.one_of for step in edition.steps.order_by("position")] == ["visit", "visit"]
    offered = steps_on_offer(course.translation_key, "en")
    assert [step.title for step in offered] == ["At the door"]
