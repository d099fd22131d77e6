"""Copies, aliases and translations: whose edition is whose."""

import pytest
from django.urls import reverse

from courses.models import Course, Lesson
from quizzes.domain.compiled import CannotPublish
from quizzes.models import ActivityEdition, Quiz, Scenario
from tests.factories.courses import (
    course_editions_of,
    editions_of,
    fresh,
    make_course,
    make_draft_course,
    make_lesson,
    publish,
    welsh_locale,
)
from tests.factories.quizzes import broken_story, choice, ending, make_scenario, scene, small_story
from tests.quizzes.publishing.desk import UNREACHED, said, welsh

pytestmark = pytest.mark.django_db


def test_copy_of_a_whole_course_is_a_course_of_its_own_with_one_edition(desk):
    course = make_course()

    desk.post(
        reverse("wagtailadmin_pages:copy", args=[course.pk]),
        {
            "new_title": "A copy",
            "new_slug": "a-copy",
            "new_parent_page": course.get_parent().pk,
            "copy_subpages": "on",
            "publish_copies": "on",
        },
    )

    copy = Course.objects.get(slug="a-copy")
    (edition,) = course_editions_of(copy)
    assert copy.live
    assert copy.translation_key != course.translation_key
    assert [step.edition.number for step in edition.steps.all()] == [1, 1, 1]
    assert ActivityEdition.objects.count() == 6
    assert len(course_editions_of(course)) == 1


def test_copy_from_the_shell_is_frozen_too():
    course = make_course()

    copy = course.copy(recursive=True, update_attrs={"slug": "a-copy"})

    assert course_editions_of(copy)[0].steps.count() == 3


def test_copy_as_a_draft_makes_no_edition():
    scenario = make_scenario()

    copy = scenario.copy(keep_live=False, update_attrs={"slug": "a-copy"})

    assert editions_of(copy) == []


def test_alias_shares_the_edition_of_its_source():
    make_course()
    scenario = Scenario.objects.get()
    other = make_draft_course("Another course")

    alias = scenario.create_alias(parent=other, update_slug="an-alias")
    scenario.title = "Another name"
    publish(scenario)

    assert fresh(alias).title == "Another name"
    assert [edition.number for edition in editions_of(scenario)] == [1, 2]
    assert ActivityEdition.objects.filter(kind="scenario").count() == 2


def test_alias_from_the_admin_is_refused_in_words(desk):
    make_course()
    lesson = Lesson.objects.get()
    other = make_draft_course("Another course")

    response = desk.post(
        reverse("wagtailadmin_pages:copy", args=[lesson.pk]),
        {
            "new_title": "The same",
            "new_slug": "the-same",
            "new_parent_page": other.pk,
            "alias": "on",
        },
    )

    assert "nobody could take it" in said(response)
    assert Lesson.objects.count() == 1


def test_alias_is_no_step_of_a_course():
    make_course()
    other = make_draft_course("Another course")
    Lesson.objects.get().create_alias(parent=other, update_slug="an-alias")

    with pytest.raises(CannotPublish, match="at least one step"):
        publish(fresh(other))


def test_alias_that_becomes_a_page_gets_its_edition(desk):
    make_course()
    other = make_draft_course("Another course")
    make_lesson(other, "Its own")
    publish(fresh(other))
    alias = Scenario.objects.get().create_alias(parent=fresh(other), update_slug="an-alias")

    desk.post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))

    (edition,) = editions_of(alias)
    assert fresh(alias).live
    assert edition.pk in course_editions_of(other)[-1].steps.values_list("edition", flat=True)


def test_alias_of_a_broken_page_stays_an_alias(desk):
    make_course()
    alias = Scenario.objects.get().create_alias(
        parent=make_draft_course("Another course"), update_slug="an-alias"
    )
    Scenario.objects.filter(pk=alias.pk).update(scenes=broken_story())

    response = desk.post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))

    assert UNREACHED in said(response)
    assert fresh(alias).alias_of is not None


def test_translation_adds_a_language_to_the_same_activity():
    course = make_course()
    english = Scenario.objects.get()
    draft = welsh(english)
    draft.title = "Apwyntiad a gollwyd"

    publish(draft)

    one, two = editions_of(english)
    assert (one.number, two.number) == (1, 2)
    assert two.document("cy")["title"] == "Apwyntiad a gollwyd"
    assert two.document("en") == one.document("en")
    assert two.title == "A missed appointment"
    words = course_editions_of(course)[-1].steps.get(edition=two).words
    assert words["cy"]["title"] == "Apwyntiad a gollwyd"


def test_translated_quiz_keeps_the_keys_of_its_questions():
    make_course()
    english = Quiz.objects.get()
    cymraeg = welsh_locale()
    for place in english.quiz_questions.all():
        question = place.question.copy_for_translation(cymraeg)
        question.text = "<p>Beth fyddech chi’n ei wneud?</p>"
        question.save()

    publish(welsh(english))

    en, cy = (editions_of(english)[-1].document(language) for language in ("en", "cy"))
    assert [q["key"] for q in cy["questions"]] == [q["key"] for q in en["questions"]]
    assert "Beth" in cy["questions"][0]["text"]


def test_translation_with_other_parts_is_refused():
    make_course()
    draft = welsh(Scenario.objects.get())
    draft.scenes = [*small_story()[:-1], ending("later", key="another-key")]

    with pytest.raises(CannotPublish, match="in more than its words: "):
        publish(draft)

    assert not fresh(draft).live


def test_original_with_new_parts_leaves_the_translation_behind():
    make_course()
    english = Scenario.objects.get()
    publish(welsh(english))
    start, _phone, *endings = small_story()
    more = scene("phone", choice("Ask.", "plan"), choice("Ask again.", "later"))
    english.scenes = [start, more, *endings]

    publish(english)

    assert set(editions_of(english)[-1].documents) == {"en"}
