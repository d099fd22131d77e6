"""Taking an edition away from everybody: attempts and enrolments go on, and nothing comes back."""

import uuid

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.actions.access import give_access
from courses.actions.editions import withdraw_activity_edition
from courses.actions.learning import enrol, finish_activity
from courses.models import Course, Enrolment, Lesson
from people.models import Person
from people.permissions import REVIEWERS, TRAINERS
from quizzes.actions.attempts import (
    Incomplete,
    Unavailable,
    make_decision,
    open_debrief,
    save_answer,
    start_attempt,
    submit_quiz,
)
from quizzes.domain.compiled import CannotPublish
from quizzes.models import ActivityEdition, Attempt, Quiz, Scenario
from quizzes.queries import latest_answers
from tests.factories.courses import (
    course_editions_of,
    editions_of,
    fresh,
    make_catalogue,
    make_course,
    publish,
    welsh_locale,
)
from tests.factories.people import PersonFactory
from tests.factories.quizzes import choice, ending, scene

pytestmark = pytest.mark.django_db

HARM = "It could be read as a grade of risk."


@pytest.fixture
def course() -> Course:
    return make_course()


@pytest.fixture
def scenario(course) -> Scenario:
    return Scenario.objects.get()


@pytest.fixture
def trainer(course) -> Person:
    give_access(make_catalogue())
    person = PersonFactory()
    person.groups.add(Group.objects.get(name=TRAINERS))
    return person


@pytest.fixture
def desk(trainer) -> Client:
    client = Client()
    client.force_login(trainer)
    return client


def withdraw(edition: ActivityEdition, by: Person) -> ActivityEdition | None:
    return withdraw_activity_edition(edition=edition, because=HARM, by=by, at=timezone.now())


def revise(scenario: Scenario, title: str = "At the window") -> ActivityEdition:
    """Publishes the story with another title for its first scene; returns the edition."""
    scenes = fresh(scenario).scenes.get_prep_value()
    scenes[0]["value"]["title"] = title
    scenario = fresh(scenario)
    scenario.scenes = scenes
    publish(scenario)
    return editions_of(scenario)[-1]


def begin(person: Person, edition: ActivityEdition) -> Attempt:
    return start_attempt(person=person, edition=edition, key=uuid.uuid4(), at=timezone.now())


def choose(attempt: Attempt, number: int, scene_key: str, choice_key: str):
    return make_decision(
        attempt=attempt,
        number=number,
        scene_key=scene_key,
        choice_key=choice_key,
        at=timezone.now(),
    )


def test_attempt_under_way_goes_on_on_what_replaces_its_edition(scenario, trainer):
    person = PersonFactory()
    second = revise(scenario)
    attempt = begin(person, second)
    choose(attempt, 1, "desk", "ring-and-leave-a-kind-message")

    replacement = withdraw(second, trainer)

    attempt.refresh_from_db()
    following = attempt.continued_in
    assert replacement == editions_of(scenario)[0]
    assert attempt.moved_on_at is not None
    assert following.edition == replacement
    assert [d.choice_key for d in following.decisions.all()] == ["ring-and-leave-a-kind-message"]
    assert choose(attempt, 2, "phone", "ask-how-things-are").scene == "plan"
    assert open_debrief(attempt=attempt, at=timezone.now()).outcome == "good"


def test_answers_that_still_fit_are_carried_over(course, trainer):
    person, quiz = PersonFactory(), Quiz.objects.get()
    first = editions_of(quiz)[0]
    question = first.document("en")["questions"][0]
    quiz.intro = "<p>Three questions.</p>"
    publish(quiz)
    attempt = begin(person, editions_of(quiz)[1])
    save_answer(
        attempt=attempt,
        question_key=question["key"],
        response=question["options"][1]["key"],
        key=uuid.uuid4(),
        at=timezone.now(),
    )

    withdraw(editions_of(quiz)[1], trainer)

    following = Attempt.objects.under_way().get()
    assert following.edition == first
    assert latest_answers(following) == {question["key"]: question["options"][1]["key"]}
    with pytest.raises(Incomplete):
        submit_quiz(attempt=attempt, at=timezone.now())


def test_open_enrolments_are_pinned_to_a_course_without_what_was_withdrawn(
    course, scenario, trainer
):
    person = PersonFactory()
    second = revise(scenario)
    enrolment = enrol(person=person, course_key=course.translation_key, at=timezone.now())

    withdraw(second, trainer)

    enrolment.refresh_from_db()
    newest = course_editions_of(course)[-1]
    assert enrolment.edition == newest
    assert [step.edition.number for step in newest.steps.all()] == [1, 1, 1]


