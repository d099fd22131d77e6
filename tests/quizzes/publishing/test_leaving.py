"""The order of steps, and what leaves a course."""

import datetime as dt

import pytest
from django.urls import reverse

from courses.models import Lesson
from quizzes.models import Quiz, Scenario
from tests.factories.courses import (
    course_editions_of,
    editions_of,
    fresh,
    make_course,
    make_draft_course,
    make_lesson,
    publish,
)
from tests.factories.quizzes import make_scenario
from tests.quizzes.publishing.desk import edit, in_bulk, said

pytestmark = pytest.mark.django_db


def test_moving_a_step_makes_a_new_course_edition(desk):
    course = make_course()
    scenario = Scenario.objects.get()

    desk.post(reverse("wagtailadmin_pages:set_page_position", args=[scenario.pk]) + "?position=0")

    kinds = [step.edition.kind for step in course_editions_of(course)[-1].steps.all()]
    assert kinds == ["scenario", "lesson", "quiz"]


def test_moving_a_step_to_another_course_changes_both():
    source, target = make_course(), make_course("Another course")
    scenario = Scenario.objects.child_of(source).get()

    scenario.move(target, pos="last-child")

    assert course_editions_of(source)[-1].steps.count() == 2
    assert course_editions_of(target)[-1].steps.count() == 4


def test_unpublishing_a_step_takes_it_out_of_the_course(desk):
    course = make_course()
    scenario = Scenario.objects.get()

    desk.post(reverse("wagtailadmin_pages:unpublish", args=[scenario.pk]))

    assert course_editions_of(course)[-1].steps.count() == 2


def material(page):
    """The page, published with a change that everybody has to do again by a day."""
    page.title = f"{page.title}, rewritten"
    page.change, page.retake, page.retake_by = "material", "everybody", dt.date(2026, 3, 31)
    return publish(page)


def do_in_bulk(desk, action, page):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return desk.post(f"{address}?id={page.pk}")


def test_step_that_is_put_back_asks_nobody_to_do_it_again(desk):
    course = make_course()
    lesson = material(Lesson.objects.get())

    do_in_bulk(desk, "unpublish", lesson)
    do_in_bulk(desk, "publish", lesson)

    chosen = [(e.change, e.retake, e.retake_by) for e in course_editions_of(course)]
    assert chosen[1] == ("material", "everybody", dt.date(2026, 3, 31))
    assert chosen[2:] == [("minor", "nobody", None)] * 2


def test_quiz_published_again_for_a_mended_question_asks_nobody_to_do_it_again(desk):
    make_course()
    quiz = material(Quiz.objects.get())
    question = quiz.quiz_questions.first().question
    question.text = "<p>What would you say?</p>"
    question.save()

    do_in_bulk(desk, "publish", quiz)

    chosen = [(e.change, e.retake, e.retake_by) for e in editions_of(quiz)]
    assert chosen[1:] == [
        ("material", "everybody", dt.date(2026, 3, 31)),
        ("minor", "nobody", None),
    ]


def test_editor_of_a_step_that_was_taken_down_starts_again_from_minor(desk):
    make_course()
    lesson = material(Lesson.objects.get())
    desk.post(reverse("wagtailadmin_pages:unpublish", args=[lesson.pk]))

    form = desk.get(edit(lesson)).context["form"]

    assert (form["change"].value(), form["retake"].value(), form["retake_by"].value()) == (
        "minor",
        "nobody",
        None,
    )


def test_unpublishing_the_last_step_unpublishes_the_course():
    course = make_draft_course()
    lesson = make_lesson(course)
    publish(course)

    fresh(lesson).unpublish()

    assert not fresh(course).live
    assert len(course_editions_of(course)) == 1


def test_unpublishing_a_course_with_all_its_steps_makes_no_edition(desk):
    course = make_course()

    desk.post(
        reverse("wagtailadmin_pages:unpublish", args=[course.pk]), {"include_descendants": "on"}
    )

    assert not fresh(course).live
    assert len(course_editions_of(course)) == 1


@pytest.mark.parametrize("what", ["step", "course"])
def test_what_people_learn_from_cannot_be_deleted(desk, trainer, what):
    trainer.is_superuser = True
    trainer.save()
    course = make_course()
    page = course if what == "course" else Scenario.objects.get()

    one = desk.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    many = desk.post(in_bulk("delete", page), {})

    for response in (one, many):
        assert "Unpublish it instead." in said(response)
    assert type(page).objects.filter(pk=page.pk).exists()


def test_step_deleted_from_a_shell_leaves_its_course():
    course = make_course()

    Scenario.objects.get().delete()

    assert course_editions_of(course)[-1].steps.count() == 2


def test_draft_that_nobody_met_can_be_deleted(desk):
    page = make_scenario(live=False)

    desk.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))

    assert not Scenario.objects.exists()
