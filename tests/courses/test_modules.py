"""Modules: names above the steps of a course, which change nothing that people do."""

import re

import pytest
from django.urls import reverse

from courses.models import CourseEdition
from people.models import Person
from tests.factories.courses import (
    course_editions_of,
    editions_of,
    make_draft_course,
    make_lesson,
    publish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    course = make_draft_course()
    for title, module in [("One", "1. Asking"), ("Two", "1. Asking"), ("Three", ""), ("Four", "2")]:
        make_lesson(course, title, module=module)
    return publish(course)


def headings(page: str) -> list[str]:
    return re.findall(r"<h3[^>]*app-module[^>]*>([^<]+)</h3>", page)


def test_steps_stand_under_the_name_of_their_module_once(client, course):
    client.force_login(Person.objects.create_user("sam@example.org", name="Sam Rees"))

    page = client.get(reverse("courses:course", args=[course.translation_key]), follow=True).text

    assert headings(page) == ["1. Asking", "2"]
    places = [page.index(f">{word}<") for word in ("1. Asking", "One", "Two", "Three", "2", "Four")]
    assert places == sorted(places)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_step_says_its_module(client, course):
    client.force_login(Person.objects.create_user("sam@example.org", name="Sam Rees"))
    client.post(reverse("courses:enrol", args=[course.translation_key]))
    first = CourseEdition.objects.get().steps.get(position=1)

    page = client.get(reverse("courses:activity", args=[first.activity_key]), follow=True).text

    assert ">1. Asking</li>" in page


def test_a_renamed_module_makes_a_new_edition_of_the_course_and_none_of_its_lessons(course):
    lesson = course.live_steps().specific().first()
    lesson.module = "1. Asking directly"
    publish(lesson)

    first, second = course_editions_of(course)
    steps = second.steps.order_by("position")
    names = [step.words_in("en").get("module", "") for step in steps]
    assert names == ["1. Asking directly", "1. Asking", "", "2"]
    assert first.steps.get(position=1).edition == second.steps.get(position=1).edition
    assert len(editions_of(lesson)) == 1


def test_a_step_without_a_module_keeps_the_words_that_it_had(course):
    third = CourseEdition.objects.get().steps.get(position=3)

    assert set(third.words["en"]) == {"title", "summary", "note"}
