"""English and Welsh pages of one activity are one activity, and only what is live is shown."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from courses.actions.learning import enrol
from courses.models import Lesson
from quizzes.domain.compiled import CannotPublish
from quizzes.models import Scenario
from tests.factories.courses import editions_of, fresh, make_course, publish, welsh_locale
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def back_to_english():
    yield
    translation.activate("en")


def welsh(page):
    return page.copy_for_translation(welsh_locale(), copy_parents=True).specific


@pytest.fixture
def lesson():
    make_course()
    return Lesson.objects.get()


@pytest.fixture
def welsh_lesson(lesson):
    draft = welsh(lesson)
    draft.title = "Gwers gyntaf"
    publish(draft)
    return Lesson.objects.get(pk=draft.pk)


def languages(page) -> list[str]:
    return sorted(editions_of(page)[-1].documents)


def test_a_welsh_reader_reads_welsh_in_the_same_enrolment(client, lesson, welsh_lesson):
    person = PersonFactory()
    course_key = lesson.get_parent().translation_key
    enrolment = enrol(person=person, course_key=course_key, at=timezone.now())
    client.force_login(person)
    english = reverse("courses:step", args=[enrolment.key, 1])
    with translation.override("cy"):
        cymraeg = reverse("courses:step", args=[enrolment.key, 1])

    assert cymraeg == f"/cy{english}"
    assert "Gwers gyntaf" in client.get(cymraeg).text
    assert "Gwers gyntaf" not in client.get(english).text


def test_a_minor_change_of_the_original_keeps_the_live_translation(lesson, welsh_lesson):
    lesson = fresh(lesson)
    lesson.title = "A first lesson, better named"
    publish(lesson)

    assert languages(lesson) == ["cy", "en"]


def test_a_material_change_of_the_original_waits_for_its_translation(lesson, welsh_lesson):
    lesson = fresh(lesson)
    lesson.title, lesson.change = "Another lesson", "material"
    publish(lesson)
    assert languages(lesson) == ["en"]

    publish(welsh_lesson)

    assert languages(lesson) == ["cy", "en"]


def test_an_unpublished_translation_is_not_shown_any_more(lesson, welsh_lesson):
    welsh_lesson.unpublish()
    assert languages(lesson) == ["en"]

    lesson = fresh(lesson)
    lesson.title = "A first lesson, better named"
    publish(lesson)

    assert languages(lesson) == ["en"]


def test_a_translation_may_not_tell_another_story():
    make_course()
    draft = welsh(Scenario.objects.get())
    draft.scenes[0].value["choices"][0]["points"] = 50

    with pytest.raises(CannotPublish, match=r"in more than its words: scenes/.*/points"):
        publish(draft)

    assert languages(draft) == ["en"]
