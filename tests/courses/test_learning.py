"""What practitioners do in a course, whatever is sent twice, late or by somebody else."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from courses.actions import learning
from courses.models import ActivityDone, Completion, Enrolment
from courses.queries import course_views, my_learning
from courses.templatetags.learning import progress_words
from people.models import Person
from quizzes.actions import attempts
from tests.factories.editions import (
    RIGHT_ANSWERS,
    make_edition,
    quiz_document,
    scenario_document,
)
from tests.factories.learning import add_step, make_course_edition, make_lesson

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 7, 31, 22, 30, tzinfo=dt.UTC)  # half past eleven in London
LATER = NOW + dt.timedelta(hours=1)  # the first of August in London


@pytest.fixture
def person() -> Person:
    return Person.objects.create_user("sam@example.org", name="Sam Rees")


def enrol(person, course_edition) -> Enrolment:
    return learning.enrol(person=person, course_key=course_edition.course_key, at=NOW)


def finish(enrolment, edition, at=NOW) -> Completion | None:
    return learning.finish_activity(enrolment=enrolment, edition=edition, at=at)


def take_quiz(person, edition, answers=RIGHT_ANSWERS, at=NOW):
    attempt = attempts.start_attempt(person=person, edition=edition, key=uuid.uuid4(), at=at)
    for question, response in answers.items():
        attempts.save_answer(
            attempt=attempt, question_key=question, response=response, key=uuid.uuid4(), at=at
        )
    return attempts.submit_quiz(attempt=attempt, at=at)


def play(person, edition, choices=("listen", "ask"), at=NOW):
    attempt = attempts.start_attempt(person=person, edition=edition, key=uuid.uuid4(), at=at)
    for number, (scene, choice) in enumerate(zip(("office", "talk"), choices, strict=True), 1):
        attempts.make_decision(
            attempt=attempt, number=number, scene_key=scene, choice_key=choice, at=at
        )
    return attempts.open_debrief(attempt=attempt, at=at)


def test_enrol_twice_is_one_enrolment_on_the_latest_edition(person):
    first = make_course_edition()
    second = make_course_edition(make_lesson(), course_key=first.course_key, number=2)

    assert enrol(person, first) == enrol(person, second)
    assert Enrolment.objects.get().edition == second


def test_enrol_stays_on_its_edition_when_another_is_made(person):
    first = make_course_edition()
    enrolment = enrol(person, first)
    make_course_edition(make_lesson(), course_key=first.course_key, number=2)

    assert enrol(person, first).edition == first
    assert enrolment.edition == first


def test_enrol_refuses_a_course_that_was_never_published(person):
    with pytest.raises(learning.NotOffered):
        learning.enrol(person=person, course_key=uuid.uuid4(), at=NOW)


def test_one_open_enrolment_even_past_the_action(person):
    enrolment = enrol(person, make_course_edition())

    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(
            person=person,
            course_key=enrolment.course_key,
            edition=enrolment.edition,
            started_at=NOW,
        )


def test_finish_activity_twice_is_done_once_at_the_first_time(person):
    lesson = make_lesson()
    enrolment = enrol(person, make_course_edition(lesson, make_lesson("Another")))

    finish(enrolment, lesson)
    finish(enrolment, lesson, LATER)

    assert ActivityDone.objects.get().done_at == NOW


def test_the_last_required_step_completes_on_its_day_in_london(person):
    lesson, other = make_lesson(), make_lesson("Another")
    enrolment = enrol(person, make_course_edition(lesson, other))

    assert finish(enrolment, lesson) is None
    completion = finish(enrolment, other, LATER)

    assert (completion.day, completion.at) == (dt.date(2026, 8, 1), LATER)
    assert completion.edition == enrolment.edition
    enrolment.refresh_from_db()
    assert enrolment.completed_at == LATER


def test_finishing_again_makes_no_second_completion(person):
    lesson = make_lesson()
    enrolment = enrol(person, make_course_edition(lesson))
    finish(enrolment, lesson)

    assert finish(enrolment, lesson, LATER) is None
    assert Completion.objects.count() == 1


def test_progress_says_that_it_counts_needed_steps_where_there_are_extras(person):
    course_edition = make_course_edition(make_lesson())
    enrol(person, course_edition)
    assert progress_words(my_learning(person, "en").open[0]).startswith("0 of 1 step done")

    add_step(course_edition, make_lesson("An extra"), 2, is_required=False)

    assert progress_words(my_learning(person, "en").open[0]).startswith("0 of 1 needed step done")


def test_an_extra_is_not_needed_and_comes_last(person):
    lesson, extra = make_lesson(), make_lesson("An extra")
    course_edition = make_course_edition(lesson)
    add_step(course_edition, extra, 2, is_required=False)

    assert finish(enrol(person, course_edition), lesson)


def test_a_passed_quiz_and_an_opened_debrief_do_their_steps(person):
    quiz, story = make_edition(quiz_document()), make_edition(scenario_document())
    enrol(person, make_course_edition(quiz, story))

    take_quiz(person, quiz)
    play(person, story, ("hurry", "leave"), LATER)

    assert Completion.objects.get().at == LATER


def test_a_quiz_that_was_not_passed_does_nothing(person):
    quiz = make_edition(quiz_document())
    enrol(person, make_course_edition(quiz))

    take_quiz(person, quiz, {**RIGHT_ANSWERS, "one": "a", "two": ["e"]})

    assert not ActivityDone.objects.exists()


def test_a_scenario_has_to_be_passed_only_where_the_course_says_so(person):
    story = make_edition(scenario_document())
    course_edition = make_course_edition(make_lesson())
    add_step(course_edition, story, 2, must_pass=True)
    enrol(person, course_edition)

    play(person, story, ("hurry", "leave"))
    assert not ActivityDone.objects.exists()

    play(person, story)
    assert ActivityDone.objects.get().edition == story


def test_an_attempt_does_the_step_of_the_person_who_made_it_only(person):
    quiz = make_edition(quiz_document())
    course_edition = make_course_edition(quiz)
    other = Person.objects.create_user("jo@example.org", name="Jo Clarke")
    enrol(other, course_edition)

    take_quiz(person, quiz)

    assert not ActivityDone.objects.exists()


def test_an_extra_that_is_played_after_completion_is_done_as_one_that_is_read(person):
    lesson, played, read = make_lesson(), *(make_edition(scenario_document()) for _ in range(2))
    course_edition = make_course_edition(lesson)
    for position, story in ((2, played), (3, read)):
        add_step(course_edition, story, position, is_required=False)
    enrolment = enrol(person, course_edition)
    finish(enrolment, lesson)

    play(person, played)
    learning.finish_in_words(enrolment=enrolment, edition=read, at=LATER)

    view = course_views([enrolment], "en")[0]
    assert [step.state for step in view.steps] == ["done", "done", "done"]
    assert Completion.objects.count() == 1


def test_an_attempt_before_enrolling_completes_nothing(person):
    quiz = make_edition(quiz_document())
    course_edition = make_course_edition(quiz)

    take_quiz(person, quiz)
    enrol(person, course_edition)

    assert not Completion.objects.exists()


@pytest.mark.parametrize("courses", [1, 3])
def test_my_learning_costs_the_same_for_one_course_and_for_three(
    person, courses, django_assert_num_queries
):
    for _ in range(courses):
        enrol(person, make_course_edition())

    with django_assert_num_queries(4):
        learning_of_person = my_learning(person, "en")

    assert len(learning_of_person.open) == courses


@pytest.mark.parametrize("steps", [1, 3])
def test_course_view_costs_the_same_for_one_step_and_for_three(
    person, steps, django_assert_num_queries
):
    editions = [make_lesson(f"Lesson {n}") for n in range(steps)]
    enrolment = enrol(person, make_course_edition(*editions))
    for edition in editions:
        finish(enrolment, edition)
    enrolment = Enrolment.objects.select_related("edition").get()

    with django_assert_num_queries(2):
        view = course_views([enrolment], "en")[0]

    assert [step.state for step in view.steps] == ["done"] * steps


def test_course_view_names_the_next_step_and_the_minutes_left(person):
    lesson, other = make_lesson(), make_lesson("Another")
    enrolment = enrol(person, make_course_edition(lesson, other))
    finish(enrolment, lesson)

    view = course_views([enrolment], "en")[0]

    assert [step.state for step in view.steps] == ["done", "next"]
    assert (view.next.title, view.minutes_left) == ("Another", 5)


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    return client


def test_continue_posts_the_lesson_and_leads_to_the_next_step(signed_in, person):
    lesson = make_lesson()
    enrolment = enrol(person, make_course_edition(lesson, make_lesson("Another")))

    answer = signed_in.post(
        reverse("courses:finish_lesson", args=[enrolment.key, 1]), {"edition": 1}
    )

    assert answer.headers["Location"] == reverse("courses:step", args=[enrolment.key, 2])
    assert ActivityDone.objects.get().edition == lesson


@pytest.mark.parametrize("edition", ["", "2", "0", "one", "99999999999999999999"])
def test_continue_on_an_edition_that_is_not_there_does_nothing(signed_in, person, edition):
    enrolment = enrol(person, make_course_edition(make_lesson(), make_lesson("Another")))
    step = reverse("courses:step", args=[enrolment.key, 1])

    page = signed_in.post(
        reverse("courses:finish_lesson", args=[enrolment.key, 1]), {"edition": edition}, follow=True
    )

    assert page.redirect_chain == [(step, 302)]
    assert "This page has been revised" in page.text
    assert not ActivityDone.objects.exists()


def test_continue_on_an_edition_that_no_longer_counts_says_so(signed_in, person):
    lesson = make_lesson()
    make_lesson("Revised", activity_key=lesson.activity_key, number=2)
    course_edition = make_course_edition(make_lesson("Another"))
    add_step(course_edition, lesson, 2, counts_from=2)
    enrolment = enrol(person, course_edition)
    address = reverse("courses:finish_lesson", args=[enrolment.key, 2])

    page = signed_in.post(address, {"edition": 1}, follow=True)

    assert "This page has been revised" in page.text
    assert not ActivityDone.objects.exists()


def test_reading_a_page_completes_nothing(signed_in, person):
    enrolment = enrol(person, make_course_edition())

    for position in (1, 2, 3):
        signed_in.get(reverse("courses:step", args=[enrolment.key, position]))

    assert not ActivityDone.objects.exists()


@pytest.mark.parametrize("position", [0, 4, 99])
def test_a_step_that_is_not_there(signed_in, person, position):
    enrolment = enrol(person, make_course_edition())

    answer = signed_in.get(reverse("courses:step", args=[enrolment.key, position]))

    assert answer.status_code == 404


@pytest.mark.parametrize("people", [1, 3])
def test_a_lesson_page_costs_at_most_eight_queries_whoever_else_learns(
    client, people, django_assert_num_queries
):
    course_edition = make_course_edition()
    for number in range(people):
        learner = Person.objects.create_user(f"p{number}@example.org", name=f"Person {number}")
        enrolment = enrol(learner, course_edition)
    client.force_login(learner)
    address = reverse("courses:step", args=[enrolment.key, 1])
    client.get(address)

    with django_assert_num_queries(6):
        client.get(address)


def test_the_alternative_is_stored_as_done_and_as_nothing_else(signed_in, person):
    story = make_edition(scenario_document())
    enrolment = enrol(person, make_course_edition(story))
    attempts.start_attempt(person=person, edition=story, key=uuid.uuid4(), at=NOW)
    page = signed_in.get(reverse("courses:in_words", args=[enrolment.key, 1]))
    assert "The story in words." in page.text

    signed_in.post(reverse("courses:finish_in_words", args=[enrolment.key, 1]))

    assert Completion.objects.get().enrolment == enrolment
    assert not person.attempts.exists()


def read_in_words(client, enrolment):
    """What the page of the words sends, for now or for later."""
    page = client.get(reverse("courses:in_words", args=[enrolment.key, 1]))
    return {"begun": page.context["form"]["begun"].value() or ""}


def test_an_alternative_that_is_sent_again_leaves_what_was_begun_since(signed_in, person):
    story = make_edition(scenario_document())
    enrolment = enrol(person, make_course_edition(story))
    attempts.start_attempt(person=person, edition=story, key=uuid.uuid4(), at=NOW)
    sent = read_in_words(signed_in, enrolment)
    done = reverse("courses:finish_in_words", args=[enrolment.key, 1])
    signed_in.post(done, sent)
    begun = attempts.start_attempt(person=person, edition=story, key=uuid.uuid4(), at=LATER)
    attempts.make_decision(
        attempt=begun, number=1, scene_key="office", choice_key="listen", at=LATER
    )

    signed_in.post(done, sent)

    assert begun.decisions.count() == 1
    assert ActivityDone.objects.count() == 1


def test_an_alternative_taken_after_the_story_was_done_forgets_what_was_begun(signed_in, person):
    story = make_edition(scenario_document())
    enrolment = enrol(person, make_course_edition(story))
    played = play(person, story)
    attempts.start_attempt(person=person, edition=story, key=uuid.uuid4(), at=LATER)

    sent = read_in_words(signed_in, enrolment)
    signed_in.post(reverse("courses:finish_in_words", args=[enrolment.key, 1]), sent)

    assert list(person.attempts.all()) == [played]


def test_an_alternative_taken_from_a_page_from_before_the_attempt_forgets_it(signed_in, person):
    story = make_edition(scenario_document())
    enrolment = enrol(person, make_course_edition(story))
    sent = read_in_words(signed_in, enrolment)
    attempts.start_attempt(person=person, edition=story, key=uuid.uuid4(), at=NOW)

    signed_in.post(reverse("courses:finish_in_words", args=[enrolment.key, 1]), sent)

    assert not person.attempts.exists()


def test_a_wait_that_ends_on_another_day_says_on_which(signed_in, person):
    at = timezone.localtime()
    quiz = make_edition(quiz_document(wait_minutes=2 * 24 * 60))
    enrolment = enrol(person, make_course_edition(quiz))
    take_quiz(person, quiz, RIGHT_ANSWERS | {"one": "a"}, at=at)

    start = reverse("courses:start", args=[enrolment.key, 1])
    page = signed_in.post(start, {"key": uuid.uuid4()}, follow=True)

    over = timezone.localtime(at + dt.timedelta(days=2))
    assert f"again on {over:%-d %B %Y}, from {over:%H:%M}." in page.text


def test_pages_of_learning_are_never_kept_by_the_browser(signed_in, person):
    enrolment = enrol(person, make_course_edition())

    page = signed_in.get(reverse("courses:step", args=[enrolment.key, 1]))

    assert "no-store" in page.headers["Cache-Control"]


def test_whoever_has_done_all_that_is_left_completes_when_the_course_asks_for_less(person):
    lesson, other = make_lesson(), make_lesson("Another")
    enrolment = enrol(person, make_course_edition(lesson, other))
    finish(enrolment, lesson)
    less = make_course_edition(lesson, course_key=enrolment.course_key, number=2)
    Enrolment.objects.update(edition=less)

    learning.complete_whoever_is_done(edition=less, at=LATER)

    assert (Completion.objects.get().at, Completion.objects.get().edition) == (LATER, less)


def test_whoever_has_something_left_does_not_complete(person):
    lesson, other = make_lesson(), make_lesson("Another")
    course_edition = make_course_edition(lesson, other)
    finish(enrol(person, course_edition), lesson)

    assert learning.complete_whoever_is_done(edition=course_edition, at=LATER) == []
