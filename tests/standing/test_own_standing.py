"""What people see of where they stand themselves, and taking a course again."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.actions.completions import record_completions, withdraw_completion
from courses.actions.learning import enrol, finish_activity
from courses.models import Completion, CourseEdition, Enrolment
from people.models import Person
from standing.actions.assignments import make_assignment
from standing.actions.exemptions import exempt
from standing.actions.renewal import NotOpenYet, renew
from standing.person_queries import standings_of
from standing.requirement_queries import Terms
from standing.sentences import sentence
from tests.factories.courses import make_catalogue
from tests.factories.people import PersonFactory, PostingFactory, UnitFactory
from tests.reports.course import make_course

pytestmark = pytest.mark.django_db

ONE = dt.timedelta(days=1)
NOW = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 6, 1)


@pytest.fixture
def course(settings):
    settings.DEMO = True
    make_catalogue()
    return make_course("asking")


@pytest.fixture
def person() -> Person:
    person = PersonFactory(email="sam@example.org", name="Sam Rees")
    PostingFactory(person=person, unit=UnitFactory(code="T"), first_day=dt.date(2025, 1, 1))
    return person


def ask(course, person, first_day=dt.date(2026, 1, 1), **terms) -> None:
    unit = person.postings.get().unit
    wanted = {"due_days": 30, "grace_days": 14, "renewal_months": 12, **terms}
    make_assignment(
        course_key=course.translation_key,
        first_day=first_day,
        last_day=None,
        terms=Terms(frozenset([unit.pk]), **wanted),
        by=person,
        at=NOW,
    )


def complete(person, course, at) -> Completion:
    enrolment = enrol(person=person, course_key=course.translation_key, at=at, renews=True)
    lesson = enrolment.edition.steps.get(position=1).edition
    return finish_activity(enrolment=enrolment, edition=lesson, at=at)


def said(person, course, day=TODAY) -> str:
    return sentence(standings_of(person, day)[course.translation_key])


# Sentences


def test_not_started_in_progress_and_overdue(course, person):
    ask(course, person, first_day=TODAY)
    asked = "asked since 1 June 2026, within 30 days"
    assert said(person, course) == f"Not started, due on 1 July 2026: {asked}."

    enrolment = enrol(person=person, course_key=course.translation_key, at=NOW)
    Enrolment.objects.update(first_act_at=NOW)
    begun = f"{asked}; begun on 1 June 2026."
    assert said(person, course) == f"In progress, due on 1 July 2026: {begun}"
    assert said(person, course, dt.date(2026, 7, 2)) == f"Overdue since 2 July 2026: {begun}"
    assert enrolment.completed_at is None


def test_up_to_date_and_lapsed_say_by_what_and_what_comes_next(course, person):
    ask(course, person)
    complete(person, course, NOW)

    assert said(person, course) == (
        "Up to date until 31 May 2027: completed on 1 June 2026, edition 1; "
        "to be renewed every 12 months; renewal opens on 2 March 2027."
    )
    assert said(person, course, dt.date(2027, 3, 2)).endswith("; it can be renewed now.")
    assert said(person, course, dt.date(2027, 6, 1)) == (
        "Overdue since 1 June 2027: completed on 1 June 2026, edition 1; valid until 31 May 2027; "
        "to be renewed every 12 months."
    )


def test_a_completion_from_elsewhere_is_said_with_its_evidence(course, person):
    ask(course, person, renewal_months=None)
    elsewhere = Completion(
        person=person, course_key=course.translation_key, day=TODAY, evidence="Certificate 7"
    )
    record_completions(completions=[elsewhere], by=person, at=NOW)

    assert said(person, course) == (
        "Up to date, without an end: completed elsewhere on 1 June 2026 (Certificate 7)."
    )


def test_an_edition_for_everybody_is_said(course, person):
    ask(course, person)
    complete(person, course, NOW)
    first = CourseEdition.objects.get()
    CourseEdition.objects.create(
        course_key=first.course_key,
        number=2,
        title=first.title,
        documents=first.documents,
        digest="2",
        change="material",
        retake="everybody",
        retake_by=dt.date(2026, 9, 30),
        made_at=NOW,
    )

    assert said(person, course) == (
        "Up to date until 30 September 2026: completed on 1 June 2026, edition 1; "
        "everybody takes edition 2 by 30 September 2026; it can be renewed now."
    )


@pytest.mark.parametrize(
    ("until", "words"),
    [(dt.date(2026, 6, 30), "Exempt until 30 June 2026."), (None, "Exempt, without an end yet.")],
)
def test_exempt(course, person, until, words):
    ask(course, person)
    exempt(
        person=person,
        course_key=course.translation_key,
        category="other",
        from_day=TODAY,
        until_day=until,
        by=PersonFactory(),
        at=NOW,
    )

    assert said(person, course) == words


def test_voluntary_and_nothing_at_all(course, person):
    assert said(person, course) == ""
    complete(person, course, NOW)
    assert said(person, course) == (
        "Taken without being asked: completed on 1 June 2026, edition 1."
    )


# Renewal


def test_renewal_before_it_opens_is_refused_and_from_then_on_begins_once(course, person):
    ask(course, person)
    complete(person, course, NOW)
    opens = dt.date(2027, 3, 2)
    morning = dt.datetime.combine(opens, dt.time(9), tzinfo=dt.UTC)

    with pytest.raises(NotOpenYet) as early:
        renew(person=person, course_key=course.translation_key, at=morning - ONE)
    assert early.value.opens == opens
    first = renew(person=person, course_key=course.translation_key, at=morning)
    again = renew(person=person, course_key=course.translation_key, at=morning)

    assert first == again
    assert Enrolment.objects.count() == 2


def test_the_new_validity_runs_from_the_new_completion(course, person):
    ask(course, person)
    complete(person, course, NOW)
    at = dt.datetime(2027, 4, 1, 9, tzinfo=dt.UTC)
    renew(person=person, course_key=course.translation_key, at=at)
    complete(person, course, at)

    assert said(person, course, at.date()).startswith("Up to date until 31 March 2028")


def test_after_a_withdrawal_the_course_can_be_taken_again(course, person):
    completion = complete(person, course, NOW)
    with pytest.raises(NotOpenYet):
        renew(person=person, course_key=course.translation_key, at=NOW)
    withdraw_completion(completion=completion, reason="A slip", by=PersonFactory(), at=NOW)

    assert renew(person=person, course_key=course.translation_key, at=NOW).completed_at is None


# Pages


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    return client


def test_my_learning_leads_to_what_is_due_first(signed_in, course, person):
    other = make_course("planning")
    ask(course, person, due_days=200, first_day=timezone.localdate())
    ask(other, person, due_days=100, first_day=timezone.localdate())

    page = signed_in.get(reverse("courses:my_learning")).text

    assert page.index("Planning") < page.index("Asking")
    assert "asked since" in page


def test_a_lapsed_course_is_the_next_step_and_is_renewed_there(signed_in, course, person):
    ask(course, person)
    complete(person, course, timezone.now() - 400 * ONE)

    page = signed_in.get(reverse("courses:my_learning")).text
    assert "To be taken again" in page
    assert "Overdue since" in page
    signed_in.post(reverse("standing:renew", args=[course.translation_key]))

    page = signed_in.get(reverse("courses:my_learning")).text
    assert "To be taken again" not in page
    assert page.count("A course") == 1  # once, under way


def test_a_completed_course_says_until_when_and_that_repeating_is_practice(
    signed_in, course, person
):
    ask(course, person)
    complete(person, course, timezone.now())

    for address in (reverse("courses:my_learning"), course.get_url()):
        page = signed_in.get(address).text
        assert "Up to date until" in page
        assert "is practice, and completes nothing." in page
        assert reverse("standing:renew", args=[course.translation_key]) not in page


def test_renewing_too_early_says_from_when(signed_in, course, person):
    ask(course, person)
    complete(person, course, timezone.now())

    page = signed_in.post(
        reverse("standing:renew", args=[course.translation_key]), follow=True
    ).text

    assert "Renewal opens on" in page
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize("courses", [1, 3])
def test_my_learning_costs_the_same_for_one_course_and_for_three(
    signed_in, course, person, courses, django_assert_num_queries
):
    for number in range(courses):
        page = make_course(f"course-{number}")
        ask(page, person)
        complete(person, page, NOW)
    address = reverse("courses:my_learning")
    signed_in.get(address)

    with django_assert_num_queries(15):
        assert signed_in.get(address).status_code == 200