def test_enrolment_on_an_older_course_edition_moves_too(course, scenario, trainer):
    person = PersonFactory()
    enrolment = enrol(person=person, course_key=course.translation_key, at=timezone.now())
    lesson = Lesson.objects.get()
    lesson.change, lesson.title = "material", "Why asking matters more"
    publish(lesson)
    enrolment.refresh_from_db()
    assert enrolment.edition.number == 1
    revise(scenario)

    withdraw(editions_of(scenario)[0], trainer)

    enrolment.refresh_from_db()
    assert enrolment.edition == course_editions_of(course)[-1]
    assert enrolment.edition.steps.get(position=3).edition.number == 2


def test_without_a_replacement_the_attempt_waits_and_goes_on_with_the_next_edition(
    scenario, trainer
):
    attempt = begin(PersonFactory(), editions_of(scenario)[0])

    assert withdraw(editions_of(scenario)[0], trainer) is None

    with pytest.raises(Unavailable):
        choose(attempt, 1, "desk", "ring-and-leave-a-kind-message")
    second = revise(scenario)
    choose(attempt, 1, "desk", "ring-and-leave-a-kind-message")
    attempt.refresh_from_db()
    assert attempt.continued_in.edition == second


def test_without_a_replacement_enrolments_wait_and_go_on_with_the_next_edition(
    course, scenario, trainer
):
    enrolment = enrol(person=PersonFactory(), course_key=course.translation_key, at=timezone.now())
    withdraw(editions_of(scenario)[0], trainer)

    enrolment.refresh_from_db()
    assert enrolment.edition.steps.filter(edition__withdrawn_at__isnull=False).exists()
    second = revise(scenario)
    enrolment.refresh_from_db()
    assert enrolment.edition.steps.get(position=3).edition == second


def test_completion_stays_when_its_edition_is_withdrawn(course, scenario, trainer):
    enrolment = enrol(person=PersonFactory(), course_key=course.translation_key, at=timezone.now())
    for step in enrolment.edition.steps.all():
        finish_activity(enrolment=enrolment, edition=step.edition, at=timezone.now())

    withdraw(editions_of(scenario)[0], trainer)

    enrolment = Enrolment.objects.get()
    assert enrolment.completion
    assert enrolment.edition.number == 1


def test_withdrawing_twice_changes_nothing(scenario, trainer):
    revise(scenario)
    first = editions_of(scenario)[0]
    withdraw(first, trainer)
    before = ActivityEdition.objects.get(pk=first.pk).withdrawn_at

    withdraw(first, PersonFactory())

    assert ActivityEdition.objects.get(pk=first.pk).withdrawn_at == before
    assert ActivityEdition.objects.get(pk=first.pk).withdrawn_by == trainer


def test_what_was_withdrawn_is_not_published_again(scenario, trainer):
    second = revise(scenario)
    withdraw(second, trainer)

    with pytest.raises(CannotPublish, match="It could be read as a grade of risk”"):
        publish(fresh(scenario))

    assert len(editions_of(scenario)) == 2


def test_publishing_what_stands_already_makes_no_edition(scenario, trainer):
    story = scenario.scenes.get_prep_value()
    withdraw(revise(scenario), trainer)
    scenario = fresh(scenario)
    scenario.scenes = story

    publish(scenario)

    assert [edition.number for edition in editions_of(scenario)] == [1, 2]


def test_translation_of_a_withdrawn_original_waits_for_the_original(scenario, trainer):
    draft = scenario.copy_for_translation(welsh_locale(), copy_parents=True).specific
    withdraw(editions_of(scenario)[0], trainer)

    with pytest.raises(CannotPublish, match="The original was withdrawn"):
        publish(draft)


def test_other_scenes_end_what_fits_at_the_last_decision_that_is_still_open(scenario, trainer):
    attempt = begin(PersonFactory(), editions_of(scenario)[0])
    choose(attempt, 1, "desk", "ring-and-leave-a-kind-message")
    choose(attempt, 2, "phone", "ask-how-things-are")
    scenario.scenes = [
        scene("desk", choice("Ring and leave a kind message.", "phone")),
        scene("phone", choice("Say that you were worried.", "plan")),
        ending("plan"),
    ]
    publish(scenario)

    withdraw(editions_of(scenario)[0], trainer)

    attempt.refresh_from_db()
    assert [d.scene_key for d in attempt.continued_in.decisions.all()] == ["desk"]


# In the admin


def listed(page) -> str:
    return reverse("editions:list", args=[page.pk])


def withdrawing(page, number: int) -> str:
    return reverse("editions:withdraw", args=[page.pk, number])


def test_editions_are_listed_with_who_and_when(desk, scenario, trainer):
    scenario.scenes[0].value["title"] = "At the window"
    scenario.save_revision(user=trainer).publish(user=trainer)

    page = desk.get(listed(scenario)).content.decode()

    assert str(trainer) in page
    assert withdrawing(scenario, 1) in page
    assert withdrawing(scenario, 2) in page


