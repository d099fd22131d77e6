"""A lesson in short, instead of all of it: it counts the same, and nothing tells which was read."""

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.actions.learning import enrol
from courses.models import ActivityDone
from people.models import Person
from tests.factories.editions import make_edition, quiz_document
from tests.factories.learning import lesson_document, make_course_edition

pytestmark = pytest.mark.django_db
SHORT = "Ask, listen, tell."


@pytest.fixture
def course():
    short = {"note": "It talks about loss.", "alternative": f"<p>{SHORT}</p>"}
    return make_course_edition(
        make_edition({**lesson_document("Hard"), **short}),
        make_edition(lesson_document("Light")),
        make_edition(quiz_document()),
    )


def begin(client, course, name="Sam Rees"):
    person = Person.objects.create_user(f"{name[:3]}@example.org", name=name)
    client.force_login(person)
    return enrol(person=person, course_key=course.course_key, at=timezone.now())


def test_before_a_hard_lesson_there_are_three_ways_on(client, course):
    enrolment = begin(client, course)
    in_short = reverse("courses:in_words", args=[enrolment.key, 1])

    door = client.get(reverse("courses:step", args=[enrolment.key, 1])).text

    note = door[door.index('aria-labelledby="content-note"') : door.index('id="lesson"')]
    assert "It talks about loss." in note
    assert [
        part for part in ('href="#lesson"', in_short, "/my-learning/") if part not in note
    ] == []
    assert "<form" not in note
    assert SHORT in client.get(in_short).text
    assert not ActivityDone.objects.exists()


def test_read_in_short_it_is_done_as_for_anybody(client, course):
    short = begin(client, course)
    client.post(reverse("courses:finish_in_words", args=[short.key, 1]))
    whole = begin(client, course, "Kim Price")
    client.post(reverse("courses:finish_lesson", args=[whole.key, 1]), {"edition": 1})

    kept = ActivityDone.objects.values("enrolment", "activity_key", "edition")
    one, other = kept.get(enrolment=short), kept.get(enrolment=whole)

    assert {**one, "enrolment": 0} == {**other, "enrolment": 0}
    names = {field.name for field in ActivityDone._meta.get_fields()}
    assert names == {"id", "enrolment", "activity_key", "edition", "done_at"}


@pytest.mark.parametrize("position", [2, 3])
def test_what_has_no_short_form_is_not_done_by_it(client, course, position):
    enrolment = begin(client, course)

    shown = client.get(reverse("courses:in_words", args=[enrolment.key, position]))
    sent = client.post(reverse("courses:finish_in_words", args=[enrolment.key, position]))

    assert (shown.status_code, sent.status_code) == (404, 404)
    assert not ActivityDone.objects.exists()
