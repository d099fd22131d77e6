"""Publishing from a shell goes through the same door."""

import pytest

from quizzes.domain.compiled import CannotPublish
from quizzes.models import ActivityEdition
from tests.factories.courses import course_editions_of, editions_of, fresh, make_course, publish
from tests.factories.quizzes import broken_story, choice, make_scenario, small_story

pytestmark = pytest.mark.django_db


def test_revision_published_from_a_shell_goes_live_with_its_edition():
    page = make_scenario(live=False)

    page.save_revision().publish()

    assert fresh(page).live
    assert len(editions_of(page)) == 1


def test_broken_revision_published_from_a_shell_does_not_go_live():
    page = make_scenario(live=False)
    page.scenes = broken_story()
    revision = page.save_revision()

    with pytest.raises(CannotPublish):
        revision.publish()

    assert not fresh(page).live
    assert fresh(page).live_revision is None
    assert editions_of(page) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"key": "x" * 81}, "a key of more than 80 characters"),
        ({"choices": [choice("Ask.", "plan", points=10**12)]}, "more than nine digits"),
    ],
)
def test_what_no_decision_or_score_can_be_kept_of_is_not_published(change, reason):
    page = make_scenario(live=False)
    start, phone, *endings = small_story()
    phone["value"] |= change
    page.scenes = [start, phone, *endings]

    with pytest.raises(CannotPublish, match=reason):
        page.save_revision().publish()

    assert editions_of(page) == []


def test_saving_and_publishing_again_makes_no_edition_for_any_kind_of_page():
    course = make_course()
    steps = [page.specific for page in course.get_children()]

    for page in [*steps, course]:
        publish(fresh(page))

    assert ActivityEdition.objects.count() == 3
    assert len(course_editions_of(course)) == 1