def test_trainer_withdraws_with_a_reason_and_the_editor_says_so(desk, scenario, trainer):
    answer = desk.post(withdrawing(scenario, 1), {"because": HARM}, follow=True)

    edition = editions_of(scenario)[0]
    assert (edition.withdrawn_by, edition.withdrawn_because) == (trainer, HARM)
    assert "Nothing replaces it" in answer.content.decode()
    assert HARM in answer.content.decode()
    editor = desk.get(reverse("wagtailadmin_pages:edit", args=[scenario.pk])).content.decode()
    assert "Edition 1 was withdrawn" in editor
    assert "“It could be read as a grade of risk”" in editor


def test_a_report_leads_straight_to_withdrawal_and_the_reader_goes_on(
    client, desk, scenario, trainer
):
    reader = PersonFactory()
    client.force_login(reader)
    enrol(person=reader, course_key=Course.objects.get().translation_key, at=timezone.now())
    attempt = begin(reader, editions_of(scenario)[0])
    choose(attempt, 1, "desk", "ring-and-leave-a-kind-message")
    scene = reverse("quizzes:scene", args=[attempt.key])
    client.post(reverse("courses:report_problem"), {"page": scene, "text": "It could hurt."})

    report = link(desk.get(reverse("problems:list")), "Open")
    shown = desk.get(report)
    assert "It could hurt." in shown.text
    assert f"{editions_of(scenario)[0]}, After scene “Desk”" in shown.text
    assert link(shown, "Mend the page") == reverse("wagtailadmin_pages:edit", args=[scenario.pk])
    revise(scenario)
    withdrawn = desk.post(link(shown, "Withdraw the edition at once"), {"because": HARM})
    assert withdrawn.headers["Location"] == report
    assert "Everybody goes on with edition 2." in desk.get(report).text
    desk.post(report, {"answer": "Mended, thank you."})

    assert "go on from where it fits" in client.get(scene, follow=True).text
    following = Attempt.objects.under_way().get()
    assert (following.edition.number, following.decisions.count()) == (2, 1)
    assert choose(following, 2, "phone", "ask-how-things-are").scene == "plan"
    assert "Mended, thank you." in client.get(reverse("courses:problems")).text


def link(answer, words: str) -> str:
    """Where the first link whose words begin so leads."""
    page = BeautifulSoup(answer.text, "html.parser")
    return next(str(a["href"]) for a in page.select("main a") if a.text.strip().startswith(words))


def test_withdrawing_without_a_reason_changes_nothing(desk, scenario):
    response = desk.post(withdrawing(scenario, 1), {"because": "  "})

    assert "This field is required." in response.content.decode()
    assert not editions_of(scenario)[0].is_withdrawn


def test_looking_at_the_question_changes_nothing(desk, scenario):
    desk.get(withdrawing(scenario, 1))

    assert not editions_of(scenario)[0].is_withdrawn


@pytest.mark.parametrize("number", [2, 99])
def test_edition_that_does_not_stand_cannot_be_withdrawn(desk, scenario, trainer, number):
    if number == 2:
        withdraw(revise(scenario), trainer)

    assert desk.post(withdrawing(scenario, number), {"because": HARM}).status_code == 404


def test_reviewer_and_practitioner_cannot_withdraw(scenario, trainer):
    reviewer, practitioner = PersonFactory(), PersonFactory()
    reviewer.groups.add(Group.objects.get(name=REVIEWERS))

    for person in (reviewer, practitioner):
        client = Client()
        client.force_login(person)
        client.post(withdrawing(scenario, 1), {"because": HARM})

    assert not editions_of(scenario)[0].is_withdrawn


def test_catalogue_has_no_editions(desk):
    assert desk.get(reverse("editions:list", args=[make_catalogue().pk])).status_code == 404


def test_course_lists_its_editions_and_offers_no_withdrawal(desk, course):
    page = desk.get(listed(course)).content.decode()

    assert "the first" in page
    assert "Withdraw" not in page


def test_header_of_the_editor_leads_to_the_editions(desk, course, scenario):
    for page in (course, scenario):
        editor = desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert listed(page) in editor


def test_a_material_edition_that_is_withdrawn_leaves_a_course_that_can_be_completed(
    course, trainer
):
    person, lesson = PersonFactory(), Lesson.objects.get()
    page = fresh(lesson)
    page.title, page.change, page.retake = "Another title", "material", "in_progress"
    publish(page)
    first, second = editions_of(lesson)
    withdraw(second, trainer)
    enrolment = enrol(person=person, course_key=course.translation_key, at=timezone.now())

    finish_activity(enrolment=enrolment, edition=first, at=timezone.now())

    step = enrolment.edition.steps.get(activity_key=lesson.translation_key)
    assert (step.edition, step.counts_from) == (first, 1)
