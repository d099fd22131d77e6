"""Reporting a problem with a page: where it was, the answer, and the bounds; and sign-off."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from courses.actions.learning import enrol
from courses.actions.problems import (
    Answered,
    answer_problem,
    forget_problems,
    report_problem,
)
from courses.models import Course, Problem, SignOff
from courses.problem_queries import Place, problems_of, problems_to_answer
from courses.queries import sign_off_of
from people.models import Person
from people.permissions import REVIEWERS, TRAINERS
from quizzes.actions.attempts import start_attempt
from quizzes.queries import quiz_of
from tests.factories.courses import make_course
from tests.factories.editions import (
    make_edition,
    option,
    question,
    quiz_document,
    scenario_document,
)
from tests.factories.learning import make_course_edition

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 1, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def reader():
    return Person.objects.create_user("sam@example.org", name="Sam Rees")


def in_group(name):
    person = Person.objects.create_user(f"{name.lower()}@example.org", name=name)
    group, _ = Group.objects.get_or_create(name=name)
    person.groups.add(group)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    return person


def report(person, at=NOW, text="A word is wrong."):
    return report_problem(person=person, address="/x/", place=Place(), text=text, at=at)


def test_a_report_says_which_edition_and_where(client, reader):
    edition = make_course_edition()
    enrolment = enrol(person=reader, course_key=edition.course_key, at=NOW)
    client.force_login(reader)
    page = reverse("courses:step", args=[enrolment.key, 1])

    client.post(reverse("courses:report_problem"), {"page": page, "text": "A word is wrong."})

    problem = Problem.objects.get()
    assert problem.address == page
    assert problem.edition == edition.steps.get(position=1).edition
    assert "Step 1 of edition 1" in problem.place


def test_a_report_from_the_page_of_a_course_leads_to_it(client, reader):
    course = make_course()
    client.force_login(reader)
    client.post(reverse("courses:report_problem"), {"page": course.url, "text": "A typing error."})
    problem = Problem.objects.get()
    assert problem.place == "Edition 1 of the course “Asking well”"

    client.force_login(in_group(TRAINERS))
    page = client.get(reverse("problems:answer", args=[problem.key])).text

    assert reverse("wagtailadmin_pages:edit", args=[course.pk]) in page
    assert "Withdraw the edition" not in page


def test_a_report_from_an_address_that_only_ends_as_a_course_does_is_about_no_page(client, reader):
    course = make_course()
    client.force_login(reader)

    client.post(reverse("courses:report_problem"), {"page": f"/{course.slug}/", "text": "Gone."})

    assert Problem.objects.get().place == ""


def test_a_report_from_a_scenario_says_at_which_scene(client, reader):
    edition = make_edition(scenario_document())
    attempt = start_attempt(person=reader, edition=edition, key=uuid.uuid4(), at=NOW)
    attempt.decisions.create(number=1, scene_key="office", choice_key="listen", decided_at=NOW)
    client.force_login(reader)
    page = reverse("quizzes:scene", args=[attempt.key])

    client.post(reverse("courses:report_problem"), {"page": page, "text": "It is not clear."})

    problem = Problem.objects.get()
    assert problem.edition == edition
    assert "Office" in problem.place


def test_a_report_from_a_quiz_says_which_of_the_drawn_questions(client, reader):
    asked = [
        {**question(key, "single", option("a", right=True), option("b")), "text": f"<p>{key}?</p>"}
        for key in ("who", "where", "when")
    ]
    edition = make_edition(quiz_document(questions=asked, draw=1))
    attempt = start_attempt(person=reader, edition=edition, key=uuid.uuid4(), at=NOW)
    shown = quiz_of(attempt, "en").questions[0].key
    client.force_login(reader)
    page = reverse("quizzes:question", args=[attempt.key, 1])

    client.post(reverse("courses:report_problem"), {"page": page, "text": "It is not clear."})

    assert Problem.objects.get().place == f"Question 1: {shown}?"


def test_a_report_does_not_tell_who_read_a_story_in_words(client, reader):
    edition = make_course_edition()
    enrolment = enrol(person=reader, course_key=edition.course_key, at=NOW)
    client.force_login(reader)
    page = reverse("courses:in_words", args=[enrolment.key, 1])

    client.post(reverse("courses:report_problem"), {"page": page, "text": "A word is wrong."})

    problem = Problem.objects.get()
    assert problem.address == reverse("courses:step", args=[enrolment.key, 1])
    assert problem.edition == edition.steps.get(position=1).edition


def test_nobody_learns_about_the_learning_of_others(client, reader):
    other = Person.objects.create_user("kim@example.org", name="Kim Price")
    enrolment = enrol(person=other, course_key=make_course_edition().course_key, at=NOW)
    client.force_login(reader)
    page = reverse("courses:step", args=[enrolment.key, 1])

    client.post(reverse("courses:report_problem"), {"page": page, "text": "A word is wrong."})

    assert Problem.objects.get().edition is None


@pytest.mark.parametrize("page", ["http://[", "//[x", "/a\x00b\r\nc", "/" + "é" * 400])
def test_a_report_is_kept_whatever_is_sent_as_its_page(client, reader, page):
    client.force_login(reader)
    place = reverse("courses:report_problem")

    form = client.get(place, {"page": page})
    client.post(place, {"page": page, "text": "A word is wrong."})

    assert "<textarea" in form.text
    address = Problem.objects.get().address
    assert address.startswith("/")
    assert address.isprintable()
    assert len(address) <= 300


@pytest.mark.parametrize(
    "page", ["https://example.com/x", "//example.com/x", "\\\\example.com", ""]
)
def test_the_way_back_stays_on_the_service(client, reader, page):
    client.force_login(reader)

    answer = client.get(reverse("courses:report_problem"), {"page": page})

    assert "example.com" not in answer.text.split("<main")[0].split("govuk-back-link")[-1]


def test_reports_are_bounded_by_number_and_length_and_the_words_are_kept(client, reader, settings):
    settings.PROBLEM_REPORTS_A_DAY = 2
    client.force_login(reader)
    place = reverse("courses:report_problem")
    for _ in range(2):
        client.post(place, {"page": "/", "text": "A word is wrong."})

    refused = client.post(place, {"page": "/", "text": "Another word."})
    too_long = client.post(place, {"page": "/", "text": "x" * 2001})

    assert refused.status_code == 422
    assert "Another word." in refused.text
    assert "<title>Error:" in refused.text
    assert too_long.status_code == 422
    assert Problem.objects.count() == 2
    report(reader, at=timezone.now() + dt.timedelta(days=2))


def test_a_trainer_answers_once_and_the_reader_sees_it(client, reader):
    problem = report(reader)
    trainer = in_group(TRAINERS)
    client.force_login(trainer)

    listed = client.get(reverse("problems:list")).text
    client.post(reverse("problems:answer", args=[problem.key]), {"answer": "Mended, thank you."})

    assert "A word is wrong." in listed
    client.force_login(reader)
    assert "Mended, thank you." in client.get(reverse("courses:problems")).text
    with pytest.raises(Answered):
        answer_problem(problem=problem, answer="Again", by=trainer, at=NOW)


@pytest.mark.parametrize("many", [1, 3])
def test_lists_cost_one_query(reader, many, django_assert_num_queries):
    for _ in range(many):
        report(reader)

    with django_assert_num_queries(1):
        [str(problem.person.name) for problem in problems_to_answer()]
    with django_assert_num_queries(1):
        list(problems_of(reader))


def test_what_is_open_comes_first_and_many_reports_fill_many_pages(client, reader):
    waiting = report(reader, at=NOW - dt.timedelta(days=30), text="Still open.")
    trainer = in_group(TRAINERS)
    for number in range(50):
        answered = report(reader, at=NOW + dt.timedelta(days=number), text=f"Report {number}.")
        at = NOW + dt.timedelta(days=100 + number)
        answer_problem(problem=answered, answer="Mended.", by=trainer, at=at)
    client.force_login(trainer)

    first = client.get(reverse("problems:list")).text
    second = client.get(reverse("problems:list"), {"p": 2}).text

    assert problems_to_answer().first() == waiting
    assert first.index("Still open.") < first.index("Report 49.") < first.index("Report 1.")
    assert "Report 0." not in first
    assert "Report 0." in second


def test_answered_problems_are_removed_in_time_and_open_ones_stay(reader):
    old, open_one = report(reader), report(reader)
    answer_problem(problem=old, answer="Mended.", by=in_group(TRAINERS), at=NOW)

    assert forget_problems(answered_before=NOW + dt.timedelta(days=1)) == 1
    assert list(Problem.objects.all()) == [open_one]
    call_command("forget_old_problems")
    assert Problem.objects.exists()


def test_a_reviewer_signs_off_an_edition_and_the_course_says_so(client, reader):
    call_command("load_starter", courses=["asking-directly"], verbosity=0)
    course = Course.objects.get()
    client.force_login(reader)
    assert "Not signed off yet." in client.get(course.url).text
    reviewer = in_group(REVIEWERS)
    client.force_login(reviewer)
    place = reverse("editions:sign_off", args=[course.pk, 1])
    sent = {"name": "Jo Hale", "role": "Head of safeguarding", "day": "2026-01-05", "scope": "All"}

    client.post(place, {**sent, "day": "2999-01-01"})
    assert not SignOff.objects.exists()
    client.post(place, sent)

    assert sign_off_of(course.translation_key).recorded_by == reviewer
    assert "Jo Hale" in client.get(reverse("editions:list", args=[course.pk])).text
    client.force_login(reader)
    assert "by Jo Hale, Head of safeguarding" in client.get(course.url).text
