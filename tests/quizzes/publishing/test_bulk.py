"""Publishing many at once: all or nothing."""

import pytest

from quizzes.models import ActivityEdition
from tests.factories.courses import (
    course_editions_of,
    fresh,
    make_course,
    make_draft_course,
    make_lesson,
)
from tests.factories.quizzes import broken_story, make_scenario
from tests.quizzes.publishing.desk import NOWHERE, in_bulk, said

pytestmark = pytest.mark.django_db


def test_bulk_publishing_takes_a_course_with_all_its_steps_as_one_edition(desk):
    course = make_course(live=False)

    desk.post(in_bulk("publish", course), {"include_descendants": "on"})

    (edition,) = course_editions_of(course)
    assert edition.steps.count() == 3
    assert ActivityEdition.objects.count() == 3


def test_bulk_publishing_publishes_all_or_nothing(desk):
    course = make_draft_course()
    sound = make_lesson(course, live=False)
    broken = make_scenario(course, scenes=broken_story(), live=False)

    response = desk.post(in_bulk("publish", sound, broken), {})

    assert "“A missed appointment” was not published. Nothing has changed." in said(response)
    assert NOWHERE in said(response)
    assert not fresh(sound).live
    assert not fresh(broken).live
    assert not ActivityEdition.objects.exists()


def test_bulk_publishing_a_course_without_steps_is_refused(desk):
    course = make_draft_course()

    response = desk.post(in_bulk("publish", course), {})

    assert "A course needs at least one step." in said(response)
    assert not fresh(course).live
